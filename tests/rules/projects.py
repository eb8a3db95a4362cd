"""Small Django projects on disk, and how they are reviewed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from django_pro.findings.evidence import PLACE
from django_pro.project.project import Options, open_tree
from django_pro.review.reviewing import Request, Review, review_repository
from django_pro.review.selection import Selection
from django_pro.source.edits import file_digest


def write_project(folder: Path, files: Mapping[str, str]) -> Path:
    """Write files below a folder, with the line ends they have, and return the folder."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode())
    if PLACE in files:
        _date(folder / PLACE, folder)
    return folder


def _date(evidence: Path, folder: Path) -> None:
    """Put the digests of the files as they stand into evidence, in the place of "*"."""
    told = json.loads(evidence.read_text(encoding="utf-8"))
    for path, file in told["files"].items():
        if file["digest"] == "*":
            file["digest"] = file_digest(folder / path)
    evidence.write_text(json.dumps(told), encoding="utf-8")


def release(folder: Path) -> None:
    """Make what stands in a folder the main branch of a repository."""
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "released"]):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b.c", *words], cwd=folder, check=True)


def review_project(folder: Path, *rules: str) -> Review:
    """Review a folder by some rules alone, without a cache; DJP901 needs every rule to run."""
    select = () if not rules or "DJP901" in rules else rules
    return review_repository(open_tree(folder, Options(cache=False)), Request(Selection(select, preview=True)))
