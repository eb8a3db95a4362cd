"""Arguments, with a mistake told in one line."""

from __future__ import annotations

import argparse
from typing import NoReturn

from django_pro.source.errors import UsageError


class Parser(argparse.ArgumentParser):
    """The parser of one command."""

    def __init__(self, command: str, summary: str) -> None:
        super().__init__(
            prog=f"django-pro {command}",
            description=summary[:1].upper() + summary[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Raise `UsageError` instead of leaving."""
        raise UsageError(message, f"See {self.prog} --help")
