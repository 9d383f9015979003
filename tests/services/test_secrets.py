"""Secrets come from places that keep others out, in one order, and go nowhere else."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend

from app.config import PRODUCT
from app.errors import AppError, InputError
from app.services.bound_secrets import bind
from app.services.secrets import Box, Place, Secrets, system_keyring

CANARY = "canary-0f6c1b"
FAR = "https://far.example"
NAME = "runtime.far"


@dataclass
class MemoryKeyring:
    """The operating system's keyring, at the outer edge."""

    kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    path = tmp_path / "passphrase"
    path.write_text("correct horse\n")
    path.chmod(0o600)
    return path


def test_places_are_asked_in_their_order(tmp_path: Path, passphrase_file: Path) -> None:
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    home = tmp_path / "home"
    ring = MemoryKeyring()
    Secrets(home, is_embedded=True, environment={}).keep("token", "from the folder")
    named = {"MODELWARD_PASSPHRASE_FILE": str(passphrase_file)}
    seen = []

    def ask(environment: dict[str, str]) -> None:
        found = Secrets(home, ring, True, environment).find("token")
        assert found is not None
        seen.append(found)

    ask({})
    Secrets(home, ring, True, {}).keep("token", "from the keyring")
    ask({})
    Secrets(home, ring, True, named).keep("token", "from the file")
    ask(named)
    ask({**named, "MODELWARD_SECRET_TOKEN": "from the environment"})
    (credentials / "token").write_text("from credentials")
    ask({**named, "MODELWARD_SECRET_TOKEN": "x", "CREDENTIALS_DIRECTORY": str(credentials)})

    assert seen == [
        ("from the folder", Place.FOLDER),
        ("from the keyring", Place.KEYRING),
        ("from the file", Place.FILE),
        ("from the environment", Place.ENVIRONMENT),
        ("from credentials", Place.CREDENTIALS),
    ]
    assert ring.kept == {(PRODUCT, "token"): "from the keyring"}


def test_a_team_workspace_never_reads_or_writes_the_open_folder(tmp_path: Path) -> None:
    Secrets(tmp_path, is_embedded=True, environment={}).keep("token", CANARY)
    team = Secrets(tmp_path, environment={})
    assert team.find("token") is None
    assert team.place() is None
    with pytest.raises(AppError, match="no safe place"):
        team.keep("other", CANARY)
    assert not (tmp_path / "keys" / "other").exists()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_only_the_owner_may_read_what_is_written(tmp_path: Path, passphrase_file: Path) -> None:
    Secrets(tmp_path, is_embedded=True, environment={}).keep("token", CANARY)
    with_file = Secrets(tmp_path, None, False, _named(passphrase_file))
    with_file.keep("token", CANARY)
    for path in (tmp_path / "keys" / "token", tmp_path / "secrets.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700

    (tmp_path / "keys" / "token").chmod(0o644)
    with pytest.raises(AppError, match="may read"):
        Secrets(tmp_path, is_embedded=True, environment={}).get("token")
    passphrase_file.chmod(0o640)
    with pytest.raises(AppError, match="may read"):
        with_file.get("token")


def _named(path: Path) -> dict[str, str]:
    return {"MODELWARD_PASSPHRASE_FILE": str(path)}


def test_the_secrets_file_shows_nothing_and_opens_for_its_passphrase_alone(
    tmp_path: Path, passphrase_file: Path
) -> None:
    secrets = Secrets(tmp_path, None, False, _named(passphrase_file))
    secrets.keep("one", CANARY)
    secrets.keep("two", "2")
    written = (tmp_path / "secrets.json").read_text()
    assert CANARY not in written
    assert "one" not in written.split('"content"')[1]
    assert (secrets.get("one"), secrets.get("two")) == (CANARY, "2")

    secrets.forget("one")
    assert secrets.find("one") is None
    passphrase_file.write_text("another")
    with pytest.raises(AppError, match="does not open"):
        secrets.get("two")


def test_a_changed_secrets_file_is_refused(tmp_path: Path, passphrase_file: Path) -> None:
    secrets = Secrets(tmp_path, None, False, _named(passphrase_file))
    secrets.keep("one", CANARY)
    path = tmp_path / "secrets.json"
    path.write_text(path.read_text().replace('"cost": 131072', '"cost": 1099511627776'))
    path.chmod(0o600)
    with pytest.raises(AppError, match="can't be read"):
        secrets.get("one")


def test_a_box_opens_for_its_passphrase_and_purpose_alone() -> None:
    box = Box.of_text(Box.lock(b"content", "right", purpose="a").text())
    assert box.unlock("right", purpose="a") == b"content"
    assert box.unlock("wrong", purpose="a") is None
    assert box.unlock("right", purpose="b") is None


class PlaintextKeyring(KeyringBackend):
    """Like that of keyrings.alt: viable everywhere, and a plain file."""

    priority = 5  # keyring reads it as a number

    def get_password(self, service: str, username: str) -> str | None:
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError("a secret went into a plain file")


def test_a_keyring_that_is_a_plain_file_is_never_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "chosen")
    monkeypatch.setattr(keyring, "get_keyring", PlaintextKeyring)
    assert system_keyring() is None
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setattr(keyring.backend, "get_all_keyring", lambda: [PlaintextKeyring()])
    assert system_keyring() is None


@pytest.mark.parametrize(
    "name", ["seal-4b0f", "key.4b0f", "database.desk", "sign-in.4b0f", "Runtime.far", "runtime."]
)
def test_a_runtime_is_sent_no_secret_of_another_purpose(tmp_path: Path, name: str) -> None:
    secrets = Secrets(tmp_path, MemoryKeyring(), environment={})
    secrets.keep(name, CANARY)

    for ask in (lambda one: secrets.get_for_runtime(one, FAR, ""), secrets.find_for_runtime):
        with pytest.raises(AppError, match="is sent to no runtime") as error:
            ask(name)
        assert CANARY not in f"{error.value.message} {error.value.hint}"
    assert secrets.get(name) == CANARY


def test_a_runtime_is_sent_its_own_secret_and_another_server_is_not(tmp_path: Path) -> None:
    kept = {"MODELWARD_SECRET_RUNTIME_PROD_1": f"{FAR} {CANARY}"}
    secrets = Secrets(tmp_path, environment={**kept, "MODELWARD_SECRET_RUNTIME_OLD": CANARY})

    assert secrets.get_for_runtime("runtime.prod-1", f"{FAR}/v2/models", "credit") == CANARY
    for name, url in (
        ("runtime.prod-1", "https://evil.example"),
        ("runtime.prod-1", "http://far.example"),
        ("runtime.prod-1", f"{FAR}:8443"),
        ("runtime.prod-1", f"{FAR}@evil.example"),
        ("runtime.old", FAR),
    ):
        with pytest.raises(AppError) as error:
            secrets.get_for_runtime(name, url, "")
        assert CANARY not in f"{error.value.message} {error.value.hint}"


@pytest.mark.parametrize(
    ("url", "unit", "is_sent"),
    [
        (f"{FAR}/a", "credit", True),
        (f"{FAR}/a/", "credit", True),
        (f"{FAR}/a/v2/models", "credit", True),
        (f"{FAR}/a", "fraud", False),
        (f"{FAR}/a", "", False),
        (FAR, "credit", False),
        (f"{FAR}/b", "credit", False),
        (f"{FAR}/ab", "credit", False),
        (f"{FAR}/A", "credit", False),
        (f"{FAR}/a/../b", "credit", False),
        (f"{FAR}/a/%2e%2e/b", "credit", False),
        (f"{FAR}/a/..;/b", "credit", False),
        (f"{FAR}/a//../b", "credit", False),
        (f"{FAR}/a\\..\\b", "credit", False),
        (f"{FAR}//a", "credit", False),
    ],
)
def test_a_secret_of_one_path_and_unit_goes_to_no_other(
    tmp_path: Path, url: str, unit: str, is_sent: bool
) -> None:
    secrets = Secrets(tmp_path, MemoryKeyring(), environment={})
    secrets.keep(NAME, bind(NAME, CANARY, f"{FAR}/a/", "credit"))

    if is_sent:
        assert secrets.get_for_runtime(NAME, url, unit) == CANARY
        return
    with pytest.raises(InputError, match=f"The secret {NAME} is kept for ") as error:
        secrets.get_for_runtime(NAME, url, unit)
    assert CANARY not in f"{error.value.message} {error.value.hint}"


@pytest.mark.parametrize(
    ("name", "server", "unit"),
    [
        (NAME, f"{FAR}/a?x=1", ""),
        (NAME, f"{FAR}/a#credit", ""),
        (NAME, f"{FAR}/a/../b", ""),
        (NAME, f"{FAR}/a", "credit fraud"),
        ("mlflow.prod", f"{FAR}/a", "credit"),
    ],
)
def test_what_can_not_be_kept_for_one_path_or_unit_is_not_kept(
    name: str, server: str, unit: str
) -> None:
    with pytest.raises(InputError):
        bind(name, CANARY, server, unit)


def test_a_secret_that_nobody_gave_is_named_without_a_value(tmp_path: Path) -> None:
    with pytest.raises(AppError, match=r"does not know the secret “runtime\.prod-token”") as error:
        Secrets(tmp_path, environment={}).get("runtime.prod-token")
    assert "MODELWARD_SECRET_RUNTIME_PROD_TOKEN" in error.value.hint


@pytest.mark.parametrize("address", ["https://[x", "https://[::1", "https://h:x/a", "https://]"])
def test_what_is_no_address_is_refused_in_words(address: str) -> None:
    with pytest.raises(InputError, match="is no address of a server"):
        bind(NAME, CANARY, address)
