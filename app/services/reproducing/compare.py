"""What came out then beside what comes out now: equal, within tolerance, or not, and why."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib import metadata
from typing import Any

from app.services.reproducing.lock import lock_lines

# By so much may the ONNX form differ from the model it was made of, too. Above 1 it is relative.
TOLERANCE = 1e-5
DIGEST = "sha256:"
SHOWN = 3  # differences that a sentence names; the answer has them all

Value = float | str | None


class Verdict(StrEnum):
    EQUAL = "equal"
    WITHIN_TOLERANCE = "within_tolerance"
    DIFFERENT = "different"
    NOT_POSSIBLE = "not_possible"


@dataclass(frozen=True, slots=True)
class Compared:
    """One thing, then and now. `difference` is None where it can't be told as a number.

    `is_ours`: measured by this product, not said by the code that was run. `is_by_row`: `then` and
    `now` are means of many rows, `difference` is the largest of one row.
    """

    name: str
    then: Value
    now: Value
    difference: float | None
    is_ours: bool = True
    is_by_row: bool = False

    @property
    def is_equal(self) -> bool:
        return self.then == self.now and not self.difference

    def is_within(self, tolerance: float) -> bool:
        """Bytes may differ where the numbers agree; other texts may not."""
        if self.is_equal:
            return True
        if isinstance(self.then, str):
            return self.then.startswith(DIGEST) and isinstance(self.now, str)
        if self.difference is None or self.then is None:
            return False
        return self.difference <= tolerance * max(1.0, abs(self.then))

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Change:
    """A library whose version is another than the one that was pinned; None: it is not there."""

    package: str
    then: str
    now: str | None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def compare_values(then: Mapping[str, Value], now: Mapping[str, Value]) -> list[Compared]:
    """Every name that stands on either side."""
    return [
        Compared(name, then.get(name), now.get(name), _difference(then.get(name), now.get(name)))
        for name in [*then, *(name for name in now if name not in then)]
    ]


def compare_rows(name: str, then: Sequence[float], now: Sequence[float]) -> Compared:
    """Two columns of numbers by their means, and the largest difference of a row."""
    if len(then) != len(now):
        return Compared(f"{name}, rows", float(len(then)), float(len(now)), None)
    largest = 0.0
    for before, after in zip(then, now, strict=True):
        if not (math.isnan(before) and math.isnan(after)):
            step = abs(before - after)
            largest = step if math.isnan(step) else max(largest, step)
        if math.isnan(largest):
            break
    return Compared(name, _mean(then), _mean(now), _finite(largest), is_by_row=True)


def compare_labels(name: str, then: Sequence[str], now: Sequence[str]) -> Compared:
    """Two columns of classes: how many rows agree."""
    same = sum(before == after for before, after in zip(then, now, strict=False))
    rows = float(max(len(then), len(now)))
    return Compared(name, rows, float(same), rows - same)


def measured(results: Iterable[Mapping[str, Any]]) -> dict[str, Value]:
    """Results in the standard format as names and values."""
    found: dict[str, Value] = {}
    times: Counter[str] = Counter()
    for one in sorted(results, key=_place):
        name = f"{one['test']} of {one['feature']}" if one["feature"] else str(one["test"])
        times[name] += 1
        if times[name] > 1:
            name = f"{name} ({times[name]})"
        found[name] = one["statistic"]
        if one["p_adjusted"] is not None:
            found[f"{name}, p"] = one["p_adjusted"]
        found[f"{name}, verdict"] = one["verdict"]
    return found


def environment_changes(lock: str) -> tuple[Change, ...]:
    """The libraries of a lock (lines `name==version`) that are here in another version."""
    found = ((package, then, _installed(package)) for package, then in pinned_versions(lock))
    return tuple(Change(package, then, now) for package, then, now in found if now != then)


def pinned_versions(lock: str) -> tuple[tuple[str, str], ...]:
    """The libraries that a lock pins, with their versions; `loose>=1` pins nothing."""
    return tuple((one.name, one.version) for one in lock_lines(lock))


def verdict_of(compared: Sequence[Compared], tolerance: float = TOLERANCE) -> Verdict:
    """Bytes alone prove nothing but equality: without a number within tolerance they differ."""
    if not compared:
        return Verdict.NOT_POSSIBLE  # nothing is equal to nothing
    if all(one.is_equal for one in compared):
        return Verdict.EQUAL
    is_near = all(one.is_within(tolerance) for one in compared)
    is_same_file = all(one.is_equal for one in compared if isinstance(one.then, str))
    is_measured = any(isinstance(one.then, float | int) and one.is_ours for one in compared)
    return (
        Verdict.WITHIN_TOLERANCE if is_near and (is_same_file or is_measured) else Verdict.DIFFERENT
    )


def reason(
    verdict: Verdict,
    compared: Sequence[Compared],
    environment: Sequence[Change],
    tolerance: float = TOLERANCE,
) -> str:
    """Why it is so, in sentences."""
    if verdict is Verdict.NOT_POSSIBLE:
        return "Nothing was kept that a run again could be compared with."
    if verdict is Verdict.EQUAL:
        said = [f"All {len(compared)} values are what they were."]
    elif verdict is Verdict.WITHIN_TOLERANCE:
        said = [f"Every number is within {tolerance:g} of what it was."]
        said += [_told(one) for one in compared if not one.is_equal][:SHOWN]
    else:
        apart = [one for one in compared if not one.is_within(tolerance)]
        said = _apart(apart) if apart else _unmeasured(compared)
    if environment and verdict is not Verdict.EQUAL:
        said += [f"{one.package} was {one.then} and is {one.now or 'absent'}."
                 for one in environment[:SHOWN]]  # fmt: skip
        if len(environment) > SHOWN:
            said.append(f"{len(environment) - SHOWN} more libraries have other versions.")
    return " ".join(said)


def _apart(found: Sequence[Compared]) -> list[str]:
    said = [_told(one) for one in found[:SHOWN]]
    return [*said, f"{len(found) - SHOWN} more differ."] if len(found) > SHOWN else said


def _unmeasured(compared: Sequence[Compared]) -> list[str]:
    """Other bytes are the reason; numbers that the code itself told are near, and are none."""
    others = [one for one in compared if not one.is_equal]
    files = [one for one in others if isinstance(one.then, str)]
    near = [_told(one) for one in others if one not in files]
    said = [*_apart(files), "Nothing that was measured here says whether it answers as before."]
    return said + [f"Within tolerance, by its own code: {one}" for one in near[:SHOWN]]


def _told(one: Compared) -> str:
    if isinstance(one.then, str) and one.then.startswith(DIGEST):
        if one.now is None:
            return f"{one.name} was not made."
        return f"The bytes of {one.name} are others."
    difference = f"{one.difference:.3g}" if one.difference else ""
    if one.is_by_row:
        by = f"; one row differs by {difference}, the others by no more" if difference else ""
        return f"The mean {one.name} was {_shown(one.then)} and is {_shown(one.now)}{by}."
    by = f", a difference of {difference}" if difference else ""
    return f"{one.name} was {_shown(one.then)} and is {_shown(one.now)}{by}."


def _shown(value: Value) -> str:
    return "absent" if value is None else value if isinstance(value, str) else f"{value:.9g}"


def _difference(then: Value, now: Value) -> float | None:
    if isinstance(then, str) or isinstance(now, str):
        return 0.0 if then == now else None
    if then is None or now is None:
        return 0.0 if then is now else None
    return _finite(abs(then - now))


def _place(one: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(one[name]) for name in ("test", "feature", "role", "method", "threshold"))


def _mean(values: Sequence[float]) -> float | None:
    there = [value for value in values if not math.isnan(value)]
    return _finite(math.fsum(there) / len(there)) if there else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _installed(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None
