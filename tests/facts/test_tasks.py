"""Tasks, where they are sent, and when."""

from __future__ import annotations

from pathlib import Path

from django_pro.facts.tasks import Kind, Tasks
from django_pro.findings.blind import Unknown
from tests.facts.projects import SHOP, shop

CELERY = """from celery import Celery, Task, shared_task

app = Celery("shop")
retried = shared_task(autoretry_for=(ValueError, OSError), max_retries=3)


@shared_task
def plain(book):
    pass


@shared_task(bind=True, name="shop.work", acks_late=True, time_limit=60, soft_time_limit=LIMIT)
def work(self, book):
    pass


@app.task()
def of_app():
    pass


@retried
def again():
    pass


@cached.task
def no_task():
    pass


class Report(Task):
    name = "report"
    max_retries = 5

    def run(self):
        pass


class Empty(Task):
    pass
"""


def tasks(folder: Path, files: dict[str, str]) -> Tasks:
    """Return the tasks of a project."""
    return Tasks(shop(folder, files))


def sends(table: Tasks) -> list[tuple[str, str | None, str | Unknown, str]]:
    """Return what is sent, how, and from where."""
    return [(each.how, each.task.target.qualname if each.task else None, each.name, each.scope) for each in table.sends]


def test_celery_tasks(tmp_path: Path) -> None:
    table = tasks(tmp_path, {"shop/tasks.py": CELERY})
    found = {each.target.qualname: each for each in table.all}
    assert {name: each.name for name, each in found.items()} == {
        "plain": "shop.tasks.plain",
        "work": "shop.work",
        "of_app": "shop.tasks.of_app",
        "again": "shop.tasks.again",
        "Report": "report",
    }
    assert {each.kind for each in table.all} == {Kind.CELERY}
    work, again, report = found["work"], found["again"], found["Report"]
    assert (work.bind, work.acks_late, work.time_limit, work.max_retries) == (True, True, 60, None)
    assert work.soft_time_limit == Unknown("`LIMIT` is no literal")
    assert (again.bind, again.autoretry_for, again.max_retries) == (False, ("ValueError", "OSError"), 3)
    assert report.run is not None
    assert (report.run.qualname, report.max_retries) == ("Report.run", 5)
    assert table.named("shop.work") == work
    assert table.of(work.target) == work


def test_sends(tmp_path: Path) -> None:
    views = """
from celery import signature
from shop import tasks
from shop.tasks import Report, app, plain as simple

def view(request, unknown):
    simple.delay(1)
    tasks.work.apply_async(args=[1])
    Report().delay()
    (tasks.plain.s() | simple.si())
    app.send_task("shop.work")
    signature("report")
    unknown.delay()
    request.s()
"""
    table = tasks(tmp_path, {"shop/tasks.py": CELERY, "shop/views.py": views})
    assert sends(table) == [
        ("delay", "plain", "shop.tasks.plain", "view"),
        ("apply_async", "work", "shop.work", "view"),
        ("delay", "Report", "report", "view"),
        ("s", "plain", "shop.tasks.plain", "view"),
        ("si", "plain", "shop.tasks.plain", "view"),
        ("send_task", "work", "shop.work", "view"),
        ("signature", "Report", "report", "view"),
        ("delay", None, Unknown("which task `unknown` is cannot be told"), "view"),
    ]
    plain = table.named("shop.tasks.plain")
    assert plain is not None
    assert [each.how for each in table.sent(plain)] == ["delay", "s", "si"]


def test_beat_schedule(tmp_path: Path) -> None:
    settings = SHOP["config/settings.py"] + (
        'CELERY_BEAT_SCHEDULE = {"nightly": {"task": "shop.work", "schedule": 60}, "odd": {"task": 3}}\n'
    )
    module = """
from shop.tasks import app, plain

app.conf.beat_schedule = {"hourly": {"task": "shop.tasks.plain"}, "lost": entry()}

@app.on_after_configure.connect
def periodic(sender, **kwargs):
    sender.add_periodic_task(10.0, plain.s())
"""
    table = tasks(tmp_path, {"config/settings.py": settings, "shop/tasks.py": CELERY, "shop/beat.py": module})
    assert [(each.key, each.name, each.task is not None, each.path) for each in table.schedule] == [
        ("nightly", "shop.work", True, "config/settings.py"),
        ("odd", Unknown("the task is no text"), False, "config/settings.py"),
        ("hourly", "shop.tasks.plain", True, "shop/beat.py"),
        ("lost", Unknown("the entry is put together elsewhere"), False, "shop/beat.py"),
        ("", "shop.tasks.plain", True, "shop/beat.py"),
    ]


def test_other_queues(tmp_path: Path) -> None:
    module = """
import django_rq
import dramatiq
from django.tasks import task
from django_q.tasks import async_task
from django_rq import job
from huey import RedisHuey
from huey.contrib.djhuey import db_task, lock_task

huey = RedisHuey()

@task(queue_name="slow")
def later():
    pass

@dramatiq.actor(max_retries=2)
def act():
    pass

@job("default")
def worked():
    pass

@db_task(retries=4)
def stored():
    pass

@huey.periodic_task(often())
def ticked():
    pass

@lock_task("x")
def locked():
    pass

def queued():
    pass

def view(request):
    later.enqueue()
    act.send()
    stored()
    async_task(queued)
    async_task("shop.jobs.locked")
    django_rq.get_queue("default").enqueue(queued)
    request.enqueue()
"""
    table = tasks(tmp_path, {"shop/jobs.py": module})
    assert [(each.kind, each.target.qualname, each.max_retries) for each in table.all] == [
        (Kind.DJANGO, "later", None),
        (Kind.DRAMATIQ, "act", 2),
        (Kind.RQ, "worked", None),
        (Kind.HUEY, "stored", 4),
        (Kind.HUEY, "ticked", None),
        (Kind.DJANGO_Q, "queued", None),
        (Kind.DJANGO_Q, "locked", None),
        (Kind.RQ, "queued", None),
    ]
    assert [(how, target) for how, target, _, _ in sends(table)] == [
        ("enqueue", "later"), ("send", "act"), ("stored", "stored"), ("async_task", "queued"), ("async_task", "locked"),
        ("enqueue", "queued"),
    ]  # fmt: skip
