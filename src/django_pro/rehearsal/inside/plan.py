"""Which migrations run before, which are rehearsed, and the models at each point."""

from __future__ import annotations

from typing import Any

from ...project.running.inside.events import Channel, Failed

Key = tuple[str, str]


class Plan:
    """The order of a project's migrations around those to rehearse: `before` run first, `then` from there on."""

    def __init__(self, connection: Any, wanted: list[Key]) -> None:
        from django.db.migrations.executor import MigrationExecutor

        graph = MigrationExecutor(connection).loader.graph
        missing = [key for key in wanted if key not in graph.nodes]
        if missing:
            raise Failed("plan", f"there is no migration {'.'.join(missing[0])}, or a squashed one stands for it")
        order = self._order(graph)
        self.wanted = set(wanted)
        after = {key for key in order if self.wanted & set(graph.forwards_plan(key))}
        needed: set[Key] = set()
        for key in wanted:
            needed.update(graph.forwards_plan(key))
        self.before = [key for key in order if key not in after]
        self.then = [key for key in order if key in after and key in needed]

    def _order(self, graph: Any) -> list[Key]:
        found: dict[Key, None] = {}
        for leaf in graph.leaf_nodes():
            found.update(dict.fromkeys(graph.forwards_plan(leaf)))
        return list(found)


class Runner:
    """Applies migrations of one database, and knows the models as they are there."""

    def __init__(self, connection: Any) -> None:
        from django.db.migrations.executor import MigrationExecutor

        self.connection = connection
        self.executor = MigrationExecutor(connection)

    def migrate(self, keys: list[Key], channel: Channel) -> None:
        """Apply migrations in their order, telling how far it is; those that are applied are left out."""
        from django.db.migrations.executor import MigrationExecutor

        now = ["the first migration"]

        def started(action: str, migration: Any = None, fake: bool = False) -> None:
            if action == "apply_start":
                now[0] = f"{migration.app_label}.{migration.name}"
                done = keys.index((migration.app_label, migration.name))
                channel.progress(f"migrating {now[0]}", done, len(keys))

        executor = MigrationExecutor(self.connection, started)
        missing = [key for key in keys if key not in executor.loader.applied_migrations]
        plan = [(self.migration(key), False) for key in missing]
        try:
            executor.migrate(missing, plan=plan)
        except Exception as error:  # their migrations are code of the user's, and may raise anything
            text = f"{now[0]} fails on an empty database: {type(error).__name__}: {error}"
            raise Failed("migrate-before", text) from error
        self._reload()

    def migration(self, key: Key) -> Any:
        """Return a migration by its key."""
        return self.executor.loader.graph.nodes[key]

    def state(self) -> Any:
        """Return the models as the applied migrations have made them."""
        return self.executor._create_project_state(with_applied_migrations=True)

    def apply(self, state: Any, key: Key) -> Any:
        """Apply one migration and return the state after it."""
        after = self.executor.apply_migration(state, self.migration(key))
        self._reload()
        return after

    def unapply(self, key: Key) -> None:
        """Undo one migration, the last that was applied."""
        state = self.executor._create_project_state(with_applied_migrations=False)
        before = None
        applied = self.executor.loader.applied_migrations
        for each in self._applied_order():
            if each == key:
                before = state.clone()
                break
            if each in applied:
                state = self.migration(each).mutate_state(state, preserve=True)
        self.executor.unapply_migration(before, self.migration(key))
        self._reload()

    def _applied_order(self) -> list[Key]:
        return [(migration.app_label, migration.name) for migration, _ in self._full_plan()]

    def _full_plan(self) -> Any:
        return self.executor.migration_plan(self.executor.loader.graph.leaf_nodes(), clean_start=True)

    def _reload(self) -> None:
        from django.db.migrations.executor import MigrationExecutor

        self.executor = MigrationExecutor(self.connection)
