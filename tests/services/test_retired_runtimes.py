"""Retired runtimes: their servers end, and nothing is told off them before that was seen."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import requests
from sqlalchemy import select

from app.errors import AppError
from app.models.queries.releases import load_runtime
from app.models.tables.execution import Deployment, Heartbeat, Placement, Runtime
from app.models.tables.monitoring import Alert
from app.services import retired_runtimes
from app.services.commands.deployments import begin_deployment, fail_deployment
from app.services.commands.ended_runtimes import settle_ended
from app.services.commands.retiring import ask_retirement
from app.services.commands.runtimes import NewRuntime, add_runtime, retire_runtime
from app.services.retired_runtimes import OutlivingWatch, RetiredRuntimes
from app.services.runtime_access import OWNER_FILE, reach, runtime_folder
from app.services.runtime_process import find_running, stop
from tests.journeys.command_line import CommandLine
from tests.journeys.test_command_line_service import wait_for
from tests.machine import machine
from tests.releases import MODEL, REASON, V1, Bank, ReleasedMould, answered_by
from tests.services.test_roll_back import release_v2
from tests.trail_kit import tamper

SOLD = "The machine is sold."


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a minute for the first alert."""
    monkeypatch.setattr(retired_runtimes, "GONE_FOR", timedelta())


def runtime_id(bank: Bank, name: str = "prod-1") -> UUID:
    with bank.workspace.service.reading() as session:
        return session.scalars(select(Runtime.id).where(Runtime.name == name)).one()


def retire(bank: Bank, name: str = "prod-1") -> None:
    """By somebody at another machine, who has none of its folders."""
    bank.workspace.work("tom").write(
        retire_runtime,
        runtime_id(bank, name),
        reason=SOLD,
        is_forced=True,
        signer=bank.workspace.signer("tom"),
    )


def in_production(bank: Bank) -> list[tuple[str, str, str, str]]:
    """State and reason of each deployment there, and of its place."""
    with bank.workspace.service.reading() as session:
        rows = session.execute(
            select(Deployment.state, Deployment.reason, Placement.state, Placement.reason)
            .join(Placement, Placement.id == Deployment.placement_id)
            .where(Placement.stage_kind == "production")
            .order_by(Deployment.number)
        )
        return [tuple(row) for row in rows]


def alerts(bank: Bank) -> list[Alert]:
    with bank.workspace.service.reading() as session:
        return list(session.scalars(select(Alert).where(Alert.rule.startswith("outlives"))))


def is_up(bank: Bank, name: str = "prod-1") -> bool:
    return find_running(runtime_folder(bank.settings, name)) is not None


def elsewhere(bank: Bank, folder: Path) -> RetiredRuntimes:
    """A service on a machine that keeps no runtime."""
    return RetiredRuntimes(bank.workspace.service, machine(home=folder / "elsewhere"))


def test_the_service_that_keeps_a_retired_runtime_ends_it(bank: Bank) -> None:
    score, asked = answered_by(bank.settings, "prod-1")
    assert score == pytest.approx(float(V1.score(asked)[0]), abs=1e-5)

    retire(bank)
    before = in_production(bank)
    bank.background.watch_once()
    OutlivingWatch(bank.workspace.service).run_once()

    assert before == [("deployed", "", "in_place", "")]
    assert not is_up(bank)
    assert in_production(bank) == [("undeployed", SOLD, "left", SOLD)]
    assert alerts(bank) == []
    assert is_up(bank, "sit-1")
    assert bank.serving("SIT") == [1]


def test_a_place_is_left_once_the_runtime_that_was_to_follow_fails(bank: Bank) -> None:
    with bank.workspace.service.reading() as session:
        first = session.scalars(
            select(Deployment).join(Runtime).where(Runtime.name == "prod-1")
        ).one()
    new = NewRuntime("prod-2", "bank", stage_tags=("PROD",), service_tags=(MODEL,))
    following = bank.workspace.work("tom").write(add_runtime, new).id
    second = bank.workspace.service.write(
        begin_deployment,
        snapshot_id=first.snapshot_id,
        runtime_id=following,
        stage_id=first.stage_id,
        service_tag=first.service_tag,
        request_id=first.request_id,
    )
    retire(bank)

    bank.background.watch_once()
    before = in_production(bank)
    bank.workspace.service.write(fail_deployment, second.id, reason="Nothing answers there.")

    assert before == [("undeployed", SOLD, "in_place", ""), ("deploying", "", "in_place", "")]
    left = ("left", "Nothing answers there.")
    assert in_production(bank) == [
        ("undeployed", SOLD, *left), ("failed", "Nothing answers there.", *left)
    ]  # fmt: skip


def test_a_service_of_another_process_ends_it_soon(
    bank: Bank, capsys: pytest.CaptureFixture[str]
) -> None:
    url = bank.process().url
    keeper = CommandLine(bank.workspace, bank.settings.home, capsys)

    with keeper.service("keeper"):
        retire(bank)
        wait_for(lambda: in_production(bank) == [("undeployed", SOLD, "left", SOLD)])

    assert not is_up(bank)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{url}/v2/models/{MODEL}/ready", timeout=5)


def test_what_nobody_saw_end_stays_deployed_and_is_an_alert(bank: Bank, tmp_path: Path) -> None:
    retire(bank)

    elsewhere(bank, tmp_path).run_once()
    OutlivingWatch(bank.workspace.service).run_once()

    assert in_production(bank) == [("deployed", "", "in_place", "")]
    (alert,) = alerts(bank)
    assert (alert.state, alert.severity) == ("open", "critical")
    assert alert.title == f"#{MODEL} may still answer on prod-1, which is retired"
    assert "Start modelward service on the machine that keeps it" in alert.detail
    assert is_up(bank)

    bank.background.watch_once()
    OutlivingWatch(bank.workspace.service).run_once()

    assert not is_up(bank)
    assert [one.state for one in alerts(bank)] == ["resolved"]


@pytest.mark.parametrize("whose", ["{runtime} another-computer", "{other} {host}"])
def test_a_folder_that_serves_for_another_proves_nothing_and_is_left_alone(
    bank: Bank, whose: str, request: pytest.FixtureRequest
) -> None:
    """Of a runtime of that name in another workspace, or copied from another computer."""
    folder = runtime_folder(bank.settings, "prod-1")
    said = whose.format(runtime=runtime_id(bank), other=uuid4(), host=socket.gethostname())
    (folder / OWNER_FILE).write_text(said)
    request.addfinalizer((folder / OWNER_FILE).unlink)  # the folder serves the next test, too
    retire(bank)

    bank.background.watch_once()
    still_up = is_up(bank)
    stop(folder)
    bank.background.watch_once()
    OutlivingWatch(bank.workspace.service).run_once()

    assert still_up
    assert in_production(bank) == [("deployed", "", "in_place", "")]
    assert [one.state for one in alerts(bank)] == ["open"]


def test_a_computer_that_is_called_otherwise_by_now_ends_what_it_keeps(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    folder = runtime_folder(bank.settings, "prod-1")
    monkeypatch.setattr(socket, "gethostname", lambda: "as-it-is-called-now")
    request.addfinalizer((folder / OWNER_FILE).unlink)  # the folder serves the next test, too
    bank.background.watch_once()
    retire(bank)
    bank.background.watch_once()

    assert not is_up(bank)
    assert in_production(bank) == [("undeployed", SOLD, "left", SOLD)]


def test_a_version_that_is_retired_is_not_told_off_a_retired_runtime_that_is_up(
    bank: Bank, tmp_path: Path
) -> None:
    retire(bank)
    elsewhere(bank, tmp_path).run_once()
    with bank.workspace.service.reading() as session:
        version = session.scalars(select(Deployment.version_id).distinct()).one()

    bank.workspace.work("tom").write(
        ask_retirement, version, reason=REASON, seen=None, signer=bank.workspace.signer("tom")
    )
    bank.drive(lambda: bank.serving() == [])
    OutlivingWatch(bank.workspace.service).run_once()
    still_up, told = is_up(bank), in_production(bank)
    bank.background.watch_once()

    assert still_up
    assert told == [("deployed", "", "left", REASON)]
    assert len(alerts(bank)) == 1
    assert in_production(bank) == [("undeployed", SOLD, "left", REASON)]


def test_a_retired_runtime_is_never_started_again(bank: Bank) -> None:
    retire(bank)
    bank.background.watch_once()
    runtime = bank.workspace.service.read(load_runtime, runtime_id(bank))

    with (
        pytest.raises(AppError, match="prod-1 is retired"),
        reach(bank.settings, runtime) as _adapter,
    ):
        pass

    assert not is_up(bank)


def test_a_runtime_is_retired_once(bank: Bank) -> None:
    retire(bank)

    with pytest.raises(AppError, match="prod-1 is retired already"):
        retire(bank)


def test_only_a_retired_runtime_is_settled(bank: Bank) -> None:
    with pytest.raises(AppError, match="prod-1 is not retired"):
        bank.workspace.service.write(settle_ended, runtime_id(bank))

    assert in_production(bank) == [("deployed", "", "in_place", "")]


@pytest.fixture
def team(postgres_released: ReleasedMould, tmp_path: Path) -> Iterator[Bank]:
    """A file asks for no signatures."""
    with postgres_released.open(tmp_path) as opened:
        yield opened


def test_a_retirement_that_nobody_signed_ends_nothing_and_is_told(team: Bank) -> None:
    bank = team
    retire(bank)
    tamper(bank.workspace, "UPDATE {schema}runtime SET signature = '' WHERE name = 'prod-1'")

    bank.background.watch_once()
    OutlivingWatch(bank.workspace.service).run_once()

    assert is_up(bank)
    assert in_production(bank) == [("deployed", "", "in_place", "")]
    (alert,) = alerts(bank)
    assert "That it was retired can't be relied on: it carries no signature." in alert.detail
    assert is_seen_up(bank)


def is_seen_up(bank: Bank) -> bool:
    with bank.workspace.service.reading() as session:
        found = session.get_one(Heartbeat, runtime_id(bank))
        return found.is_live


def test_a_server_that_can_not_be_ended_for_doubt_is_seen_up_only_while_it_is(team: Bank) -> None:
    bank = team
    retire(bank)
    tamper(bank.workspace, "UPDATE {schema}runtime SET signature = '' WHERE name = 'prod-1'")

    bank.background.watch_once()
    before = is_seen_up(bank)
    stop(runtime_folder(bank.settings, "prod-1"))
    bank.background.watch_once()

    assert (before, is_seen_up(bank)) == (True, False)


def test_a_server_of_another_kind_is_for_whoever_runs_it(bank: Bank) -> None:
    tamper(bank.workspace, "UPDATE {schema}runtime SET kind = 'oip' WHERE name = 'prod-1'")
    retire(bank)

    bank.background.watch_once()
    OutlivingWatch(bank.workspace.service).run_once()

    assert in_production(bank) == [("deployed", "", "in_place", "")]
    (alert,) = alerts(bank)
    assert "Have whoever runs it end it" in alert.detail


def test_a_version_before_it_is_not_the_one_that_is_taken_off(bank: Bank, tmp_path: Path) -> None:
    release_v2(bank, tmp_path / "v2")

    retire(bank)
    bank.background.watch_once()

    assert in_production(bank) == [
        ("undeployed", "", "left", ""),
        ("undeployed", SOLD, "left", SOLD),
    ]
