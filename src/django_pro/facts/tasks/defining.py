"""Which functions and classes are tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django_pro.facts.calls import Calls, without_last
from django_pro.facts.expressions import Expressions, Written, truth
from django_pro.facts.models.calls import construction
from django_pro.facts.tasks.task import Kind, Task
from django_pro.findings.blind import Unknown
from django_pro.project.names import Defined, Value
from django_pro.project.project import Project
from django_pro.source.syntax import Argument, Attribute, Call, Chain, Class, Constant, Expression

#: Decorators by their full names.
_DECORATORS = {
    "celery.shared_task": Kind.CELERY, "celery.app.shared_task": Kind.CELERY, "celery.task": Kind.CELERY,
    "celery.task.task": Kind.CELERY, "celery.decorators.task": Kind.CELERY, "celery.task.base.task": Kind.CELERY,
    "django.tasks.task": Kind.DJANGO, "django_tasks.task": Kind.DJANGO, "django.tasks.base.task": Kind.DJANGO,
    "dramatiq.actor": Kind.DRAMATIQ, "dramatiq.actor.actor": Kind.DRAMATIQ,
    **{f"huey.contrib.djhuey.{name}": Kind.HUEY for name in ("task", "db_task", "periodic_task", "db_periodic_task")},
    "django_rq.job": Kind.RQ, "django_rq.decorators.job": Kind.RQ, "rq.decorators.job": Kind.RQ, "rq.job": Kind.RQ,
}  # fmt: skip
#: Methods of an app that make tasks, by what the name of the app's class holds.
_METHODS = {"Celery": ("task",), "Huey": ("task", "periodic_task"), "Broker": ("actor",)}
_KINDS = {"Celery": Kind.CELERY, "Huey": Kind.HUEY, "Broker": Kind.DRAMATIQ}
#: How Celery apps are called whose making cannot be seen.
_APPS = ("app", "celery", "celery_app")
TASK = ("celery.Task", "celery.app.task.Task", "celery.task.Task", "celery.task.base.Task")
#: Keyword names that differ from Celery's.
_SAME = {"time_limit": ("time_limit", "timeout"), "max_retries": ("max_retries", "retries")}


class Defining:
    """Finds tasks."""

    def __init__(self, project: Project, calls: Calls) -> None:
        self.project = project
        self.calls = calls
        self.expressions = Expressions(project.classes)

    def functions(self) -> Iterator[Task]:
        """Yield the functions that decorators make tasks, methods too."""
        for function in self.calls.functions:
            for decorator in function.node.decorators:
                if found := self._decorated(function, decorator):
                    yield found
                    break

    def classes(self) -> Iterator[Task]:
        """Yield the classes that are tasks: those with a `run`."""
        for path in self.project.files:
            for cls in self.project.classes.in_file(path):
                run = self.project.classes.method(cls, "run") if self._is_task(cls) else None
                if run is not None and run.module.origin == "project":
                    yield self._of_class(cls, run)

    def _is_task(self, cls: Defined) -> bool:
        return isinstance(cls.node, Class) and bool(cls.node.arguments) and self.project.classes.inherits(cls, *TASK)

    def _of_class(self, cls: Defined, run: Defined) -> Task:
        names = ("name", "autoretry_for", "max_retries", "acks_late", "time_limit", "soft_time_limit")
        found = {name: self.expressions.attribute(cls, name) for name in names}
        options = {name: written for name, written in found.items() if written is not None}
        return self._made(Kind.CELERY, cls, run, options, None)

    def _decorated(self, function: Defined, decorator: Expression) -> Task | None:
        written = self.expressions.value(Written(function.module, decorator))  # perhaps `shared_task(…)` under a name
        arguments: tuple[Argument, ...] = ()
        value = written.value
        if isinstance(value, Chain) and isinstance(value.steps[-1], Call):
            arguments = value.steps[-1].arguments
            value = without_last(value)
        kind = self._kind(written.at(value))
        if kind is None:
            return None
        options = {each.name: written.at(each.value) for each in arguments if each.name}
        return self._made(kind, function, function, options, decorator)

    def _kind(self, called: Written) -> Kind | None:
        """Return whose decorator an expression is, None where it makes no task."""
        value = called.value
        last = value.steps[-1] if isinstance(value, Chain) else None
        if isinstance(value, Chain) and isinstance(last, Attribute):
            found = self._by_app(called.at(without_last(value)), last.name)
            if found is not None:
                return found
        return _DECORATORS.get(self.expressions.name(called))

    def _by_app(self, receiver: Written, method: str) -> Kind | None:
        """Return whose app a receiver is, where it has the method."""
        if not any(method in methods for methods in _METHODS.values()):
            return None
        names = self.expressions.names
        for target in names.resolve(receiver.module, receiver.value):
            for found in names.follow(target):
                made = construction(names, found.module, found.expression) if isinstance(found, Value) else None
                if made is not None:
                    return next((_KINDS[part] for part in _METHODS if self._is_called(made.cls, made.name, part)), None)
        value = receiver.value
        name = value.steps[-1] if isinstance(value, Chain) else value
        known = getattr(name, "name", getattr(name, "id", "")) in _APPS
        return Kind.CELERY if known and method == "task" else None

    def _is_called(self, cls: Defined | None, name: str, part: str) -> bool:
        mro = self.project.classes.mro(cls).names if cls is not None and isinstance(cls.node, Class) else frozenset()
        return any(part in each.rpartition(".")[2] for each in (name, *mro))

    def _made(
        self, kind: Kind, target: Defined, run: Defined, options: Mapping[str, Written], node: Expression | None
    ) -> Task:
        def given(name: str) -> Written | None:
            return next((options[each] for each in _SAME.get(name, (name,)) if each in options), None)

        return Task(
            kind,
            self._name(target, options.get("name") or options.get("actor_name")),
            target,
            run,
            self._truth(given("bind")) or False,
            self._exceptions(given("autoretry_for")),
            self._integer(given("max_retries")),
            self._truth(given("acks_late")),
            self._integer(given("time_limit")),
            self._integer(given("soft_time_limit")),
            options,
            node,
        )

    def _name(self, target: Defined, given: Written | None) -> str | Unknown:
        if given is None or (isinstance(given.value, Constant) and given.value.value is None):
            return target.name
        return self.expressions.text(given)

    def _truth(self, given: Written | None) -> bool | Unknown | None:
        return truth(self.expressions.value(given).value) if given is not None else None

    def _integer(self, given: Written | None) -> int | Unknown | None:
        if given is None or (isinstance(given.value, Constant) and given.value.value is None):
            return None
        return self.expressions.integer(given)

    def _exceptions(self, given: Written | None) -> tuple[str, ...] | Unknown:
        items = self.expressions.items(given) if given is not None else ()
        return items if isinstance(items, Unknown) else tuple(self.expressions.name(each) for each in items)
