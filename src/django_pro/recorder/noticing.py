"""What else happens in a unit: forms and serializers that refuse, regions that count queries, work handed to threads."""

from __future__ import annotations

import functools
import sys
from typing import Any, Callable

from django_pro.recorder.patching import Patches
from django_pro.recorder.places import Places, awaiting
from django_pro.recorder.unit import current


def watch(patches: Patches, places: Places) -> None:
    """Notice all of it."""
    from asgiref.sync import SyncToAsync
    from django.forms.forms import BaseForm
    from django.test.utils import CaptureQueriesContext

    patches.around(BaseForm, "full_clean", _cleaning)
    patches.around(CaptureQueriesContext, "__enter__", lambda own: _region(own, 1))
    patches.around(CaptureQueriesContext, "__exit__", lambda own: _region(own, -1))
    patches.around(SyncToAsync, "__call__", lambda own: _handing_over(own, places))
    if "rest_framework.serializers" in sys.modules:
        from rest_framework.serializers import BaseSerializer, ListSerializer

        patches.around(BaseSerializer, "is_valid", _validating)
        patches.around(ListSerializer, "is_valid", _validating)


def _refused(name: str) -> None:
    unit = current.get()
    if unit is not None:
        unit.details.setdefault("refused", name)


def _cleaning(own: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(own)
    def full_clean(self: Any, *arguments: Any, **named: Any) -> Any:
        answer = own(self, *arguments, **named)
        if getattr(self, "is_bound", False) and getattr(self, "_errors", None):
            _refused(type(self).__name__)
        return answer

    return full_clean


def _validating(own: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(own)
    def is_valid(self: Any, *arguments: Any, **named: Any) -> Any:
        try:
            return own(self, *arguments, **named)
        finally:
            if getattr(self, "_errors", None):
                _refused(type(self).__name__)

    return is_valid


def _region(own: Callable[..., Any], step: int) -> Callable[..., Any]:
    @functools.wraps(own)
    def counting(self: Any, *arguments: Any) -> Any:
        unit = current.get()
        if unit is not None:
            unit.regions += step
        return own(self, *arguments)

    return counting


def _handing_over(own: Callable[..., Any], places: Places) -> Callable[..., Any]:
    """Remember which line of the project awaits what a thread will do: the thread's stack does not tell."""

    @functools.wraps(own)
    async def __call__(self: Any, *arguments: Any, **named: Any) -> Any:  # noqa: N807
        if current.get() is None:
            return await own(self, *arguments, **named)
        token = awaiting.set(places.site(sys._getframe(1)))
        try:
            return await own(self, *arguments, **named)
        finally:
            awaiting.reset(token)

    return __call__
