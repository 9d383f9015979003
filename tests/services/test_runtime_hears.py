"""What a runtime gets to hear: its own secret, at a host that this machine lists, and no more."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

from app.config import Settings
from app.models.queries.listing_places import list_runtimes
from app.models.queries.releases import list_live_runtimes
from app.models.queries.trail import log_id
from app.services import runtime_access, trying_runtimes
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.runtime_watch import RuntimeWatch
from app.services.sealing import key_name
from app.services.secrets import Secrets
from app.services.trying_runtimes import try_runtime
from tests.machine import machine
from tests.services import bad_servers
from tests.services.bad_servers import bad_server
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

OWN = "runtime.far"


@pytest.fixture
def kept(
    workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """Every kind of secret that a machine may keep, each with a value that is found on a wire."""
    names = (
        OWN, key_name(workspace.service.read(log_id)), "key.4b0f", "database.desk", "sign-in.4b0f",
        "something-new.4b0f", "Runtime.far",
    )  # fmt: skip
    found = {name: f"canary-{uuid4().hex}" for name in names}
    secrets = Secrets(tmp_path / "secrets", None, is_embedded=True, environment={})
    for name, value in found.items():
        secrets.keep(name, value)
    for room in (runtime_access, trying_runtimes):
        monkeypatch.setattr(room.Secrets, "of", lambda *_, **__: secrets)
    return found


def add_far(workspace: TestWorkspace, url: str, kept: dict[str, str]) -> None:
    runtime_access.Secrets.of(machine(Path())).keep(OWN, f"{url} {kept[OWN]}")
    new = NewRuntime(
        "far", "bank", kind="oip", url=url, stage_tags=("SIT",), service_tags=("x",), secret_ref=OWN
    )
    workspace.work("tom").write(add_runtime, new)


def everything_that_calls(workspace: TestWorkspace, settings: Settings) -> None:
    """The service's look, and the window's test."""
    RuntimeWatch(workspace.service, settings).run_once()
    (runtime,) = workspace.service.read(list_live_runtimes)
    try_runtime(settings, runtime)


def test_a_runtime_hears_no_secret_of_another_purpose_whatever_its_row_says(
    workspace: TestWorkspace, kept: dict[str, str], tmp_path: Path
) -> None:
    heard: list[bytes] = []
    with bad_server(bad_servers.hears(heard)) as url:
        settings = machine(tmp_path, runtime_hosts=lambda: frozenset({urlsplit(url).netloc}))
        add_far(workspace, url, kept)
        everything_that_calls(workspace, settings)
        assert kept[OWN].encode() in b"".join(heard)  # so the others would be heard too

        for name in kept.keys() - {OWN}:
            forged = "UPDATE {schema}runtime SET secret_ref = :name, state = 'ready'"
            tamper(workspace, forged, name=name)
            everything_that_calls(workspace, settings)

    words = b"".join(heard)
    assert [name for name, value in kept.items() if value.encode() in words] == [OWN]
    (shown,) = workspace.service.read(list_runtimes)
    assert shown.state == "unreachable"
    assert "is sent to no runtime" in shown.reason


def test_a_host_that_is_not_listed_hears_nothing(
    workspace: TestWorkspace, kept: dict[str, str], tmp_path: Path
) -> None:
    heard: list[bytes] = []
    with bad_server(bad_servers.hears(heard)) as url:
        add_far(workspace, url, kept)
        hosts = frozenset({"127.0.0.1", "127.0.0.1:1"})
        settings = machine(tmp_path, runtime_hosts=lambda: hosts)
        everything_that_calls(workspace, settings)
        assert heard == []

        (shown,) = workspace.service.read(list_runtimes)
        assert f"modelward runtime allow {urlsplit(url).netloc}" in shown.reason
        (runtime,) = workspace.service.read(list_live_runtimes)
        said = {step.code: step.said for step in try_runtime(settings, runtime)}
        assert f"modelward runtime allow {urlsplit(url).netloc}" in said["answer"]

        hosts = frozenset({urlsplit(url).netloc})  # what runs asks at each call
        everything_that_calls(workspace, settings)
        once = b"".join(heard)
        assert kept[OWN].encode() in once

        hosts = frozenset()
        everything_that_calls(workspace, settings)
    assert b"".join(heard) == once
    assert workspace.service.read(list_runtimes)[0].state == "unreachable"


def test_a_runtime_of_another_path_or_unit_of_the_same_host_hears_no_token(
    workspace: TestWorkspace, kept: dict[str, str], tmp_path: Path
) -> None:
    """A37: the service works for all units; who may add a runtime in one names another's token."""
    heard: list[bytes] = []
    with bad_server(bad_servers.hears(heard)) as url:
        settings = machine(tmp_path, runtime_hosts=lambda: frozenset({urlsplit(url).netloc}))
        add_far(workspace, f"{url}/b", kept)
        secrets = runtime_access.Secrets.of(settings)
        for place, told in ((f"{url}/a", f"is kept for {url}/a"), (f"{url}/b#credit", "credit")):
            secrets.keep(OWN, f"{place} {kept[OWN]}")
            everything_that_calls(workspace, settings)
            (runtime,) = workspace.service.read(list_live_runtimes)
            tried = {step.code: step.said for step in try_runtime(settings, runtime)}
            assert (runtime.state, told in tried["secret"]) == ("unreachable", True)
        assert heard == []

        secrets.keep(OWN, f"{url}/b#bank {kept[OWN]}")
        everything_that_calls(workspace, settings)
    assert kept[OWN].encode() in b"".join(heard)


def test_a_runtime_that_is_moved_to_another_server_takes_no_token_along(
    workspace: TestWorkspace, kept: dict[str, str], tmp_path: Path
) -> None:
    """A37: who may edit a runtime gives it an address of theirs, that the machine may call."""
    heard: list[bytes] = []
    with bad_server(bad_servers.hears(heard)) as url:
        settings = machine(tmp_path, runtime_hosts=lambda: frozenset({urlsplit(url).netloc}))
        add_far(workspace, "https://runtime.bank.example", kept)
        tamper(workspace, "UPDATE {schema}runtime SET url = :url, state = 'ready'", url=url)
        everything_that_calls(workspace, settings)

        (shown,) = workspace.service.read(list_runtimes)
        (moved,) = workspace.service.read(list_live_runtimes)
        tried = {step.code: step.said for step in try_runtime(settings, moved)}
        assert shown.state == "unreachable"
        for said in (shown.reason, tried["secret"]):
            assert "is kept for https://runtime.bank.example" in said
        assert heard == []

        runtime_access.Secrets.of(settings).keep(OWN, f"{url} {kept[OWN]}")
        everything_that_calls(workspace, settings)
    assert kept[OWN].encode() in b"".join(heard)
