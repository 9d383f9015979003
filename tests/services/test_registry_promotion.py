"""Story S1: None, staging, production, archived; a colleague checks and a tester tries each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Connection, event, select, update

from app.config import resources_folder
from app.errors import RefusedError
from app.models.dmn.evaluate import evaluate, map_result
from app.models.dmn.xml_io import parse
from app.models.queries.approval_detail import load_request
from app.models.queries.gate_check import not_taken_up
from app.models.tables.execution import Deployment
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.services.commands.bindings import bind_life_cycle, choose_life_cycle
from app.services.commands.models import add_document
from app.services.commands.processes import submit
from app.services.registering import Registration
from app.texts import blocker
from tests.model_folders import Scorer
from tests.releases import LIVE, MODEL, V1, V2, Bank, answered_by
from tests.stories import change_role
from tests.trail_kit import past_the_rules

V3 = Scorer((0.27, 0.08, -16.7))
ROW = np.array([[55.0, 42.0]])
FEEDBACK = "Forty cases of last month: none was judged otherwise than by hand."


def bind(bank: Bank, by: str = "eva") -> None:
    with bank.workspace.work(by).unit() as work:
        model_id = work.session.scalars(
            select(RegisteredModel.id).where(RegisteredModel.name == MODEL)
        ).one()
        bind_life_cycle(work, model_id, template_key="registry-promotion", parameters={})


def answered(bank: Bank, runtime: str) -> float:
    """What an application gets from the model there."""
    return answered_by(bank.settings, runtime)[0]


def document(bank: Bank, registered: Registration) -> None:
    with bank.workspace.work("sanne").unit() as work:
        add_document(
            work, work.get(ModelVersion, registered.version_id).model_id,
            version_id=registered.version_id, kind="validation", title="What it was tried on",
            uri="https://docs.noorderbank.example/credit/2",
        )  # fmt: skip


def refused(bank: Bank, task: UserTask, by: str) -> set[str]:
    with pytest.raises(RefusedError) as caught:
        bank.decide(task, by)
    return {one.code for one in caught.value.blockers}


def into_staging(bank: Bank, registered: Registration) -> UserTask:
    """Accepted by a colleague; the task of the tester."""
    bank.decide(bank.task(registered, "approve"), "mark")
    return bank.task(registered, "accept_test")


def into_production(bank: Bank, registered: Registration) -> str:
    bank.complete(into_staging(bank, registered), "passed", by="piet", reason=FEEDBACK)
    bank.complete(bank.task(registered, "ask_next"), "ask", by="sanne")
    bank.decide(bank.task(registered, "approve"), "aisha")
    return bank.end(registered)


@contextmanager
def serving_at_each_commit(bank: Bank) -> Iterator[list[list[int]]]:
    """The versions in production before each transaction of the service: all that others saw."""
    seen: list[list[int]] = []
    engine = bank.background.work.database.engine

    def look(_: Connection) -> None:
        seen.append(bank.serving())

    event.listen(engine, "commit", look)
    try:
        yield seen
    finally:
        event.remove(engine, "commit", look)


def test_a_colleague_a_tester_and_a_risk_officer_bring_a_version_to_production(
    bank: Bank, tmp_path: Path
) -> None:
    bind(bank)
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))

    asked = bank.task(second, "approve")
    assert set(asked.roles) == {"data_scientist", "validator"}
    assert refused(bank, asked, "sanne")
    bank.decide(asked, "mark", "reject")
    notice = bank.task(second, "notice")
    document(bank, second)
    bank.complete(notice, "noted", by="sanne")
    assert bank.end(second) == "REJECTED"

    with bank.workspace.work("sanne").unit() as work:
        assert submit(work, second.version_id).is_new
    bank.drive(lambda: bank.instance(second) in LIVE)
    test = into_staging(bank, second)
    assert answered(bank, "sit-1") == pytest.approx(float(V2.score(ROW)[0]), abs=1e-5)
    assert answered(bank, "prod-1") == pytest.approx(float(V1.score(ROW)[0]), abs=1e-5)
    assert test.roles == ["tester"]
    bank.complete(test, "passed", by="piet", reason=FEEDBACK)

    ask = bank.task(second, "ask_next")
    assert ask.facts["feedback"] == FEEDBACK
    assert ask.assignee_id == bank.workspace.work("sanne").actor.id
    bank.complete(ask, "ask", by="sanne")
    promotion = bank.task(second, "approve")
    assert set(promotion.roles) == {"risk_officer", "compliance"}
    assert refused(bank, promotion, "mark")
    bank.decide(promotion, "aisha")

    assert bank.end(second) == "DEPLOYED"
    assert bank.serving() == [2]
    assert answered(bank, "prod-1") == pytest.approx(float(V2.score(ROW)[0]), abs=1e-5)
    assert bank.left_open() == {}

    third = bank.submit(bank.register(tmp_path / "v3", scorer=V3))
    with serving_at_each_commit(bank) as seen:
        assert into_production(bank, third) == "DEPLOYED"
    assert bank.serving() == [3]
    assert [one for one, _ in groupby([*seen, bank.serving()])] == [[2], [3]]


def test_what_a_tester_rejects_stays_out_of_production_and_its_submitter_reads_why(
    bank: Bank, tmp_path: Path
) -> None:
    bind(bank)
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))

    bank.complete(into_staging(bank, second), "reject", by="piet", reason=FEEDBACK)
    notice = bank.task(second, "test_notice")
    assert notice.facts["feedback"] == FEEDBACK
    bank.complete(notice, "noted", by="sanne")

    assert bank.end(second) == "REJECTED"
    assert bank.serving() == [1]
    assert bank.left_open() == {}


def test_a_version_may_stay_where_it_was_tested(bank: Bank, tmp_path: Path) -> None:
    bind(bank)
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))

    bank.complete(into_staging(bank, second), "passed", by="piet", reason=FEEDBACK)
    bank.complete(bank.task(second, "ask_next"), "stop", by="sanne")

    assert bank.end(second) == "DEPLOYED"
    assert (bank.serving("SIT"), bank.serving()) == ([2], [1])
    assert bank.left_open() == {}


def test_who_asks_for_a_stage_before_its_turn_is_told_which_task_waits_and_for_whom(
    bank: Bank, tmp_path: Path
) -> None:
    bind(bank)
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    sanne = bank.workspace.work("sanne")

    test = into_staging(bank, second)
    before = sanne.read(not_taken_up, second.version_id)
    bank.complete(test, "passed", by="piet", reason=FEEDBACK)
    ask = bank.task(second, "ask_next")
    at_ask = sanne.read(not_taken_up, second.version_id)

    assert (before.code, before.params) == (
        "request.waits", {"task": test.name, "number": test.number, "who": ["tester"]},
    )  # fmt: skip
    assert blocker(at_ask) == (
        "Its life cycle has not come to the vote yet: it waits at “Ask for the next stage”. That"
        f" is task {ask.number}, for {sanne.actor.full_name}; once it is done, the life cycle goes"
        " on."
    )


def test_who_made_a_version_does_not_test_it(bank: Bank, tmp_path: Path) -> None:
    bind(bank)
    change_role(bank.workspace, "sanne", "tester")
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    test = into_staging(bank, second)

    with pytest.raises(RefusedError) as caught:
        bank.complete(test, "passed", by="sanne", reason=FEEDBACK)

    assert {one.code for one in caught.value.blockers} == {"task.own_work"}


def test_what_serves_no_more_where_it_is_tested_does_not_pass(bank: Bank, tmp_path: Path) -> None:
    bind(bank)
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    test = into_staging(bank, second)
    with past_the_rules(bank.workspace) as connection:
        connection.execute(
            update(Deployment)
            .where(Deployment.version_id == second.version_id)
            .values(state="undeployed")
        )

    with pytest.raises(RefusedError) as caught:
        bank.complete(test, "passed", by="piet", reason=FEEDBACK)

    assert [one.code for one in caught.value.blockers] == ["task.not_serving"]
    bank.complete(test, "reject", by="piet", reason=FEEDBACK)
    bank.complete(bank.task(second, "test_notice"), "noted", by="sanne")
    assert bank.end(second) == "REJECTED"


def test_who_asks_for_production_is_told_as_who_asked_and_does_not_decide_on_it(
    bank: Bank, tmp_path: Path
) -> None:
    bind(bank)
    change_role(bank.workspace, "mark", "risk_officer")
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    bank.complete(into_staging(bank, second), "passed", by="piet", reason=FEEDBACK)
    bank.complete(bank.task(second, "ask_next"), "ask", by="mark")

    promotion = bank.task(second, "approve")

    assert refused(bank, promotion, "mark") == {"four_eyes.own_work"}
    with bank.workspace.work("mark").reading() as session:
        me = bank.workspace.work("mark").actor.id
        assert promotion.request_id is not None
        detail = load_request(session, promotion.request_id, me, now=datetime.now(UTC))
    assert [one.code for one in detail.row.blockers] == ["four_eyes.own_work"]
    assert detail.row.asked_by == "Mark Jansen"
    assert refused(bank, promotion, "sanne") >= {"four_eyes.own_work"}  # who submitted it
    bank.decide(promotion, "aisha")
    assert bank.end(second) == "DEPLOYED"


def test_the_lighter_route_is_that_of_the_binding_not_of_what_was_started(
    bank: Bank, tmp_path: Path
) -> None:
    """An architect may start another life cycle; the policy asks what it asks of the model."""
    change_role(bank.workspace, "eva", "data_scientist")
    registered = bank.register(tmp_path / "v2", scorer=V2)
    with bank.workspace.work("eva").unit() as work:
        submit(work, registered.version_id, template_key="registry-promotion")

    test = bank.task(registered, "accept_test")  # nobody is asked into SIT, as in On model changed
    bank.complete(test, "passed", by="piet", reason=FEEDBACK)
    bank.complete(bank.task(registered, "ask_next"), "ask", by="eva")
    bank.decide(bank.task(registered, "approve"), "aisha")
    waits = bank.task(registered, "approve")
    bank.decide(waits, "jo")

    assert bank.end(registered) == "DEPLOYED"


def test_a_stage_of_another_name_is_entered_by_nobody_the_policy_does_not_name() -> None:
    table = parse((resources_folder() / "tables" / "approval-route.dmn").read_bytes())
    facts = {"kind": "in_house", "risk_tier": "high", "unit": "bank", "is_regulated": True,
             "stage": "LIVE", "life_cycle": "registry-promotion"}  # fmt: skip

    assert map_result(evaluate(table, "approval-route", facts), "resultList") == []


def test_what_was_set_for_a_model_stays_set_with_another_life_cycle(bank: Bank) -> None:
    with bank.workspace.work("eva").unit() as work:
        model_id = work.session.scalars(
            select(RegisteredModel.id).where(RegisteredModel.name == MODEL)
        ).one()
        bind_life_cycle(
            work, model_id, template_key="on-model-changed", parameters={"block_from": "medium"}
        )
        row = choose_life_cycle(work, model_id, "registry-promotion")

        assert row.parameters == {"block_from": "medium"}


def test_only_an_architect_chooses_the_life_cycle_of_a_model(bank: Bank) -> None:
    with pytest.raises(RefusedError):
        bind(bank, by="sanne")
