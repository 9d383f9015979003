"""Integrations: what there is and nothing else, its state on this computer, and a try of each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from app.models.queries.integrations import list_uses
from app.models.rules.origin import PATH, ROLE
from app.services.commands.assets import NewAsset
from app.services.commands.models import NewVersion, add_version
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look
from app.services.integrations import Integration, list_integrations, try_integration
from tests.machine import machine
from tests.stories import register
from tests.workspaces import TestWorkspace


class _Tracking(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        is_open = self.path == "/version"
        self.send_response(200 if is_open else 401)
        self.end_headers()
        self.wfile.write(b"3.1.0" if is_open else b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Tracking)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def by_key(rows: tuple[Integration, ...]) -> dict[str, Integration]:
    return {one.key: one for one in rows}


def test_what_is_not_used_stands_there_too(workspace: TestWorkspace, tmp_path: Path) -> None:
    rows = workspace.work("root").read(list_integrations, machine(tmp_path))
    assert [one.key for one in rows] == [
        "mlflow:", "git:", "runtime:embedded", "runtime:oip", "store:", "records:", "keyring:",
    ]  # fmt: skip
    assert {one.state for one in rows if one.kind in ("mlflow", "runtime", "records")} == {"unused"}


def test_use_is_told_of_servers_and_of_runtimes(
    workspace: TestWorkspace, tmp_path: Path, host: str
) -> None:
    registered = register(workspace)
    content = json.dumps({"kind": "mlflow", "address": f"http://{host}", "name": "cc v3"}).encode()
    asset = NewAsset(ROLE, PATH, content)
    made = NewVersion("mlflow", assets=(asset,))
    workspace.work("sanne").write(add_version, registered.model_id, made)
    tom = workspace.work("tom")
    keys = [tom.write(add_runtime, NewRuntime(n, "bank")).id for n in ("one", "two")]
    unseen = by_key(workspace.work("root").read(list_integrations, machine(tmp_path)))
    assert unseen["runtime:embedded"].state == "unseen"
    workspace.service.write(record_look, keys[0], is_live=True)
    workspace.service.write(record_look, keys[1], is_live=False, reason="gone")

    settings = machine(tmp_path)
    closed = by_key(workspace.work("root").read(list_integrations, settings))
    assert closed[f"mlflow:http://{host}"].state == "closed"
    assert closed["runtime:embedded"].state == "part"
    assert closed["runtime:embedded"].used_by == ("one", "two")

    settings = replace(settings, runtime_hosts=lambda: frozenset({host}))
    server = by_key(workspace.work("root").read(list_integrations, settings))[
        f"mlflow:http://{host}"
    ]
    assert (server.state, server.count, server.used_by) == ("ready", 1, ("cc-fraud v2",))
    assert server.last_at is not None
    assert next(one.kind for one in workspace.work("root").read(list_uses)) == "mlflow"


def test_each_that_is_tried_here_answers_or_says_why(tmp_path: Path, host: str) -> None:
    settings = machine(tmp_path)
    server = Integration("mlflow", f"http://{host}", "ready")
    (step,) = try_integration(settings, server)
    assert step.is_good is False
    assert "may call" in step.said

    settings = replace(settings, runtime_hosts=lambda: frozenset({host}))
    (step,) = try_integration(settings, server)
    assert (step.is_good, step.said) == (True, "3.1.0")
    (step,) = try_integration(settings, replace(server, address=f"http://{host}/below"))
    assert step.is_good
    assert "asks who calls" in step.said

    (step,) = try_integration(settings, Integration("git", "", "ready"))
    assert step.is_good
    assert step.said[0].isdigit()


def test_a_computer_without_git_or_keyring_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.secrets.system_keyring", lambda: None)
    monkeypatch.setattr("app.services.integrations.shutil.which", lambda _name: None)
    for kind in ("git", "keyring"):
        (step,) = try_integration(machine(tmp_path), Integration(kind, "", "absent"))
        assert step.is_good is False
