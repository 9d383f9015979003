"""One answer to what is in force in a unit: by every reader, on both databases."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.errors import InputError, RefusedError
from app.models.queries.acts import must_open_evidence
from app.models.queries.as_of import look_back
from app.models.queries.in_force import table_in_force, template_in_force, templates_in_force
from app.models.queries.listing_governance import find_policy, find_proposed_policy
from app.models.queries.listing_processes import find_draft, find_file
from app.models.queries.lookups import now
from app.models.queries.risk_method import load_method
from app.models.queries.submission import load_standing
from app.models.tables.governance import RiskAssessment
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.commands.life_cycles import import_table, import_template, publish, put_up
from app.services.commands.models import add_use_case
from app.services.commands.people import add_unit, find_unit
from app.services.commands.policies import publish_policy, require_opened_evidence
from app.services.commands.risks import propose_tier
from app.services.digests import digest_bytes
from app.services.engine.definitions import Definitions, find_table
from app.services.library import TABLES, TEMPLATES
from app.services.unit_of_work import UnitOfWork
from tests.governance_kit import sign_as
from tests.stories import register
from tests.workspaces import TestWorkspace

WHY = "Agreed with the unit."
ANSWERS = {
    "people": "none", "decision": "person", "loss": "small", "data": "public", "insight": "fully",
}  # fmt: skip


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """The bank has the shipped tables; below it lie retail, cards in retail, and fraud beside."""
    root = workspace.work("root")
    root.write(add_unit, key="retail", name="Retail", parent="bank")
    root.write(add_unit, key="cards", name="Cards", parent="retail")
    root.write(add_unit, key="beside", name="Beside", parent="bank")
    return workspace


def unit_of(bank: TestWorkspace, key: str) -> UUID:

    with bank.work("root").unit() as work:
        return find_unit(work, key).id


def shipped(key: str) -> bytes:
    return next(one for one in TABLES if one.key == key).read()


def put_table(bank: TestWorkspace, unit: str, key: str, *, name: str = "") -> UUID:
    """A version of the shipped table, written by the architect and published by risk."""

    def draft(work: UnitOfWork) -> UUID:
        decision = next(one.decision_id for one in TABLES if one.key == key)
        return import_table(
            work, unit=unit, key=key, name=name or f"{key} of {unit}", decision_id=decision,
            dmn=shipped(key), reason=WHY,
        ).id  # fmt: skip

    made = bank.work("eva").write(draft)
    bank.work("jo").write(publish, DecisionTable, made, reason=WHY, seen=digest_bytes(shipped(key)))
    return made


def tables_by_unit(session: Session, key: str, units: dict[str, UUID]) -> dict[str, UUID | None]:
    return {unit: table_in_force(session, key, unit_id) for unit, unit_id in units.items()}


def test_the_nearest_unit_comes_before_a_higher_version(bank: TestWorkspace) -> None:
    units = {key: unit_of(bank, key) for key in ("bank", "retail", "cards", "beside")}
    for _ in range(2):
        highest = put_table(bank, "bank", "approval-route")
    retail = put_table(bank, "retail", "approval-route")

    with bank.service.reading() as session:
        found = tables_by_unit(session, "approval-route", units)
        by_engine = {
            unit: find_table(session.connection(), "approval-route", unit_id)
            for unit, unit_id in units.items()
        }

    assert found == {"bank": highest, "retail": retail, "cards": retail, "beside": highest}
    assert by_engine == found


def test_of_two_published_in_one_unit_the_higher_version_counts(bank: TestWorkspace) -> None:
    first = put_table(bank, "retail", "approval-route")
    cards = unit_of(bank, "cards")
    with bank.work("eva").unit() as work:
        second = import_table(
            work, unit="retail", key="approval-route", name="Route", decision_id="approval-route",
            dmn=shipped("approval-route"), reason=WHY,
        )  # fmt: skip
        second_id = second.id
    with bank.work("jo").unit() as work:
        row = work.get(DecisionTable, second_id)
        sign_as(bank, work, "decision_table", second_id, {"state": "published"})
        row.state, row.seen_sha256 = "published", row.sha256
        work.flush()

    with bank.service.reading() as session:
        assert session.get_one(DecisionTable, first).state == "published"
        assert table_in_force(session, "approval-route", cards) == second_id


def test_a_key_comes_before_the_decision_inside_and_drafts_count_for_nothing(
    bank: TestWorkspace,
) -> None:
    cards = unit_of(bank, "cards")
    eva, jo = bank.work("eva"), bank.work("jo")
    limits = shipped("risk-tier").replace(b'<decision id="risk-tier"', b'<decision id="limits"')

    def draft(work: UnitOfWork, unit: str, key: str) -> UUID:
        return import_table(work, unit=unit, key=key, name=key, decision_id="limits", dmn=limits).id

    def look(name: str) -> UUID | None:
        with bank.service.reading() as session:
            return table_in_force(session, name, cards)

    near = eva.write(draft, "cards", "card-limits")
    before = look("card-limits")
    jo.write(publish, DecisionTable, near, seen=digest_bytes(limits))
    by_decision = look("limits")
    far = eva.write(draft, "bank", "limits")
    jo.write(publish, DecisionTable, far, seen=digest_bytes(limits))

    assert (before, by_decision) == (None, near)
    assert (look("limits"), look("card-limits"), look("no such key")) == (far, near, None)


def test_what_was_in_force_at_an_instant_is_found_by_the_same_query(bank: TestWorkspace) -> None:
    cards = unit_of(bank, "cards")
    with bank.service.reading() as session:
        shipped_one = table_in_force(session, "approval-route", cards)
    retail = put_table(bank, "retail", "approval-route")
    with bank.service.reading() as session:
        between: datetime = now(session)
    later = put_table(bank, "retail", "approval-route")

    def as_of(moment: datetime) -> UUID | None:
        with bank.service.reading() as session:
            look_back(session, moment)
            return table_in_force(session, "approval-route", cards)

    with bank.service.reading() as session:
        at_last = now(session)
        assert table_in_force(session, "approval-route", cards) == later
    assert as_of(between) == retail
    assert as_of(at_last) == later
    assert shipped_one != retail


def test_the_standing_of_a_version_names_the_route_of_its_own_unit(bank: TestWorkspace) -> None:
    registered = register(bank)
    put_table(bank, "beside", "approval-route", name="Route of somebody else")
    with bank.service.reading() as session:
        model = session.get_one(RegisteredModel, registered.model_id)
        expected = table_in_force(session, "approval-route", model.unit_id)
        named = session.get_one(DecisionTable, expected)
        label = f"{named.name} v{named.version}"

    for _ in range(2):
        put_table(bank, "beside", "approval-route", name="Route of somebody else")

    with bank.service.reading() as session:
        standing = load_standing(session, registered.version_id, bank.work("sanne").actor.id)
    assert standing.route == label


def test_a_life_cycle_of_the_nearest_unit_is_found_by_key_and_by_process(
    bank: TestWorkspace,
) -> None:
    one = TEMPLATES[0]
    cards, beside = unit_of(bank, "cards"), unit_of(bank, "beside")

    def draft(work: UnitOfWork) -> UUID:
        return import_template(
            work, unit="retail", key=one.key, name=one.name, process_id=one.process_id,
            bpmn=one.read(),
        ).id  # fmt: skip

    made = bank.work("eva").write(draft)
    bank.work("jo").write(publish, LifeCycleTemplate, made, seen=digest_bytes(one.read()))

    with bank.service.reading() as session:
        near = template_in_force(session, one.key, cards)
        by_process = template_in_force(session, one.process_id, cards)
        far = template_in_force(session, one.key, beside)
        listed = {each.key: each.id for each in templates_in_force(session, cards)}
        visible = Definitions().visible(session.connection(), cards)
    assert near is not None
    assert by_process is not None
    assert far is not None
    assert (near.id, by_process.id) == (made, made)
    assert (far.version, far.id == made) == (1, False)
    assert listed[one.key] == made
    assert {each.key: each.id for each in visible} == listed
    assert set(listed) == {each.key for each in TEMPLATES}


def test_whether_evidence_is_opened_is_said_by_the_nearest_unit(bank: TestWorkspace) -> None:
    units = {key: unit_of(bank, key) for key in ("bank", "retail", "cards", "beside")}
    for unit, is_required in (("bank", True), ("retail", False)):
        made = bank.work("eva").write(
            require_opened_evidence, unit, is_required=is_required, reason=WHY
        )
        bank.work("jo").write(publish_policy, made.id, reason=WHY, seen=made.sha256)

    with bank.service.reading() as session:
        found = {key: must_open_evidence(session, unit_id) for key, unit_id in units.items()}

    assert found == {"bank": True, "retail": False, "cards": False, "beside": True}


def test_risk_is_assessed_by_the_method_of_the_unit_and_by_no_other(bank: TestWorkspace) -> None:
    retail = put_table(bank, "retail", "risk-tier")
    with bank.service.reading() as session:
        above = table_in_force(session, "risk-tier", bank.unit_id)
    use = bank.work("sanne").write(
        add_use_case, unit="cards", name="Cards", is_regulated=False, models=(), service_tag=""
    )

    made = bank.work("aisha").write(propose_tier, use.id, ANSWERS, reason=WHY)
    with pytest.raises(RefusedError) as refused:
        bank.work("aisha").write(_assess_by, use.id, above)

    assert made.table_id == retail
    assert [one.code for one in refused.value.blockers] == ["risk.method"]
    with bank.service.reading() as session:
        assert load_method(session, unit_of(bank, "cards")).table_id == retail


def _assess_by(work: UnitOfWork, use: UUID, table_id: UUID) -> None:
    values = {
        "id": uuid4(), "use_case_id": use, "method": "risk-tier", "method_version": 1,
        "table_id": table_id, "answers": {**ANSWERS, "is_regulated": False}, "score": 0.0,
        "tier": "low", "reason": WHY, "remark": "", "state": "proposed",
    }  # fmt: skip
    work.session.execute(insert(RiskAssessment).values(**values))


def test_a_policy_is_named_for_a_unit_or_for_whoever_asks(bank: TestWorkspace) -> None:
    put_table(bank, "retail", "approval-route")
    put_table(bank, "retail", "approval-route")
    me = bank.work("jo").actor.id

    with bank.service.reading() as session:
        found = {
            text: (find_policy(session, text, me).unit, find_policy(session, text, me).version)
            for text in ("approval-route", "cards/approval-route", "beside/approval-route",
                         "approval-route:2", "retail/approval-route:1")
        }  # fmt: skip
        with pytest.raises(InputError, match="Several units"):
            find_policy(session, "approval-route:1", me)
        with pytest.raises(InputError, match="no unit"):
            find_policy(session, "nowhere/approval-route", me)

    assert found == {
        "approval-route": ("bank", 1), "cards/approval-route": ("retail", 2),
        "beside/approval-route": ("bank", 1), "approval-route:2": ("retail", 2),
        "retail/approval-route:1": ("retail", 1),
    }  # fmt: skip


def test_a_proposal_that_two_units_have_is_named_with_its_unit(bank: TestWorkspace) -> None:
    def draft(work: UnitOfWork, unit: str) -> None:
        import_table(
            work, unit=unit, key="approval-route", name="Route", decision_id="approval-route",
            dmn=shipped("approval-route"), reason=WHY,
        )  # fmt: skip

    for unit in ("retail", "beside"):
        bank.work("eva").write(draft, unit)

    with bank.service.reading() as session:
        with pytest.raises(InputError, match="Several units"):
            find_proposed_policy(session, "approval-route")
        assert find_proposed_policy(session, "beside/approval-route").unit == "beside"


def draft_template(bank: TestWorkspace, unit: str, key: str = "on-model-changed") -> int:
    shipped_one = next(one for one in TEMPLATES if one.key == key)
    with bank.work("eva").unit() as work:
        row = import_template(
            work, unit=unit, key=key, name=key, process_id=shipped_one.process_id,
            bpmn=shipped_one.read(),
        )  # fmt: skip
        return row.version


def test_a_template_without_a_version_is_the_one_in_force_there(bank: TestWorkspace) -> None:
    """Not the highest number of any unit, nor of any state."""
    eva = bank.work("eva")
    draft_template(bank, "bank")  # v2, a draft
    for _ in range(3):
        draft_template(bank, "cards")
    third = eva.read(find_file, "on-model-changed:3", eva.actor.id)
    bank.work("jo").write(publish, LifeCycleTemplate, third.id, seen=third.sha256)

    def shown(unit: str) -> tuple[str, int, str]:
        row = eva.read(find_file, "on-model-changed", eva.actor.id, unit=unit)
        return row.unit, row.version, row.state

    assert shown("") == shown("bank") == shown("retail") == ("bank", 1, "published")
    assert shown("cards") == ("cards", 3, "published")


def test_a_draft_is_shown_where_nothing_is_in_force(bank: TestWorkspace) -> None:
    eva = bank.work("eva")
    with eva.unit() as work:
        one = next(each for each in TEMPLATES if each.key == "on-model-changed")
        import_template(
            work, unit="cards", key="small", name="Small", process_id="small", bpmn=one.read()
        )

    assert eva.read(find_file, "small", eva.actor.id).state == "draft"


def test_the_newest_draft_of_one_unit_is_meant_by_publishing(bank: TestWorkspace) -> None:
    eva = bank.work("eva")
    with pytest.raises(InputError, match="No version of on-model-changed waits"):
        eva.read(find_draft, "on-model-changed")
    draft_template(bank, "bank")
    assert eva.read(find_draft, "on-model-changed").version == 2
    with eva.unit() as work:
        put_up(work, eva.read(find_draft, "on-model-changed").id)
    assert eva.read(find_draft, "on-model-changed").state == "in_review"
    for _ in range(2):
        draft_template(bank, "cards")

    with pytest.raises(InputError, match="Several units") as refused:
        eva.read(find_draft, "on-model-changed")
    cards = eva.read(find_draft, "on-model-changed", unit="cards")

    assert refused.value.hint == "Say which with --unit: bank, cards."
    assert (cards.unit, cards.version) == ("cards", 2)
    assert eva.read(find_draft, "on-model-changed", unit="bank").version == 2


def test_a_number_that_several_units_have_is_refused(bank: TestWorkspace) -> None:
    eva = bank.work("eva")
    draft_template(bank, "cards")

    with pytest.raises(InputError, match="Several units"):
        eva.read(find_file, "on-model-changed:1", eva.actor.id)
    with pytest.raises(InputError, match="There is no unit nowhere"):
        eva.read(find_file, "on-model-changed", eva.actor.id, unit="nowhere")

    named = eva.read(find_file, "on-model-changed:1", eva.actor.id, unit="cards")
    assert named.unit == "cards"
