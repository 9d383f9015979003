"""What differs between two snapshots, in groups, each change with how grave it is and why."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import InputError, VerificationError
from app.models.queries.evidence import FAILED
from app.models.queries.evidence_rows import list_result_rows
from app.models.queries.find import find_latest_snapshot
from app.models.queries.frozen import manifest_of
from app.models.rules.manifests import FrozenTraining, frozen_training
from app.models.rules.margins import OF_THE_MODEL, got_worse, margin, shown
from app.models.stored_json import Unreadable, is_any_unreadable
from app.models.tables.inventory import (
    ModelDocument,
    ModelVersion,
    RegisteredModel,
    Snapshot,
    TrainingRecord,
)

BREAKING, NOTABLE, COSMETIC = "breaking", "notable", "cosmetic"
GROUPS = (
    "schema",
    "metrics",
    "data",
    "dependencies",
    "files",
    "training",
    "life_cycle",
    "tags",
    "documents",
)
NOT_RECORDED = ""
# Rules of values that are over a limit, the one that stops a release and the one that warns.
STILL_BROKEN, WARNS = "the limit is still broken", "over the limit that warns"
PASSES_NOW = "passes now, and did not before"
FURTHER, IS_BETTER = "further from its limit by a quarter", "better, same verdict"
BETTER = "better"  # how a notable change is told that is an improvement
GRADES = (BREAKING, NOTABLE, BETTER, COSMETIC)  # the worst first
PARAMETERS, COMMIT = "parameters", "commit"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `rule` says in words why it has this severity; empty text: not recorded."""

    group: str
    name: str
    before: str
    after: str
    severity: str
    rule: str

    @property
    def grade(self) -> str:
        """Its severity; of what deserves a look because it is better now, that."""
        return BETTER if self.rule in (PASSES_NOW, FURTHER, IS_BETTER) else self.severity


@dataclass(frozen=True, slots=True)
class SnapshotDiff:
    before_id: UUID
    after_id: UUID
    before_label: str
    after_label: str
    is_identical: bool  # equal digests
    is_same_model: bool  # versions of one registered model
    is_same_file: bool  # the very same model file, byte for byte
    changes: tuple[Change, ...]

    def count(self, severity: str) -> int:
        return sum(change.severity == severity for change in self.changes)

    def count_graded(self, grade: str) -> int:
        return sum(change.grade == grade for change in self.changes)

    def group(self, name: str) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.group == name)


def diff_snapshots(session: Session, before_id: UUID, after_id: UUID) -> SnapshotDiff:
    """From the older to the newer one: schema, metrics, data, dependencies, files, …"""
    before, after = session.get_one(Snapshot, before_id), session.get_one(Snapshot, after_id)
    old, new = manifest_of(session, before), manifest_of(session, after)
    then, now = _frozen_training(old), _frozen_training(new)
    is_named = before.model_id != after.model_id
    changes = [
        *_schema(old["schema"], new["schema"]),
        *_metrics(_results(session, before), _results(session, after)),
        *_data(then, now),
        *_dependencies(old, new),
        *_files(old["assets"], new["assets"]),
        *_training(_trained(session, before, then), _trained(session, after, now)),
        *_life_cycle(old.get("life_cycle"), new.get("life_cycle")),
        *_tags(before.service_tags, after.service_tags),
        *_documents(_document_kinds(session, before), _document_kinds(session, after)),
    ]
    return SnapshotDiff(
        before.id,
        after.id,
        _label(session, before, is_named=is_named),
        _label(session, after, is_named=is_named),
        before.digest == after.digest,
        before.model_id == after.model_id,
        bool(before.model_sha256) and before.model_sha256 == after.model_sha256,
        tuple(changes),
    )


def _label(session: Session, one: Snapshot, *, is_named: bool) -> str:
    """`v3 s1`; beside another model's `cc-fraud v3 s1`."""
    number = session.get_one(ModelVersion, one.version_id).version
    name = session.get_one(RegisteredModel, one.model_id).name if is_named else ""
    return f"{name} v{number} s{one.sequence}".strip()


@dataclass(frozen=True, slots=True)
class Raw:
    """What two snapshots froze, as indented JSON."""

    before_id: UUID
    after_id: UUID
    before: str
    after: str


def load_raw(session: Session, before_id: UUID, after_id: UUID) -> Raw:
    sides = (session.get_one(Snapshot, one) for one in (before_id, after_id))
    texts = [
        json.dumps(manifest_of(session, one), indent=2, ensure_ascii=False, sort_keys=True)
        for one in sides
    ]
    return Raw(before_id, after_id, *texts)


def diff_latest(session: Session, before_id: UUID, after_id: UUID) -> SnapshotDiff:
    """The same of the latest snapshots of two versions.

    Raises:
        InputError: one of them was never frozen.
    """
    found = [find_latest_snapshot(session, one) for one in (before_id, after_id)]
    if found[0] is None or found[1] is None:
        raise InputError("One of them has no snapshot yet.", hint="Take one, then compare again.")
    return diff_snapshots(session, found[0].id, found[1].id)


Row = Mapping[str, Any]


def _paired(
    old: Iterable[Row], new: Iterable[Row], key: Callable[[Row], str]
) -> Iterator[tuple[str, Row | None, Row | None]]:
    left, right = {key(one): one for one in old}, {key(one): one for one in new}
    for name in dict.fromkeys([*left, *right]):
        yield name, left.get(name), right.get(name)


def _schema(old: list[Row], new: list[Row]) -> Iterator[Change]:
    for name, before, after in _paired(old, new, lambda one: f"{one['direction']} {one['name']}"):
        direction, _, field = name.partition(" ")
        if before is None and after is not None:
            severity = BREAKING if direction == "input" and not after["nullable"] else NOTABLE
            yield Change(
                "schema", field, NOT_RECORDED, _type(after), severity, f"a new {direction}"
            )
        elif after is None and before is not None:
            yield Change(
                "schema", field, _type(before), NOT_RECORDED, BREAKING, f"the {direction} is gone"
            )
        elif before is not None and after is not None and before != after:
            yield from _field(field, before, after)


def _field(name: str, before: Row, after: Row) -> Iterator[Change]:
    if _type(before) != _type(after):
        rule = "callers must send another type, or nulls are new"
        yield Change("schema", name, _type(before), _type(after), BREAKING, rule)
    for part, rule in (
        ("role", "another role chooses other tests"),
        ("protected", "what counts as protected changes the fairness tests"),
        ("drift", "it is compared in tests for drift, or no longer"),
        ("allowed", "other values are allowed"),
        ("positive", "another outcome counts as positive"),
        ("special", "other values count as special"),
        ("unit", "another unit of measure"),
    ):
        if before.get(part) != after.get(part):
            severity = BREAKING if part in ("positive", "unit") else NOTABLE
            texts = _plain(before.get(part)), _plain(after.get(part))
            yield Change("schema", f"{name}, {part}", *texts, severity, rule)


def _type(field: Row) -> str:
    null = ", null allowed" if field["nullable"] else ""
    return f"{field['type'] or field['class']}{null}"


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


@dataclass(frozen=True, slots=True)
class _Metric:
    value: float | None
    threshold: str  # where its verdict comes from: it may only warn
    verdict: str
    dimension: str = ""
    limit: str = ""  # where it fails
    warns_at: str = ""  # the limit behind which it warned

    def __str__(self) -> str:
        value = shown(self.value)
        limits = "; warns ".join(filter(None, (self.limit, self.warns_at)))
        return f"{value} ({limits})" if limits else value

    @property
    def margin(self) -> float | None:
        """How far it is from the limit; negative where it is broken, None where none is known."""
        return margin(self.value, self.threshold)


NEARER = 0.75  # of the margin before is left: worth a look, though the verdict is the same


def _fails(one: _Metric | None) -> bool:
    return one is not None and one.verdict in FAILED


def _passes_now(before: _Metric | None, after: _Metric | None) -> bool:
    did_not = before is not None and before.verdict in (*FAILED, "WARN")
    return did_not and after is not None and after.verdict == "PASS"


def _has_other_verdict(before: _Metric | None, after: _Metric | None) -> bool:
    return before is None or after is None or before.verdict != after.verdict


def _is_nearer(before: _Metric | None, after: _Metric | None) -> bool:
    was, now = _margins(before, after)
    return was is not None and now is not None and was > 0 and now < NEARER * was


def _is_worse(before: _Metric | None, after: _Metric | None) -> bool:
    """By what is shown of it, and in what its limit says is better."""
    was, now = _margins(before, after)
    is_of_model = after is not None and after.dimension in OF_THE_MODEL
    return got_worse(was, now) and is_of_model and str(before) != str(after)


def _margins(before: _Metric | None, after: _Metric | None) -> tuple[float | None, float | None]:
    was = before.margin if before is not None else None
    return was, after.margin if after is not None else None


# How grave a changed metric is, and why: the first that holds. Whatever deserves a look the one way
# does the other way round too: a pair has as many of them, whichever of the two one comes from.
METRIC_RULES: tuple[tuple[Callable[[_Metric | None, _Metric | None], bool], str, str], ...] = (
    (lambda old, new: _fails(new) and not _fails(old), BREAKING, "the limit is broken now"),
    (lambda _old, new: _fails(new), NOTABLE, STILL_BROKEN),
    (lambda _old, new: new is not None and new.verdict == "WARN", NOTABLE, WARNS),
    (lambda _old, new: new is None, NOTABLE, "no longer measured"),
    (_passes_now, NOTABLE, PASSES_NOW),
    (_has_other_verdict, NOTABLE, "another verdict"),
    (_is_nearer, NOTABLE, "nearer to its limit by a quarter"),
    (_is_worse, NOTABLE, "worse, same verdict"),
    (lambda old, new: _is_nearer(new, old), NOTABLE, FURTHER),
    (lambda old, new: _is_worse(new, old), NOTABLE, IS_BETTER),
    (lambda _old, _new: True, COSMETIC, "another value, the same verdict"),
)


def _results(session: Session, snapshot: Snapshot) -> dict[str, _Metric]:
    rows = sorted(list_result_rows(session, snapshot.id), key=lambda one: one.name)
    return {
        # Where a limit is about the size of an effect, that is the number to compare.
        one.name: _Metric(
            one.held, one.threshold, one.verdict, one.dimension, one.limit, one.warns_at
        )
        for one in rows
    }


def _metrics(old: Mapping[str, _Metric], new: Mapping[str, _Metric]) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        texts = str(before) if before else NOT_RECORDED, str(after) if after else NOT_RECORDED
        rules = (rest for holds, *rest in METRIC_RULES if holds(before, after))
        severity, rule = next(rules)
        yield Change("metrics", name, *texts, severity, rule)


def _data(old: FrozenTraining | None, new: FrozenTraining | None) -> Iterator[Change]:
    left, right = dict(old.data if old else ()), dict(new.data if new else ())
    for name in dict.fromkeys([*left, *right]):
        before, after = left.get(name), right.get(name)
        if before != after:
            texts = _short(before), _short(after)
            yield Change("data", name, *texts, NOTABLE, "trained on other data")
    if old is not None and new is not None and old.seed != new.seed:
        yield Change("data", "seed", str(old.seed), str(new.seed), COSMETIC, "another seed")


def _short(value: object) -> str:
    if value is None:
        return NOT_RECORDED
    text = value if isinstance(value, str) else _plain(value)
    return text[:12] if len(text) == 64 else text


def _dependencies(old: Row, new: Row) -> Iterator[Change]:
    if old.get("environment") != new.get("environment"):
        texts = _short(old.get("environment")), _short(new.get("environment"))
        yield Change("dependencies", "environment lock", *texts, NOTABLE, "other packages")


def _files(old: list[Row], new: list[Row]) -> Iterator[Change]:
    for name, before, after in _paired(old, new, lambda one: f"{one['role']} {one['path']}"):
        role, _, path = name.partition(" ")
        old_sum = _short(before["sha256"]) if before else NOT_RECORDED
        new_sum = _short(after["sha256"]) if after else NOT_RECORDED
        if old_sum == new_sum:
            continue
        severity = NOTABLE if role in ("model", "source", "weights") else COSMETIC
        yield Change("files", path, old_sum, new_sum, severity, f"another file of role {role}")


def _frozen_training(manifest: Row) -> FrozenTraining | None:
    try:
        return frozen_training(manifest)
    except VerificationError:  # nothing that could be compared
        return None


def _trained(session: Session, snapshot: Snapshot, frozen: FrozenTraining | None) -> dict[str, Any]:
    """How the version was trained, as it was frozen, with the parameters of that record."""
    if frozen is None:
        return {}
    known: dict[str, Any] = {"algorithm": frozen.algorithm, COMMIT: frozen.commit}
    parameters = session.scalar(
        select(TrainingRecord.parameters).where(
            TrainingRecord.version_id == snapshot.version_id, TrainingRecord.run_key == frozen.run
        )
    )
    if isinstance(parameters, Unreadable):
        return {**known, PARAMETERS: parameters}
    return {**known, **(parameters or {})}


def _training(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*old, *new]):
        if name == COMMIT and old and new and None in (old[name], new[name]):
            continue  # one of them was frozen before manifests named it
        if is_any_unreadable(old.get(name), new.get(name)):  # equal or not, nobody can say
            lost = NOT_RECORDED, NOT_RECORDED
            yield Change("training", name, *lost, NOTABLE, "what was recorded can't be read")
        elif old.get(name) != new.get(name):
            texts = _short(old.get(name)), _short(new.get(name))
            severity = NOTABLE if name == "algorithm" else COSMETIC
            yield Change("training", name, *texts, severity, "trained in another way")


def _life_cycle(old: Row | None, new: Row | None) -> Iterator[Change]:
    for name in ("template", "version", "sha256", "parameters"):
        before, after = (old or {}).get(name), (new or {}).get(name)
        if before != after:
            severity = NOTABLE if name == "template" else COSMETIC
            texts = _short(before), _short(after)
            yield Change("life_cycle", name, *texts, severity, "another life cycle")


def _tags(old: Iterable[str], new: Iterable[str]) -> Iterator[Change]:
    for tag in sorted(set(old) - set(new)):
        yield Change("tags", f"#{tag}", f"#{tag}", NOT_RECORDED, BREAKING, "a service loses it")
    for tag in sorted(set(new) - set(old)):
        yield Change("tags", f"#{tag}", NOT_RECORDED, f"#{tag}", NOTABLE, "a service gets it")


def _document_kinds(session: Session, snapshot: Snapshot) -> dict[str, str]:
    rows = session.execute(
        select(ModelDocument.kind, ModelDocument.sha256, ModelDocument.uri)
        .where(ModelDocument.version_id == snapshot.version_id)
        .order_by(ModelDocument.created_at)
    )
    return {row.kind: row.sha256 or row.uri for row in rows}


def _documents(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for kind in sorted({*old, *new}):
        if old.get(kind) != new.get(kind):
            severity = NOTABLE if kind not in new else COSMETIC
            texts = _short(old.get(kind)), _short(new.get(kind))
            yield Change("documents", kind, *texts, severity, "another document")
