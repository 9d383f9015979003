"""kill -9 while the trail is sealed, a proof exported, a review room made: whole, or not there."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from app.models.tables.trail import AuditLeaf, TreeHead
from app.services.placed_file import BEGUN, OLD_S, PROOFS, ROOMS
from app.services.trail.room_opening import open_room
from app.services.trail.verifying import verify_trail
from app.services.workspace import SERVICE_HANDLE
from app.verifier.__main__ import check_file
from tests.killed_person import FILES, WRITES, Program, fill_room, prove, seal
from tests.killed_worker import live
from tests.services.test_trail_room_story import PASSPHRASE
from tests.trail_kit import add_use, key_of
from tests.trail_kit import live as decide_and_seal
from tests.workspaces import TestWorkspace

KILLED = -9


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    decide_and_seal(workspace)
    return workspace


def program(bank: TestWorkspace, handle: str, tmp_path: Path) -> Program:
    return Program(bank.login_url(handle), handle, tmp_path / "home")


def age(*places: Path) -> None:
    """A day and more passes since somebody wrote in these folders."""
    ago = time.time() - 3 * OLD_S
    for place in places:
        for path in (*place.rglob("*"), place):
            os.utime(path, (ago, ago))


def test_a_service_killed_while_it_seals_has_sealed_all_that_waited_or_nothing(
    bank: TestWorkspace, tmp_path: Path
) -> None:
    def sealed() -> tuple[int, int]:
        with bank.service.reading() as session:
            leaves = session.scalar(select(func.count()).select_from(AuditLeaf)) or 0
            return leaves, session.scalar(select(func.max(TreeHead.size))) or 0

    own, seed = program(bank, SERVICE_HANDLE, tmp_path), key_of(bank).seed()
    for number, point in enumerate(WRITES):
        before = sealed()
        add_use(bank, f"use {number}")

        code = live(seal, replace(own, dies=point), seed)

        found = sealed()
        assert code == KILLED
        assert (found > before) == (point == WRITES[1]), point
        assert live(seal, own, seed) == 0
        assert sealed() == (before[0] + 1, before[0] + 1)
    assert verify_trail(bank.work("jo")).intact


@pytest.mark.parametrize(
    ("write", "more"), [(prove, ()), (fill_room, (PASSPHRASE,))], ids=["proof", "room"]
)
def test_a_program_killed_while_it_writes_what_leaves_the_workspace_leaves_no_half_of_it(
    bank: TestWorkspace,
    tmp_path: Path,
    write: Callable[..., None],
    more: tuple[Any, ...],
) -> None:
    place, mine = tmp_path / "place", tmp_path / "mine"
    place.mkdir()
    mine.mkdir()
    own = replace(program(bank, "jo", tmp_path), place=str(place))
    out = mine / "out"
    for point in FILES:
        code = live(write, replace(own, dies=point), out, *more)

        assert code == KILLED
        assert not out.exists(), point
        assert [one.name[: len(BEGUN)] for one in mine.iterdir()] == [BEGUN]
        age(mine, place)
        assert live(write, own, out, *more) == 0
        assert list(mine.iterdir()) == [out], point
        assert not [one for name in (PROOFS, ROOMS) for one in place.glob(f"{name}*")], point
        if more:
            assert open_room(out, tmp_path / point, *more).is_file()
        else:
            assert check_file(out).broken == []
        out.unlink()
