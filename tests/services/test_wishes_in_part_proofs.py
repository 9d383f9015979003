"""A proof of one model holds what people signed about it alone, and says what it does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.tables.execution import Deployment
from app.services.trail.export import Wanted, export_proof
from app.services.trail.proving import measure_proof
from app.services.trail.room import make_room
from app.services.trail.room_check import check_room
from app.services.trail.room_opening import open_room
from app.verifier import __main__ as verifier
from app.verifier.__main__ import Report, check_file
from tests.ended_kit import deployed, retire, say, serving, take_up
from tests.services.test_deeds_held import (
    FORGED,
    NOBODY_S,
    TAKEN_OFF,
    forged_row,
    in_place_of_another,
    junk,
    roll_back,
    told,
    told_otherwise,
)
from tests.services.test_trail_proof import model_id
from tests.services.test_trail_room_story import PASSPHRASE
from tests.stories import Registered, put_in_production, register
from tests.trail_kit import key_of, sealer
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """A model on a runtime that is retired."""
    serving(workspace)
    retire(workspace)
    return workspace


@pytest.fixture
def shared(workspace: TestWorkspace) -> TestWorkspace:
    """Two models on a runtime that is retired."""
    serving(workspace)
    put_in_production(workspace, other_model(workspace))
    retire(workspace)
    return workspace


def other_model(bank: TestWorkspace) -> Registered:
    return register(bank, name="hmrm", by="mark")


def of_the_model(bank: TestWorkspace, name: str = "cc-fraud") -> Wanted:
    return Wanted(model_id=model_id(bank, name), model_name=name)


def proof(bank: TestWorkspace, folder: Path, wanted: Wanted) -> tuple[Report, bytes]:
    sealer(bank).run_once()
    out = folder / f"{len(list(folder.iterdir()))}.zip"
    export_proof(bank.work("jo"), out, wanted, key_of(bank))
    return check_file(out), out.read_bytes()


def test_a_word_about_this_model_alone_goes_with_it(bank: TestWorkspace, tmp_path: Path) -> None:
    asked = say(bank)
    take_up(bank, asked)

    report, content = proof(bank, tmp_path, of_the_model(bank))

    assert (report.broken, report.elsewhere) == ([], [])
    assert report.signatures == 3  # two votes, and the word
    assert str(asked).encode() in content
    with bank.work("jo").reading() as session:
        assert measure_proof(session, of_the_model(bank)).events == report.events


def test_a_forged_one_is_a_fault_there_too(bank: TestWorkspace, tmp_path: Path) -> None:
    take_up(bank, say(bank))
    forged_row(bank, FORGED)

    report, _ = proof(bank, tmp_path, of_the_model(bank))

    assert [one.kind for one in report.broken] == ["not signed for", "signature forged"]


def test_a_word_about_other_models_too_is_told_to_be_in_the_whole_proof(
    shared: TestWorkspace, tmp_path: Path
) -> None:
    asked = say(shared)
    take_up(shared, asked)

    report, content = proof(shared, tmp_path, of_the_model(shared))
    whole, _ = proof(shared, tmp_path, Wanted())

    with shared.service.reading() as session:
        rows = session.scalars(select(Deployment).order_by(Deployment.number)).all()
    hers = next(one for one in rows if one.model_id != model_id(shared))
    assert report.broken == []
    assert len(report.elsewhere) == 1
    words = f"it is about other models too, or lies outside what was asked for:{event(report)}"
    assert words in verifier._as_text(report)
    assert "A proof of everything holds it." in verifier._as_text(report)
    assert str(asked).encode() in content  # as what the event of this model names
    for secret in (str(hers.id), str(hers.model_id), "hmrm"):
        assert secret.encode() not in content
    assert (whole.broken, whole.elsewhere) == ([], [])


@pytest.mark.parametrize(
    "form", ['{{"deployments": ["{}"],  "x": 1}}', '{{"deployments":["{}"]', "{}"]
)
def test_a_text_that_is_no_document_takes_no_name_of_another_model_along(
    shared: TestWorkspace, tmp_path: Path, form: str
) -> None:
    """Its row names this model alone; what else it names no rule can read."""
    with shared.service.reading() as session:
        rows = session.scalars(select(Deployment)).all()
    mine, hers = sorted(rows, key=lambda one: one.model_id != model_id(shared))
    named = {"runtime_id": str(mine.runtime_id), "deployments": [str(mine.id)]}
    asked = junk(shared, "runtime_ended", form.format(hers.id), **named)

    report, content = proof(shared, tmp_path, of_the_model(shared))
    whole, _ = proof(shared, tmp_path, Wanted())

    assert (report.broken, report.refused) == ([], [])
    for secret in (asked, hers.id):
        assert str(secret).encode() not in content
    assert (whole.broken, len(whole.refused)) == ([], 1)


def event(report: Report) -> str:
    return f" event {report.elsewhere[0]}."


def test_a_roll_back_that_was_signed_for_goes_with_its_model(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    bank = in_place_of_another(workspace)
    roll_back(bank)

    report, _ = proof(bank, tmp_path, of_the_model(bank))

    assert (report.broken, report.elsewhere, report.signatures) == ([], [], 1)


def test_what_names_nobodys_wish_is_no_fault_of_a_part_and_one_of_the_whole(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    """A part can't tell what was left out from what never was, and says so."""
    take_up(bank, say(bank))
    told_otherwise(bank, TAKEN_OFF, asked_id=NOBODY_S)

    part, _ = proof(bank, tmp_path, of_the_model(bank))
    whole, _ = proof(bank, tmp_path, Wanted())

    assert (part.broken, part.elsewhere) == ([], [told(bank, TAKEN_OFF).id])
    assert [one.kind for one in whole.broken] == ["not signed for"]


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_review_room_of_the_model_holds_the_same(
    workspace: TestWorkspace, tmp_path: Path, *, is_shared: bool
) -> None:
    serving(workspace)
    if is_shared:
        put_in_production(workspace, other_model(workspace))
    retire(workspace)
    take_up(workspace, say(workspace))
    sealer(workspace).run_once()
    assert deployed(workspace) == []

    out = tmp_path / "room.mwroom"
    work = workspace.work("jo")
    room = make_room(work, out, of_the_model(workspace), key_of(workspace), PASSPHRASE)
    verdict = check_room(open_room(room.path, tmp_path / "room", PASSPHRASE).parent)

    assert verdict.faults == ()
    assert len(verdict.report.elsewhere) == int(is_shared)
