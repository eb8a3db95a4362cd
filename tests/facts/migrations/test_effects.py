"""What operations do on PostgreSQL, where a case needs more than one of them (`benchmarks/effects_parity.py` has the rest)."""

from __future__ import annotations

from pathlib import Path

import pytest

from django_pro.facts.migrations.effects import Act, Mode, Server, Work
from tests.facts.migrations.stepping import effect

NOT_NULL = 'migrations.AlterField("book", "isbn", models.CharField(max_length=20))'
RAW = 'migrations.RunSQL("ALTER TABLE shop_book ADD CONSTRAINT filled CHECK ({})")'
VALIDATE = 'migrations.RunSQL("ALTER TABLE shop_book VALIDATE CONSTRAINT filled")'
STATED = '{}("book", models.CheckConstraint(condition={}, name="filled"))'
ADDED, NOT_VALID = "migrations.AddConstraint", "AddConstraintNotValid"
#: What stands before NOT NULL, and whether it is a proof that spares the scan (PostgreSQL: "ALTER TABLE", SET NOT NULL).
PROOFS = {
    STATED.format(ADDED, "Q(isbn__isnull=False)"): True,
    STATED.format(ADDED, "~Q(isbn__isnull=True)"): True,
    STATED.format(ADDED, "Q(isbn__isnull=False) & Q(pages__gt=0)"): True,
    STATED.format(ADDED, "Q(isbn__isnull=False) | Q(pages__gt=0)"): False,
    STATED.format(ADDED, "Q(isbn__isnull=True)"): False,
    STATED.format(NOT_VALID, "Q(isbn__isnull=False)"): False,
    STATED.format(NOT_VALID, "Q(isbn__isnull=False)") + ', ValidateConstraint("book", "filled")': True,
    RAW.format("isbn IS NOT NULL"): True,
    RAW.format("(isbn IS NOT NULL) OR pages > 0"): False,
    RAW.format("isbn IS NOT NULL").replace(')")', ') NOT VALID")'): False,
    RAW.format("isbn IS NOT NULL").replace(')")', ') NOT VALID")') + f", {VALIDATE}": True,
    f"migrations.SeparateDatabaseAndState([{RAW.format('isbn IS NOT NULL')}])": True,
}


@pytest.mark.parametrize(("before", "proves"), PROOFS.items(), ids=list(PROOFS))
def test_a_valid_check_spares_the_scan_for_null(before: str, proves: bool, tmp_path: Path) -> None:
    found = effect(tmp_path, f"{before}, {NOT_NULL}", Server("postgresql", (15,)))
    assert (Work.NOT_NULL not in {act.work for act in found.acts}) is proves
    assert (not found.fails) is proves


def test_an_old_server_scans_all_the_same(tmp_path: Path) -> None:
    found = effect(tmp_path, f"{RAW.format('isbn IS NOT NULL')}, {NOT_NULL}", Server("postgresql", (11,)))
    assert Work.NOT_NULL in {act.work for act in found.acts}


def test_validating_a_key_holds_up_nobody(tmp_path: Path) -> None:
    key = "ALTER TABLE shop_book ADD CONSTRAINT shelves FOREIGN KEY (shelf) REFERENCES shop_author (id) NOT VALID"
    operations = f'migrations.RunSQL("{key}"), migrations.RunSQL("ALTER TABLE shop_book VALIDATE CONSTRAINT shelves")'
    assert effect(tmp_path, operations, Server()).acts == (
        Act("shop.book", Mode.SHARE_UPDATE_EXCLUSIVE, Work.KEY, "shelves"),
        Act("shop.author", Mode.ROW_SHARE, Work.KEY, "shelves"),
    )


def test_a_condition_that_compares_the_old_type_refuses_another(tmp_path: Path) -> None:
    operation = 'migrations.AlterField("book", "pages", models.CharField(max_length=20))'
    assert effect(tmp_path, operation, Server()).sure
    assert not effect(tmp_path, f'migrations.RemoveConstraint("book", "has_pages"), {operation}', Server()).sure


def test_a_virtual_column_needs_postgresql_18(tmp_path: Path) -> None:
    field = "models.GeneratedField(expression=F('pages'), output_field=models.IntegerField(), db_persist=False)"
    operation = f'migrations.AddField("book", "x", {field})'
    assert effect(tmp_path, operation, Server("postgresql", (17, 4))).sure
    assert not effect(tmp_path, operation, Server("postgresql", (18,))).sure
