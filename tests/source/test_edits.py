from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from django_pro.source.edits import (
    ChangedFile,
    Edit,
    MisplacedEdit,
    OverlappingEdits,
    UnwritableFile,
    apply_edits,
    digest,
    edited,
    merge_edits,
)


def at(start: int, end: int, text: str, path: str = "a.py") -> Edit:
    return Edit(path, start, end, text)


def test_edits_are_ordered_by_path_and_place() -> None:
    late, early, other = at(5, 6, "x"), at(1, 2, "y"), at(0, 0, "z", "b.py")
    assert merge_edits([other, late, early]) == (early, late, other)


def test_insertions_at_one_place_keep_their_order_before_what_is_replaced() -> None:
    assert edited(b"abc", [at(1, 2, "B"), at(1, 1, "2"), at(1, 1, "1")]) == b"a21Bc"


def test_identical_edits_are_one() -> None:
    assert edited(b"abc", [at(1, 2, "B"), at(0, 0, "x"), at(1, 2, "B"), at(0, 0, "x")]) == b"xaBc"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (at(1, 4, "x"), at(3, 5, "y")),
        (at(1, 4, "x"), at(1, 4, "y")),
        (at(1, 9, "x"), at(3, 3, "y")),
        (at(1, 9, "x"), at(3, 5, "y")),
    ],
)
def test_overlapping_edits_are_refused(first: Edit, second: Edit) -> None:
    with pytest.raises(OverlappingEdits) as refused:
        merge_edits([second, first])
    assert {refused.value.first, refused.value.second} == {first, second}
    assert str(refused.value).startswith("a.py: two edits overlap, at bytes ")


def test_edits_that_touch_do_not_overlap() -> None:
    assert edited(b"abcdef", [at(2, 4, "X"), at(0, 2, "Y"), at(4, 4, "Z")]) == b"YXZef"


def test_the_same_place_of_two_files_is_no_overlap() -> None:
    assert len(merge_edits([at(0, 3, "x"), at(0, 3, "y", "b.py")])) == 2


@pytest.mark.parametrize("edit", [at(0, 4, ""), at(2, 1, ""), at(-1, 1, ""), at(9, 9, "x")])
def test_edits_beyond_the_file_are_refused(edit: Edit) -> None:
    with pytest.raises(MisplacedEdit, match=r"a\.py: bytes .* are not in its 3 bytes"):
        edited(b"abc", [edit])


def test_bytes_around_are_kept() -> None:
    data = "\ufeffname = 'é'\r\n".encode()
    place = data.index(b"name")
    assert edited(data, [at(place, place + 4, "prix€")]) == "\ufeffprix€ = 'é'\r\n".encode()
    assert edited(data, []) == data


@st.composite
def _cases(draw: st.DrawFn) -> tuple[bytes, list[Edit]]:
    data = draw(st.binary(max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=12)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return data, list(dict.fromkeys(Edit("a.py", start, end, draw(st.text(max_size=5))) for start, end in pairs))


@given(case=_cases(), shuffled=st.randoms())
def test_editing_is_building_the_text_from_behind(case: tuple[bytes, list[Edit]], shuffled: object) -> None:
    data, edits = case
    expected = data
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.text.encode() + expected[edit.end :]
    assert edited(data, edits) == expected
    replacing = [edit for edit in edits if edit.start < edit.end]
    inserting = [edit for edit in edits if edit.start == edit.end]
    if not any(edit.end == other.start for edit in replacing for other in inserting):
        assert edited(data, replacing[::-1] + inserting) == expected


def test_files_are_edited_and_keep_their_mode(tmp_path: Path) -> None:
    one, two, same = tmp_path / "a.py", tmp_path / "shop" / "b.py", tmp_path / "c.py"
    two.parent.mkdir()
    for file in (one, two, same):
        file.write_bytes(b"old\r\n")
    one.chmod(0o755)
    edits = [at(0, 3, "new"), at(3, 3, "!", "shop/b.py"), at(0, 3, "old", "c.py")]
    changed = apply_edits(tmp_path, edits, expected={"a.py": digest(b"old\r\n")})
    assert changed == ("a.py", "shop/b.py")
    assert (one.read_bytes(), two.read_bytes(), same.read_bytes()) == (b"new\r\n", b"old!\r\n", b"old\r\n")
    if sys.platform != "win32":
        assert stat.S_IMODE(one.stat().st_mode) == 0o755
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.py", "b.py", "c.py", "shop"]


def _linked(link: Path, target: Path) -> None:
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("no symbolic links here")


def test_a_link_stays_and_its_target_is_edited(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_bytes(b"abc")
    _linked(tmp_path / "link.py", tmp_path / "real.py")
    apply_edits(tmp_path, [at(0, 1, "A", "link.py"), at(2, 3, "C", "real.py")])
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_bytes() == b"AbC"


def test_two_names_of_one_file_may_not_edit_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "real.py").write_bytes(b"abc")
    _linked(tmp_path / "link.py", tmp_path / "real.py")
    with pytest.raises(OverlappingEdits):
        apply_edits(tmp_path, [at(0, 1, "A", "link.py"), at(0, 1, "B", "real.py")])
    assert (tmp_path / "real.py").read_bytes() == b"abc"


def test_a_file_that_changed_since_it_was_read_is_left_alone(tmp_path: Path) -> None:
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_bytes(b"abc")
    with pytest.raises(ChangedFile, match=r"^b\.py: the file changed since it was read$"):
        apply_edits(tmp_path, [at(0, 1, "A"), at(0, 1, "B", "b.py")], expected={"b.py": digest(b"other")})
    assert (tmp_path / "a.py").read_bytes() == b"abc"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("path", ["../a.py", "shop/../../a.py", "/etc/hosts"])
def test_a_path_outside_of_the_root_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(MisplacedEdit, match="outside of the root"):
        apply_edits(tmp_path, [at(0, 0, "x", path)])


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes(b"abc")
    with pytest.raises(UnwritableFile, match=r"^b\.py: "):
        apply_edits(tmp_path, [at(0, 1, "A"), at(0, 1, "x", "b.py")])
    assert (tmp_path / "a.py").read_bytes() == b"abc"


class _Disk:
    """`os.replace`, failing at the calls that are named."""

    def __init__(self, *failing: int) -> None:
        self.failing = failing
        self.calls = 0
        self.replace = os.replace

    def __call__(self, source: Path, target: Path) -> None:
        self.calls += 1
        if self.calls in self.failing:
            raise OSError(28, "No space left on device")
        self.replace(source, target)


def _three(tmp_path: Path) -> list[Edit]:
    for name in ("a.py", "b.py", "c.py"):
        (tmp_path / name).write_bytes(b"abc")
    return [at(0, 1, "X", name) for name in ("a.py", "b.py", "c.py")]


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_nothing_stays_half_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = _three(tmp_path)
    monkeypatch.setattr(os, "replace", _Disk(3))
    with pytest.raises(UnwritableFile, match=r"^c\.py: No space left on device$") as failure:
        apply_edits(tmp_path, edits)
    assert failure.value.left_changed == ()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == dict.fromkeys(
        ["a.py", "b.py", "c.py"], b"abc"
    )


def test_what_could_not_be_put_back_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = _three(tmp_path)
    monkeypatch.setattr(os, "replace", _Disk(3, 4))
    with pytest.raises(UnwritableFile, match=r"still changed: b\.py$") as failure:
        apply_edits(tmp_path, edits)
    assert failure.value.left_changed == ("b.py",)
    assert {path.name: path.read_bytes()[:1] for path in tmp_path.iterdir()} == {
        "a.py": b"a",
        "b.py": b"X",
        "c.py": b"a",
    }


def test_a_change_while_others_are_written_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = _three(tmp_path)
    disk = _Disk()

    def meddled(source: Path, target: Path) -> None:
        disk(source, target)
        if disk.calls == 1:
            (tmp_path / "b.py").write_bytes(b"mine")

    monkeypatch.setattr(os, "replace", meddled)
    with pytest.raises(ChangedFile, match=r"^b\.py: "):
        apply_edits(tmp_path, edits)
    assert _contents(tmp_path) == {"a.py": b"abc", "b.py": b"mine", "c.py": b"abc"}


def test_a_file_that_is_not_there_is_made(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("a\n")
    edits = [Edit("a.py", 0, 1, "b"), Edit("new.py", 0, 0, "made\n")]
    assert apply_edits(tmp_path, edits) == ("a.py", "new.py")
    assert (tmp_path / "new.py").read_text() == "made\n"
    assert (tmp_path / "a.py").read_text() == "b\n"


def test_a_file_is_not_made_from_its_middle_or_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile):
        apply_edits(tmp_path, [Edit("new.py", 3, 4, "x")])
    with pytest.raises(UnwritableFile):
        apply_edits(tmp_path, [Edit("folder/new.py", 0, 0, "x")])
    assert list(tmp_path.iterdir()) == []
