"""A retired runtime that no service sees end is ended by an operator's word: `runtime ended`."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
import typer
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.command_line import runtimes
from app.models.queries.status import Status, load_status
from app.models.tables.execution import Runtime
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.ended_runtimes import take_off_ended
from app.services.commands.runtimes import record_not_ended
from app.services.engine.engine import Engine
from app.services.engine.inbox import Inbox
from app.services.unit_of_work import InboxKind
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_main_job import work
from tests.stories import put_in_production, register

SOLD = ("--reason", "The machine is sold.")
SEEN = ("--seen", "1")
BY_EYE = ("--reason", "Its disks were shredded in my presence.")


def test_what_an_operator_says_to_have_ended_is_taken_off(modelward_file: CommandLine) -> None:
    modelward, ended = modelward_file, ("runtime", "ended", "prod-1", *BY_EYE, *SEEN)
    put_in_production(modelward.workspace, register(modelward.workspace))

    in_use = modelward(*ended, by="tom")
    modelward.done("runtime", "retire", "prod-1", *SOLD, "--force", by="tom")
    before = modelward.done("runtime", "show", "prod-1", by="tom")
    by_another = modelward(*ended, by="sanne")
    said = modelward.done(*ended, by="tom")
    again = modelward(*ended, by="tom")
    work(modelward)
    after = modelward.done("runtime", "show", "prod-1", by="tom")
    late = modelward(*ended, by="tom")
    taken_off = modelward.done("deployment", "show", "1", by="lin")
    told = modelward("lineage", "cc-fraud:1", by="lin", is_json=False).out

    found = [
        (one.code, [each["code"] for each in one.document["error"]["blockers"]])
        for one in (in_use, by_another, again, late)
    ]
    assert found == [
        (1, ["ended.not_retired"]), (1, ["inbox.refused"]), (1, ["ended.asked"]),
        (1, ["ended.nothing"]),
    ]  # fmt: skip
    assert (said["runtime"], said["deployments"]) == ("prod-1", ["cc-fraud v1 (PROD)"])
    assert said["taken_off"] is False  # no service works here
    assert (before["may_answer"], after["may_answer"]) == (["cc-fraud v1 (PROD)"], [])
    assert before["deployments"] == [1]
    assert taken_off["ended_by"] == "Tom Bakker"
    assert "which Tom Bakker says has ended and no service saw end" in " ".join(told.split())


def test_what_a_service_took_off_meanwhile_is_told(modelward_file: CommandLine) -> None:
    retired(modelward_file)

    with modelward_file.service("keeper"):
        await_service(modelward_file)  # it says its name before it begins
        said = modelward_file.done("runtime", "ended", "prod-1", *BY_EYE, *SEEN, by="tom")

    assert said["taken_off"] is True


def await_service(modelward: CommandLine) -> None:
    tom, end = modelward.workspace.work("tom"), time.monotonic() + 60
    while not tom.read(load_status).running and time.monotonic() < end:
        time.sleep(0.1)


def test_why_a_service_took_nothing_off_is_told(
    modelward_file: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    retired(modelward_file)
    service = modelward_file.workspace.service
    with service.reading() as session:
        runtime = session.scalars(select(Runtime.id).where(Runtime.name == "prod-1")).one()

    def take_up(session: Session) -> Status:
        """A service sees its server up, and takes up what was said."""
        service.write(record_not_ended, runtime, is_up=True, why="It does not end.")
        inbox = Inbox(Engine(), {InboxKind.RUNTIME_ENDED: take_off_ended})
        while inbox.take_one(service):
            pass
        return load_status(session)

    monkeypatch.setattr(runtimes, "load_status", take_up)
    said = modelward_file("runtime", "ended", "prod-1", *BY_EYE, *SEEN, by="tom")

    assert said.code == 1
    assert said.document["error"]["message"] == (
        "Nothing was taken off. A service saw its server up within the last minute."
        " Have it ended; its alert says why the service did not end it."
    )


def retired(modelward: CommandLine) -> None:
    put_in_production(modelward.workspace, register(modelward.workspace))
    modelward.done("runtime", "retire", "prod-1", *SOLD, "--force", by="tom")


def test_what_nobody_was_shown_is_not_signed(modelward_file: CommandLine) -> None:
    retired(modelward_file)

    unseen = modelward_file("runtime", "ended", "prod-1", *BY_EYE, by="tom")
    another = modelward_file("runtime", "ended", "prod-1", *BY_EYE, "--seen", "7", by="tom")

    assert (unseen.code, another.code) == (2, 2)
    assert "1 cc-fraud v1 (PROD)" in unseen.document["error"]["message"]
    assert another.document["error"]["message"] == "Deployment 7 is not on prod-1."
    with modelward_file.workspace.service.reading() as session:
        wishes = select(EngineInbox).where(EngineInbox.kind == InboxKind.RUNTIME_ENDED.value)
        assert session.scalars(wishes).all() == []


@pytest.mark.parametrize("is_yes", [True, False])
def test_at_a_terminal_it_is_shown_and_asked(
    modelward_file: CommandLine, monkeypatch: pytest.MonkeyPatch, *, is_yes: bool
) -> None:
    retired(modelward_file)
    monkeypatch.setattr(
        runtimes, "sys", SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    )
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: is_yes)

    said = modelward_file("runtime", "ended", "prod-1", *BY_EYE, by="tom")

    assert "by your word: 1 cc-fraud v1 (PROD)." in said.err
    assert (said.code == 0) is is_yes
