"""A demonstration can't pass for a bank: its first event says what it is, and that is sealed."""

from __future__ import annotations

import dataclasses
import json
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from app.errors import VerificationError
from app.models.database import Database
from app.models.queries.held_rows import load_beginning
from app.models.queries.proof import load_about
from app.services.secrets import Secrets
from app.services.signing import KeyPair
from app.services.trail import room as making
from app.services.trail.breaks import Kind
from app.services.trail.export import Wanted, export_proof
from app.services.trail.proof_facts import read_proof
from app.services.trail.room_check import OTHER_MARK, check_room, read_facts
from app.services.trail.room_opening import open_room
from app.services.trail.verifying import verify_trail
from app.services.workspace import create_workspace, upgrade_workspace
from app.verifier import __main__ as verifier
from app.verifier.__main__ import BadInputError, Report, check_file
from tests.proof_kit import remade
from tests.services.test_trail_room_story import PASSPHRASE, made
from tests.trail_kit import key_of, live, tamper
from tests.workspaces import TestWorkspace, new_noorderbank, pair_of

TOLD = "demonstration not marked"
DEMO = "DEMONSTRATION"
UNMARKED = "UPDATE {schema}workspace SET is_demo = false"
MAKERS_WORD = "So is whether this is a demonstration"


def began_as(bank: TestWorkspace, *, is_demo: bool | None) -> TestWorkspace:
    """As if it had been made so, before anything was sealed. None: by an earlier version."""
    said = {True: '{"is_demo": true}', False: '{"is_demo": false}', None: '{"is_demo": null}'}
    facts = "json_patch(facts, :said)"
    if not bank.is_sqlite:
        facts = "jsonb_strip_nulls(facts || CAST(:said AS jsonb))"
    sql = f"UPDATE {{schema}}audit_event SET facts = {facts} WHERE tag = 'workspace.created'"
    tamper(bank, sql, said=said[is_demo])
    tamper(bank, "UPDATE {schema}workspace SET is_demo = :is_demo", is_demo=bool(is_demo))
    live(bank)
    return bank


def proof(bank: TestWorkspace, out: Path) -> Path:
    return export_proof(bank.work("jo"), out, Wanted(), key_of(bank)).path


def again(path: Path, pair: KeyPair, **facts: object) -> Path:
    """What whoever has a key of their own may write over it."""
    out = path.with_name("again.zip")
    out.write_bytes(remade(path.read_bytes(), path.parent, pair, {}, **facts))
    return out


def said(report: Report) -> str:
    return verifier._as_text(report)


def test_the_first_event_says_what_was_made(workspace: TestWorkspace, tmp_path: Path) -> None:
    with workspace.service.reading() as session:
        beginning = load_beginning(session)
    assert beginning is not None
    assert beginning.facts is not None
    assert beginning.facts["is_demo"] is False

    place = str(tmp_path / "demo.db")
    new = dataclasses.replace(new_noorderbank(is_team=False), is_demo=True)
    with closing(Database(place)) as database:
        create_workspace(database, new, secrets=Secrets(tmp_path, is_embedded=True))
        with database.session() as session:
            about, beginning = load_about(session), load_beginning(session)
    assert beginning is not None
    assert beginning.is_demo
    assert (about.is_demo, about.is_unmarked) == (True, False)


@pytest.mark.parametrize(
    "change",
    ["is_demo = NOT is_demo", "is_team = NOT is_team", "name = 'Other'", "id = 2",
     "log_id = '00000000000000000000000000000001'", "created_at = '2020-01-01 00:00:00.000000'"],
)  # fmt: skip
def test_nobody_changes_what_a_workspace_is(workspace: TestWorkspace, change: str) -> None:
    """Not the owner either, by one plain statement."""
    mw = "" if workspace.is_sqlite else "mw."
    with (
        pytest.raises(DBAPIError, match=r"MW403 write\.settled"),
        workspace.owner_database().session(writes=True) as session,
    ):
        session.connection().exec_driver_sql(f"UPDATE {mw}workspace SET {change}")


@pytest.mark.parametrize("statement", ["DELETE FROM {mw}workspace", "{into}"])
def test_nor_puts_another_in_its_place(workspace: TestWorkspace, statement: str) -> None:
    columns = "name, is_team, is_demo, log_id, rules_sha256, created_at"
    replace = "OR REPLACE " if workspace.is_sqlite else ""
    mw = "" if workspace.is_sqlite else "mw."
    key = "1" if workspace.is_sqlite else "2"
    into = (
        f"INSERT {replace}INTO {mw}workspace (id, {columns}) SELECT {key}, name, is_team, false,"
        f" log_id, rules_sha256, created_at FROM {mw}workspace"
    )
    with (
        pytest.raises(DBAPIError, match=r"MW405 write\.append_only"),
        workspace.owner_database().session(writes=True) as session,
    ):
        session.connection().exec_driver_sql(statement.format(mw=mw, into=into))


def test_an_upgrade_still_writes_its_rules(workspace: TestWorkspace) -> None:
    upgrade_workspace(workspace.owner_database())


def test_a_mark_that_was_taken_off_is_named(workspace: TestWorkspace, tmp_path: Path) -> None:
    began_as(workspace, is_demo=True)
    marked = proof(workspace, tmp_path / "marked.zip")
    assert not verify_trail(workspace.service).broken
    tamper(workspace, UNMARKED)

    found = verify_trail(workspace.service).broken

    assert [(one.position, one.kind) for one in found] == [(0, Kind.DEMO)]
    with pytest.raises(VerificationError, match="began as a demonstration"):
        proof(workspace, tmp_path / "unmarked.zip")
    assert not (tmp_path / "unmarked.zip").exists()
    report = check_file(marked)
    assert (report.broken, report.is_demo, report.is_demo_sealed) == ([], True, True)
    assert DEMO in said(report)
    assert "Only who made this file says so" not in said(report)
    assert MAKERS_WORD not in said(report)


@pytest.mark.parametrize("kind", ["all", "part"])
def test_nor_does_a_manifest_that_is_signed_anew_hide_it(
    sqlite_workspace: TestWorkspace, tmp_path: Path, kind: str
) -> None:
    began_as(sqlite_workspace, is_demo=True)
    jo, wanted = sqlite_workspace.work("jo"), Wanted()
    if kind == "part":
        wanted = Wanted(start=jo.read(load_beginning).at)  # type: ignore[union-attr]
        wanted = dataclasses.replace(wanted, until=wanted.start)
    made = export_proof(jo, tmp_path / "proof.zip", wanted, key_of(sqlite_workspace)).path

    hidden = again(made, pair_of("jo"), is_demo=False)
    report = check_file(hidden)

    assert [(one.member, one.kind) for one in report.broken] == [("manifest.json", TOLD)]
    assert report.is_demo
    assert DEMO in said(report)
    assert f"  {TOLD}: " in said(report)
    assert read_proof(hidden).is_demo
    assert Kind.DEMO == TOLD


def test_a_false_mark_is_no_break_and_is_told(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    began_as(sqlite_workspace, is_demo=False)
    made = proof(sqlite_workspace, tmp_path / "proof.zip")
    tamper(sqlite_workspace, "UPDATE workspace SET is_demo = true")
    assert not verify_trail(sqlite_workspace.service).broken

    report = check_file(again(made, pair_of("jo"), is_demo=True))

    assert report.broken == []
    assert (report.is_demo, report.is_demo_sealed) == (True, False)
    assert "the log's first event says it is none" in said(report)
    assert MAKERS_WORD not in said(check_file(made))
    assert DEMO not in said(check_file(made))


@pytest.mark.parametrize("is_demo", [True, False])
def test_of_an_earlier_log_it_is_the_makers_word(
    workspace: TestWorkspace, tmp_path: Path, is_demo: bool
) -> None:
    began_as(workspace, is_demo=None)
    tamper(workspace, "UPDATE {schema}workspace SET is_demo = :is_demo", is_demo=is_demo)

    assert not verify_trail(workspace.service).broken
    report = check_file(proof(workspace, tmp_path / "proof.zip"))

    assert (report.broken, report.is_demo, report.is_demo_sealed) == ([], is_demo, None)
    assert MAKERS_WORD in said(report)
    assert (DEMO in said(report)) == is_demo


def test_how_many_were_unsealed_is_the_makers_word(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(sqlite_workspace)
    made = proof(sqlite_workspace, tmp_path / "proof.zip")

    report = check_file(again(made, pair_of("jo"), unsealed=99))

    assert (report.broken, report.unsealed) == ([], 99)
    assert "how many events were not sealed yet are the word of who made this file" in said(report)


@pytest.mark.parametrize("form", [7, 0, True, "1", 1.0, None])
def test_a_manifest_of_another_form_is_refused(
    sqlite_workspace: TestWorkspace,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    form: object,
) -> None:
    live(sqlite_workspace)
    made = proof(sqlite_workspace, tmp_path / "proof.zip")
    other = again(made, pair_of("jo"), v=form)

    with pytest.raises(BadInputError, match="only form 1"):
        check_file(other)

    assert verifier.main([str(other)]) == verifier.BAD_INPUT
    assert f"form {json.dumps(form)}, and this verifier knows" in capsys.readouterr().err


def test_a_byte_of_the_form_that_was_changed_is_named(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(sqlite_workspace)
    made = proof(sqlite_workspace, tmp_path / "proof.zip")
    before = made.read_bytes()
    content = before.replace(b'"v":1', b'"v":7')
    assert content != before
    made.write_bytes(content)

    assert "manifest.json" in {one.member for one in check_file(made).broken}


def test_a_room_says_what_its_proof_does(
    sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began_as(sqlite_workspace, is_demo=True)
    kept = making.load_about
    monkeypatch.setattr(
        making, "load_about", lambda session: dataclasses.replace(kept(session), is_demo=False)
    )
    made(sqlite_workspace, tmp_path / "r.mwroom")
    folder = tmp_path / "room"
    open_room(tmp_path / "r.mwroom", folder, PASSPHRASE)

    assert not read_facts(folder).is_demo
    assert [one.text for one in check_room(folder).faults] == [OTHER_MARK]
