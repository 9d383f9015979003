"""Deployment: the new version serves, or the old one does; however often it is cut and resumed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.errors import NotReachableError
from app.services.deploying.names import candidate_name
from app.services.deploying.reconcile import Action, ActionKind, reconcile
from app.services.deploying.sequence import (
    DeploymentPlan,
    DeploymentResult,
    Outcome,
    SmokeCase,
    ensure_deployed,
    roll_back,
)
from app.services.runtime_adapters import Placement, Tensor
from app.services.runtime_process import find_running, start_detached
from app.services.runtimes.embedded import EmbeddedRuntime
from tests.services.runtime_kit import Running, add_model, running, sha256_of, wait_until

ROW = (Tensor("x", "FP32", (1, 2), (1.0, 2.0)),)
STEPS = ["verify", "transport", "load", "smoke", "switch", "confirm", "clean_up"]
_services = (f"service{number}" for number in count())


class Records:
    """What the database would hold: every record, and the last facts of each step."""

    def __init__(self) -> None:
        self.all: list[tuple[str, str]] = []
        self.facts: dict[str, dict[str, Any]] = {}

    def __call__(self, step: str, state: str, facts: dict[str, Any]) -> None:
        self.all.append((step, state))
        self.facts[step] = facts


class CutError(Exception):
    """Stands for a kill -9 of the worker."""


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("rt")) as started:
        yield started


@pytest.fixture
def adapter(runtime: Running) -> Iterator[EmbeddedRuntime]:
    adapter = runtime.adapter()
    yield adapter
    adapter.close()


@pytest.fixture
def service() -> str:
    return next(_services)


def _smoke(amount: float) -> tuple[SmokeCase, ...]:
    return (SmokeCase(ROW, (Tensor("y", "FP32", (1, 1), (3.0 + 2 * amount,)),)),)


def _plan(folder: Path, service: str, amount: float) -> DeploymentPlan:
    content = add_model(amount)
    path = folder / f"{amount}.onnx"
    path.write_bytes(content)
    version = f"v{amount:g}"
    return DeploymentPlan(service, version, sha256_of(content), path, _smoke(amount))


def _deploy(
    adapter: EmbeddedRuntime, plan: DeploymentPlan, records: Records | None = None
) -> DeploymentResult:
    return ensure_deployed(adapter, plan, records or Records(), {})


def _loaded(adapter: EmbeddedRuntime, service: str) -> set[str]:
    return {e.name for e in adapter.index() if e.ready and e.name.startswith(f"{service}--c")}


def test_the_version_serves_and_each_step_was_recorded_before_and_after(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    plan, records = _plan(tmp_path, service, 1), Records()

    result = _deploy(adapter, plan, records)

    assert (result.outcome, result.previous) == (Outcome.SERVING, None)
    assert adapter.infer(service, ROW).sha256 == plan.sha256
    assert records.all == [(step, state) for step in STEPS for state in ("started", "done")]


def test_the_previous_version_stays_loaded_and_the_one_before_does_not(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    plans = [_plan(tmp_path, service, amount) for amount in (1, 2, 3)]

    results = [_deploy(adapter, plan) for plan in plans]

    assert results[2].previous == plans[1].target
    assert _loaded(adapter, service) == {plans[1].target.model, plans[2].target.model}


def test_deploying_again_changes_nothing(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    first, second = _plan(tmp_path, service, 1), _plan(tmp_path, service, 2)
    records = Records()
    _deploy(adapter, first)
    done = _deploy(adapter, second, records)
    before = adapter.index()

    again = ensure_deployed(adapter, second, Records(), records.facts)

    assert adapter.index() == before
    assert (again.outcome, again.previous) == (done.outcome, done.previous)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("cut_at", range(2 * len(STEPS)))
def test_a_worker_killed_at_any_point_leaves_a_service_and_resumes_to_the_same_end(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path, cut_at: int, is_first: bool
) -> None:
    old, new = _plan(tmp_path, service, 1), _plan(tmp_path, service, 2)
    if not is_first:
        _deploy(adapter, old)
    records = Records()

    def cut(step: str, state: str, facts: dict[str, Any]) -> None:
        if len(records.all) == cut_at:
            raise CutError
        records(step, state, facts)

    with pytest.raises(CutError):
        ensure_deployed(adapter, new, cut, {})
    if not is_first:
        assert adapter.infer(service, ROW).sha256 in (old.sha256, new.sha256)
    result = ensure_deployed(adapter, new, records, records.facts)

    assert result.outcome is Outcome.SERVING
    assert result.previous == (None if is_first else old.target)
    assert adapter.infer(service, ROW).sha256 == new.sha256
    kept = {new.target.model} if is_first else {new.target.model, old.target.model}
    assert _loaded(adapter, service) == kept


def test_wrong_answers_of_the_candidate_leave_the_old_version_serving(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    old = _plan(tmp_path, service, 1)
    _deploy(adapter, old)
    records = Records()

    result = _deploy(adapter, replace(_plan(tmp_path, service, 2), smoke=_smoke(2.001)), records)

    assert result.outcome is Outcome.REFUSED
    why = "output “y” differs by 0.000286; the tolerance is 0.0001."
    assert result.reason == f"Smoke test 1 on “{service}”: {why}"
    assert records.all[-1] == ("smoke", "failed")
    assert adapter.infer(service, ROW).sha256 == old.sha256


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sha256": "0" * 64}, "not those that were approved"),
        ({"service": "no name!"}, "can't be a service name"),
        ({"latency_cap_ms": 0.0}, "the limit is 0 ms"),
        ({"smoke": (SmokeCase(ROW, (Tensor("z", "FP32", (1,), (1.0,)),)),)}, "“z” is missing"),
        ({"smoke": (SmokeCase((), ()),)}, "lacks “x”"),
    ],
)
def test_what_cannot_be_deployed_is_refused_before_the_switch(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path, change: dict[str, Any], reason: str
) -> None:
    result = _deploy(adapter, replace(_plan(tmp_path, service, 1), **change))

    assert result.outcome is Outcome.REFUSED
    assert reason in result.reason
    assert adapter.current_default(service) is None


def test_a_broken_model_is_refused_with_the_runtimes_reason(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    path = tmp_path / "m.onnx"
    path.write_bytes(add_model()[:-20])
    plan = DeploymentPlan(service, "1", sha256_of(path.read_bytes()), path)

    result = _deploy(adapter, plan)

    assert result.outcome is Outcome.REFUSED
    assert "breaks off" in result.reason


def test_somebody_elses_switch_in_between_is_named_and_stays(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    ours, theirs = _plan(tmp_path, service, 1), _plan(tmp_path, service, 2)

    def record(step: str, state: str, facts: dict[str, Any]) -> None:
        if (step, state) == ("switch", "started"):
            _deploy(adapter, theirs)

    result = ensure_deployed(adapter, ours, record, {})

    assert result.outcome is Outcome.REFUSED
    assert "answers with version v2" in result.reason
    assert adapter.current_default(service) == theirs.target


@pytest.mark.parametrize("act", ["switch", "switch_back", "mend", "take_off"])
def test_a_late_wish_is_refused_though_the_name_answers_as_it_did_before(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path, act: str
) -> None:
    """F2: a service is stopped after it was told that it may; others switch away and back."""
    old, new = _plan(tmp_path, service, 1), _plan(tmp_path, service, 2)
    _deploy(adapter, new)
    _deploy(adapter, old)
    changed = ChangedAfterSwitch(adapter._address, adapter._http)
    changed.bad = service if act == "switch_back" else ""
    present, other = (new, old) if act == "switch_back" else (old, new)

    def stopped_then_told(*_: Any) -> bool:
        for plan in (other, present):
            _swap(adapter, service, plan)
        return True

    def record(step: str, state: str, facts: dict[str, Any]) -> None:
        if (step, state) == (act, "started"):
            stopped_then_told()

    if act in ("mend", "take_off"):
        wanted = {service: (new.version, new.sha256)} if act == "mend" else {}
        ended = [service] if act == "take_off" else []
        done = reconcile(adapter, wanted, ended=ended, is_still=stopped_then_told)
        assert ActionKind.FAILED in {action.kind for action in done}
    else:
        result = ensure_deployed(changed, new, record, {})
        assert result.outcome is (Outcome.REFUSED if act == "switch" else Outcome.SWITCHED_BACK)

    assert adapter.current_default(service) == present.target


def _swap(adapter: EmbeddedRuntime, service: str, plan: DeploymentPlan) -> None:
    """Another service's switch, as it read the turn."""
    adapter.switch(service, plan.target, adapter.current_default(service), adapter.turn(service))


class ChangedAfterSwitch(EmbeddedRuntime):
    """A runtime whose stable name gives other answers than the candidate did."""

    bad = ""

    def infer(self, name: str, inputs: Any, version: Any = None, *, purpose: str = "") -> Any:
        result = super().infer(name, inputs, version, purpose=purpose)
        if name == self.bad and result.version == "v2":
            wrong = tuple(replace(tensor, data=(99.0,)) for tensor in result.outputs)
            return replace(result, outputs=wrong)
        return result


@pytest.mark.parametrize("has_previous", [True, False])
def test_a_failure_after_the_switch_brings_the_old_version_back(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path, has_previous: bool
) -> None:
    old, new = _plan(tmp_path, service, 1), _plan(tmp_path, service, 2)
    if has_previous:
        _deploy(adapter, old)
    changed = ChangedAfterSwitch(adapter._address, adapter._http)
    changed.bad = service
    records = Records()

    result = ensure_deployed(changed, new, records, {})
    again = Records()
    resumed = ensure_deployed(changed, new, again, records.facts)

    assert {result.outcome, resumed.outcome} == {Outcome.SWITCHED_BACK}
    assert "Smoke test 1" in result.reason
    assert resumed.reason == result.reason
    assert adapter.current_default(service) == (old.target if has_previous else None)
    assert ("switch_back", "done") in records.all
    assert {step for step, _ in again.all} == {"switch_back"}


def test_what_somebody_else_put_there_meanwhile_is_not_switched_back(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    old, new, theirs = (_plan(tmp_path, service, amount) for amount in (1, 2, 3))
    _deploy(adapter, old)
    changed = ChangedAfterSwitch(adapter._address, adapter._http)
    changed.bad = service

    def record(step: str, state: str, facts: dict[str, Any]) -> None:
        if (step, state) == ("switch_back", "started"):
            _deploy(adapter, theirs)

    result = ensure_deployed(changed, new, record, {})

    assert result.outcome is Outcome.SWITCHED_BACK
    assert adapter.current_default(service) == theirs.target


class OtherBytes(EmbeddedRuntime):
    """A runtime that gives the right answers, but says it has other bytes."""

    def infer(self, name: str, inputs: Any, version: Any = None, *, purpose: str = "") -> Any:
        return replace(super().infer(name, inputs, version, purpose=purpose), sha256="f" * 64)


def test_right_answers_from_other_bytes_are_refused(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    other = OtherBytes(adapter._address, adapter._http)

    result = ensure_deployed(other, _plan(tmp_path, service, 1), Records(), {})

    assert result.outcome is Outcome.REFUSED
    assert "answers with digest ffffffffffff" in result.reason


def test_rolling_back_serves_the_earlier_bytes_again(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    plans = [_plan(tmp_path, service, amount) for amount in (1, 2, 3)]
    for plan in plans:
        _deploy(adapter, plan)

    result = roll_back(
        adapter, service, "v1", sha256=plans[0].sha256, record=Records(), resume={}, smoke=_smoke(1)
    )

    assert (result.outcome, result.previous) == (Outcome.SERVING, plans[2].target)
    assert adapter.infer(service, ROW).outputs[0].data == (5.0,)


def test_rolling_back_to_what_the_runtime_no_longer_has_is_refused(
    adapter: EmbeddedRuntime, service: str, tmp_path: Path
) -> None:
    _deploy(adapter, _plan(tmp_path, service, 1))

    result = roll_back(adapter, service, "v0", sha256="1" * 64, record=Records(), resume={})

    assert result.outcome is Outcome.REFUSED
    assert "no artifact" in result.reason


def test_a_runtime_killed_in_the_middle_is_resumed_when_it_is_back(tmp_path: Path) -> None:
    with running(tmp_path) as own:
        adapter = own.adapter()
        old, new = _plan(tmp_path, "S", 1), _plan(tmp_path, "S", 2)
        _deploy(adapter, old)
        records = Records()

        def restart(step: str, state: str, facts: dict[str, Any]) -> None:
            records(step, state, facts)
            if (step, state) == ("smoke", "started") and len(records.all) < 10:
                os.kill(own.process.pid, signal.SIGKILL)
                wait_until(lambda: find_running(own.folder) is None)
                start_detached(own.folder, log_dir=own.log_dir)

        with pytest.raises(NotReachableError):
            ensure_deployed(adapter, new, restart, {})
        assert adapter.infer("S", ROW).sha256 == old.sha256
        result = ensure_deployed(adapter, new, restart, records.facts)

        assert (result.outcome, result.previous) == (Outcome.SERVING, old.target)
        adapter.close()


def test_reconciling_loads_switches_and_frees_only_what_we_made(
    adapter: EmbeddedRuntime, runtime: Running, service: str, tmp_path: Path
) -> None:
    first, second, third = (_plan(tmp_path, service, amount) for amount in (1, 2, 3))
    for plan in (first, second, third):
        _deploy(adapter, plan)
    runtime.serve("foreign", "1", add_model(50))
    desired = {service: (first.version, first.sha256)}

    done = reconcile(adapter, desired, keep=[third.target.model])
    again = reconcile(adapter, desired, keep=[third.target.model])

    assert done == [
        Action(ActionKind.LOADED, first.target.model, "v1"),
        Action(ActionKind.SWITCHED, service, "v1"),
        Action(ActionKind.UNLOADED, second.target.model, "v2"),
    ]
    assert again == []
    assert adapter.infer("foreign", ROW).outputs
    assert _loaded(adapter, service) == {first.target.model, third.target.model}


def test_reconciling_reports_what_only_a_person_or_a_deployment_can_mend(
    adapter: EmbeddedRuntime, runtime: Running, service: str
) -> None:
    content = add_model(60)
    runtime.serve(f"{service}x", "9", content)
    adapter.switch(service, Placement(f"{service}x", "9", sha256_of(content)), None, 0)
    absent = f"{service}-absent"

    done = reconcile(adapter, {service: ("1", "a" * 64), absent: ("1", "b" * 64)})

    assert [(action.kind, action.name) for action in done] == [
        (ActionKind.FOREIGN, service),
        (ActionKind.MISSING, absent),
    ]
    assert adapter.infer(service, ROW).sha256 == sha256_of(content)


def test_a_candidate_is_named_by_its_service_and_digest() -> None:
    assert candidate_name("credit", "0123456789abcdef" * 4) == "credit--c01234567"
