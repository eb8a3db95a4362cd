"""The cases: what is done to the table of books in one step, and in steps that hold up nobody.

A step is `(atomic, operations)`; `APP` stands for the app's name. The safe steps are what the recipes of the rules print.
"""

from __future__ import annotations

from dataclasses import dataclass

Step = tuple[bool, str]


@dataclass(frozen=True)
class Case:
    """A change: the rule that speaks of it, the step that is unsafe, and those that are safe."""

    name: str
    rule: str
    unsafe: tuple[Step, ...]
    safe: tuple[Step, ...]


_BATCHES = """migrations.RunPython(in_batches("{change}"), migrations.RunPython.noop)"""


def batches(change: str) -> str:
    """Return the operation that changes rows in portions, each in a transaction of its own."""
    return _BATCHES.format(change=change)


CASES = (
    Case(
        "index", "DJP202",
        ((True, 'migrations.AddIndex("book", models.Index(fields=["title"], name="APP_title"))'),),
        ((False, 'AddIndexConcurrently("book", models.Index(fields=["title"], name="APP_title"))'),),
    ),
    Case(
        "unique", "DJP202",
        ((True, 'migrations.AlterField("book", "code", models.CharField(max_length=20, unique=True))'),),
        (
            (False, """migrations.RunSQL(
                "CREATE UNIQUE INDEX CONCURRENTLY APP_code ON APP_book (code)", "DROP INDEX APP_code")"""),
            (True, """migrations.SeparateDatabaseAndState(
                [migrations.RunSQL("ALTER TABLE APP_book ADD CONSTRAINT APP_code_unique UNIQUE USING INDEX APP_code",
                    ["ALTER TABLE APP_book DROP CONSTRAINT APP_code_unique",
                        "CREATE UNIQUE INDEX APP_code ON APP_book (code)"])],
                [migrations.AlterField("book", "code", models.CharField(max_length=20, unique=True))])"""),
        ),
    ),
    Case(
        "bigint", "DJP203",
        ((True, 'migrations.AlterField("book", "pages", models.BigIntegerField())'),),
        (
            (True, 'migrations.AddField("book", "pages_long", models.BigIntegerField(null=True))'),
            (False, batches("SET pages_long = pages")),
        ),
    ),
    Case(
        "shorter", "DJP203",
        ((True, 'migrations.AlterField("book", "title", models.CharField(max_length=100))'),),
        (
            (True, """AddConstraintNotValid("book", models.CheckConstraint(
                condition=models.Q(title__length__lte=100), name="APP_short"))"""),
            (True, 'ValidateConstraint("book", "APP_short")'),
        ),
    ),
    Case(
        "random_default", "DJP203",
        ((True, 'migrations.AddField("book", "token", models.UUIDField(db_default=RandomUUID()))'),),
        (
            (True, 'migrations.AddField("book", "token", models.UUIDField(null=True))'),
            (False, batches("SET token = gen_random_uuid()")),
        ),
    ),
    Case(
        "not_null", "DJP204",
        ((True, 'migrations.AlterField("book", "note", models.CharField(max_length=50))'),),
        (
            (False, batches("SET note = coalesce(note, '')")),
            (True, """AddConstraintNotValid("book", models.CheckConstraint(
                condition=models.Q(note__isnull=False), name="APP_note"))"""),
            (True, 'ValidateConstraint("book", "APP_note")'),
            (True, 'migrations.AlterField("book", "note", models.CharField(max_length=50))'),
            (True, 'migrations.RemoveConstraint("book", "APP_note")'),
        ),
    ),
    Case(
        "check", "DJP205",
        ((True, """migrations.AddConstraint("book", models.CheckConstraint(
            condition=models.Q(pages__gte=0), name="APP_pages"))"""),),
        (
            (True, """AddConstraintNotValid("book", models.CheckConstraint(
                condition=models.Q(pages__gte=0), name="APP_pages"))"""),
            (True, 'ValidateConstraint("book", "APP_pages")'),
        ),
    ),
    Case(
        "positive", "DJP205",
        ((True, 'migrations.AddField("book", "stock", models.PositiveIntegerField(null=True))'),),
        (
            (True, 'migrations.AddField("book", "stock", models.IntegerField(null=True))'),
            (True, """AddConstraintNotValid("book", models.CheckConstraint(
                condition=models.Q(stock__gte=0), name="APP_stock"))"""),
            (True, 'ValidateConstraint("book", "APP_stock")'),
        ),
    ),
    Case(
        "foreign_key", "DJP202",
        ((True, """migrations.AddField("book", "editor", models.ForeignKey(
            "APP.Author", models.CASCADE, null=True, related_name="+"))"""),),
        (
            (True, """migrations.AddField("book", "editor", models.ForeignKey(
                "APP.Author", models.CASCADE, null=True, related_name="+", db_index=False, db_constraint=False))"""),
            (False, """migrations.RunSQL(
                "CREATE INDEX CONCURRENTLY APP_editor ON APP_book (editor_id)", "DROP INDEX APP_editor")"""),
            (True, """migrations.SeparateDatabaseAndState(
                [migrations.RunSQL("ALTER TABLE APP_book ADD CONSTRAINT APP_editor_fk FOREIGN KEY (editor_id) "
                    "REFERENCES APP_author (id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
                    "ALTER TABLE APP_book DROP CONSTRAINT APP_editor_fk")],
                [migrations.AlterField("book", "editor", models.ForeignKey(
                    "APP.Author", models.CASCADE, null=True, related_name="+"))])"""),
            (True, 'migrations.RunSQL("ALTER TABLE APP_book VALIDATE CONSTRAINT APP_editor_fk", migrations.RunSQL.noop)'),
        ),
    ),
    Case(
        "key_recreated", "DJP206",
        ((True, 'migrations.AlterField("book", "author", models.ForeignKey("APP.Author", models.CASCADE, null=True))'),),
        ((True, """migrations.SeparateDatabaseAndState(
            [migrations.RunSQL("ALTER TABLE APP_book ALTER COLUMN author_id DROP NOT NULL",
                "ALTER TABLE APP_book ALTER COLUMN author_id SET NOT NULL")],
            [migrations.AlterField("book", "author", models.ForeignKey("APP.Author", models.CASCADE, null=True))])"""),),
    ),
    Case(
        "without_db_default", "DJP207",
        ((True, 'migrations.AddField("book", "copies", models.IntegerField(default=0))'),),
        ((True, 'migrations.AddField("book", "copies", models.IntegerField(default=0, db_default=0))'),),
    ),
    Case(
        "drop", "DJP209",
        ((True, 'migrations.RemoveField("book", "note")'),),
        (
            (True, """migrations.SeparateDatabaseAndState(
                state_operations=[migrations.RemoveField("book", "note")])"""),
        ),
    ),
    Case(
        "rename", "DJP210",
        ((True, 'migrations.RenameField("book", "title", "name")'),),
        ((True, """migrations.SeparateDatabaseAndState(state_operations=[
            migrations.RenameField("book", "title", "name"),
            migrations.AlterField("book", "name", models.CharField(max_length=200, db_column="title"))])"""),),
    ),
    Case(
        "unbatched", "DJP211",
        ((True, 'migrations.RunPython(at_once, migrations.RunPython.noop)'),),
        ((False, batches("SET note = upper(note)")),),
    ),
    Case(
        "mixed", "DJP213",
        ((True, """migrations.AddField("book", "extra", models.CharField(max_length=50, null=True)),
        migrations.RunPython(at_once, migrations.RunPython.noop)"""),),
        (
            (True, 'migrations.AddField("book", "extra", models.CharField(max_length=50, null=True))'),
            (False, batches("SET extra = note")),
        ),
    ),
)  # fmt: skip
