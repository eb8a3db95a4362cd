"""The templates of a Django root, by the names they are loaded by (Django: "Template loading")."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property

from django_pro.facts.templates.places import Origin, TemplateFile, template_files
from django_pro.findings.blind import Blind, Unknown
from django_pro.project.project import Project
from django_pro.source.templates import pack_template, read_template, unpack_template
from django_pro.source.templates.syntax import Expression, FilterExpression, Include, Literal, Template

__all__ = ["Included", "Lineage", "Origin", "TemplateFile", "Templates"]

_NOTHING = Template((), None, (), (), (), (), "django")


@dataclass(frozen=True)
class Included:
    """An `{% include %}`, and the template it stands for."""

    node: Include
    template: TemplateFile | Unknown


@dataclass(frozen=True)
class Lineage:
    """A template and those it extends, the outermost last; `end` tells why the last one's parent is not known."""

    templates: tuple[TemplateFile, ...]
    end: Unknown | None = None


class Templates:
    """Questions about templates; a file is parsed when it is first asked for.

    `blinds` takes the files that could not be read.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.blinds: list[Blind] = []
        self._read: dict[str, Template] = {}

    @cached_property
    def all(self) -> tuple[TemplateFile, ...]:
        """Every template in loader order; of two with one name the first is loaded."""
        return tuple(template_files(self.project))

    @cached_property
    def _named(self) -> dict[str, tuple[TemplateFile, ...]]:
        found: dict[str, tuple[TemplateFile, ...]] = {}
        for each in self.all:
            found[each.name] = (*found.get(each.name, ()), each)
        return found

    def resolve(self, name: str, without: Collection[str] = (), by: str = "") -> TemplateFile | None:
        """Return the template that a name loads, None where the project has none; `without` are files to pass over.

        One that is loaded by the file `by` is sought by its engine: of two the one in the same language is loaded.
        """
        whole = name.partition("#")[0]  # Django 6.0: `page.html#part` is a partial of it
        found = [each for each in self._named.get(name, ()) or self._named.get(whole, ()) if each.path not in without]
        if by and len(found) > 1:
            dialect = self.read(by).dialect
            found.sort(key=lambda each: self.read(each.path).dialect != dialect)
        return found[0] if found else None

    def at(self, path: str) -> TemplateFile | None:
        """Return the template of a file, under the first of its names."""
        return next((each for each in self.all if each.path == path), None)

    def read(self, path: str) -> Template:
        """Return a file's template, an empty one where it cannot be read."""
        if path not in self._read:
            self.read_all([path])
        return self._read[path]

    def read_all(self, paths: Iterable[str]) -> None:
        """Read templates, those that the cache holds from there."""
        cache = self.project.sources.cache
        fresh: list[tuple[bytes, bytes]] = []
        for path in dict.fromkeys(paths):
            if path in self._read:
                continue
            try:
                raw = (self.project.root / path).read_bytes()
            except OSError as error:
                self.blinds.append(Blind(path, 0, f"the template cannot be read: {error.strerror}"))
                self._read[path] = _NOTHING
                continue
            key = hashlib.blake2b(raw, digest_size=16, key=b"template", salt=_kind(path)).digest()
            packed = cache.get(key)
            if packed is None:
                self._read[path] = read_template(raw.decode("utf-8", "surrogateescape"), path=path)
                fresh.append((key, pack_template(self._read[path])))
            else:
                self._read[path] = unpack_template(packed)
        cache.put(fresh)

    def lineage(self, template: TemplateFile) -> Lineage:
        """Return a template with those it extends; a circle is cut and said.

        A template that extends its own name extends the next of that name, as Django's loaders do.
        """
        found = [template]
        while True:
            extends = self.read(found[-1].path).extends
            if extends is None:
                return Lineage(tuple(found))
            name = self._text(extends, found[-1])
            if isinstance(name, Unknown):
                return Lineage(tuple(found), name)
            seen = {each.path for each in found}
            parent = self.resolve(name, seen, found[-1].path)
            if parent is None:
                return Lineage(tuple(found), Unknown(self._why_none(name, found[-1])))
            found.append(parent)

    def _why_none(self, name: str, template: TemplateFile) -> str:
        if self.resolve(name) is None:
            return _missing(name)
        if name == template.name:  # it stands before a package's
            return f"the project has no other template `{name}`"
        return f"the templates extend each other in a circle at `{name}`"

    def includes(self, template: TemplateFile) -> tuple[Included, ...]:
        """Return what a template includes; not what its parents do."""
        return tuple(Included(node, self._included(node, template)) for node in self.read(template.path).includes)

    def _included(self, node: Include, template: TemplateFile) -> TemplateFile | Unknown:
        name = self._text(node.template, template)
        if isinstance(name, Unknown):
            return name
        return self.resolve(name, by=template.path) or Unknown(_missing(name))

    def libraries(self, template: TemplateFile) -> tuple[str, ...]:
        """Return the tag libraries that a template loads itself, in order."""
        loads = self.read(template.path).loads
        return tuple(dict.fromkeys(name for load in loads for name in load.libraries))

    def _text(self, expression: Expression, template: TemplateFile) -> str | Unknown:
        """Return the name that a tag gives; a relative one begins at the template's own folder."""
        if not isinstance(expression, FilterExpression):
            return Unknown(expression.why)
        if expression.filters or not isinstance(expression.base, Literal) or not isinstance(expression.base.value, str):
            return Unknown("which template it is turns out at run time")
        name = expression.base.value
        if not name.startswith(("./", "../")):
            return name
        return posixpath.normpath(posixpath.join(posixpath.dirname(template.name), name))


def _kind(path: str) -> bytes:
    """Return what of a path decides how a template is read: its ending, and whether Jinja2's folder holds it."""
    jinja = "jinja2" in path.split("/")[:-1] or path.endswith((".j2", ".jinja", ".jinja2"))
    return b"jinja2" if jinja else b"django"


def _missing(name: str) -> str:
    return f"the project has no template `{name}`"
