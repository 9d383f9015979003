"""ZIP files: unpacked safely, or refused with a sentence and nothing outside."""

from __future__ import annotations

import contextlib
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import InputError
from app.services.intake.archive import extract_zip


def _zip(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def test_a_zip_of_a_folder_gives_that_folder(tmp_path: Path) -> None:
    path = _zip(tmp_path / "m.zip", {"model/a.txt": b"a", "model/src/b.py": b"b"})
    root = extract_zip(path, tmp_path / "out")
    assert root == tmp_path / "out" / "model"
    assert (root / "src" / "b.py").read_bytes() == b"b"


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("../evil.txt", "leads out of its folder: ../evil.txt"),
        ("a/../../evil.txt", "leads out of its folder"),
        ("/etc/evil", "leads out of its folder"),
        ("C:/evil.txt", "leads out of its folder"),
        ("..\\evil.txt", "leads out of its folder"),
        ("a\x1b[31m.txt", "control character"),
        ("evil\u202etxt.exe", "control character"),
        ("x" * 600, "leads out of its folder"),
    ],
)
def test_an_entry_that_leaves_the_folder_is_refused(tmp_path: Path, name: str, part: str) -> None:
    path = _zip(tmp_path / "m.zip", {"good.txt": b"x", name: b"evil"})
    with pytest.raises(InputError) as caught:
        extract_zip(path, tmp_path / "out" / "deep")
    assert part in caught.value.message
    assert not list(tmp_path.glob("**/*evil*"))


def test_a_link_is_refused(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("link")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as archive:
        archive.writestr(entry, "/etc/passwd")
    with pytest.raises(InputError, match="has a link or device: link"):
        extract_zip(tmp_path / "m.zip", tmp_path / "out")


def test_a_bomb_is_refused_while_it_unpacks(tmp_path: Path) -> None:
    path = _zip(tmp_path / "m.zip", {"zeros": b"\x00" * 20_000_000})
    with pytest.raises(InputError, match="more than 100 times its size: zeros"):
        extract_zip(path, tmp_path / "out")
    assert sum(file.stat().st_size for file in (tmp_path / "out").iterdir()) <= 3 * 1024**2


def _truncated(path: Path) -> None:
    path.write_bytes(_zip(path, {"a": b"a" * 1000}).read_bytes()[:80])


def _damaged(path: Path) -> None:
    content = bytearray(_zip(path, {"a": bytes(range(256)) * 9}).read_bytes())
    content[60:64] = b"\xff" * 4
    path.write_bytes(content)


def _many(path: Path) -> None:
    _zip(path, {f"f{k}": b"" for k in range(5_001)})


def _no_files(path: Path) -> None:
    _zip(path, {"folder/": b""})


def _same_twice(path: Path) -> None:
    _zip(path, {"A.txt": b"1", "a.txt": b"2"})


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (_truncated, "m.zip is not a complete ZIP file"),
        (_damaged, "m.zip is not a complete ZIP file"),
        (_many, "m.zip has 5001 entries; 5000 is the most."),
        (_no_files, "m.zip holds no files."),
        (_same_twice, "m.zip has the entry a.txt twice."),
    ],
)
def test_other_bad_zips_give_one_sentence(
    tmp_path: Path, make: Callable[[Path], None], part: str
) -> None:
    make(tmp_path / "m.zip")
    with pytest.raises(InputError) as caught:
        extract_zip(tmp_path / "m.zip", tmp_path / "out")
    assert part in caught.value.message
    assert caught.value.message.endswith(".")
    assert "zip file" not in caught.value.message  # the library's words
    assert "CRC" not in caught.value.message


@settings(max_examples=40, deadline=None)
@given(name=st.text(alphabet="./\\:ab ", min_size=1, max_size=12))
def test_no_name_writes_outside(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    base = tmp_path_factory.mktemp("zip")
    path = _zip(base / "m.zip", {name: b"content"})
    out = base / "x" / "y" / "out"
    with contextlib.suppress(InputError):
        extract_zip(path, out)
    written = {file for file in base.rglob("*") if file.is_file()} - {path}
    assert all(file.is_relative_to(out) for file in written)
