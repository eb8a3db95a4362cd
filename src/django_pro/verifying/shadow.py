"""What is put into the processes of a test run: our recorder alone, in a folder of its own, and the variables that start it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import django_pro
from django_pro import recorder

#: Loads the recorder, then the `sitecustomize` that the interpreter would have found without ours.
_SITE = """\
import importlib.machinery, importlib.util, os, sys

_here = os.path.dirname(os.path.abspath(__file__))
from django_pro.recorder.starting import begin

begin()
_spec = importlib.machinery.PathFinder.find_spec(
    "sitecustomize", [each for each in sys.path if os.path.abspath(each or ".") != _here]
)
if _spec is not None and _spec.loader is not None:
    _module = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(_module)
"""
_COVERAGE = """\
[run]
branch = True
parallel = True
relative_files = True
data_file = {data}
source = {source}
omit = */site-packages/*,*/.venv/*,*/venv/*,*/.tox/*,*/node_modules/*
concurrency = thread
disable_warnings = no-data-collected,module-not-imported,already-imported,couldnt-parse,include-ignored
"""
_PLUGIN = "django_pro.recorder.pytest_plugin"


class Shadow:
    """The folder: `events` within it is where processes write."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events = folder / "events"
        self.configuration = folder / "coverage.ini"
        self.data = folder / "coverage.data"

    def write(self, root: Path) -> None:
        """Write it for a project."""
        package = self.folder / "django_pro"
        self.events.mkdir(parents=True)
        shutil.copytree(
            Path(recorder.__file__).parent, package / "recorder", ignore=shutil.ignore_patterns("__pycache__")
        )
        (package / "__init__.py").write_text(f'__version__ = "{django_pro.__version__}"\n', encoding="utf-8")
        (self.folder / "sitecustomize.py").write_text(_SITE, encoding="utf-8")
        self.configuration.write_text(_COVERAGE.format(data=self.data, source=root), encoding="utf-8")

    def environment(self, root: Path, *, measured: bool) -> dict[str, str]:
        """Return our environment with what starts the recorder; `measured` asks for coverage too."""
        found = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
        found["PYTHONPATH"] = _joined(os.pathsep, str(self.folder), found.get("PYTHONPATH"))
        found["PYTEST_PLUGINS"] = _joined(",", _PLUGIN, found.get("PYTEST_PLUGINS"))
        found["DJANGO_PRO_RECORD"] = str(self.events)
        found["DJANGO_PRO_ROOT"] = str(root)
        found["TOX_OVERRIDE"] = "testenv.pass_env+=PYTHONPATH,PYTEST_PLUGINS,DJANGO_PRO_*,COVERAGE_PROCESS_START"
        if measured:
            found["DJANGO_PRO_COVERAGE"] = str(self.configuration)
        return found


def _joined(separator: str, ours: str, theirs: str | None) -> str:
    return f"{ours}{separator}{theirs}" if theirs else ours
