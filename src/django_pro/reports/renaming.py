"""Neutral names in place of a project's own, the same one everywhere, and no text of its strings and comments."""

from __future__ import annotations

import builtins
import keyword
import re
from functools import cache

from django_pro.project.modules import KNOWLEDGE

_TOKEN = re.compile(
    r"(?P<comment>#[^\n]*)"
    r"|(?P<prefix>[rbuftRBUFT]{0,2})(?P<quote>\"\"\"|'''|\"|')(?P<string>(?:\\.|(?!(?P=quote)).)*?)(?P=quote)"
    r"|(?P<word>[^\W\d]\w*)",
    re.DOTALL,
)
_WORD = re.compile(r"[^\W\d]\w*")
_NAMES_ONLY = re.compile(r"-?[\w.:/-]+")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CLASSES = ("Book", "Author", "Publisher", "Post", "Tag", "Review", "Order", "Shelf", "Loan", "Reader")
_OTHERS = (
    "title",
    "pages",
    "price",
    "isbn",
    "language",
    "shelf",
    "stock",
    "edition",
    "chapter",
    "cover",
    "blurb",
    "binding",
)
#: Endings of classes that say what they are; rules may look at them, so they stay.
_ROLES = (
    "View",
    "ViewSet",
    "Serializer",
    "Form",
    "Admin",
    "Manager",
    "QuerySet",
    "Mixin",
    "Permission",
    "Filter",
    "Test",
)
#: Endings that Django gives to a name of the project's.
_GIVEN = ("_set", "_id", "_ptr")
#: Words of templates and of projects' layouts that no stub holds.
_PLAIN = frozenset(
    [
        "if",
        "elif",
        "else",
        "endif",
        "for",
        "endfor",
        "empty",
        "in",
        "with",
        "endwith",
        "block",
        "endblock",
        "extends",
        "include",
        "load",
        "url",
        "csrf_token",
        "forloop",
        "as",
        "and",
        "or",
        "not",
        "static",
        "trans",
        "blocktrans",
        "endblocktrans",
        "comment",
        "endcomment",
        "self",
        "cls",
        "super",
        "shop",
        "config",
        "settings",
        "urls",
        "views",
        "models",
        "admin",
        "forms",
        "serializers",
        "tests",
        "managers",
        "permissions",
        "filters",
        "signals",
        "tasks",
        "apps",
        "api",
        "migrations",
        "templatetags",
        "request",
        "html",
        "txt",
    ]
)


@cache
def vocabulary() -> frozenset[str]:
    """Return the words that are Python's, Django's or Django REST framework's own, and so nobody's secret."""
    words = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins), *_PLAIN}
    for package in ("django", "rest_framework"):
        for stub in sorted((KNOWLEDGE / package).rglob("*.pyi")):
            words.update(_WORD.findall(stub.read_text(encoding="utf-8")))
    return frozenset(words)


class Renaming:
    """The names that were given so far; `kept` are further words that stay, such as names of other packages."""

    def __init__(self, kept: frozenset[str] = frozenset()) -> None:
        self._kept = kept
        self._given: dict[str, str] = {}

    def word(self, word: str) -> str:
        """Return the neutral name of an identifier."""
        if "__" in word.strip("_"):  # a path of lookups
            return "__".join(self.word(part) if part else part for part in word.split("__"))
        if word in self._given:
            return self._given[word]
        ending = next((each for each in _GIVEN if word.endswith(each) and len(word) > len(each)), "")
        if ending and word not in vocabulary():
            return self.word(word.removesuffix(ending)) + ending
        if word in vocabulary() or word in self._kept or word.startswith("__"):
            return word
        return self._new(word)

    def _new(self, word: str) -> str:
        capital = word.lstrip("_")[:1].isupper() and not word.isupper()
        role = (
            next((each for each in sorted(_ROLES, key=len, reverse=True) if word.endswith(each)), "") if capital else ""
        )
        taken = {*self._given.values(), *vocabulary(), *self._kept}
        pool = [f"{each}{role}" for each in _CLASSES] if capital else list(_OTHERS)
        pool += [f"{first}{number}" for number in range(1, 40) for first in pool]
        new = next(each for each in pool if each not in taken)
        new = new.upper() if word.isupper() and len(word) > 1 else f"_{new}" if word.startswith("_") else new
        self._given[word] = new
        if capital and not role:
            self._given.setdefault(word.lower(), new.lower())  # what Django calls a model in lookups and accessors
        return new

    def python(self, text: str) -> str:
        """Return source with neutral names, no comments, and strings only where they hold nothing but names."""
        return re.sub(r"[ \t]+$", "", _TOKEN.sub(self._token, text), flags=re.MULTILINE)

    def _token(self, found: re.Match[str]) -> str:
        if found["comment"]:
            return ""
        if found["word"]:
            return self.word(found["word"])
        return f"{found['prefix']}{found['quote']}{self._string(found)}{found['quote']}"

    def _string(self, found: re.Match[str]) -> str:
        inner = found["string"]
        if "f" in found["prefix"].lower():
            return "".join(
                self._words(each) if each.startswith("{") else "" for each in re.split(r"(\{[^{}]*\})", inner)
            )
        return self._words(inner) if _NAMES_ONLY.fullmatch(inner) else "text" if inner.strip() else inner

    def _words(self, text: str) -> str:
        return _WORD.sub(lambda found: self.word(found[0]), text)

    def template(self, text: str) -> str:
        """Return a template's tags and variables alone, a line each."""
        return "".join(f"{self._words(tag)}\n" for tag in _TAG.findall(text))
