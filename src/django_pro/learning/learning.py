"""The inner half, asked in the project's own interpreter, and what it tells made into facts that can be kept."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from django_pro import __version__
from django_pro.project.learned import PACKAGES, SCHEMA, Facts, ModelRow, PolicyRow, RouteRow, SettingsRow
from django_pro.project.running.listening import Failed, Part, Progress, listen
from django_pro.project.settings.values import TREE
from django_pro.source.edits import file_digest
from django_pro.source.errors import UsageError


class Learnt(msgspec.Struct, frozen=True, tag_field="event", tag="learnt"):
    """What the inner half tells; paths are absolute."""

    django: str
    python: str
    settings: SettingsRow
    models: tuple[ModelRow, ...]
    routes: tuple[RouteRow, ...]
    policies: tuple[PolicyRow, ...]


@dataclass(frozen=True)
class Request:
    """What is to be learned: the tree's top, the Django root's folder in it, with which interpreter and settings.

    `path` are the folders that modules are found from, `packages` those of installed packages.
    """

    top: Path
    folder: str
    python: Path
    settings: str
    path: tuple[Path, ...]
    packages: tuple[Path, ...]
    environment: dict[str, str] = field(default_factory=dict)


def learn(request: Request, progress: Callable[[str], None]) -> Facts:
    """Run the project and return what its Django knows; `UsageError` where it cannot be run."""
    part = Part("learning.inside", "main", request.python, request.top / request.folder)
    asked: dict[str, object] = {
        "settings": request.settings, "path": [str(each) for each in request.path], "environment": request.environment
    }  # fmt: skip
    decoder = msgspec.json.Decoder(Learnt | Failed | Progress)
    for event in listen(part, asked, decoder, (Learnt,)):
        if isinstance(event, Failed):
            raise UsageError(event.text, _hint(event.why))
        if isinstance(event, Learnt):
            return _facts(event, request)
        progress(event.doing)
    raise UsageError("the project's interpreter ended without a word", _hint("ended"))


def _hint(why: str) -> str:
    hints = {
        "settings": "Give what they want from the environment with --env NAME=VALUE, or other settings with --settings.",
        "import": "Its interpreter is --python, its settings --settings, what it wants from the environment --env NAME=VALUE.",
        "ended": "Its code ended the interpreter: see what it does when it is imported.",
        "fault": "With DJANGO_PRO_DEBUG=1 in the environment it shows where it came from.",
    }
    return hints.get(why, "")


def _facts(told: Learnt, request: Request) -> Facts:
    naming = Naming(request.top, request.packages)
    settings = msgspec.structs.replace(
        told.settings,
        values=naming.shown(told.settings.values),
        files=tuple(each for each in naming.of(told.settings.files) if not each.startswith(PACKAGES)),
        given=tuple(sorted(request.environment)),
    )
    return Facts(
        schema=SCHEMA,
        version=__version__,
        django=told.django,
        python=told.python,
        settings_module=request.settings,
        learned=datetime.now(UTC).isoformat(timespec="seconds"),
        root=request.folder,
        settings=settings,
        models=tuple(msgspec.structs.replace(each, files=naming.of(each.files)) for each in told.models),
        routes=tuple(
            msgspec.structs.replace(each, files=naming.of(each.files), listed=naming.of(each.listed))
            for each in told.routes
        ),
        policies=tuple(msgspec.structs.replace(each, files=naming.of(each.files)) for each in told.policies),
        files=dict(sorted(naming.digests.items())),
    )


class Naming:
    """Names files as the learned file does: below the tree's top, or among the installed packages; others are left out."""

    def __init__(self, top: Path, packages: Iterable[Path]) -> None:
        self._top = top
        self._places = [(each.resolve(), PACKAGES) for each in packages] + [(top.resolve(), "")]
        self._names: dict[str, str | None] = {}
        self.digests: dict[str, str] = {}

    def of(self, files: Iterable[str]) -> tuple[str, ...]:
        """Return the names of files, and keep their digests."""
        return tuple(dict.fromkeys(name for each in files if (name := self._name(each)) is not None))

    def _name(self, file: str) -> str | None:
        if file not in self._names:
            name = self._names[file] = self._named(Path(file).resolve())
            content = file_digest(Path(file)) if name is not None else None
            if name is None or content is None:
                self._names[file] = None
            else:
                self.digests[name] = content
        return self._names[file]

    def _named(self, file: Path) -> str | None:
        for folder, before in self._places:
            if file.is_relative_to(folder):
                return before + file.relative_to(folder).as_posix()
        return None

    def shown(self, value: Any) -> Any:
        """Return a setting's value with the tree's top left out of paths: where it stands is nobody's business."""
        if isinstance(value, str):
            return self._shown(value)
        if isinstance(value, Mapping):
            return {key: self.shown(each) for key, each in value.items()}
        return [self.shown(each) for each in value] if isinstance(value, list) else value

    def _shown(self, text: str) -> str:
        tops = dict.fromkeys((str(self._top), str(self._top.resolve())))
        found = next((top for top in tops if text == top or text.startswith(f"{top}/")), None)
        return text if found is None else TREE + text.removeprefix(found)


def write_facts(facts: Facts, file: Path) -> None:
    """Write facts to a file, whole or not at all."""
    text = msgspec.json.format(msgspec.json.encode(facts), indent=1) + b"\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        try:
            with os.fdopen(descriptor, "wb") as out:
                out.write(text)
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}", "Name another place: --output FILE") from None


def counts(facts: Facts) -> Iterator[tuple[str, int]]:
    """Yield how much was learned of what."""
    yield "settings", len(facts.settings.values)
    yield "models", len(facts.models)
    yield "routes", len(facts.routes)
    yield "answers of DRF views", len(facts.policies)
