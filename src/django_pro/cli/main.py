"""The entry point: choose the command, import only what it needs, and turn every failure into one clear line."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

from django_pro import __version__
from django_pro.cli.parser import Parser
from django_pro.source.errors import UsageError

#: Each command is a module of its name beside this one, with `configure(parser)` and `run(arguments)`.
COMMANDS = {
    "check": "review a project: findings, and five scores against their targets",
    "fix": "apply the safe edits of findings",
    "gate": "say what a change introduces, and nothing else",
    "explain": "explain a rule, a finding or a line",
    "map": "show what a project is: endpoints, models, queries, migrations, tests",
    "learn": "let the project's own Django tell its models, routes and settings: this runs its code",
    "verify": "run the tests under a recorder; join what ran with what was read",
    "rehearse": "run migrations on a throw-away PostgreSQL full of rows",
}
_USAGE = """\
usage: django-pro COMMAND [OPTION…]

{commands}

examples:
  django-pro check                        review the project in this folder
  django-pro check shop/ --select DJP1    only queries, only in shop/
  django-pro check --output-format json   the same for programs
  django-pro explain DJP101               why a rule is there, with a bad and a good example
  django-pro gate --base main             only what this branch introduces
  django-pro fix --diff                   what would be mended

options:
  -h, --help     this text; `django-pro COMMAND --help` tells more
  --version      the version

exit codes: 0 clean, 1 findings, 2 a wrong request or our own failure
"""
#: Objects made between two looks for cycles: facts are many and live to the end.
RARELY = 200_000
#: Frames of pure Python that deep source may need.
DEPTH = 10_000


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if argv is None:
        _plain_output()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(words)
    except UsageError as error:
        _say(f"django-pro: {error.message}")
        if error.hint:
            _say(error.hint)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _crashed(error, words)


def _dispatch(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        width = max(map(len, COMMANDS))
        print(
            _USAGE.format(commands="\n".join(f"  {name.ljust(width)}  {text}" for name, text in COMMANDS.items())),
            end="",
        )
        return 0
    if words[0] in ("--version", "-V"):
        print(f"django-pro {__version__}")
        return 0
    if words[0] not in COMMANDS:
        raise UsageError(f"there is no command {words[0]}", f"Commands: {', '.join(COMMANDS)}. See django-pro --help")
    sys.setrecursionlimit(max(DEPTH, sys.getrecursionlimit()))
    gc.set_threshold(RARELY)
    command = importlib.import_module(f"django_pro.cli.{words[0]}")
    parser = Parser(words[0], COMMANDS[words[0]])
    command.configure(parser)
    code: int = command.run(parser.parse_args(words[1:]))
    sys.stdout.flush()
    return code


def _crashed(error: Exception, words: list[str]) -> int:
    """Say what to send; a traceback only for those who ask for it."""
    if os.environ.get("DJANGO_PRO_DEBUG") == "1":
        raise error
    import traceback

    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{os.path.basename(last.filename)}:{last.lineno} in {last.name}"
    python = ".".join(map(str, sys.version_info[:3]))
    _say(f"django-pro stopped by its own fault: {type(error).__name__}: {error} ({place})")
    _say(f"Please send this: django-pro {__version__}, Python {python}, {sys.platform}: django-pro {' '.join(words)}")
    _say("With DJANGO_PRO_DEBUG=1 in the environment it shows where it came from.")
    return 2


def _plain_output() -> None:
    """Write UTF-8 with `\\n` whatever the system's habits are, so that output is the same everywhere."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace", newline="\n")


def _say(text: str) -> None:
    print(text, file=sys.stderr)
