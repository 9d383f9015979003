"""What somebody writes into a wish with their own login and key ends no check, and hides none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert
from typing_extensions import override

from app.models.rules.names import shown_words
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.retiring import retire_version
from app.services.signed_documents import (
    asserted,
    moment_now,
    version_retirement_facts,
    write_document,
)
from app.services.signing import ACT
from app.services.trail.breaks import Kind
from app.services.trail.export import Wanted
from app.services.trail.room import make_room
from app.services.trail.room_check import check_room
from app.services.trail.room_opening import open_room
from app.services.trail.verifying import verify_trail
from app.services.trail.verifying_deeds import WHY
from app.verifier import __main__ as verifier
from app.verifier.__main__ import Deeds, Retirement
from tests.ended_kit import retire, say, serving, take_up
from tests.services.test_deeds_held import (
    NOBODY_S,
    TAKEN_OFF,
    done_on,
    for_what,
    in_place_of_another,
    junk,
    other_wish,
    proof,
    roll_back,
    serve,
    told,
    told_otherwise,
    unverified,
)
from tests.services.test_trail_room_story import PASSPHRASE
from tests.services.test_wishes_in_part_proofs import of_the_model
from tests.stories import REASON
from tests.trail_kit import key_of
from tests.workspaces import TestWorkspace

RETIRE = "retire_version"


def signed_otherwise(bank: TestWorkspace, **change: Any) -> UUID:
    """A retirement that Tom truly signed, in a document of his own making."""
    signer, key = bank.signer("tom"), uuid4()
    payload = {**for_what(bank, RETIRE), "reason": REASON}
    with bank.work("tom").unit() as work:
        row = EngineInbox(
            id=key, unit_id=bank.unit_id, kind=RETIRE, created_by=work.actor.id, payload=payload
        )
        meant = version_retirement_facts(work.session, row, work.actor.id)
        now = asserted(moment_now(work.session), kid=signer.kid, meaning="Retire")
        document = write_document({**meant, **now, **change})
        work.session.expunge_all()
        work.session.execute(
            insert(EngineInbox).values(
                id=key, unit_id=bank.unit_id, kind=RETIRE, payload=payload, document=document,
                signature=signer.pair.sign(ACT, document), key_id=signer.key_id,
            )
        )  # fmt: skip
    return key


def refused_one(bank: TestWorkspace) -> UUID:
    key = junk(bank, RETIRE, **for_what(bank, RETIRE))
    serve(bank)
    return key


def retired(bank: TestWorkspace, reason: str = REASON) -> None:
    asked = other_wish(bank, reason)
    with bank.service.unit() as work:
        assert retire_version(work, work.get(EngineInbox, asked)) is None


@pytest.mark.parametrize("places", [3, True, "x", {"id": 1}, [3, {"id": [1]}, {}]])
def test_places_that_are_no_list_end_no_check(
    workspace: TestWorkspace, tmp_path: Path, places: object
) -> None:
    serving(workspace)
    signed_otherwise(workspace, places=places)
    refused_one(workspace)
    retired(workspace)

    report, found = proof(workspace, tmp_path), verify_trail(workspace.service)

    assert (report.broken, len(report.refused)) == ([], 1)
    assert (found.broken, found.refused) == ((), 1)


@pytest.mark.parametrize(
    "reason", ["One line of it\r\nand another.", "Another\u200b one.", "It is \u202e replaced."]
)
def test_a_reason_with_signs_that_are_shown_otherwise_still_says_why(
    workspace: TestWorkspace, tmp_path: Path, reason: str
) -> None:
    serving(workspace)
    refused_one(workspace)
    retired(workspace, reason)

    report, found = proof(workspace, tmp_path), verify_trail(workspace.service)

    assert (report.broken, len(report.refused)) == ([], 1)
    assert (found.broken, found.refused) == ((), 1)


def test_the_verifier_shows_each_sign_as_the_rows_do() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1))) + "\r\n"

    assert verifier.shown_words(every) == shown_words(every)


def test_a_part_says_that_it_can_not_tell_whether_a_forged_retirement_was_carried_out(
    workspace: TestWorkspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The runtime that may have ended is of no model, so it is in the whole proof alone."""
    serving(workspace)
    unverified(monkeypatch)
    done_on(workspace, RETIRE, junk(workspace, RETIRE, **for_what(workspace, RETIRE)))
    number = told(workspace, "inbox.asked").id

    whole = proof(workspace, tmp_path)
    part = proof(workspace, tmp_path, of_the_model(workspace))
    made = make_room(
        workspace.work("jo"), tmp_path / "a.mwroom", of_the_model(workspace), key_of(workspace),
        PASSPHRASE,
    )  # fmt: skip
    room = check_room(open_room(made.path, tmp_path / "room", PASSPHRASE).parent)

    assert "signature forged" in {one.kind for one in whole.broken}
    assert (whole.undecided, whole.refused) == ([], [])
    for report in (part, room.report):
        assert (report.broken, report.refused, report.undecided) == ([], [], [number])
        words = "".join(verifier.told_of_wishes(report))
        assert f"can't tell whether that was done on it: event {number}." in words


def test_a_part_that_leaves_nothing_out_is_held_by_the_rules_of_the_whole(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """Whoever makes it can call it a part, and so hide what only a whole log tells."""
    serving(workspace)
    retire(workspace)
    take_up(workspace, say(workspace))
    told_otherwise(workspace, TAKEN_OFF, asked_id=NOBODY_S)

    report = proof(workspace, tmp_path, Wanted(start=datetime(2000, 1, 1, tzinfo=UTC)))

    assert (report.excluded, report.elsewhere) == (0, [])
    assert [one.kind for one in report.broken] == ["not signed for"]


@pytest.mark.parametrize("workspace", ["postgresql"], indirect=True)
def test_a_roll_back_that_names_no_wish_is_named_where_the_log_asks(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """The database refuses it to the service's login; who owns the database writes any event."""
    bank = in_place_of_another(workspace)
    roll_back(bank)
    for step in ("rolling_back", "rolled_back"):
        told_otherwise(bank, f"deployment.{step}", asked_id=None)

    whole = proof(bank, tmp_path)
    part = proof(bank, tmp_path, of_the_model(bank))
    found = [one for one in verify_trail(bank.service).broken if one.kind is Kind.DEED]

    for report in (whole, part):
        deeds = [one for one in report.broken if one.kind == "not signed for"]
        assert [one.found for one in deeds] == [verifier.NAMES_NONE] * 2
    assert [one.found for one in found] == [WHY[verifier.NAMES_NONE]] * 2


@pytest.mark.parametrize("workspace", ["sqlite"], indirect=True)
def test_where_the_log_did_not_ask_a_roll_back_may_name_none(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    bank = in_place_of_another(workspace)
    roll_back(bank)
    told_otherwise(bank, "deployment.rolled_back", asked_id=None)

    report = proof(bank, tmp_path)
    found = [one for one in verify_trail(bank.service).broken if one.kind is Kind.DEED]

    assert (report.broken, found) == ([], [])


class Counted(list[dict[str, str]]):
    """Places that tell how often they were read."""

    reads = 0

    @override
    def __iter__(self) -> Iterator[dict[str, str]]:
        self.reads += 1
        return super().__iter__()


def test_a_long_list_of_places_is_read_once_however_many_were_left() -> None:
    places = Counted({"id": str(number)} for number in range(100))
    deeds = Deeds()
    for position in range(1, 51):
        left = {"tag": "placement.left", "object_id": str(position), "unit": "u"}
        deeds.take(position, {**left, "facts": {"reason": REASON}})

    found = deeds.left_for_nothing([Retirement(0, "u", {"places": places})])

    assert (found, places.reads) == ({}, 1)
