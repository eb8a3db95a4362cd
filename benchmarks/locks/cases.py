"""The operations of `cases.toml` as the migrations of an app called `t`, to be read or to be run."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from textwrap import indent

HERE = Path(__file__).parent
APP = "t"
AUTO_FIELD = "django.db.models.BigAutoField"
SETTINGS = f'INSTALLED_APPS = ["django.contrib.postgres", "{APP}"]\nDEFAULT_AUTO_FIELD = "{AUTO_FIELD}"\n'
MANAGE = 'import os\n\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n'


@dataclass(frozen=True)
class Case:
    """Operations that run in one migration, after those of `before`."""

    name: str
    operations: str
    before: str = ""
    atomic: bool = True

    @property
    def migrations(self) -> dict[str, str]:
        """The app's migrations by name: the tables, what is there before, the operations."""
        initial = (HERE / "initial.py").read_text(encoding="utf-8")
        if not self.before:
            return {"0001_initial": initial, "0002_case": self._written(self.operations, "0001_initial")}
        before = self._written(self.before, "0001_initial")
        return {
            "0001_initial": initial,
            "0002_before": before,
            "0003_case": self._written(self.operations, "0002_before"),
        }

    def _written(self, operations: str, after: str) -> str:
        heading = (HERE / "heading.py").read_text(encoding="utf-8")
        transaction = "" if self.atomic else "    atomic = False\n"
        return (
            f'{heading}\n\nclass Migration(migrations.Migration):\n    dependencies = [("{APP}", "{after}")]\n'
            f"{transaction}    operations = [\n{indent(operations.strip(), ' ' * 8)}\n    ]\n"
        )

    def write(self, folder: Path) -> Path:
        """Write the project below a folder and return that."""
        files = {f"{APP}/migrations/{name}.py": text for name, text in self.migrations.items()}
        empty = (f"{APP}/__init__.py", f"{APP}/models.py", f"{APP}/migrations/__init__.py")
        for path, text in {"manage.py": MANAGE, "settings.py": SETTINGS, **dict.fromkeys(empty, ""), **files}.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        return folder


def cases() -> list[Case]:
    """Return the operations in the order in which they are listed."""
    return [Case(**each) for each in tomllib.loads((HERE / "cases.toml").read_text(encoding="utf-8"))["case"]]
