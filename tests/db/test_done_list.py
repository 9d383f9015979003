"""What is decided, on both databases: found for each who had to do with it, by pages and words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.models.queries.approvals import ApprovalRow, open_inbox, request_rows, task_rows
from app.models.queries.done_list import DoneQuery, count_done, list_done
from app.models.queries.paging import Cursor
from app.models.queries.words import Word
from app.models.rules.tasks import ASK_ON
from app.models.tables.governance import TransitionRequest
from app.models.tables.life_cycle import UserTask
from app.services.commands.asked_registrations import (
    NewAsking,
    ask_registration,
    decline_registration,
)
from app.services.commands.requests import decide
from tests.stories import REASON, ask, finish_task, register
from tests.workspaces import PEOPLE, TestWorkspace

SPEND = NewAsking("Spend_1", "What a client will spend next month.", "A share of Marketing.")
Entry = tuple[str, int]


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """In this order: a request accepted, a task, a request rejected, a registration declined, a
    task in which somebody asked for the next stage; and one of each that is still open."""
    first, other = register(workspace), register(workspace, name="Ärger")
    accepted = ask(workspace, first)
    for handle in ("aisha", "jo"):
        workspace.work(handle).write(
            decide, accepted, verdict="accept", reason=REASON, signer=workspace.signer(handle)
        )
    finish_task(workspace, first, "tester", by="piet")
    rejected = ask(workspace, other)
    workspace.work("jo").write(
        decide, rejected, verdict="reject", reason=REASON, signer=workspace.signer("jo")
    )
    with workspace.work("piet").unit() as work:
        asked = ask_registration(work, SPEND).id
    workspace.work("sanne").write(decline_registration, asked, reason=REASON)
    finish_task(workspace, other, "operator", by="tom", kind=ASK_ON)
    ask(workspace, register(workspace, content=b"v2"))
    with workspace.work("piet").unit() as work:
        ask_registration(work, NewAsking("Saving", "What a client will save.", "A share."))
    return workspace


def entries(bank: TestWorkspace, by: str, *words: Word) -> list[Entry]:
    work = bank.work(by)
    query = DoneQuery(work.actor.id, datetime.now(UTC), words)
    page = work.read(list_done, query)
    assert page.cursor is None
    assert {one.group for one in page.rows} <= {"done"}
    assert work.read(count_done, query) == len(page.rows)
    return [(one.kind, one.number) for one in page.rows]


def one_by_one(bank: TestWorkspace, by: str) -> set[Entry]:
    """As the rules of the inbox find them, each looked at by itself."""
    work = bank.work(by)
    with work.reading() as session:
        inbox = open_inbox(session, work.actor.id, datetime.now(UTC))
        requests = session.scalars(select(TransitionRequest)).all()
        bare = select(UserTask).where(UserTask.request_id.is_(None))
        rows: list[ApprovalRow] = [
            *request_rows(session, inbox, requests),
            *task_rows(session, inbox, session.scalars(bare).all()),
        ]
    return {(one.kind, one.number) for one in rows if one.group == "done"}


def test_each_finds_what_the_rules_of_the_inbox_give_them(bank: TestWorkspace) -> None:
    everybody = {by: entries(bank, by) for by in PEOPLE}

    for by, found in everybody.items():
        kept = {one for one in found if one[0] != "registration_request"}
        assert kept == one_by_one(bank, by), by
    assert everybody["jo"] == [("request", 2), ("request", 1)]
    assert everybody["piet"] == [("registration_request", 1), ("task", 1)]
    assert ("registration_request", 1) in everybody["sanne"]
    assert len({tuple(found) for found in everybody.values()}) > 3  # it is not the same for all


def test_pages_by_key_give_each_entry_once_whatever_its_kind(bank: TestWorkspace) -> None:
    work = bank.work("sanne")
    query = DoneQuery(work.actor.id, datetime.now(UTC))
    whole = work.read(list_done, query).rows
    for size in (1, 2, 3):
        paged: list[ApprovalRow] = []
        cursor: Cursor | None = None
        for _ in range(len(whole) // size + 1):
            page = work.read(list_done, query, cursor, size)
            paged += page.rows
            cursor = page.cursor
            if cursor is None:
                break

        assert cursor is None
        assert [one.id for one in paged] == [one.id for one in whole]
    assert {one.kind for one in whole} == {"request", "task", "registration_request"}
    assert [one.asked_at for one in whole] == sorted((one.asked_at for one in whole), reverse=True)


def test_words_are_looked_for_in_all_that_was_decided(bank: TestWorkspace) -> None:
    def found(by: str, text: str, *actions: str) -> list[Entry]:
        return entries(bank, by, Word(text, frozenset(actions)))

    assert found("jo", "ÄRGER") == [("request", 2)]
    assert found("jo", "fraud v1") == [("request", 1)]
    assert found("jo", "de vries") == [("request", 2), ("request", 1)]  # who asked
    assert found("jo", "prod") == [("request", 2), ("request", 1)]
    assert found("jo", "cc-f") == [("request", 1)]
    assert found("jo", "promo") == []
    assert found("jo", "promo", "approve") == [("request", 2), ("request", 1)]
    assert found("piet", "über") == [("task", 1)]
    assert found("piet", "d_1") == [("registration_request", 1)]  # the underline is no wildcard
    assert found("piet", "dx1") == []
    assert found("piet", "regis", "register") == [("registration_request", 1)]
    assert entries(bank, "jo", Word("prod"), Word("ärger")) == [("request", 2)]
