"""How often the reading agrees with what is declared, and measured: figures, and a table of where it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.probe.reviewing import Finding, is_about
from tests.probe.variants import Variant

#: What the reading has to reach, as a part of the variants of a kind.
REQUIRED = {"bad": 0.97, "safe": 0.99}


@dataclass(frozen=True)
class Judged:
    """A variant, and the findings about it."""

    variant: Variant
    findings: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        """Whether it is bad and something was found, or safe and nothing was."""
        return bool(self.findings) == (self.variant.kind == "bad")


def judged(variants: Iterable[Variant], findings: list[Finding]) -> tuple[Judged, ...]:
    """Return each variant with what was found there."""
    return tuple(Judged(each, tuple(found for found in findings if is_about(found, each))) for each in variants)


def share(all_judged: Iterable[Judged], kind: str) -> float:
    """Return the part of the variants of a kind on which the reading is right."""
    right = [each.agrees for each in all_judged if each.variant.kind == kind]
    return sum(right) / len(right)


def table(all_judged: tuple[Judged, ...]) -> Iterator[str]:
    """Yield lines: how many agree, by door, and each that does not."""
    for kind, required in REQUIRED.items():
        of_kind = [each for each in all_judged if each.variant.kind == kind]
        agreeing = sum(each.agrees for each in of_kind)
        yield f"{kind}: {agreeing} of {len(of_kind)} ({agreeing / len(of_kind):.1%}, required {required:.0%})"
    for door in sorted({each.variant.door for each in all_judged}):
        yield from _door(door, [each for each in all_judged if each.variant.door == door])


def _door(door: str, standing: list[Judged]) -> Iterator[str]:
    yield f"{door}: {sum(each.agrees for each in standing)} of {len(standing)}"
    for each in standing:
        if not each.agrees:
            where = f"{each.variant.path}:{each.variant.stretches[0].first}"
            yield f"    {'missed' if each.variant.kind == 'bad' else 'false '}  {each.variant.name}  {where}"
            for found in each.findings:
                yield f"            {found['rule']} {found['path']}:{found['line']} {found['message']}"
