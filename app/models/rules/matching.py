"""Which runtime may serve a snapshot: every rule with what it needs, what it found and the fix.

A runtime fits where all rules hold. Nothing is a wildcard: no tag means no match.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.models.rules.blockers import Blocker
from app.models.rules.folding import fold_tag
from app.models.rules.pauses import Pause
from app.models.rules.windows import PATIENCE, Closing

STAGE_TAG = "stage_tag"
WINDOW = "freeze_window"  # the rule that time mends
PAUSED = "paused"  # the rule that whoever paused it mends
SERVING_STATES = frozenset({"ready", "busy"})
# Model types that the Open Inference Protocol carries. Others can't be asked for over the wire.
WIRE_TYPES = frozenset(
    {
        "BOOL",
        "BYTES",
        "FP16",
        "FP32",
        "FP64",
        "INT8",
        "INT16",
        "INT32",
        "INT64",
        "UINT8",
        "UINT16",
        "UINT32",
        "UINT64",
    }
)
_TENSORS = {
    "bool": "BOOL",
    "string": "BYTES",
    "float16": "FP16",
    "float": "FP32",
    "double": "FP64",
}
# A data scientist's trying-out ground and what customers meet are never the same runtime.
NEVER_TOGETHER = frozenset({"DEV", "PROD"})


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What is to be served. `types`: data types of its inputs and outputs, as they were read."""

    service_tags: frozenset[str]
    model_sha256: str  # of the servable ONNX file; empty: there is none
    types: frozenset[str] = frozenset()
    units: frozenset[UUID] = frozenset()  # its unit and those above: whose runtimes it may use


@dataclass(frozen=True, slots=True)
class RuntimeFacts:
    id: UUID
    name: str
    unit_id: UUID
    mode: str  # online | batch
    url: str
    state: str
    stage_tags: frozenset[str]
    service_tags: frozenset[str]
    formats: frozenset[str]
    capacity: int
    loaded: int  # models it serves now
    has_service: bool = False  # it serves this model's service: taking over needs no room
    has_place: bool = False  # and that in the stage asked for: what is new replaces it there
    taken_by: str = ""  # another model that answers to this service tag here
    held_by: str = ""  # a stage that asks for more than the one asked for: it serves this here
    closings: tuple[Closing, ...] = ()  # windows in force, the one that lasts longest first
    finds_itself: bool = False  # its address is known to the machine, not written in the row
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class MatchRule:
    """`lack` and `fix` are sentences, empty where it holds; no fix: nobody here can mend it."""

    rule: str
    needed: str
    found: str
    ok: bool
    fix: str = ""
    lack: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    runtime: RuntimeFacts
    rules: tuple[MatchRule, ...]

    @property
    def failed(self) -> tuple[MatchRule, ...]:
        return tuple(rule for rule in self.rules if not rule.ok)

    @property
    def fits(self) -> bool:
        return not self.failed

    @property
    def is_of_another_stage(self) -> bool:
        """A tag would put a runtime of one stage to work in another: that is no fix."""
        has_other = any(rule.rule == STAGE_TAG for rule in self.failed)
        return has_other and bool(self.runtime.stage_tags)

    @property
    def lacks(self) -> tuple[str, ...]:
        """What it lacks with what mends that, in sentences.

        One of another stage is for other work: what else it lacks says nothing.
        """
        is_elsewhere = self.is_of_another_stage
        said = [rule for rule in self.failed if rule.rule == STAGE_TAG or not is_elsewhere]
        return tuple(f"{rule.lack} {rule.fix}".strip() for rule in said)

    @property
    def fits_after_fix(self) -> bool:
        """One rule fails, and one edit mends it."""
        return len(self.failed) == 1 and bool(self.failed[0].fix)

    @property
    def fits_later(self) -> bool:
        """Nothing but a window or a pause keeps it, which end; meanwhile it may be down."""
        failed = {rule.rule for rule in self.failed}
        is_maintained = any(not one.window.is_freeze for one in self.runtime.closings)
        may_be_down = is_maintained or self.runtime.pause is not None
        for_now = {WINDOW, PAUSED}
        return bool(failed & for_now) and failed <= for_now | ({"health"} if may_be_down else set())

    @property
    def closed_until(self) -> datetime | None:
        """When the last window that closes it now ends; None: nobody knows, or none does."""
        if self.runtime.pause is not None:
            return None
        return max((one.until for one in self.runtime.closings), default=None)

    def is_worth_waiting(self, at: datetime) -> bool:
        """It serves there now, and its maintenance is soon over: the callers' address stays."""
        until = self.closed_until
        is_soon = until is not None and until - at <= PATIENCE
        return self.fits_later and self.runtime.has_place and is_soon


def has_tag(tags: Iterable[str], wanted: str) -> bool:
    """Whether it is among them, however it is spelled; nothing is among none."""
    return bool(fold_tag(wanted)) and fold_tag(wanted) in {fold_tag(tag) for tag in tags}


def _shown(tags: Iterable[str], *, sign: str = "") -> str:
    return ", ".join(f"{sign}{tag}" for tag in sorted(tags)) or "none"


def _rule(rule: str, needed: str, found: str, *, ok: bool, lack: str, fix: str = "") -> MatchRule:
    return MatchRule(rule, needed, found, ok, "" if ok else fix, "" if ok else lack)


def match_rules(
    snapshot: SnapshotFacts,
    runtime: RuntimeFacts,
    *,
    stage: str,
    service_tag: str,
    mode: str = "online",
) -> tuple[MatchRule, ...]:
    """Every rule on whether `runtime` may serve `snapshot` in `stage` for `service_tag`."""
    return (
        _stage_tag(runtime, stage),
        _stages_apart(runtime, stage),
        _service_tag(runtime, service_tag),
        _service_taken(runtime, service_tag),
        _stage_held(runtime, service_tag),
        _snapshot_tag(snapshot, service_tag),
        _unit(snapshot, runtime),
        _health(runtime),
        _mode(runtime, mode),
        _format(snapshot, runtime),
        _types(snapshot),
        _capacity(runtime),
        _window(runtime),
        _paused(runtime),
    )


def _stage_tag(runtime: RuntimeFacts, stage: str) -> MatchRule:
    name, stages = runtime.name, _shown(runtime.stage_tags)
    of_others = f"{name} is a runtime of {stages}; the path keeps its stages apart."
    return _rule(
        STAGE_TAG,
        stage,
        stages,
        ok=has_tag(runtime.stage_tags, stage),
        lack=of_others if runtime.stage_tags else f"{name} has no stage tag.",
        fix="" if runtime.stage_tags else f"Add the stage tag {stage} to {name}.",
    )


def _stages_apart(runtime: RuntimeFacts, stage: str) -> MatchRule:
    first, second = sorted(NEVER_TOGETHER)
    other = second if fold_tag(stage) == fold_tag(first) else first
    return _rule(
        "stages_apart",
        f"not {first} and {second} on one runtime",
        _shown(runtime.stage_tags),
        ok=not all(has_tag(runtime.stage_tags, one) for one in NEVER_TOGETHER),
        lack=f"{runtime.name} is a runtime of both {first} and {second}, which never share one.",
        fix=f"Take the stage tag {other} off {runtime.name}.",
    )


def _service_tag(runtime: RuntimeFacts, service_tag: str) -> MatchRule:
    return _rule(
        "service_tag",
        f"#{service_tag}",
        _shown(runtime.service_tags, sign="#"),
        ok=has_tag(runtime.service_tags, service_tag),
        lack=f"{runtime.name} does not take the service #{service_tag}.",
        fix=f"Add the service tag #{service_tag} to {runtime.name}.",
    )


def _service_taken(runtime: RuntimeFacts, service_tag: str) -> MatchRule:
    """Two models can't answer to one name: callers would get now this one, now that."""
    return _rule(
        "service_taken",
        f"#{service_tag} serves no other model",
        f"#{service_tag} answers for {runtime.taken_by}" if runtime.taken_by else "free",
        ok=not runtime.taken_by,
        lack=f"On {runtime.name}, #{service_tag} already answers for {runtime.taken_by}.",
        fix=f"Take {runtime.taken_by} off {runtime.name}, or submit this model anew with another "
        "service tag.",
    )


def asks_more(kind: str, *, is_protected: bool) -> int:
    """How much a stage asks for: production most of all, then what is protected."""
    return 2 if kind == "production" else int(is_protected)


def asks_for_approval(kind: str, *, is_protected: bool) -> bool:
    """Nothing comes into such a stage but by an accepted request that leads there."""
    return asks_more(kind, is_protected=is_protected) > 0


def request_blockers(kind: str, *, is_protected: bool) -> tuple[Blocker, ...]:
    """Why nothing comes into such a stage by nobody's request."""
    is_needed = asks_for_approval(kind, is_protected=is_protected)
    return (Blocker("placement.request"),) if is_needed else ()


def _stage_held(runtime: RuntimeFacts, service_tag: str) -> MatchRule:
    """What answers for a stage is replaced by what was let into that one, or further on."""
    return _rule(
        "stage_held",
        f"#{service_tag} serves no stage that asks for more",
        f"#{service_tag} answers for {runtime.held_by}" if runtime.held_by else "free",
        ok=not runtime.held_by,
        lack=f"On {runtime.name}, #{service_tag} serves {runtime.held_by}, which asks for more.",
    )


def _snapshot_tag(snapshot: SnapshotFacts, service_tag: str) -> MatchRule:
    return _rule(
        "snapshot_tag",
        f"#{service_tag}",
        _shown(snapshot.service_tags, sign="#"),
        ok=has_tag(snapshot.service_tags, service_tag),
        lack=f"The snapshot does not carry the service tag #{service_tag}.",
        fix=f"Give the model the service tag #{service_tag} and take a new snapshot.",
    )


def _unit(snapshot: SnapshotFacts, runtime: RuntimeFacts) -> MatchRule:
    is_ours = not snapshot.units or runtime.unit_id in snapshot.units
    found = "the model's unit or one above" if is_ours else "another unit"
    lack = f"{runtime.name} belongs to another unit."
    return _rule("unit", "the model's unit or one above", found, ok=is_ours, lack=lack)


def _health(runtime: RuntimeFacts) -> MatchRule:
    is_ready = runtime.state in SERVING_STATES
    lack = f"{runtime.name} is not ready now: {runtime.state}."
    return _rule("health", "ready", runtime.state, ok=is_ready, lack=lack)


def _mode(runtime: RuntimeFacts, mode: str) -> MatchRule:
    has_endpoint = bool(runtime.url) or (runtime.finds_itself and runtime.mode == "online")
    found = f"{runtime.mode}, {'an endpoint' if has_endpoint else 'no endpoint'}"
    if mode == "batch":
        is_fit = runtime.mode == "batch" and not has_endpoint
        lack = f"{runtime.name} answers calls, and this needs one that works in batches."
        return _rule("mode", "batch, no endpoint", found, ok=is_fit, lack=lack)
    return _rule(
        "mode",
        "online, an endpoint",
        found,
        ok=runtime.mode == "online" and has_endpoint,
        lack=f"{runtime.name} has no endpoint that answers calls.",
        fix="Add a runtime that has one.",
    )


def _format(snapshot: SnapshotFacts, runtime: RuntimeFacts) -> MatchRule:
    if not snapshot.model_sha256:
        lack = "The snapshot has no ONNX file."
        fix = "Add the model as an ONNX file, or convert it, and take a new snapshot."
        found = "no ONNX file in the snapshot"
        return _rule("format", "an ONNX file", found, ok=False, lack=lack, fix=fix)
    return _rule(
        "format",
        "onnx",
        _shown(runtime.formats),
        ok=has_tag(runtime.formats, "onnx"),
        lack=f"{runtime.name} serves no ONNX models.",
        fix="Add a runtime that does.",
    )


def wire_type(data_type: str) -> str:
    """The protocol's name of a type: `tensor(float)`, `float32`, `FP32` all are `FP32`."""
    name = data_type.strip().removeprefix("tensor(").removesuffix(")")
    if name.upper() in WIRE_TYPES:
        return name.upper()
    found = _TENSORS.get(name.lower(), name.upper())
    return {"FLOAT32": "FP32", "FLOAT64": "FP64", "STR": "BYTES", "OBJECT": "BYTES"}.get(
        found, found
    )


def _types(snapshot: SnapshotFacts) -> MatchRule:
    names = {wire_type(one) for one in snapshot.types if one}
    unknown = names - WIRE_TYPES
    return _rule(
        "types",
        "types that the protocol carries",
        _shown(unknown or names),
        ok=not unknown,
        lack=f"The model has data types that no call can carry: {_shown(unknown)}.",
        fix=f"Convert the model without {_shown(unknown)} and take a new snapshot.",
    )


def _capacity(runtime: RuntimeFacts) -> MatchRule:
    free = runtime.capacity - runtime.loaded
    return _rule(
        "capacity",
        "room for one model",
        f"{runtime.loaded} of {runtime.capacity} taken",
        ok=free > 0 or runtime.has_service,
        lack=f"{runtime.name} is full: it serves {runtime.loaded} of {runtime.capacity} models.",
        fix=f"Take a model off {runtime.name}, or add another runtime.",
    )


def _window(runtime: RuntimeFacts) -> MatchRule:
    first = next(iter(runtime.closings), None)
    fix = "Wait for its end, have the window ended, or submit it as an emergency."
    return _rule(
        WINDOW,
        "no freeze or maintenance now",
        first.sentence if first else "open",
        ok=first is None,
        lack=first.sentence if first else "",
        fix=fix,
    )


def _paused(runtime: RuntimeFacts) -> MatchRule:
    pause = runtime.pause
    return _rule(
        PAUSED,
        "not paused",
        "not paused" if pause is None else pause.sentence,
        ok=pause is None,
        lack="" if pause is None else pause.recorded,  # lines are kept: without who paused it
        fix=f"Wait until {runtime.name} goes on, or ask who paused it.",
    )


def no_fit_lines(
    matches: Iterable[Match], *, wanted: str = "", failed: Iterable[str] = ()
) -> tuple[str, ...]:
    """Why none of these takes a release, in sentences.

    Args:
        wanted: the only one that the release asks for.
        failed: where the release failed already.
    """
    said: list[str] = []
    before = frozenset(failed)
    for match in matches:
        name = match.runtime.name
        if not match.fits:
            said.extend(match.lacks)
        elif name in before:
            said.append(f"{name} fits, but this release failed there. Retry tries it again.")
        else:
            said.append(f"{name} fits, but this release asks for {wanted} only.")
    return tuple(dict.fromkeys(said))


def rank(matches: Iterable[Match], *, explicit: Sequence[str] = ()) -> list[Match]:
    """The order in which to use them.

    Named explicitly, then where the model serves in this stage now, the least loaded, by name.
    """

    def order(match: Match) -> tuple[int, int, bool, float, str]:
        runtime = match.runtime
        named = explicit.index(runtime.name) if runtime.name in explicit else len(explicit)
        load = runtime.loaded / runtime.capacity if runtime.capacity > 0 else 1.0
        return len(match.failed), named, not runtime.has_place, load, runtime.name

    return sorted(matches, key=order)
