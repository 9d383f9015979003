"""Policies: versions of tables that come in force by a second person, on both databases."""

from __future__ import annotations

from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

from app.errors import InputError, RefusedError, StaleError
from app.models.queries.in_force import template_in_force
from app.models.queries.life_cycles import list_life_cycles
from app.models.queries.listing_governance import list_policies
from app.models.queries.policy_change import load_policy_change
from app.models.rules.policies import EVIDENCE_OPENING, opening_file
from app.models.tables.everything import METADATA
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit
from app.models.tables.trail import AuditEvent
from app.services.commands.life_cycles import import_table, import_template, publish
from app.services.commands.people import add_unit
from app.services.commands.policies import propose_policy, publish_policy, refuse_policy
from app.services.digests import digest_bytes
from tests.governance_kit import (
    WHY,
    attempt,
    codes,
    digest_of,
    in_force,
    propose,
    put_in_force,
    stricter,
)
from tests.workspaces import TestWorkspace

# Policies


def test_a_policy_comes_in_force_by_a_second_person(workspace: TestWorkspace) -> None:
    before = in_force(workspace)
    made = propose(workspace)
    still = in_force(workspace)

    with pytest.raises(RefusedError) as own:
        put_in_force(workspace, "eva", made, reason=WHY)
    with pytest.raises(RefusedError) as role:
        put_in_force(workspace, "sanne", made, reason=WHY)
    put_in_force(workspace, "jo", made, reason="Agreed in the board.")

    assert (still, in_force(workspace)) == (before, made)
    assert codes(own) == {"policy.second"}
    assert codes(role) == {"policy.role"}
    with workspace.service.reading() as session:
        row = next(one for one in list_policies(session) if one.id == made)
        old = next(one for one in list_policies(session, is_all=True) if one.id == before)
    assert (row.state, row.version, row.by, row.reason) == (
        "published", 2, "Jo Vermeer", "Agreed in the board.",
    )  # fmt: skip
    assert old.state == "deprecated"


def test_the_database_refuses_who_publishes_their_own_policy(workspace: TestWorkspace) -> None:
    made = propose(workspace)

    own = attempt(workspace, "eva", "decision_table", made, state="published")
    second = attempt(workspace, "aisha", "decision_table", made, state="published")

    assert (own, second) == ("policy.second", "")


def mend(bank: TestWorkspace, table_id: UUID, by: str = "eva") -> None:
    """The writer changes the draft, as any client could, digest and all."""
    data = stricter("monitor-thresholds").replace(b"0.1", b"0.9")
    found = attempt(bank, by, "decision_table", table_id, dmn=data, sha256=digest_bytes(data))
    assert found == ""


def test_only_what_was_looked_at_comes_in_force(workspace: TestWorkspace) -> None:
    before = in_force(workspace)
    made = propose(workspace)
    jo = workspace.work("jo")
    seen = jo.read(load_policy_change, made).digest
    mend(workspace, made)

    with pytest.raises(StaleError, match="not what you looked at"):
        jo.write(publish_policy, made, reason=WHY, seen=seen)
    found = {
        value: attempt(
            workspace, "jo", "decision_table", made, state="published", seen_sha256=value
        )
        for value in (None, "", seen)
    }
    still = in_force(workspace)
    put_in_force(workspace, "jo", made)

    assert found == {None: "stale", "": "stale", seen: "stale"}
    assert (still, in_force(workspace)) == (before, made)
    with workspace.service.reading() as session:
        told = session.scalars(
            select(AuditEvent).where(
                AuditEvent.object_id == made, AuditEvent.tag == "table.published"
            )
        ).one()
    assert told.facts["seen_sha256"] == digest_of(workspace, made)


def test_what_was_seen_is_told_only_with_the_publication(workspace: TestWorkspace) -> None:
    made = propose(workspace)
    digest = digest_of(workspace, made)

    early = attempt(workspace, "eva", "decision_table", made, seen_sha256=digest)
    put_in_force(workspace, "jo", made)
    late = attempt(workspace, "aisha", "decision_table", made, seen_sha256="0" * 64)
    stored = store(workspace, "eva", seen_sha256=digest)

    assert (early, late, stored) == ("policy.unseen", "published.content", "policy.unseen")


def test_a_file_whose_digest_was_forged_is_not_published_by_sql(workspace: TestWorkspace) -> None:
    made = propose(workspace)
    assert attempt(workspace, "eva", "decision_table", made, sha256="0" * 64) == ""

    found = attempt(workspace, "jo", "decision_table", made, state="published")

    assert found == "table.digest"


def test_the_difference_names_each_line_that_goes_and_comes(workspace: TestWorkspace) -> None:
    first = propose(workspace)
    whole = workspace.work("jo").read(load_policy_change, first)
    put_in_force(workspace, "jo", first)
    data = stricter().replace(b"0.1", b"0.15")
    second = workspace.work("eva").write(
        propose_policy, "monitor-thresholds", "again.dmn", data, reason=WHY
    )
    same = workspace.work("eva").write(
        propose_policy, "monitor-thresholds", "same.dmn", stricter() + b"\n", reason=WHY
    )

    found = workspace.work("jo").read(load_policy_change, second.id)
    layout = workspace.work("jo").read(load_policy_change, same.id)

    assert whole.in_force == "bank v1"
    assert len(whole.lines) > 3
    ((line,), shown) = (found.lines, found)
    assert ("value >= 0.1 " in line.before, "value >= 0.15 " in line.after) == (True, True)
    assert (shown.in_force, shown.version, shown.digest) == (
        "bank v2", 3, digest_of(workspace, second.id)
    )  # fmt: skip
    assert (found.is_other_file, layout.lines, layout.is_other_file) == (False, (), True)


@pytest.mark.parametrize("key", ["monitor-thresholds", "easy-route", "evidence-opening"])
def test_every_table_comes_in_force_by_a_second_person(workspace: TestWorkspace, key: str) -> None:
    """A life cycle may call any of them: who writes the route would else decide alone."""
    data = opening_file(is_required=True) if key == EVIDENCE_OPENING else stricter(key)
    made = workspace.work("eva").write(
        import_table, unit="bank", key=key, name="Mine", decision_id=key, dmn=data
    )
    seen = digest_of(workspace, made.id)

    with pytest.raises(RefusedError) as own:
        workspace.work("eva").write(publish, DecisionTable, made.id, seen=seen)
    by_sql = attempt(workspace, "eva", "decision_table", made.id, state="published")
    with workspace.work("eva").reading() as session:
        listed = list_life_cycles(session, workspace.work("eva").actor.id).rows
    workspace.work("jo").write(publish, DecisionTable, made.id, seen=seen)

    assert (codes(own), by_sql) == ({"policy.second"}, "policy.second")
    (shown,) = (one for one in listed if one.id == made.id)
    assert [one.code for one in shown.blockers] == ["policy.second"]


def test_who_mends_a_proposal_has_written_it_too(workspace: TestWorkspace) -> None:
    made = propose(workspace)
    assert attempt(workspace, "jo", "decision_table", made, name="Another name") == ""

    with pytest.raises(RefusedError) as refused:
        put_in_force(workspace, "jo", made, reason=WHY)

    assert codes(refused) == {"policy.second"}
    assert attempt(workspace, "jo", "decision_table", made, state="published") == "policy.second"


def test_who_proposed_a_policy_takes_it_back(workspace: TestWorkspace) -> None:
    before = in_force(workspace)
    made = propose(workspace)

    row = workspace.work("eva").write(refuse_policy, made, reason="It was a draft only.")

    assert (row.state, in_force(workspace)) == ("refused", before)
    with pytest.raises(RefusedError) as refused:
        put_in_force(workspace, "jo", made, reason=WHY)
    assert codes(refused) == {"policy.closed"}


def store(bank: TestWorkspace, handle: str, **values: object) -> str:
    """The code with which the database refuses a table that somebody's own client stores."""
    row = {
        "unit_id": bank.unit_id, "key": "mine", "version": 1, "name": "Mine",
        "decision_id": "mine", "dmn": b"x", "sha256": "x", "state": "draft", **values,
    }  # fmt: skip
    try:
        with bank.work(handle).unit() as work:
            work.session.execute(insert(METADATA.tables["mw.decision_table"]).values(**row))
    except RefusedError as error:
        return error.blockers[0].code
    return ""


def test_no_table_of_another_key_answers_for_a_policy(workspace: TestWorkspace) -> None:
    """Life cycles look tables up by key or by decision."""
    data = stricter("approval-route")
    with pytest.raises(RefusedError) as imported:
        workspace.work("eva").write(
            import_table, unit="bank", key="mine", name="Mine",
            decision_id="approval-route", dmn=data,
        )  # fmt: skip
    honest = workspace.work("eva").write(
        import_table, unit="bank", key="mine", name="Mine", decision_id="mine", dmn=data
    )

    stored = store(workspace, "eva", key="other", decision_id="approval-route")
    edited = attempt(workspace, "eva", "decision_table", honest.id, decision_id="approval-route")
    published = attempt(
        workspace, "eva", "decision_table", honest.id, decision_id="approval-route",
        state="published",
    )  # fmt: skip

    assert codes(imported) == {"policy.taken"}
    assert {stored, edited, published} == {"policy.taken"}
    assert attempt(workspace, "jo", "decision_table", honest.id, state="published") == ""


def test_a_policy_in_force_is_not_taken_out_of_force_without_another(
    workspace: TestWorkspace,
) -> None:
    shipped = in_force(workspace)
    assert shipped is not None

    alone = attempt(workspace, "jo", "decision_table", shipped, state="deprecated")
    made = propose(workspace)
    beside_a_draft = attempt(workspace, "jo", "decision_table", shipped, state="deprecated")
    published = attempt(workspace, "jo", "decision_table", made, state="published")
    replaced = attempt(workspace, "jo", "decision_table", shipped, state="deprecated")

    assert (alone, beside_a_draft) == ("policy.in_force", "policy.in_force")
    assert (published, replaced) == ("", "")


def test_two_sessions_at_once_leave_one_version_in_force(workspace: TestWorkspace) -> None:
    """Each would see the other's version still in force."""
    first = in_force(workspace)
    assert first is not None
    second = propose(workspace)
    assert attempt(workspace, "jo", "decision_table", second, state="published") == ""
    columns = METADATA.tables["mw.decision_table"].c
    found: list[str] = []
    other = Thread(
        target=lambda: found.append(
            attempt(workspace, "aisha", "decision_table", second, state="deprecated")
        )
    )

    with workspace.work("jo").unit() as work:
        work.session.execute(
            update(METADATA.tables["mw.decision_table"])
            .where(columns.id == first)
            .values(row_version=columns.row_version + 1, state="deprecated")
        )
        other.start()
        if not workspace.is_sqlite:  # in a file whoever writes second waits
            other.join(60)
    other.join(60)

    assert found == ["policy.in_force"]
    assert in_force(workspace) == second


def test_what_an_older_version_or_the_unit_above_says_comes_in_force_by_nobody_alone(
    workspace: TestWorkspace,
) -> None:
    """Jo published by a client of their own and left the version before in force."""
    first = in_force(workspace)
    made = propose(workspace)
    assert attempt(workspace, "jo", "decision_table", made, state="published") == ""

    back = attempt(workspace, "aisha", "decision_table", made, state="deprecated")

    assert (back, in_force(workspace)) == ("policy.in_force", made)
    assert first is not None
    assert attempt(workspace, "aisha", "decision_table", first, state="deprecated") == ""


def test_who_wrote_a_life_cycle_does_not_take_it_out_of_force(workspace: TestWorkspace) -> None:
    workspace.work("root").write(add_unit, key="below", name="Below", parent="bank")
    with workspace.service.reading() as session:
        unit = session.scalars(select(BusinessUnit.id).where(BusinessUnit.key == "below")).one()
        above = template_in_force(session, "on-model-changed", unit)
        assert above is not None
        old = session.get_one(LifeCycleTemplate, above.id)
        name, process, bpmn = old.name, old.process_id, old.bpmn

    def made() -> UUID:
        row = workspace.work("eva").write(
            import_template, unit="below", key="on-model-changed", name=name,
            process_id=process, bpmn=bpmn,
        )  # fmt: skip
        return row.id

    def published(row: UUID) -> LifeCycleTemplate:
        return workspace.work("jo").write(publish, LifeCycleTemplate, row, seen=digest_bytes(bpmn))

    def leaves(by: str, row: UUID) -> str:
        return attempt(workspace, by, "life_cycle_template", row, state="deprecated")

    own, older, next_one = made(), made(), made()
    published(own)
    refused = (leaves("eva", own), leaves("jo", own), leaves("eva", above.id))
    published(next_one)
    with pytest.raises(RefusedError) as late:
        published(older)

    assert refused == ("policy.in_force",) * 3
    assert codes(late) == {"policy.in_force"}
    with workspace.service.reading() as session:
        found = template_in_force(session, "on-model-changed", unit)
        assert found is not None
        assert found.id == next_one
        assert session.get_one(LifeCycleTemplate, own).state == "deprecated"


def test_the_first_version_of_a_unit_below_takes_a_second_person_too(
    workspace: TestWorkspace,
) -> None:
    workspace.work("root").write(add_unit, key="below", name="Below", parent="bank")
    row = workspace.work("eva").write(
        propose_policy, "monitor-thresholds", "stricter.dmn", stricter(), reason=WHY,
        unit="below",
    )  # fmt: skip

    with pytest.raises(RefusedError) as refused:
        put_in_force(workspace, "eva", row.id, reason=WHY)
    forced = attempt(workspace, "eva", "decision_table", row.id, state="published")
    with workspace.work("eva").reading() as session:
        listed = list_life_cycles(session, workspace.work("eva").actor.id).rows

    assert codes(refused) == {"policy.second"}
    assert forced == "policy.second"
    (shown,) = (one for one in listed if one.id == row.id)
    assert "policy.second" in {one.code for one in shown.blockers}
    assert attempt(workspace, "jo", "decision_table", row.id, state="published") == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"dmn": b"<other/>"}, {"sha256": "other"}, {"decision_id": "other"}, {"name": "Other"},
    ],
    ids=lambda one: next(iter(one)),
)  # fmt: skip
def test_publishing_changes_nothing_of_the_draft(
    workspace: TestWorkspace, changed: dict[str, object]
) -> None:
    made = propose(workspace)

    found = attempt(workspace, "jo", "decision_table", made, state="published", **changed)

    assert found == "table.content"


@pytest.mark.parametrize("changed", ["name", "reason"])
def test_name_and_reason_of_a_published_table_stay(workspace: TestWorkspace, changed: str) -> None:
    made = propose(workspace)
    put_in_force(workspace, "jo", made, reason=WHY)

    found = attempt(workspace, "aisha", "decision_table", made, **{changed: "Another one."})

    assert found == "published.content"


def test_a_draft_that_is_not_what_its_digest_says_is_not_published(
    workspace: TestWorkspace,
) -> None:
    made = propose(workspace)
    assert attempt(workspace, "eva", "decision_table", made, sha256="0" * 64) == ""
    with pytest.raises(RefusedError) as digest:
        put_in_force(workspace, "jo", made, reason=WHY)

    assert attempt(workspace, "eva", "decision_table", made, dmn=b"<no/>") == ""
    with pytest.raises(InputError):
        put_in_force(workspace, "jo", made, reason=WHY)

    assert codes(digest) == {"table.digest"}


@pytest.mark.parametrize(
    ("version", "expected"), [(1, "table.version"), (2, ""), (3, "table.version")]
)
def test_a_stored_version_is_the_next_one(
    workspace: TestWorkspace, version: int, expected: str
) -> None:
    key = "risk-tier"

    assert store(workspace, "eva", key=key, decision_id=key, version=version) == expected


@pytest.mark.parametrize("sign", ["\0", "\ud800"])
def test_a_reason_that_no_database_keeps_is_refused(workspace: TestWorkspace, sign: str) -> None:
    made = propose(workspace)
    bad = f"{WHY}{sign}"

    with pytest.raises(InputError):
        workspace.work("eva").write(
            propose_policy, "monitor-thresholds", "x.dmn", stricter(), reason=bad
        )
    with pytest.raises(InputError):
        put_in_force(workspace, "jo", made, reason=bad)
    with pytest.raises(InputError):
        workspace.work("jo").write(refuse_policy, made, reason=bad)


def test_a_file_that_decides_nothing_is_no_policy(workspace: TestWorkspace) -> None:
    eva = workspace.work("eva")

    with pytest.raises(InputError):
        eva.write(propose_policy, "monitor-thresholds", "x.dmn", b"<no/>", reason=WHY)
    with pytest.raises(InputError):
        eva.write(propose_policy, "house-rules", "x.dmn", stricter(), reason=WHY)
