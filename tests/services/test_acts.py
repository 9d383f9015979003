"""Acts that change no row stand in the trail: who opened, exported, checked; and nobody else."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from app import texts
from app.errors import RefusedError
from app.models.dmn.evaluate import evaluate
from app.models.dmn.xml_io import parse
from app.models.enforcement.audit import known_tags
from app.models.queries.acts import home_unit, last_check, list_openings, must_open_evidence
from app.models.queries.approval_detail import RequestDetail, evidence_parts, load_request
from app.models.queries.events import load_event_rows
from app.models.queries.notices import list_notices
from app.models.queries.policy_change import load_policy_change
from app.models.rules.acts import ACTS, act_blockers
from app.models.rules.policies import EVIDENCE_OPENING, MUST_OPEN, NEED_NOT_OPEN, opening_file
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.trail import AuditEvent, AuditText
from app.services.commands.acts import (
    comment_case,
    open_evidence,
    record_act,
    record_list,
)
from app.services.commands.findings import NewFinding, add_finding
from app.services.commands.life_cycles import import_table
from app.services.commands.models import add_document
from app.services.commands.policies import (
    propose_policy,
    publish_policy,
    require_opened_evidence,
)
from app.services.commands.requests import decide
from app.services.digests import digest_bytes, digest_file
from app.services.trail.checking import SealFacts, load_seal
from app.services.trail.verifying import verify_trail
from app.services.unit_of_work import UnitOfWork, Work
from tests.services.acts_kit import events_of
from tests.stories import REASON, ask, register
from tests.trail_kit import sealer
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    return workspace


def detail_of(bank: TestWorkspace, request_id: UUID, handle: str) -> RequestDetail:
    work = bank.work(handle)
    with work.reading() as session:
        now = session.get_one(TransitionRequest, request_id).requested_at
        return load_request(session, request_id, work.actor.id, now=now)


def test_an_opening_is_told_once_with_person_request_and_evidence(bank: TestWorkspace) -> None:
    registered = register(bank)
    request_id = ask(bank, registered)
    digest = detail_of(bank, request_id, "aisha").evidence_digest

    for handle in ("aisha", "aisha", "jo"):
        bank.work(handle).write(open_evidence, request_id, ("summary", "tests"), digest=digest)
    bank.work("aisha").write(open_evidence, request_id, ("summary",), digest="0" * 64)

    with bank.service.reading() as session:
        found = events_of(session, "evidence.opened")
        openings = list_openings(session, request_id)
    aisha, jo = bank.work("aisha").actor, bank.work("jo").actor
    assert [(one.person, one.part) for one in openings] == [
        (aisha.full_name, "summary"), (aisha.full_name, "tests"),
        (jo.full_name, "summary"), (jo.full_name, "tests"),
        (aisha.full_name, "summary"),
    ]  # fmt: skip
    assert {one.actor_id for one in found} == {aisha.id, jo.id}
    assert {(one.object_type, one.object_id, one.unit_id) for one in found} == {
        ("request", request_id, bank.unit_id)
    }
    assert {(one.model_id, one.version_id) for one in found} == {
        (registered.model_id, registered.version_id)
    }


def test_an_act_is_sealed_and_verifies_with_its_open_text(bank: TestWorkspace) -> None:
    registered = register(bank)
    file = bank.folder / "list.csv"
    file.write_text("model\ncc-fraud\n")

    bank.work("jo").write(
        record_list, file, name="inventory", rows=1, filter_text="owner:\"J. de Vries\" é",
        model_id=registered.model_id,
    )  # fmt: skip
    sealer(bank).run_once()

    found = verify_trail(bank.service)
    with bank.service.reading() as session:
        event = events_of(session, "list.exported")[0]
        said = session.scalars(select(AuditText.value).where(AuditText.event_id == event.id)).all()
    assert found.intact
    assert found.unsealed == 0
    assert said == ['owner:"J. de Vries" é']
    assert event.facts["rows"] == 1
    assert event.facts["file_sha256"] == digest_file(file)
    assert event.facts["filter"].keys() == {"salt", "sha256"}


@pytest.mark.parametrize(
    ("kind", "about", "facts", "code"),
    [
        ("decision.recorded", "request", {}, "act.unknown"),
        ("evidence.opened", "model", {"part": "tests"}, "act.unknown"),
        ("evidence.opened", "request", {"verdict": "accept"}, "act.fact"),
        ("evidence.opened", "request", {"part": "x" * 501}, "act.fact"),
    ],
)
def test_what_is_not_listed_is_refused_before_and_in_the_database(
    bank: TestWorkspace, kind: str, about: str, facts: dict[str, str], code: str
) -> None:
    request_id = ask(bank, register(bank))

    with pytest.raises(RefusedError) as in_python:
        bank.work("jo").write(record_act, kind, about, request_id, **facts)
    with pytest.raises(RefusedError) as in_database:
        bank.work("jo").write(_straight, kind, about, request_id, facts)

    assert [one.code for one in in_python.value.blockers] == [code]
    assert [one.code for one in in_database.value.blockers] == [code]


@pytest.mark.parametrize(
    "facts", [{"events": "abc"}, {"events": -1}, {"events": True}, {"outcome": "a\nb"},
              {"outcome": 3}],
)  # fmt: skip
def test_facts_of_an_act_have_their_types(facts: dict[str, object]) -> None:
    found = act_blockers("trail.verified", "unit", facts)

    assert [one.code for one in found] == ["act.fact"]


def test_a_comment_on_a_case_file_is_sealed_with_its_words_and_told_of_its_model(
    bank: TestWorkspace,
) -> None:
    registered = register(bank)
    finding = bank.work("aisha").write(
        add_finding, registered.version_id, NewFinding("No youth test", "high")
    )

    bank.work("jo").write(comment_case, "finding", finding.id, text="  Asked\n the desk. ")
    sealer(bank).run_once()

    assert verify_trail(bank.service).intact
    with bank.service.reading() as session:
        [event] = events_of(session, "case.commented")
        [row] = load_event_rows(session, [event])
    assert (event.object_type, event.object_id) == ("finding", finding.id)
    assert (event.model_id, event.version_id) == (registered.model_id, registered.version_id)
    assert event.facts["text"].keys() == {"salt", "sha256"}
    said = texts.event(row.tag, row.words)
    assert said == "commented on the case file: Asked the desk."


def told_of_comments(bank: TestWorkspace, handle: str) -> list[tuple[str, UUID]]:
    work = bank.work(handle)
    notices = work.read(list_notices, work.actor.id, now=datetime.now(UTC))
    return [(one.kind, one.key) for one in notices if one.event.tag == "case.commented"]


def test_a_comment_is_told_to_who_wrote_the_case_and_to_the_owner_and_to_who_said_something(
    bank: TestWorkspace,
) -> None:
    registered = register(bank)  # its owner is sanne
    finding = bank.work("aisha").write(
        add_finding, registered.version_id, NewFinding("No youth test", "high")
    )

    bank.work("jo").write(comment_case, "finding", finding.id, text="Which test is meant?")

    told = [("note", finding.id)]
    assert told_of_comments(bank, "aisha") == told_of_comments(bank, "sanne") == told
    assert told_of_comments(bank, "jo") == told_of_comments(bank, "tom") == []
    bank.work("aisha").write(comment_case, "finding", finding.id, text="The youth test.")
    assert told_of_comments(bank, "jo") == told


@pytest.mark.parametrize("words", ["", " \n\t\u2003 ", "x" * 501])
def test_a_comment_without_words_or_with_too_many_is_refused_in_both_places(
    bank: TestWorkspace, words: str
) -> None:
    registered = register(bank)
    finding = bank.work("aisha").write(
        add_finding, registered.version_id, NewFinding("No youth test", "high")
    )

    with pytest.raises(RefusedError) as in_python:
        bank.work("jo").write(comment_case, "finding", finding.id, text=words)
    with pytest.raises(RefusedError) as in_database:
        bank.work("jo").write(_straight, "case.commented", "finding", finding.id, {"text": words})

    assert [one.code for one in in_python.value.blockers] == ["case.comment"]
    expected = "act.fact" if words.strip() else "act.empty"
    assert [one.code for one in in_database.value.blockers] == [expected]


def test_the_last_check_stands_whatever_was_told(bank: TestWorkspace) -> None:
    jo = bank.work("jo")
    with jo.reading() as session:
        home = home_unit(session, jo.actor.id)
    odd = {"outcome": "intact", "events": "abc", "position": "x"}
    jo.write(_straight, "trail.verified", "unit", home, odd)

    found = jo.read(last_check, jo.actor.id)

    assert found is not None
    assert (found.is_intact, found.events, found.position) == (True, 0, None)


@pytest.mark.parametrize("outcome", ["intact", "broken"])
def test_a_check_that_somebody_else_tells_of_is_told_and_not_believed(
    bank: TestWorkspace, outcome: str
) -> None:
    jo, aisha = bank.work("jo"), bank.work("aisha")
    with jo.reading() as session:
        home = home_unit(session, jo.actor.id)
    told = {"outcome": outcome, "events": 1_000_000, "position": 7}
    jo.write(record_act, "trail.verified", "unit", home, **told)

    def seal_of(work: Work) -> SealFacts:
        return work.read(load_seal, work.actor.id, bank.folder)

    others = seal_of(aisha)
    own = seal_of(jo)
    aisha.write(record_act, "trail.verified", "unit", home, outcome="intact", events=3)
    after = seal_of(aisha)

    assert others.last is None
    assert others.said is not None
    assert (others.said.person, others.said.is_intact) == (jo.actor.full_name, outcome == "intact")
    assert own.last is not None
    assert (own.last.events, own.said) == (1_000_000, None)
    assert (after.last.events if after.last else 0, after.said) == (3, None)


def test_a_check_by_the_service_is_believed_by_everybody(bank: TestWorkspace) -> None:
    aisha = bank.work("aisha")
    with aisha.reading() as session:
        home = home_unit(session, aisha.actor.id)
    bank.service.write(record_act, "trail.verified", "unit", home, outcome="intact")

    found = aisha.read(load_seal, aisha.actor.id, bank.folder)

    assert (found.last is not None, found.said) == (True, None)


def _straight(work: UnitOfWork, kind: str, about: str, key: UUID, facts: dict[str, str]) -> None:
    """Past Python's check."""
    said = json.dumps(facts)
    if work.session.get_bind().dialect.name == "sqlite":
        insert = "INSERT INTO mw_act (kind, object_type, object_id, facts) VALUES (:k, :a, :i, :f)"
        values = {"k": kind, "a": about, "i": key.hex, "f": said}
    else:
        insert = "SELECT mw.record_act(:k, :a, CAST(:i AS uuid), CAST(:f AS jsonb))"
        values = {"k": kind, "a": about, "i": str(key), "f": said}
    work.session.execute(text(insert), values)


def test_an_act_about_what_is_not_there_is_refused(bank: TestWorkspace) -> None:
    with pytest.raises(RefusedError) as refused:
        bank.work("jo").write(record_act, "evidence.opened", "request", uuid4(), part="tests")

    assert [one.code for one in refused.value.blockers] == ["act.object"]


def test_on_sqlite_no_event_is_written_in_anothers_name_or_with_an_unknown_tag(
    sqlite_workspace: TestWorkspace,
) -> None:
    register(sqlite_workspace)
    other = sqlite_workspace.work("tom").actor.id

    def write(work: UnitOfWork, tag: str, actor: UUID) -> None:
        model = work.session.scalars(select(RegisteredModel)).one()
        work.add(
            AuditEvent(
                at=work.now(), actor_id=actor, tag=tag, object_type="model",
                object_id=model.id, unit_id=model.unit_id, facts={},
            )
        )  # fmt: skip

    codes = []
    for tag, actor in (("list.exported", other), ("made.up", sqlite_workspace.work("jo").actor.id)):
        with pytest.raises(RefusedError) as refused:
            sqlite_workspace.work("jo").write(write, tag, actor)
        codes += [one.code for one in refused.value.blockers]
    assert codes == ["actor.forged", "act.unknown"]


def test_kinds_of_acts_are_none_that_triggers_write() -> None:
    assert not {act.kind for act in ACTS} & known_tags()


def test_a_policy_wants_the_evidence_opened_before_an_acceptance(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    require_opened(bank)
    decision = {"verdict": "accept", "reason": REASON, "signer": bank.signer("aisha")}

    with pytest.raises(RefusedError) as refused:
        bank.work("aisha").write(decide, request_id, **decision)
    before = detail_of(bank, request_id, "aisha")
    bank.work("jo").write(
        open_evidence, request_id, evidence_parts(before), digest=before.evidence_digest
    )
    with pytest.raises(RefusedError):  # what others opened counts for them
        bank.work("aisha").write(decide, request_id, **decision)
    bank.work("aisha").write(
        open_evidence, request_id, evidence_parts(before), digest=before.evidence_digest
    )
    bank.work("aisha").write(decide, request_id, **decision)

    assert [one.code for one in refused.value.blockers] == ["request.unopened"]
    assert [vote.verdict for slot in detail_of(bank, request_id, "jo").slots
            for vote in slot.votes] == ["accept"]  # fmt: skip


def test_a_rejection_needs_no_opened_evidence(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    require_opened(bank)

    bank.work("aisha").write(
        decide, request_id, verdict="reject", reason=REASON, signer=bank.signer("aisha")
    )

    assert detail_of(bank, request_id, "jo").row.state == "rejected"


def require_opened(bank: TestWorkspace, *, is_required: bool = True) -> int:
    """The architect proposes it, compliance puts it in force."""
    made = bank.work("eva").write(
        require_opened_evidence, "bank", is_required=is_required, reason="Nobody accepts unread."
    )
    change = bank.work("jo").read(load_policy_change, made.id)
    bank.work("jo").write(publish_policy, made.id, reason=REASON, seen=change.digest)
    return made.version


def test_the_database_refuses_who_opened_nothing_without_our_rules(bank: TestWorkspace) -> None:
    request_id = ask(bank, register(bank))
    require_opened(bank)
    seen = detail_of(bank, request_id, "aisha").evidence_digest
    signer = bank.signer("aisha")

    def decide_straight(work: UnitOfWork) -> None:
        work.add(
            Decision(
                request_id=request_id, verdict="accept", slot=1, role="risk_officer",
                reason=REASON, seen_digest=seen, document="{}", signature="c2lnbmVk",
                key_id=signer.key_id, sequence=1,
            )
        )  # fmt: skip

    with pytest.raises(RefusedError) as refused:
        bank.work("aisha").write(decide_straight)
    bank.work("aisha").write(open_evidence, request_id, ("summary",), digest="0" * 64)
    with pytest.raises(RefusedError):  # that was older evidence
        bank.work("aisha").write(decide_straight)
    bank.work("aisha").write(open_evidence, request_id, ("summary",), digest=seen)
    bank.work("aisha").write(decide_straight)

    assert [one.code for one in refused.value.blockers] == ["request.unopened"]


def test_that_evidence_is_opened_is_put_in_force_and_ended_by_two_people(
    bank: TestWorkspace,
) -> None:
    def must() -> bool:
        with bank.service.reading() as session:
            return must_open_evidence(session, bank.unit_id)

    before = must()
    require_opened(bank)
    required = must()
    ended = bank.work("eva").write(
        require_opened_evidence, "bank", is_required=False, reason="It took too long."
    )
    proposed = must()
    with pytest.raises(RefusedError) as own:
        bank.work("eva").write(publish_policy, ended.id, reason=REASON, seen=ended.sha256)
    with pytest.raises(RefusedError) as by_sql:
        bank.work("eva").write(_publish_straight, ended.id, ended.sha256)
    bank.work("aisha").write(publish_policy, ended.id, reason=REASON, seen=ended.sha256)

    assert (before, required, proposed, must()) == (False, True, True, False)
    assert [one.code for one in own.value.blockers] == ["policy.second"]
    assert [one.code for one in by_sql.value.blockers] == ["policy.second"]


def _publish_straight(work: UnitOfWork, table_id: UUID, seen: str) -> None:
    row = work.get(DecisionTable, table_id)
    row.state, row.seen_sha256 = "published", seen
    work.flush()


def test_only_one_of_the_two_known_files_says_whether_evidence_is_opened(
    bank: TestWorkspace,
) -> None:
    data = opening_file(is_required=False) + b" "
    with pytest.raises(RefusedError) as proposed:
        bank.work("eva").write(
            propose_policy, EVIDENCE_OPENING, "other.dmn", data, reason=REASON, unit="bank"
        )
    made = bank.work("eva").write(
        import_table, unit="bank", key=EVIDENCE_OPENING, name="Other",
        decision_id=EVIDENCE_OPENING, dmn=data,
    )  # fmt: skip
    with pytest.raises(RefusedError) as by_sql:
        bank.work("jo").write(_publish_straight, made.id, made.sha256)

    for refused in (proposed, by_sql):
        assert [one.code for one in refused.value.blockers] == ["policy.switch"]


@pytest.mark.parametrize("is_required", [True, False])
def test_the_switch_says_as_a_table_what_its_digest_says(*, is_required: bool) -> None:
    data = opening_file(is_required=is_required)

    found = evaluate(parse(data), EVIDENCE_OPENING, {}).value

    assert found == {"is_required": is_required} or found is is_required
    assert digest_bytes(data) == (MUST_OPEN if is_required else NEED_NOT_OPEN)


def test_an_opened_document_is_called_by_its_title(bank: TestWorkspace) -> None:
    registered = register(bank)
    request_id = ask(bank, registered)
    document = bank.work("sanne").write(
        add_document, registered.model_id, kind="model_card", title="Model card",
        uri="https://bank.example/card",
    )  # fmt: skip
    bank.work("jo").write(open_evidence, request_id, (str(document.id),), digest="0" * 64)

    with bank.service.reading() as session:
        (row,) = load_event_rows(session, events_of(session, "evidence.opened"))
    assert texts.event(row.tag, row.words) == "opened evidence on cc-fraud v1: Model card"


def test_the_first_switch_too_takes_a_second_person(bank: TestWorkspace) -> None:
    made = bank.work("eva").write(
        require_opened_evidence, "bank", is_required=False, reason="Nobody has time to read."
    )

    with pytest.raises(RefusedError) as own:
        bank.work("eva").write(publish_policy, made.id, reason=REASON, seen=made.sha256)
    with pytest.raises(RefusedError) as by_sql:
        bank.work("eva").write(_publish_straight, made.id, made.sha256)
    bank.work("jo").write(publish_policy, made.id, reason=REASON, seen=made.sha256)

    for refused in (own, by_sql):
        assert [one.code for one in refused.value.blockers] == ["policy.second"]


def test_who_builds_models_does_not_say_what_must_be_read(bank: TestWorkspace) -> None:
    with pytest.raises(RefusedError):
        bank.work("sanne").write(
            require_opened_evidence, "bank", is_required=False, reason="It slows us down."
        )


def test_the_index_of_acts_holds_every_kind_there_is(workspace: TestWorkspace) -> None:
    """Else the database counts them without it: one row after the other of whom it asks."""
    kept = (
        "SELECT sql FROM sqlite_master WHERE name = 'ix_audit_event_act'"
        if workspace.is_sqlite
        else "SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_audit_event_act'"
    )
    with workspace.service.reading() as session:
        said = session.scalars(text(kept)).one()

    assert {kind.kind for kind in ACTS} <= set(re.findall(r"'([a-z_]+\.[a-z_]+)'", said))
