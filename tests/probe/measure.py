"""Run every variant at two row counts and print how often each asked the database: `python -m tests.probe.measure`."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import sys
from collections.abc import Callable, Coroutine
from io import StringIO
from typing import Any

from tests.probe.variants import PROJECT, Variant, variants

#: Every row has its own related rows, so a query for each row makes the second count larger.
FEW, MANY = 4, 12
Counts = dict[str, tuple[int, int]]


def main() -> None:
    """Print the counts of all variants, or of those that are named, as JSON."""
    start()
    chosen = [each for each in variants() if not sys.argv[1:] or each.name in sys.argv[1:]]
    print(json.dumps(measured(chosen)))


def start() -> None:
    """Start Django on an empty database in memory."""
    import django
    from django.core.management import call_command

    sys.path.insert(0, str(PROJECT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def measured(chosen: list[Variant]) -> Counts:
    """Return how many queries each variant asks at few rows and at many; a first run fills the process's own caches."""
    from tests.probe.filling import fill

    counts: dict[str, list[int]] = {each.name: [] for each in chosen}
    fill(1)
    for each in chosen:
        _count(each)
    for rows in (FEW, MANY):
        fill(rows)
        for each in chosen:
            counts[each.name].append(_count(each))
    return {name: (few, many) for name, (few, many) in counts.items()}


def _count(variant: Variant) -> int:
    """Return how many queries one run asks; what it writes is taken back."""
    from django.db import connection, transaction

    asked: list[str] = []
    run = runner(variant)

    def note(execute: Callable[..., object], sql: str, *rest: object) -> object:
        asked.append(sql)
        return execute(sql, *rest)

    with transaction.atomic():
        try:
            with connection.execute_wrapper(note):
                run()
        except Exception as problem:
            raise RuntimeError(f"{variant.name} cannot be run: {problem!r}") from problem
        transaction.set_rollback(True)
    return len(asked)


def runner(variant: Variant) -> Callable[[], object]:
    kind, _, rest = variant.how.partition(":")
    if kind == "url":
        return _page(_address(rest or variant.name))
    if kind in ("admin", "change"):
        return _page(_admin_address(rest, kind))
    if kind == "action":
        return _action(*rest.split(":"))
    if kind == "command":
        return lambda: _command(variant.name)
    module = importlib.import_module(variant.path.removesuffix(".py").replace("/", "."))
    return lambda: _called(getattr(module, variant.name))


def _called(function: Callable[[], Any]) -> object:
    from asgiref.sync import async_to_sync

    if inspect.iscoroutinefunction(function):
        awaited: Callable[[], Coroutine[Any, Any, object]] = function
        return async_to_sync(awaited)()
    return function()


def _command(name: str) -> None:
    from django.core.management import call_command

    call_command(name, stdout=StringIO())


def _address(name: str) -> str:
    """Return a page's address; where it asks for a key it is the first row's, which has many children."""
    from django.urls import NoReverseMatch, reverse

    try:
        return str(reverse(name))
    except NoReverseMatch:
        return str(reverse(name, args=[1]))


def _admin_address(model: str, page: str) -> str:
    from django.urls import reverse

    if page == "admin":
        return str(reverse(f"admin:shop_{model}_changelist"))
    return str(reverse(f"admin:shop_{model}_change", args=[1]))


def _page(address: str) -> Callable[[], object]:
    """Return what asks for a page as a superuser, and reads all of the answer."""
    client = _client()

    def ask() -> None:
        _read(address, client.get(address))

    return ask


def _action(model: str, name: str) -> Callable[[], object]:
    """Return what chooses all rows of an admin's list and runs an action on them."""
    from django.apps import apps

    client, address = _client(), _admin_address(model, "admin")
    keys = list(apps.get_model("shop", model)._base_manager.values_list("pk", flat=True))
    return lambda: _read(address, client.post(address, {"action": name, "_selected_action": keys}))


def _client() -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client

    users = get_user_model()
    user = users.objects.filter(username="root").first() or users.objects.create_superuser("root", "", "root")
    client = Client()
    client.force_login(user)
    return client


def _read(address: str, answer: Any) -> None:
    if answer.status_code not in (200, 302):
        raise RuntimeError(f"{address} answers {answer.status_code}")
    if answer.streaming:
        b"".join(answer)


if __name__ == "__main__":
    main()
