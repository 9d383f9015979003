"""kill -9 of a person's program while it registers or signs: all of it is stored, or nothing.

Sent again it is there once; files that a killed one leaves behind are found.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from app.config import Settings
from app.models.queries.listing_organisation import list_stored_paths
from app.models.tables.execution import ClosedWindow
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import (
    Asset,
    Blob,
    BlobChunk,
    ModelDocument,
    ModelVersion,
    RegisteredModel,
    Snapshot,
)
from app.models.tables.monitoring import OnCall
from app.models.tables.trail import AuditEvent
from app.services.commands.assets import read_blob
from app.services.commands.windows import NewWindow
from app.services.stores import DATA, SETTLED_S, locate, unrecorded_files
from app.services.verifying.one_check import Verifying
from app.services.verifying.votes import decision_faults
from tests.killed_person import COPIES, WRITES, Program, accept, hand_over, plan, register
from tests.killed_worker import live
from tests.machine import machine
from tests.stories import ask
from tests.stories import register as register_at_once
from tests.workspaces import TestWorkspace

KILLED = -9
STORED = (
    RegisteredModel, ModelVersion, Asset, Blob, BlobChunk, ModelDocument, Snapshot, Decision,
    ClosedWindow, OnCall, AuditEvent,
)  # fmt: skip


def stored(bank: TestWorkspace) -> dict[str, int]:
    with bank.service.reading() as session:
        return {
            kind.__name__: session.scalar(select(func.count()).select_from(kind)) or 0
            for kind in STORED
        }


def added(bank: TestWorkspace, before: dict[str, int]) -> dict[str, int]:
    return {name: count - before[name] for name, count in stored(bank).items()}


def program(bank: TestWorkspace, handle: str, tmp_path: Path) -> Program:
    return Program(bank.login_url(handle), handle, tmp_path / "home")


def test_a_program_killed_while_it_registers_leaves_all_or_nothing_and_no_file_unfound(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    own, settings = program(workspace, "sanne", tmp_path), machine(home=tmp_path / "home")
    whole: dict[str, int] = {}
    for number, point in enumerate(("", *COPIES, *WRITES)):
        folder = tmp_path / f"credit {number}"
        folder.mkdir()
        (folder / "train.py").write_text(f"seed = {number}\n")
        (folder / "model_card.md").write_text(f"# Card {number}\n")
        (folder / "data.csv").write_text(f"income,late\n{number},0\n")
        before = stored(workspace)

        code = live(register, replace(own, dies=point), folder)

        found = added(workspace, before)
        left = _left_behind(workspace, settings)
        if not point:
            assert (code, left) == (0, [])
            whole = found
            assert whole == dict.fromkeys(whole, 1) | {
                "Asset": 3, "Blob": 2, "BlobChunk": 2, "Decision": 0,
                "ClosedWindow": 0, "OnCall": 0,
                "AuditEvent": whole["AuditEvent"],
            }  # fmt: skip
            continue
        assert code == KILLED
        assert found == (whole if point == WRITES[1] else dict.fromkeys(found, 0)), point
        assert len(left) == (point != WRITES[1]), point
        assert live(register, own, folder) == 0
        assert added(workspace, before) == whole, point
        left = _left_behind(workspace, settings)
        assert len(left) == (point == COPIES[0]), point  # what was half copied is no file of ours
        for path in settings.store_folder(DATA).rglob("*.part"):
            assert path.name in left[0]
            path.unlink()
    with workspace.service.reading() as session:
        for asset in session.scalars(select(Asset)):
            if asset.store:
                assert locate(settings, asset.store, asset.path, asset.sha256).is_file()
            else:
                assert len(read_blob(session, asset.sha256)) == asset.size_bytes


def _left_behind(bank: TestWorkspace, settings: Settings) -> list[str]:
    """What the service says when it starts a day later."""
    for path in settings.store_folder(DATA).rglob("*"):
        os.utime(path, (0, path.stat().st_mtime - SETTLED_S - 1))
    return unrecorded_files(settings, bank.service.read(list_stored_paths, DATA))


def test_a_program_killed_while_it_signs_has_decided_or_not_and_decides_once(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    own, key_id = program(workspace, "aisha", tmp_path), workspace.signer("aisha").key_id
    whole: dict[str, int] = {}
    for point in ("", *WRITES):
        registered = register_at_once(workspace, name=f"credit {point}")
        request_id, decision_id = ask(workspace, registered), uuid4()
        before = stored(workspace)

        code = live(accept, replace(own, dies=point), request_id, decision_id, key_id)

        found = added(workspace, before)
        if not point:
            assert code == 0
            whole = found
            assert whole["Decision"] == 1
            continue
        assert code == KILLED
        assert found == (whole if point == WRITES[1] else dict.fromkeys(found, 0)), point
        assert live(accept, own, request_id, decision_id, key_id) == 0
        assert added(workspace, before) == whole, point
        assert _decisions(workspace, request_id) == {("aisha", "accept"): 1}


def test_a_program_killed_while_it_plans_a_window_or_hands_over_has_done_so_or_not(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    """With its entry in the trail, or without either."""
    now = datetime.now(UTC)
    root, tom = (program(workspace, handle, tmp_path) for handle in ("root", "tom"))
    day = NewWindow(now, now + timedelta(days=1), "The yearly closing of the books.")
    unit_id, tom_id = workspace.unit_id, workspace.work("tom").actor.id
    acts: tuple[tuple[str, Program, Callable[..., None], tuple[Any, ...]], ...] = (
        ("ClosedWindow", root, plan, (day,)),
        ("OnCall", tom, hand_over, (unit_id, tom_id, now + timedelta(days=1))),
    )
    for made, own, act, said in acts:
        for point in ("", *WRITES):
            before = stored(workspace)

            code = live(act, replace(own, dies=point), *said)

            told = {name: count for name, count in added(workspace, before).items() if count}
            is_stored = point != WRITES[0]
            assert (code == KILLED) == bool(point)
            assert told == ({made: 1, "AuditEvent": 1} if is_stored else {}), point


def _decisions(bank: TestWorkspace, request_id: UUID) -> Counter[Any]:
    """By whom and what, of signatures that hold."""
    with bank.service.reading() as session:
        request = session.get_one(TransitionRequest, request_id)
        assert list(decision_faults(Verifying(session), request)) == []
        given = session.scalars(select(Decision).where(Decision.request_id == request_id)).all()
        people = {bank.work(name).actor.id: name for name in ("aisha", "jo")}
        return Counter((people[one.decided_by], one.verdict) for one in given)
