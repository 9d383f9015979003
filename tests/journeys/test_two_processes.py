"""Two people, two operating-system processes, one place in production."""

from __future__ import annotations

import subprocess
from uuid import UUID

from sqlalchemy import select

from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelVersion
from app.services.commands.requests import decide
from tests.journeys.command_line import CommandLine
from tests.stories import REASON, ask, register


def test_of_two_processes_accepting_at_once_one_wins_and_the_other_is_told(
    modelward: CommandLine,
) -> None:
    bank = modelward.workspace
    requests = [ask(bank, register(bank, content=content)) for content in (b"one", b"two")]
    for request_id in requests:
        bank.work("aisha").write(
            decide, request_id, verdict="accept", reason=REASON, signer=bank.signer("aisha")
        )

    running = [_start(modelward, request_id) for request_id in requests]
    ended = [(process.communicate(timeout=120)[0], process.returncode) for process in running]

    codes = sorted(code for _, code in ended)
    refused = next(out for out, code in ended if code == 1)
    with bank.service.reading() as session:
        places = session.scalars(select(Placement)).all()
        winner = session.get_one(ModelVersion, places[0].version_id).version
    assert codes == [0, 1]
    assert len(places) == 1
    assert "placement.taken" in refused
    assert f"cc-fraud v{winner}" in refused


def _start(modelward: CommandLine, request_id: UUID) -> subprocess.Popen[str]:
    return subprocess.Popen(
        modelward.argv("--json", "decide", str(request_id), "accept", "--reason", REASON, by="jo"),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=modelward.environment(),
    )
