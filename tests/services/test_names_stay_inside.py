"""Names that come from the database lead to nothing outside the folder they are meant for."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import AppError, InputError
from app.services.runtime_access import runtime_folder, scoring_folder
from app.services.secrets import Secrets
from app.services.stores import inside
from tests.machine import machine


@pytest.mark.parametrize("name", ["../dsn", "/etc/passwd", "a/b", "..", "", "a b"])
def test_a_secret_is_only_a_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "credentials"
    folder.mkdir()
    (tmp_path / "dsn").write_text("a password")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    with pytest.raises(AppError, match="name of a secret"):
        Secrets(tmp_path).get(name)


def test_a_secret_of_a_good_name_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "prod-token.v1").write_text("abc\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert Secrets(tmp_path).get("prod-token.v1") == "abc"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "", "."])
def test_paths_that_leave_their_folder_are_refused(name: str, tmp_path: Path) -> None:
    settings = machine(home=tmp_path)
    with pytest.raises(InputError, match="leaves its folder"):
        inside(tmp_path, name)
    for folder_of in (runtime_folder, scoring_folder):
        with pytest.raises(InputError, match="leaves its folder"):
            folder_of(settings, name)


def test_patterns_inside_their_folder_are_kept(tmp_path: Path) -> None:
    assert inside(tmp_path, "2026/scores-*.csv") == tmp_path / "2026" / "scores-*.csv"
