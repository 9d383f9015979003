"""Two people, two operating-system processes, one place in production."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from app.models.tables.execution import Placement
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import ModelVersion
from app.services.commands.requests import decide
from tests.held_process import READY
from tests.journeys.command_line import CommandLine
from tests.stories import REASON, ask, register


def test_of_two_processes_accepting_at_once_one_wins_and_the_other_is_told(
    modelward: CommandLine, tmp_path: Path
) -> None:
    bank = modelward.workspace
    requests = [ask(bank, register(bank, content=content)) for content in (b"one", b"two")]
    for request_id in requests:
        bank.work("aisha").write(
            decide, request_id, verdict="accept", reason=REASON, signer=bank.signer("aisha")
        )
    gate = tmp_path / "gate"

    running = [_start(modelward, gate, request_id) for request_id in requests]
    for process in running:
        assert process.stderr is not None
        assert process.stderr.readline().strip() == READY
    assert [process.poll() for process in running] == [None, None]
    gate.touch()
    ended = [(process.communicate(timeout=120)[0], process.returncode) for process in running]

    codes = sorted(code for _, code in ended)
    assert codes == [0, 1], ended
    refused = next(json.loads(out)["error"] for out, code in ended if code == 1)
    won = next(request for request, (_, code) in zip(requests, ended, strict=True) if code == 0)
    with bank.service.reading() as session:
        places = session.scalars(select(Placement)).all()
        winner = session.get_one(TransitionRequest, won).version_id
        states = {
            request: session.get_one(TransitionRequest, request).state for request in requests
        }
        number = session.get_one(ModelVersion, winner).version
    assert [place.version_id for place in places] == [winner]
    assert states == {one: "accepted" if one == won else "pending" for one in requests}
    (blocker,) = refused["blockers"]
    assert blocker["code"] == "placement.taken"
    assert f"cc-fraud v{number}" in blocker["message"]


def _start(modelward: CommandLine, gate: Path, request_id: UUID) -> subprocess.Popen[str]:
    command = modelward.argv(
        "--json", "decide", str(request_id), "accept", "--reason", REASON, by="jo"
    )
    return subprocess.Popen(
        [sys.executable, "-m", "tests.held_process", str(gate), *command[3:]],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=modelward.environment(),
    )
