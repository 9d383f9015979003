"""Who may not register a model asks for it; registering it, or declining, answers them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.command_line.lineage import list_events
from app.errors import InputError, RefusedError
from app.models.queries import registrations
from app.models.queries.approvals import count_mine
from app.models.queries.done_list import DoneQuery, list_done
from app.models.queries.need_rows import NeedRow
from app.models.queries.needs import list_needs
from app.models.queries.notices import list_notices
from app.models.queries.registrations import (
    RegistrationRow,
    count_unlisted,
    count_unlisted_open,
    list_open_registrations,
    load_registration,
    load_units_to_ask_in,
)
from app.models.rules.registrations import LONGEST
from app.models.tables.inventory import RegisteredModel, RegistrationRequest, VersionAuthor
from app.models.tables.organisation import Person
from app.services.commands.asked_registrations import (
    NewAsking,
    ask_registration,
    decline_registration,
    settle_registration,
    withdraw_registration,
)
from app.services.commands.models import NewModel, register_model
from app.services.commands.people import add_unit
from app.services.commands.registration import Wanted, register_wanted
from app.services.commands.requests import decide
from app.services.unit_of_work import UnitOfWork
from app.texts import event
from tests.machine import machine
from tests.model_folders import write_folder
from tests.postgres import PostgresServer
from tests.stories import Registered, change_role, register
from tests.stories import ask as ask_release
from tests.two_units import two_units
from tests.workspaces import Mould, TestWorkspace

SPEND = NewAsking("spend", "What a client will spend next month.", "A share of Marketing.")
WHY = "The vendor's contract has ended."


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> list[str]:
    return [blocker.code for blocker in refused.value.blockers]


def ask(workspace: TestWorkspace, new: NewAsking = SPEND, *, by: str = "lin") -> UUID:
    with workspace.work(by).unit() as work:
        return ask_registration(work, new).id


def look(workspace: TestWorkspace, key: UUID, by: str) -> RegistrationRow:
    work = workspace.work(by)
    return work.read(load_registration, key, work.actor.id)


def needs(workspace: TestWorkspace, by: str) -> list[NeedRow]:
    work = workspace.work(by)
    found = work.read(list_needs, work.actor.id, now=datetime.now(UTC))
    return [one for one in found if one.kind == "registration_request"]


def told(workspace: TestWorkspace, by: str) -> list[tuple[str, str]]:
    """Kind and tag of what this person is told."""
    work = workspace.work(by)
    now = datetime.now(UTC)
    found = work.read(list_notices, work.actor.id, now=now + timedelta(minutes=1))
    return [
        (one.kind, one.event.tag)
        for one in found
        if one.event.object_type == "registration_request"
    ]


@pytest.mark.parametrize("name", ["cc-fraud", "CC-Fraud", "  cc-FRAUD "])
def test_what_is_registered_already_can_not_be_asked_for(
    workspace: TestWorkspace, name: str
) -> None:
    register(workspace)
    for unit in ("", "bank"):
        with pytest.raises(RefusedError) as refused:
            ask(workspace, replace(SPEND, name=name, unit=unit))
        assert codes(refused) == ["registration.known"]

    register(workspace, name="cc limit")
    for other in ("cc-fraud-2", "cc<>limit"):
        ask(workspace, replace(SPEND, name=other))


def test_a_unit_that_is_called_as_another_ones_key_is_not_meant(workspace: TestWorkspace) -> None:
    for key, name in (("retail", "Retail banking"), ("cards", "Retail")):
        workspace.work("root").write(add_unit, key=key, name=name, parent="bank")
    workspace.work("sanne").write(register_model, NewModel("spend", unit="cards"))

    ask(workspace, replace(SPEND, unit="retail"))

    with pytest.raises(RefusedError) as refused:
        ask(workspace, replace(SPEND, unit="cards"))
    assert codes(refused) == ["registration.known"]


def test_what_was_asked_needs_whoever_may_register(workspace: TestWorkspace) -> None:
    ask(workspace)

    (need,) = needs(workspace, "sanne")
    assert (need.model_name, need.asked_by, need.action) == ("spend", "Lin Chen", "register")
    assert [len(needs(workspace, one)) for one in ("mark", "tom", "aisha", "lin")] == [1, 1, 0, 0]


def test_who_is_named_is_asked_alone_and_the_others_may_still_do_it(
    workspace: TestWorkspace,
) -> None:
    key = ask(workspace, replace(SPEND, meant="tom"))

    assert [len(needs(workspace, one)) for one in ("tom", "sanne")] == [1, 0]
    assert told(workspace, "tom") == [("assigned", "registration_request.asked")]
    assert look(workspace, key, "sanne").can_answer


def test_who_may_register_no_more_leaves_it_to_the_others(workspace: TestWorkspace) -> None:
    ask(workspace, replace(SPEND, meant="tom"))

    for role in ("operator", "mlops_engineer"):
        change_role(workspace, "tom", role, action="end")

    assert [len(needs(workspace, one)) for one in ("tom", "sanne")] == [0, 1]


def test_a_list_ends_and_what_others_are_meant_to_answer_takes_nobodys_place(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registrations, "MOST", 2)
    for name in ("a", "b", "c"):
        ask(workspace, replace(SPEND, name=name, meant="tom"))
    for name in ("d", "e", "f"):
        ask(workspace, replace(SPEND, name=name))

    def listed(by: str) -> list[str]:
        work = workspace.work(by)
        return [one.name for one in work.read(list_open_registrations, work.actor.id)]

    def counted(by: str) -> int:
        work = workspace.work(by)
        return work.read(count_mine, work.actor.id, now=datetime.now(UTC))

    assert {by: listed(by) for by in ("tom", "sanne", "aisha")} == {
        "tom": ["a", "b"], "sanne": ["d", "e"], "aisha": []
    }  # fmt: skip
    assert {by: counted(by) for by in ("tom", "sanne", "lin", "aisha")} == {
        "tom": 6, "sanne": 3, "lin": 0, "aisha": 0
    }  # fmt: skip
    for by, left_out in (("tom", (4, 4)), ("sanne", (4, 4)), ("lin", (4, 4)), ("aisha", (0, 4))):
        work = workspace.work(by)
        more = (count_unlisted_open, count_unlisted)
        assert tuple(work.read(count, work.actor.id) for count in more) == left_out, by
    for role in ("operator", "mlops_engineer"):
        change_role(workspace, "tom", role, action="end")
    assert (counted("tom"), counted("sanne")) == (0, 6)


def test_what_others_were_answered_takes_no_place_among_the_answers(
    workspace: TestWorkspace,
) -> None:
    for by in ("piet", "lin"):
        workspace.work("sanne").write(decline_registration, ask(workspace, by=by), reason=WHY)

    def answered(by: str) -> list[str]:
        work = workspace.work(by)
        query = DoneQuery(work.actor.id, datetime.now(UTC))
        return [one.asked_by for one in work.read(list_done, query, None, 1).rows]

    assert {by: answered(by) for by in ("piet", "lin", "sanne", "aisha")} == {
        "piet": ["Piet Smit"], "lin": ["Lin Chen"], "sanne": ["Lin Chen"], "aisha": []
    }  # fmt: skip


@pytest.mark.parametrize("name", ["name", "purpose", "source", "note"])
def test_nobody_writes_more_than_somebody_reads(workspace: TestWorkspace, name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(workspace, replace(SPEND, **{name: "x" * (LONGEST[name] + 1)}))

    assert codes(refused) == ["text.size"]


@pytest.mark.parametrize("name", ["name", "purpose", "source"])
def test_a_request_says_what_for_and_where_from(workspace: TestWorkspace, name: str) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(workspace, replace(SPEND, **{name: "  "}))

    assert codes(refused) == ["registration.words"]


def test_nobody_is_asked_who_may_not_register_either(workspace: TestWorkspace) -> None:
    with pytest.raises(RefusedError) as refused:
        ask(workspace, replace(SPEND, meant="aisha"))

    assert codes(refused) == ["registration.person"]


def test_registering_it_answers_the_request_and_the_lineage_tells_who_asked(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    key = ask(workspace)
    wanted = Wanted(write_folder(tmp_path / "files"), NewModel("spend"), request_id=key)

    made = register_wanted(workspace.work("sanne"), machine(home=tmp_path), wanted)

    found = look(workspace, key, "lin")
    assert (found.state, found.answered_by) == ("registered", "Sanne de Vries")
    assert (found.version_id, found.model_name, found.version) == (made.version_id, "spend", 1)
    assert needs(workspace, "sanne") == []
    assert told(workspace, "lin") == [("request", "registration_request.registered")]
    rows = workspace.work("sanne").read(list_events, made.model_name)
    (row,) = [one for one in rows if one.tag == "registration_request.registered"]
    said = event(row.tag, row.words)
    assert said == "registered spend v1, for which Lin Chen had asked in request 1"


def test_what_can_not_close_the_request_is_not_registered(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    key = ask(workspace)
    workspace.work("mark").write(decline_registration, key, reason=WHY)
    wanted = Wanted(write_folder(tmp_path / "files"), NewModel("spend"), request_id=key)

    with pytest.raises(RefusedError) as refused:
        register_wanted(workspace.work("sanne"), machine(home=tmp_path), wanted)

    assert codes(refused) == ["registration.closed"]
    with workspace.service.reading() as session:
        assert session.scalars(select(RegisteredModel)).all() == []


def test_who_asked_reads_why_it_was_declined(workspace: TestWorkspace) -> None:
    key = ask(workspace)

    workspace.work("tom").write(decline_registration, key, reason=WHY)

    found = look(workspace, key, "lin")
    assert (found.state, found.reason, found.answered_by) == ("declined", WHY, "Tom Bakker")
    assert told(workspace, "lin") == [("request", "registration_request.declined")]


def test_declining_says_why(workspace: TestWorkspace) -> None:
    key = ask(workspace)

    with pytest.raises(RefusedError) as refused:
        workspace.work("tom").write(decline_registration, key, reason="No.")

    assert codes(refused) == ["reason.short"]


def test_only_who_may_register_answers(workspace: TestWorkspace) -> None:
    key = ask(workspace)

    with pytest.raises(RefusedError) as refused:
        workspace.work("aisha").write(decline_registration, key, reason=WHY)

    assert codes(refused) == ["transition.refused"]


def test_own_requests_are_taken_back_and_no_others(workspace: TestWorkspace) -> None:
    key = ask(workspace)

    with pytest.raises(RefusedError) as refused:
        workspace.work("piet").write(withdraw_registration, key)
    workspace.work("lin").write(withdraw_registration, key)

    assert codes(refused) == ["request.not_yours"]
    assert look(workspace, key, "lin").state == "withdrawn"
    assert needs(workspace, "sanne") == []


def test_a_version_that_is_there_already_settles_it(workspace: TestWorkspace) -> None:
    key, made = ask(workspace), register(workspace, name="spend", by="mark")

    workspace.work("sanne").write(settle_registration, key, made.version_id)

    assert look(workspace, key, "lin").version_id == made.version_id


def test_who_asked_for_a_model_does_not_approve_what_it_became(workspace: TestWorkspace) -> None:
    """Four eyes: the version is theirs as much as that of who brought it in, and no other is."""
    key, made = ask(workspace, by="aisha"), register(workspace, name="spend", by="sanne")
    before = register(workspace, name="of-somebody-else", by="sanne")
    workspace.work("sanne").write(settle_registration, key, made.version_id)
    asked = {one: ask_release(workspace, one) for one in (made, before)}

    def approve(of: Registered) -> None:
        workspace.work("aisha").write(
            decide, asked[of], verdict="accept", reason=WHY, signer=workspace.signer("aisha")
        )

    with pytest.raises(RefusedError) as refused:
        approve(made)
    approve(before)

    assert codes(refused) == ["four_eyes.own_work"]
    with workspace.service.reading() as session:
        authors = select(VersionAuthor.person_id).where(VersionAuthor.version_id == made.version_id)
        assert workspace.work("aisha").actor.id in session.scalars(authors).all()


def test_who_asked_approves_what_was_there_before(workspace: TestWorkspace) -> None:
    """Else whoever registers could keep a colleague from any vote, by answering them with it."""
    made = register(workspace, name="spending", by="sanne")
    key = ask(workspace, by="aisha")
    workspace.work("mark").write(settle_registration, key, made.version_id)

    workspace.work("aisha").write(
        decide, ask_release(workspace, made), verdict="accept", reason=WHY,
        signer=workspace.signer("aisha"),
    )  # fmt: skip

    with workspace.service.reading() as session:
        authors = set(session.scalars(select(VersionAuthor.person_id)))
    assert authors == {workspace.work("sanne").actor.id}


def test_who_asked_for_another_model_is_no_author_of_what_they_are_answered_with(
    workspace: TestWorkspace,
) -> None:
    """Else whoever registers could choose who may not decide, by an old request of theirs."""
    key = ask(workspace, replace(SPEND, name="something else"), by="aisha")
    made = register(workspace, name="spend", by="sanne")
    workspace.work("sanne").write(settle_registration, key, made.version_id)

    workspace.work("aisha").write(
        decide, ask_release(workspace, made), verdict="accept", reason=WHY,
        signer=workspace.signer("aisha"),
    )  # fmt: skip

    assert authors_of(workspace, made) == {"sanne"}


def test_nobody_becomes_an_author_of_what_is_being_decided_on(workspace: TestWorkspace) -> None:
    key = ask(workspace, by="aisha")
    made = register(workspace, name=" SPEND", by="sanne")
    request_id = ask_release(workspace, made)

    with pytest.raises(RefusedError) as refused:
        workspace.work("sanne").write(settle_registration, key, made.version_id)
    with pytest.raises(RefusedError) as kept:
        workspace.work("sanne").write(_settle_unasked, key, made)
    workspace.work("aisha").write(
        decide, request_id, verdict="reject", reason=WHY, signer=workspace.signer("aisha")
    )
    workspace.work("sanne").write(settle_registration, key, made.version_id)

    assert codes(refused) == codes(kept) == ["registration.under_way"]
    assert authors_of(workspace, made) == {"aisha", "sanne"}


def _settle_unasked(work: UnitOfWork, key: UUID, made: Registered) -> None:
    """What a login writes that asks no rule."""
    row = work.get(RegistrationRequest, key)
    row.state, row.answered_by = "registered", work.actor.id
    row.model_id, row.version_id = made.model_id, made.version_id
    work.flush()


def authors_of(workspace: TestWorkspace, made: Registered) -> set[str]:
    with workspace.service.reading() as session:
        handles = select(Person.handle).join(VersionAuthor, VersionAuthor.person_id == Person.id)
        of_it = handles.where(VersionAuthor.version_id == made.version_id)
        return set(session.scalars(of_it))


@pytest.mark.parametrize("answer", ["declined", "withdrawn", "asked"])
def test_who_asked_in_vain_is_nobodys_author(workspace: TestWorkspace, answer: str) -> None:
    key = ask(workspace, by="aisha")
    if answer == "declined":
        workspace.work("sanne").write(decline_registration, key, reason=WHY)
    elif answer == "withdrawn":
        workspace.work("aisha").write(withdraw_registration, key)
    register(workspace, name="spend", by="sanne")

    with workspace.service.reading() as session:
        authors = set(session.scalars(select(VersionAuthor.person_id)))
    assert authors == {workspace.work("sanne").actor.id}


def test_units_in_which_somebody_may_register_come_first(workspace: TestWorkspace) -> None:
    work = workspace.work("lin")

    (unit,) = work.read(load_units_to_ask_in, work.actor.id)

    assert unit.key == "bank"
    assert [one.full_name for one in unit.who] == ["Mark Jansen", "Sanne de Vries", "Tom Bakker"]


def test_a_request_is_made_and_answered_in_its_unit(
    tmp_path: Path, postgres: PostgresServer, postgres_mould: Mould
) -> None:
    """Credit's auditor asks Credit's data scientist; Fraud's sees nothing of it."""
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        _ask_in_credit(bank)


def _ask_in_credit(bank: TestWorkspace) -> None:
    key = ask(bank, by="cora")

    assert [len(needs(bank, one)) for one in ("carla", "sanne", "fred")] == [1, 1, 0]
    with pytest.raises(InputError):
        look(bank, key, "fred")
    elsewhere = register(bank, name="of-the-bank", by="sanne")
    with pytest.raises(RefusedError) as refused:
        bank.work("sanne").write(settle_registration, key, elsewhere.version_id)
    assert codes(refused) == ["registration.version"]
