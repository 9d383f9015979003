"""What leaves the house is a file once the trail knows it, and nothing else is left."""

from __future__ import annotations

import os
import time
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError, CancelledError, InputError, RefusedError
from app.models.tables.inventory import RegisteredModel
from app.services.commands.acts import (
    export_list,
    record_proof,
)
from app.services.digests import digest_file
from app.services.placed_file import OLD_S, remove_old_folders
from app.services.signing_session import Entry, SigningSession
from app.services.trail.export import Exported, Wanted, _bundle, export_proof
from app.services.trail.proving import prove
from app.services.trail.room import Room, make_room
from tests.machine import machine
from tests.services.acts_kit import events_of
from tests.stories import register
from tests.trail_kit import sealer
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    return workspace


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """An empty folder to export to."""
    (tmp_path / "exported").mkdir()
    return tmp_path / "exported"


def write_names(session: Session, _query: object, path: Path) -> int:
    found = session.scalars(select(RegisteredModel.name)).all()
    path.write_text("\n".join(["model", *found]))
    return len(found)


def test_a_list_takes_its_name_only_once_the_trail_knows_it(
    bank: TestWorkspace, place: Path
) -> None:
    register(bank)
    file = place / "list.csv"
    file.write_text("the user's own")

    with pytest.raises(RefusedError):  # of a model that is not there the trail is told nothing
        export_list(
            bank.work("jo"), write_names, None, file, name="inventory", filter_text="",
            model_id=uuid4(),
        )  # fmt: skip
    kept = [(one.name, one.read_text()) for one in place.iterdir()]
    with pytest.raises(CancelledError):
        export_list(
            bank.work("jo"), write_names, None, file, name="inventory", filter_text="",
            is_cancelled=lambda: True,
        )  # fmt: skip
    kept += [(one.name, one.read_text()) for one in place.iterdir()]
    rows = export_list(bank.work("jo"), write_names, None, file, name="inventory", filter_text="")

    with bank.service.reading() as session:
        told = [event.facts["file_sha256"] for event in events_of(session, "list.exported")]
    assert kept == [("list.csv", "the user's own")] * 2
    assert rows == 1
    assert file.read_text() == "model\ncc-fraud"
    assert told == [digest_file(file)]
    assert [one.name for one in place.iterdir()] == ["list.csv"]


@pytest.mark.parametrize("error", [AppError("no"), KeyboardInterrupt()])
def test_an_untold_proof_leaves_nothing_and_what_lay_there_before_stays(
    bank: TestWorkspace, place: Path, error: BaseException
) -> None:
    register(bank)
    sealer(bank).run_once()
    target, others = place / "p.zip", place / "p.zip.part"
    others.write_text("somebody's own")
    seen = []

    def refuse(made: Exported) -> None:
        seen.append((made.path, target.exists(), len([*place.iterdir()])))
        raise error

    with pytest.raises(type(error)):
        export_proof(bank.service, target, Wanted(), bank.signer("jo").pair, tell=refuse)

    assert seen == [(target, False, 2)]
    assert [one.name for one in place.iterdir()] == ["p.zip.part"]
    made = export_proof(bank.service, target, Wanted(), bank.signer("jo").pair)
    assert made.sha256 == digest_file(target)
    assert others.read_text() == "somebody's own"


def test_a_file_that_came_meanwhile_is_not_overwritten(bank: TestWorkspace, place: Path) -> None:
    register(bank)
    sealer(bank).run_once()
    target = place / "p.zip"
    told: list[Exported] = []

    with pytest.raises(InputError, match="there already"):
        export_proof(
            bank.service, target, Wanted(), bank.signer("jo").pair, tell=told.append,
            progress=lambda _done, _of: target.write_text("somebody's own"),
        )  # fmt: skip

    assert told == []
    assert [(one.name, one.read_text()) for one in place.iterdir()] == [("p.zip", "somebody's own")]


def test_an_untold_room_leaves_nothing(bank: TestWorkspace, place: Path) -> None:
    register(bank)
    sealer(bank).run_once()
    target = place / "b.mwroom"

    def refuse(_made: Room, part: Path) -> None:
        assert part.stat().st_size > 0
        assert not target.exists()
        raise AppError("no")

    with pytest.raises(AppError):
        make_room(
            bank.service, target, Wanted(), bank.signer("jo").pair, "correct horse battery",
            tell=refuse,
        )  # fmt: skip

    assert [*place.iterdir()] == []


def test_only_own_folders_of_a_day_ago_are_removed(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(place))
    ago = time.time() - OLD_S - 60
    for name in ("modelward-proof-old", "modelward-room-old", "modelward-proof-used", "others-old"):
        (place / name).mkdir()
        (place / name / "leaves.txt").write_text("open text")
        if not name.endswith("used"):
            os.utime(place / name / "leaves.txt", (ago, ago))
        os.utime(place / name, (ago, ago))
    (place / "modelward-proof-new").mkdir()
    (place / "modelward-proof-link").symlink_to(place / "others-old")

    remove_old_folders()

    assert sorted(one.name for one in place.iterdir()) == [
        "modelward-proof-link", "modelward-proof-new", "modelward-proof-used", "others-old",
    ]  # fmt: skip
    with _bundle() as bundle:
        assert bundle.folder.parent == place
        assert bundle.folder.stat().st_mode & 0o077 == 0


def test_a_proof_leaves_an_event_that_names_its_file(bank: TestWorkspace, tmp_path: Path) -> None:
    registered = register(bank)
    sealer(bank).run_once()
    wanted = Wanted(registered.model_id, "cc-fraud", is_redacted=True)
    work = bank.work("jo")

    made = export_proof(
        work, tmp_path / "p.zip", wanted, bank.signer("jo").pair,
        tell=lambda made: work.write(record_proof, made, wanted),
    )  # fmt: skip

    with bank.service.reading() as session:
        event = events_of(session, "proof.exported")[0]
    assert made.path.exists()
    assert event.actor_id == work.actor.id
    assert event.model_id == registered.model_id
    assert event.facts["file_sha256"] == made.sha256
    assert event.facts["excluded"] == made.excluded
    assert event.facts["is_redacted"] is True


def test_a_proof_is_signed_by_the_person_on_the_sheet_or_not_at_all(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    register(bank)
    sealer(bank).run_once()
    settings = machine(home=tmp_path)
    target = tmp_path / "p.zip"

    with pytest.raises(AppError, match="somebody else"):
        prove(
            bank.work("jo"), target, Wanted(), person=bank.work("aisha").actor.id,
            settings=settings, session=SigningSession(settings), entry=Entry(),
        )  # fmt: skip

    assert not target.exists()


def test_a_cancelled_export_leaves_no_file_and_no_event(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    register(bank)
    sealer(bank).run_once()
    target = tmp_path / "p.zip"

    with pytest.raises(CancelledError):
        export_proof(
            bank.service, target, Wanted(), bank.signer("jo").pair, is_cancelled=lambda: True
        )

    assert not target.exists()
