"""The demo: the main job on any tidy table, and a bank's past that its own commands made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import ANY
from uuid import UUID

import numpy as np
import pandas as pd
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import VerificationError
from app.models.queries.listing_monitoring import list_monitors
from app.models.queries.reproduction import ReproductionRow, find_reproduction
from app.models.queries.story import BY_DIGEST
from app.models.rules.acts import EVIDENCE_OPENED
from app.models.tables.engine import Incident, ProcessInstance
from app.models.tables.execution import Deployment, Placement, Runtime
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import VersionAuthor
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import Alert, MonitorRun
from app.models.tables.organisation import Person
from app.models.tables.trail import AuditEvent
from app.services.commands.monitors import key_of_run
from app.services.commands.reproductions import ask_reproduction
from app.services.commands.reproductions import run_key as reproduction_key
from app.services.commands.runtimes import retire_runtime
from app.services.demo.bank import PEOPLE
from app.services.demo.deciding import FIRST_LOGGED, SWITCH
from app.services.demo.main_job import MainJob, end, run_headless
from app.services.demo.making import FILE
from app.services.demo.preparing import prepare
from app.services.demo.stage import Stage
from app.services.open_inference import OpenInferenceAdapter
from app.services.reproducing.spec import What
from app.services.runtime_adapters import InferResult
from app.services.scheduler import queue_run
from app.services.story import Story, tell_story
from app.services.trail.export import Wanted, export_proof
from app.services.trail.holding import hold_rows
from app.services.trail.record_seal import SealState
from app.services.trail.verifying import verify_trail
from app.verifier.__main__ import Report, check_file

ROWS = 400
FEW_ROWS = 130  # a hold-out of 33: the rest of the checked rows are training rows


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "demo"
    end(tmp_path / "demo")


def table(kind: str) -> pd.DataFrame:
    random = np.random.default_rng(11)
    size = random.normal(100, 30, ROWS)
    frame = pd.DataFrame(
        {
            "size in m²": size,
            "price, est.": random.gamma(2, 50, ROWS),
            "floor": np.where(random.random(ROWS) < 0.2, np.nan, random.normal(2, 1, ROWS)),
            "region": random.choice(["north", "south", None], ROWS),
            "is new": random.choice([True, False], ROWS),
        }
    )
    noise = random.normal(0, 8, ROWS)
    if kind == "numbers":
        frame["target"] = size * 3 + noise
    elif kind == "prices":
        frame["target"] = 400_000 + 1_200 * (size + noise)
    elif kind == "classes":
        frame["target"] = pd.cut(size + noise, [-1e9, 85, 115, 1e9], labels=["s", "m", "l"])
    else:
        frame["target"] = np.where(size + noise > 100, "yes", "no")
    return frame.head(FEW_ROWS) if kind == "few rows" else frame


def test_what_the_training_left_out_is_in_the_answers_notes(home: Path, tmp_path: Path) -> None:
    frame = table("yes or no").assign(sold=pd.date_range("2026-01-01", periods=ROWS).strftime("%F"))
    frame.loc[::10, "target"] = None
    frame.to_csv(tmp_path / "homes.csv", index=False)
    said: list[str] = []

    found = run_headless(home, MainJob(tmp_path / "homes.csv", "target"), tell=said.append)

    assert f"{ROWS // 10} rows without a label were left out." in found["notes"]
    assert "“sold” is not learned from: it holds dates." in found["notes"]
    assert set(found["notes"]) <= set(said)


# Other tables: test_main_job_on_any_data.
@pytest.mark.parametrize("kind", ["classes", "prices", "few rows"])
def test_any_tidy_table_ends_as_a_serving_model_whose_answers_are_its_own(
    home: Path, tmp_path: Path, kind: str
) -> None:
    data = tmp_path / "homes (2026).csv"
    table(kind).to_csv(data, index=False)

    found = run_headless(home, MainJob(data, "target"))

    assert found["outcome"] == "DEPLOYED"
    assert found["serving"]["rows_checked"] == 100
    assert found["serving"]["max_difference"] <= 1e-5
    is_regression = kind in ("numbers", "prices")
    how = "relative to the row's score" if is_regression else "absolute"
    assert found["serving"]["max_difference_is"] == how
    assert found["serving"]["max_absolute_difference"] >= 0
    assert (found["serving"]["max_relative_difference"] is not None) == is_regression
    classes = [] if kind in ("numbers", "prices") else ["probabilities"]
    assert found["serving"]["outputs_checked"] == [*classes, "score"]
    assert set(found["failed"]) == set(found["waived"])
    assert [*found["failed_verdicts"]] == found["failed"]
    assert ("FAIL" in found["failed_verdicts"].values()) == (found["verdict"] == "FAIL")
    if kind == "few rows":
        assert found["verdict"] == "INSUFFICIENT_DATA"
        assert set(found["failed_verdicts"].values()) == {"INSUFFICIENT_DATA"}
    check_deciders(home)


def check_deciders(home: Path) -> None:
    """Production was accepted by several people, none of whom had a hand in the version."""
    stage = prepare(home, with_history=False)
    with stage.work("ada").reading() as session:
        handles = {one.id: one.handle for one in session.scalars(select(Person))}
        authors = {handles[one] for one in session.scalars(select(VersionAuthor.person_id))}
        votes = session.execute(
            select(Decision.request_id, Decision.decided_by).where(Decision.verdict == "accept")
        ).all()
        asked = {
            request.id: handles[request.requested_by]
            for request in session.scalars(select(TransitionRequest))
        }
    stage.close()
    deciders = [handles[vote.decided_by] for vote in votes]
    assert "sanne" in authors  # who registered and submitted it
    assert len({vote.request_id for vote in votes}) == 1
    assert sorted(deciders) == ["aisha", "jo"]
    assert not {*deciders} & {*authors, asked[votes[0].request_id]}


def test_an_answer_of_another_file_than_the_approved_one_is_no_success(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "homes.csv"
    table("yes or no").to_csv(data, index=False)
    first = run_headless(home, MainJob(data, "target"))
    infer = OpenInferenceAdapter.infer

    def by_another(self: OpenInferenceAdapter, *arguments: Any, **named: Any) -> InferResult:
        return replace(infer(self, *arguments, **named), sha256="0" * 64)

    monkeypatch.setattr(OpenInferenceAdapter, "infer", by_another)
    with pytest.raises(VerificationError, match=r"another file than the approved snapshot's\.$"):
        run_headless(home, MainJob(data, "target"))
    monkeypatch.undo()

    assert run_headless(home, MainJob(data, "target"))["serving"] == {
        **first["serving"],
        "decision_id": ANY,
    }


def test_the_same_version_again_does_nothing_twice(home: Path, tmp_path: Path) -> None:
    data = tmp_path / "homes.csv"
    table("yes or no").to_csv(data, index=False)
    first = run_headless(home, MainJob(data, "target"))

    second = run_headless(home, MainJob(data, "target"))

    stage = prepare(home, with_history=False)
    with stage.work("ada").reading() as session:
        counts = [
            session.scalar(select(func.count()).select_from(kind))
            for kind in (ProcessInstance, Deployment, Placement, Decision)
        ]
    stage.close()
    assert (first["repeated"], second["repeated"]) == (False, True)
    assert second["outcome"] == first["outcome"] == "DEPLOYED"
    assert counts == [1, 2, 2, 2]


def test_a_strict_run_ends_rejected_where_a_rule_fails(home: Path, tmp_path: Path) -> None:
    frame = table("yes or no")
    frame["target"] = np.random.default_rng(5).choice(["yes", "no"], ROWS)  # nothing to learn
    data = tmp_path / "noise.csv"
    frame.to_csv(data, index=False)

    found = run_headless(home, MainJob(data, "target", is_strict=True))

    assert found["outcome"] == "REJECTED"
    assert found["verdict"] == "FAIL"
    assert found["serving"] is None
    assert found["waived"] == []


def test_a_strict_run_does_not_take_what_an_earlier_one_waived(home: Path, tmp_path: Path) -> None:
    frame = table("yes or no")
    frame["target"] = np.random.default_rng(5).choice(["yes", "no"], ROWS)
    data = tmp_path / "noise.csv"
    frame.to_csv(data, index=False)
    first = run_headless(home, MainJob(data, "target"))

    found = run_headless(home, MainJob(data, "target", is_strict=True))

    assert (first["outcome"], first["reason"]) == ("DEPLOYED", None)
    assert found["outcome"] == "REJECTED"
    assert "released this version past failed rules" in found["reason"]
    assert all(
        f"{rule} ({verdict})" in found["reason"]
        for rule, verdict in first["failed_verdicts"].items()
    )
    assert found["serving"] is not None  # what serves is told as it is


def test_what_can_not_be_learned_says_why(home: Path, tmp_path: Path) -> None:
    data = tmp_path / "few.csv"
    table("yes or no").head(3).to_csv(data, index=False)

    found = run_headless(home, MainJob(data, "target"))

    assert found["outcome"] == "FAILED"
    assert "rows" in found["reason"]
    (train,) = [step for step in found["steps"] if step["step"] == "Train"]
    assert (train["state"], train["reason"]) == ("failed", found["reason"])


def test_what_the_author_may_not_end_is_ended_by_who_may(home: Path, tmp_path: Path) -> None:
    data = tmp_path / "homes.csv"
    table("yes or no").to_csv(data, index=False)
    stage = prepare(home, with_history=False)
    signer = stage.signer("tom")
    with stage.work("tom").unit() as work:
        for runtime in work.session.scalars(select(Runtime)):
            retire_runtime(work, runtime.id, reason="Replaced by newer ones", signer=signer)
    stage.close()

    found = run_headless(home, MainJob(data, "target"))

    assert found["outcome"] == "FAILED"
    assert "tom: No runtime fits: abandon" in found["people"]


def test_noorderbank_has_a_past_open_work_and_drift(home: Path) -> None:
    prepare(home, with_history=False).close()  # what a headless run leaves behind
    stage = prepare(home)

    with stage.work("jo").reading() as session:
        kinds = set(session.scalars(select(UserTask.kind).where(UserTask.state == "created")).all())
        serving = session.scalars(
            select(Placement.service_tag).where(
                Placement.state == "in_place", Placement.stage_kind == "production"
            )
        ).all()
        alerts = session.scalars(select(Alert.title).where(Alert.state == "open")).all()
        first, last = session.execute(
            select(func.min(AuditEvent.at), func.max(AuditEvent.at))
        ).one()
        runs = session.scalar(select(func.count()).select_from(MonitorRun))
        incidents = session.scalars(select(Incident)).all()
        events = session.scalar(select(func.count()).select_from(AuditEvent))
        daily = next(one for one in list_monitors(session) if one.cron)
        unread = [
            vote.id
            for vote in session.scalars(select(Decision))
            if not {"summary", "tests"} <= _opened(session, vote)
        ]
        filed, logged = (tell_story(session, str(one)) for one in (4711, FIRST_LOGGED))
    trail = verify_trail(stage.work("jo"))
    again = _trained_again(stage, filed)
    proof = _proof(stage, home.with_name("proof.zip"))
    rows = hold_rows(stage.work("jo"))
    assert daily.next_fire_at is not None
    later = daily.next_fire_at + timedelta(days=1)  # the batch of today is there
    morning = _without_a_batch(stage, daily.id, later)
    stage.close()

    assert (morning.state, morning.verdict) == ("done", "INSUFFICIENT_DATA")
    assert (home.with_name("demo-1") / FILE).is_file()  # kept, under another name
    assert {"approve", "results", "deployment", "runtime"} <= kinds
    assert sorted(serving) == ["cc-fraud", "cc-limit", "credit-score", "hmrm"]
    assert any("income" in title for title in alerts)
    assert (last - first).days > 300
    assert last <= datetime.now(UTC)
    assert runs is not None
    assert runs > 40
    assert incidents == []
    assert rows.faults == ()
    assert rows.held > 300
    assert unread == []
    assert (daily.monitor, daily.cron, daily.zone) == (
        "Daily drift and performance", "0 5 * * *", "Europe/Amsterdam",
    )  # fmt: skip
    assert datetime.now(UTC) < daily.next_fire_at < datetime.now(UTC) + timedelta(days=1, hours=2)
    assert (trail.broken, trail.events, trail.unsealed) == ((), events, 0)
    assert (proof.broken, proof.unsigned) == ([], 0)
    assert proof.without_key == trail.without_key == 2 * len(PEOPLE)  # by both administrators
    assert again == {
        "model.onnx": 0.0, "verdict": "within_tolerance", "code": "same", "python": "same",
        "data": "same", "lock": "same", "libraries": "same", "seed": "same",
    }  # fmt: skip
    for story, version, source in ((filed, 12, "file"), (logged, 13, "runtime log")):
        found = story.facts.answered
        assert (found.version, found.known_by, found.stage) == (version, BY_DIGEST, "PROD")
        assert (story.facts.asked.application, story.facts.asked.source) == (SWITCH, source)
        assert story.record.state is SealState.HOLDS
        assert len(story.seals) >= 2
        assert all(seal.holds for seal in story.seals.values())
        assert story.record.imported_at is not None
        assert story.record.imported_at >= story.facts.asked.at
        learned = story.facts.trained
        assert learned is not None
        assert (learned.by, learned.seed) == ("Sanne de Vries", version)
        assert [name for name, digest in learned.data if digest] == ["data"]
        assert len(learned.commit or "") == 40
        assert learned.environment_sha256


def _trained_again(stage: Stage, story: Story) -> dict[str, object]:
    """What comes of training the version that answered once more, and how its parts stand."""
    version = story.facts.answered.version_id
    asked = stage.work("mark").write(ask_reproduction, version, What.TRAINING)

    def found() -> ReproductionRow | None:
        return stage.work("mark").read(find_reproduction, reproduction_key(asked))

    def is_done() -> bool:
        row = found()
        return row is not None and row.state == "done"

    background = stage.background("a reproduction")
    try:
        assert background.settle(is_done)
        background.seal_once()
    finally:
        background.close()
    row = found()
    assert row is not None
    (model,) = (one for one in row.answer["compared"] if one["name"] == "model.onnx")
    held = {one["name"]: one["held"] for one in row.answer["pinned"]}
    return {"model.onnx": model["difference"], "verdict": row.verdict, **held}


def _proof(stage: Stage, out: Path) -> Report:
    signer = stage.signer("jo")
    assert signer is not None
    return check_file(export_proof(stage.work("jo"), out, Wanted(), signer.pair).path)


def _opened(session: Session, vote: Decision) -> set[str]:
    """The parts of the evidence that who voted had looked at."""
    told = session.scalars(
        select(AuditEvent.facts).where(
            AuditEvent.tag == EVIDENCE_OPENED,
            AuditEvent.object_id == vote.request_id,
            AuditEvent.actor_id == vote.decided_by,
            AuditEvent.at <= vote.decided_at,
        )
    )
    return {one["part"] for one in told}


def _without_a_batch(stage: Stage, monitor_id: UUID, at: datetime) -> MonitorRun:
    """The run of a fire whose file nobody put there."""
    service = stage.work("service")
    service.write(queue_run, monitor_id, at, datetime.now(UTC))

    def found() -> MonitorRun | None:
        with service.reading() as session:
            run = select(MonitorRun).where(MonitorRun.run_key == key_of_run(monitor_id, at))
            return session.scalar(run)

    def is_done() -> bool:
        run = found()
        return run is not None and run.state == "done"

    background = stage.background("the next morning")
    try:
        assert background.settle(is_done)
    finally:
        background.close()
    run = found()
    assert run is not None
    return run
