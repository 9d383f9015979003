"""A life cycle that an operator cancels leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

from app.services.commands.processes import steer
from app.services.unit_of_work import InboxKind
from tests.releases import REASON, V2, Bank


def test_a_cancelled_release_gives_back_its_promise(bank: Bank, tmp_path: Path) -> None:
    registered = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    task = bank.task(registered, "approve")
    for who in ("aisha", "jo"):
        bank.decide(task, who)
    assert bank.left_open()["promises"] == 1

    bank.workspace.work("tom").write(steer, task.instance_id, InboxKind.CANCEL, reason=REASON)
    bank.background.settle(lambda: True, timeout_s=30, when_idle=True)

    assert bank.instance(registered) == "cancelled"
    assert bank.left_open() == {}
    assert bank.serving() == [1]
