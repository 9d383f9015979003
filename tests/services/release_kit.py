"""What tests of a release ask at its end: the one task, and that nothing is left under way."""

from __future__ import annotations

from app.services.registering import Registration
from tests.releases import OPEN, V1, Bank, Poller


def check_only_task(
    bank: Bank, registered: Registration, node: str, roles: set[str], *, times: int = 1
) -> None:
    """People were asked at this step and at no other, and those who should be."""
    tasks = bank.tasks(registered)
    assert [task.node_id for task in tasks] == [node] * times
    assert set(tasks[0].roles) == roles
    assert not [task for task in tasks if task.state in OPEN]


def check_over(bank: Bank, poller: Poller, registered: Registration, outcome: str) -> None:
    """Nothing is left, and version 1 serves as it did."""
    before = len(poller.scores)
    assert bank.end(registered) == outcome
    assert bank.left_open() == {}
    assert bank.serving() == [1]
    bank.drive(lambda: len(poller.scores) > before + 1)
    assert poller.saw_only(V1), (poller.failures[:3], set(poller.scores))
