"""Puts the recorder into a process that is started with `DJANGO_PRO_RECORD` in its environment, once Django is ready.

DJANGO_PRO_RECORD    the folder that events are written to
DJANGO_PRO_ROOT      the folder of the project's own code
DJANGO_PRO_COVERAGE  a configuration of coverage.py to measure with; nothing is measured where it is not set
"""

from __future__ import annotations

import functools
import importlib.machinery
import importlib.util
import os
import sys
from typing import Any, Callable, Optional

_READY = "django.apps.registry"


def begin() -> None:
    """Wait for Django; measure coverage from now on where that is wanted."""
    if not os.environ.get("DJANGO_PRO_RECORD"):
        return
    _measure()
    sys.meta_path.insert(0, _Watch())


def _measure() -> None:
    configuration = os.environ.get("DJANGO_PRO_COVERAGE")
    if not configuration:
        return
    try:
        import coverage
    except ImportError:  # it is told by there being no data
        return
    os.environ["COVERAGE_PROCESS_START"] = configuration
    coverage.process_startup()


def install_recorder() -> None:
    """Install the recorder as the environment says."""
    from django_pro.recorder.recording import install
    from django_pro.recorder.sinks import FileSink

    root = os.environ.get("DJANGO_PRO_ROOT") or os.getcwd()
    install(root, FileSink(os.environ["DJANGO_PRO_RECORD"]))


class _Watch:
    """A finder that is asked for every module and answers for one: the registry of apps, which tells when Django is ready."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Optional[importlib.machinery.ModuleSpec]:
        if name != _READY:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader)  # type: ignore[assignment]
        return spec


class _Loader:
    """Loads the registry as its own loader does, and puts a step behind `Apps.populate`."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)

    def create_module(self, spec: Any) -> Any:
        return self._own.create_module(spec)

    def exec_module(self, module: Any) -> None:
        self._own.exec_module(module)
        module.Apps.populate = _populating(module.Apps.populate)


def _populating(own: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(own)
    def populate(self: Any, *arguments: Any, **named: Any) -> Any:
        was_ready = self.ready
        answer = own(self, *arguments, **named)
        if self.ready and not was_ready and sys.modules[_READY].apps is self:
            install_recorder()
        return answer

    return populate
