"""How a version comes to serve: steps over an adapter, each of which may be done again."""

from __future__ import annotations

import hashlib
import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from app.errors import AppError, BusyError, InputError, NotReachableError, VerificationError
from app.services.deploying.names import candidate_name, is_candidate_of
from app.services.deploying.smoke import difference
from app.services.runtime_adapters import (
    LOAD_TIMEOUT_S,
    InferResult,
    Placement,
    PlacementChangedError,
    RuntimeAdapter,
    Tensor,
)

SMOKE = "smoke"
TOLERANCE = 1e-4  # HistGradientBoosting differs by 2e-4 at worst after conversion; others 5e-7
_CHUNK = 1024 * 1024
_SERVICE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

Facts = Mapping[str, Any]
Record = Callable[[str, str, dict[str, Any]], None]


class Outcome(StrEnum):
    SERVING = "serving"
    REFUSED = "refused"  # before the switch: what served before serves on
    SWITCHED_BACK = "switched_back"  # after it: what served before serves again


@dataclass(frozen=True, slots=True)
class SmokeCase:
    """Reference inputs, and what the approved version gave for them."""

    inputs: tuple[Tensor, ...]
    expected: tuple[Tensor, ...]


@dataclass(frozen=True, slots=True)
class DeploymentPlan:
    """What shall serve under the stable name `service`.

    Args:
        artifact: None when the runtime must have the bytes already (rolling back).
    """

    service: str
    version: str
    sha256: str
    artifact: Path | None
    smoke: tuple[SmokeCase, ...] = ()
    tolerance: float = TOLERANCE
    latency_cap_ms: float = 2000.0
    load_deadline_s: float = LOAD_TIMEOUT_S

    @property
    def target(self) -> Placement:
        return Placement(candidate_name(self.service, self.sha256), self.version, self.sha256)


@dataclass(frozen=True, slots=True)
class DeploymentResult:
    outcome: Outcome
    target: Placement
    previous: Placement | None
    reason: str = ""
    smoke_max_difference: float = 0.0
    latency_ms: float = 0.0


def ensure_deployed(
    adapter: RuntimeAdapter, plan: DeploymentPlan, record: Record, resume: Mapping[str, Facts]
) -> DeploymentResult:
    """Let `plan` serve, or leave (or bring back) what served before.

    May be called again from the start at any time, also after kill -9 in the middle.

    Args:
        record: called with (step, "started" | "done" | "failed", facts) around each step; the
            first call comes before the step has any effect.
        resume: the facts last recorded per step by earlier calls for this deployment.
    Raises:
        NotReachableError: the runtime does not answer; call again later.
    """
    return _Sequence(adapter, plan, record, resume).run()


def roll_back(
    adapter: RuntimeAdapter,
    service: str,
    to_version: str,
    *,
    sha256: str,
    record: Record,
    resume: Mapping[str, Facts],
    smoke: Sequence[SmokeCase] = (),
) -> DeploymentResult:
    """Let an earlier version serve again, from the bytes the runtime kept.

    Its answers must be those of then, however slow a runtime in trouble gives them.
    """
    plan = DeploymentPlan(
        service, to_version, sha256, artifact=None, smoke=tuple(smoke), latency_cap_ms=math.inf
    )
    return ensure_deployed(adapter, plan, record, resume)


class _Sequence:
    def __init__(
        self,
        adapter: RuntimeAdapter,
        plan: DeploymentPlan,
        record: Record,
        resume: Mapping[str, Facts],
    ) -> None:
        self._adapter = adapter
        self._plan = plan
        self._target = plan.target
        self._record = record
        # Copied: the caller may hold what `record` overwrites.
        self._resume = {step: facts for step, facts in resume.items() if self._is_ours(facts)}
        # Known from the first record on, so that no intent of a later attempt can erase it.
        self._previous = _placement(self._resume.get("verify", {}).get("previous"))
        self._worst = self._slowest_ms = 0.0
        self._turn: int | None = self._resume.get("switch", {}).get("turn")  # of our own switch

    def run(self) -> DeploymentResult:
        if "switch_back" in self._resume:  # it gave up already: never switch forward again
            return self._end_switched_back(str(self._resume.get("confirm", {}).get("reason", "")))
        try:
            self._step("verify", self._verify)
            self._step("transport", self._transport)
            self._step("load", self._load)
            self._step("smoke", self._smoke_candidate)
            turn = self._adapter.turn(self._plan.service)  # before `record` asks if we still may
            self._step("switch", lambda: self._switch(turn))
        except (NotReachableError, BusyError):
            raise
        except AppError as error:
            return self._result(Outcome.REFUSED, error.message)
        try:
            self._step("confirm", self._confirm)
        except (NotReachableError, BusyError):
            raise
        except AppError as error:
            return self._end_switched_back(error.message)
        self._step("clean_up", self._clean_up)
        return self._result(Outcome.SERVING)

    def _is_ours(self, facts: Facts) -> bool:
        return facts.get("target") == _facts(self._target)

    def _end_switched_back(self, reason: str) -> DeploymentResult:
        self._step("switch_back", self._switch_back)
        return self._result(Outcome.SWITCHED_BACK, reason)

    def _step(self, name: str, work: Callable[[], dict[str, Any]]) -> None:
        intent = {"target": _facts(self._target), "previous": _facts(self._previous)}
        self._record(name, "started", intent)
        try:
            facts = work()
        except AppError as error:
            self._record(name, "failed", intent | {"reason": error.message})
            raise
        self._record(name, "done", intent | facts)

    def _verify(self) -> dict[str, Any]:
        """The bytes are the approved ones; and remember what serves before we change anything."""
        plan = self._plan
        if not _SERVICE_NAME.fullmatch(plan.service):
            raise InputError(
                f"“{plan.service}” can't be a service name on a runtime.",
                hint="Use letters, digits, “.”, “_” and “-”.",
            )
        if plan.artifact is not None and _digest(plan.artifact) != plan.sha256:
            raise VerificationError("The artifact's bytes are not those that were approved.")
        self._previous = self._known_previous()
        return {"previous": _facts(self._previous)}

    def _known_previous(self) -> Placement | None:
        """What served before this deployment began, also when it is not its first attempt."""
        if self._previous is not None:
            return self._previous
        present = self._adapter.current_default(self._plan.service)
        return present if present != self._target else None

    def _transport(self) -> dict[str, Any]:
        if self._plan.artifact is None:
            return {"sent": False}
        target = self._target
        self._adapter.put_artifact(target.model, target.version, target.sha256, self._plan.artifact)
        return {"sent": True, "size_bytes": self._plan.artifact.stat().st_size}

    def _load(self) -> dict[str, Any]:
        self._bring_up(self._target)
        return {}

    def _bring_up(self, placement: Placement) -> None:
        until = time.monotonic() + self._plan.load_deadline_s
        name, version = placement.model, placement.version
        self._adapter.load(name, version, timeout_s=self._plan.load_deadline_s)
        self._adapter.wait_ready(name, version, max(1.0, until - time.monotonic()))

    def _smoke_candidate(self) -> dict[str, Any]:
        return self._smoke(self._target.model, self._target.version)

    def _switch(self, turn: int) -> dict[str, Any]:
        service = self._plan.service
        self._turn = self._adapter.switch(service, self._target, self._previous, turn)
        return {"turn": self._turn}

    def _confirm(self) -> dict[str, Any]:
        """The stable name really answers, as the new version does."""
        present = self._adapter.current_default(self._plan.service)
        if present != self._target:
            raise PlacementChangedError(self._plan.service, present)
        return self._smoke(self._plan.service, None)

    def _smoke(self, model: str, version: str | None) -> dict[str, Any]:
        """`model`: as the runtime calls it; people know it by its service."""
        plan, name = self._plan, self._plan.service
        for number, case in enumerate(plan.smoke, start=1):
            answer = self._timed_answer(model, version, case)
            if answer.sha256 and answer.sha256 != plan.sha256:
                raise VerificationError(
                    f"“{name}” answers with digest {answer.sha256[:12]}…, "
                    f"not with the approved {plan.sha256[:12]}…."
                )
            found = difference(case.expected, answer.outputs, plan.tolerance)
            self._worst = max(self._worst, found.largest)
            if found.reason:
                raise AppError(f"Smoke test {number} on “{name}”: {found.reason}")
        return {"cases": len(plan.smoke), "max_difference": self._worst}

    def _timed_answer(self, model: str, version: str | None, case: SmokeCase) -> InferResult:
        """The answer; slow ones may try twice more, since the first runs warm the model up."""
        cap, name = self._plan.latency_cap_ms, self._plan.service
        for _ in range(3):
            answer = self._adapter.infer(model, case.inputs, version, purpose=SMOKE)
            if answer.latency_ms <= cap:
                self._slowest_ms = max(self._slowest_ms, answer.latency_ms)
                return answer
        raise AppError(
            f"“{name}” took {answer.latency_ms:.0f} ms for a smoke test; the limit is {cap:.0f} ms."
        )

    def _switch_back(self) -> dict[str, Any]:
        """What served before serves again; checked by asking it."""
        service, previous = self._plan.service, self._previous
        turn = self._adapter.turn(service)
        present = self._adapter.current_default(service)
        is_ours = self._turn in (turn, None) or present == previous
        if present not in (self._target, previous) or not is_ours:
            return {"left_to": _facts(present)}  # somebody else switched: theirs stays
        if previous is not None:
            self._bring_up(previous)
        self._adapter.switch(service, previous, self._target, turn)
        if previous is not None and self._plan.smoke:
            answer = self._adapter.infer(service, self._plan.smoke[0].inputs, purpose=SMOKE)
            if answer.sha256 and answer.sha256 != previous.sha256:
                raise VerificationError(f"“{service}” did not go back to {previous.version}.")
        return {"serving": _facts(previous)}

    def _clean_up(self) -> dict[str, Any]:
        """Free older candidates of this service; the previous one stays for a quick way back."""
        unloaded = []
        kept = {self._target, self._previous}
        kept_names = {(place.model, place.version) for place in kept if place is not None}
        for entry in self._adapter.index():
            is_ours = entry.ready and is_candidate_of(entry.name, self._plan.service)
            if is_ours and (entry.name, entry.version) not in kept_names:
                self._adapter.unload(entry.name, entry.version)
                unloaded.append(f"{entry.name}:{entry.version}")
        return {"unloaded": unloaded}

    def _result(self, outcome: Outcome, reason: str = "") -> DeploymentResult:
        return DeploymentResult(
            outcome, self._target, self._previous, reason, self._worst, self._slowest_ms
        )


def _facts(placement: Placement | None) -> dict[str, str] | None:
    if placement is None:
        return None
    return {
        "model": placement.model,
        "version": placement.version,
        "sha256": placement.sha256,
    }


def _placement(facts: Mapping[str, str] | None) -> Placement | None:
    return None if facts is None else Placement(**facts)


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
