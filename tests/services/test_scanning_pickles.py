"""Pickle-like files: known by name and content, read to their end, never loaded."""

from __future__ import annotations

import io
import pickle
import zipfile
import zlib
from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from app.services.scanning.findings import Severity
from app.services.scanning.pickles import is_pickle_like, scan_pickle, walk_pickle

TRAP = "trap-was-sprung"


class _Evil:
    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        import os

        return os.mkdir, (TRAP,)


def _critical(path: Path) -> list[str]:
    findings, _notes = scan_pickle(path, path.name)
    return [f.what for f in findings if f.severity is Severity.CRITICAL]


def _fitted() -> GradientBoostingClassifier:
    x = np.random.default_rng(0).normal(size=(60, 3))
    return GradientBoostingClassifier(n_estimators=5).fit(x, x[:, 0] > 0)


@pytest.mark.parametrize("protocol", range(6))
def test_the_import_of_a_hostile_pickle_is_named(tmp_path: Path, protocol: int) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(pickle.dumps({"a": [1, _Evil()]}, protocol=protocol))
    assert is_pickle_like(path)
    assert _critical(path) == ["Loading it calls posix.mkdir."]
    assert not Path(TRAP).exists()


@pytest.mark.parametrize("compress", [0, 3, ("gzip", 3), ("bz2", 3), ("lzma", 3), ("xz", 3)])
def test_an_evil_object_after_an_array_in_a_joblib_is_found(
    tmp_path: Path, compress: int | tuple[str, int]
) -> None:
    path = tmp_path / "model.joblib"
    joblib.dump(
        {"weights": np.random.default_rng(0).normal(size=1000), "x": _Evil()}, path, compress
    )
    assert _critical(path) == ["Loading it calls posix.mkdir."]


def test_a_packed_pickle_is_known_under_any_name(tmp_path: Path) -> None:
    for name, compress in (("m.gz", "gzip"), ("m.bin", "zlib"), ("m.xz", "xz"), ("m.bz2", "bz2")):
        joblib.dump({"x": _Evil()}, tmp_path / name, (compress, 3))
        assert is_pickle_like(tmp_path / name)
        assert _critical(tmp_path / name) == ["Loading it calls posix.mkdir."]
    (tmp_path / "data.csv.gz").write_bytes(zlib.compress(b"a,b\n1,2\n"))
    assert not is_pickle_like(tmp_path / "data.csv.gz")


def test_an_ordinary_joblib_is_pickle_like_and_no_worse(tmp_path: Path) -> None:
    path = tmp_path / "model.joblib"
    joblib.dump(_fitted(), path)
    findings, _notes = scan_pickle(path, "model.joblib")
    assert [str(f.severity) for f in findings] == ["medium"]


def test_harmless_strings_pushed_and_dropped_again_do_not_hide_the_import() -> None:
    hidden = (
        b"\x80\x04"
        + b"\x8c\x02os\x94\x8c\x06system\x94"  # the real names
        + b"\x8c\x07sklearn\x8c\x04Tree00"  # two more, dropped: "0" is POP
        + b"\x93\x8c\x04true\x85R."
    )
    assert walk_pickle(hidden).imports == {"os system"}


def test_names_fetched_from_the_memo_are_followed() -> None:
    hidden = b"\x80\x04]\x94(\x8c\x02os\x94\x8c\x06system\x94eh\x01h\x02\x93\x8c\x04true\x85R."
    assert walk_pickle(hidden).imports == {"os system"}


def test_pickles_inside_a_torch_zip_are_read(tmp_path: Path) -> None:
    path = tmp_path / "weights.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(_Evil(), protocol=2))
        archive.writestr("archive/data/0", b"\x00" * 100)
    assert _critical(path) == ["Loading it calls posix.mkdir."]


def test_an_object_array_is_pickle_like_and_a_number_array_is_not(tmp_path: Path) -> None:
    np.save(tmp_path / "numbers.npy", np.arange(5))
    np.save(tmp_path / "objects.npy", np.array([_Evil()], dtype=object), allow_pickle=True)
    np.savez(tmp_path / "objects.npz", a=np.array([_Evil()], dtype=object))
    assert not is_pickle_like(tmp_path / "numbers.npy")
    assert is_pickle_like(tmp_path / "objects.npy")
    assert is_pickle_like(tmp_path / "objects.npz")
    assert _critical(tmp_path / "objects.npy") == ["Loading it calls posix.mkdir."]
    assert _critical(tmp_path / "objects.npz") == ["Loading it calls posix.mkdir."]


def test_a_second_pickle_behind_the_first_is_read(tmp_path: Path) -> None:
    path = tmp_path / "old.pt"
    path.write_bytes(pickle.dumps(1, protocol=2) + pickle.dumps(_Evil(), protocol=2))
    assert _critical(path) == ["Loading it calls posix.mkdir."]


def test_an_unknown_import_is_high(tmp_path: Path) -> None:
    path = tmp_path / "a.pkl"
    path.write_bytes(b"\x80\x04\x8c\x05thing\x8c\x03Run\x93.")
    findings, _notes = scan_pickle(path, "a.pkl")
    assert [(str(f.severity), f.what) for f in findings[1:]] == [
        ("high", "Loading it imports thing.Run.")
    ]


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pkl", b"anything", True),
        ("a.joblib", b"", True),
        ("a.txt", b"cos\nsystem\n(S'true'\ntR.", True),
        ("a.txt", b"cost of\nthe loan\n", False),
        ("a.csv", b"id,b\n1,2\n", False),
        ("a.txt", b"(see below)\n", False),
        ("a.json", b"]", False),
        ("a.bin", b"", False),
    ],
)
def test_pickles_are_known_by_name_and_by_content(
    tmp_path: Path, name: str, content: bytes, expected: bool
) -> None:
    (tmp_path / name).write_bytes(content)
    assert is_pickle_like(tmp_path / name) is expected


def test_a_packed_bomb_ends(tmp_path: Path) -> None:
    path = tmp_path / "bomb.joblib"
    path.write_bytes(zlib.compress(b"\x00" * 80_000_000, 9))
    _findings, notes = scan_pickle(path, "bomb.joblib")
    assert "64 MiB" in notes[0].why


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_can_be_walked(data: bytes) -> None:
    walk_pickle(data)
    walk_pickle(b"\x80\x04" + data)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_truncated_or_changed_pickle_never_breaks_the_walk(data: st.DataObject) -> None:
    whole = bytearray(pickle.dumps({"m": LogisticRegression(), "e": _Evil()}))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] = data.draw(st.integers(0, 255))
    walk_pickle(bytes(whole[: data.draw(st.integers(0, len(whole)))]))


def test_a_skops_like_zip_without_pickles_is_no_pickle(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("schema.json", "{}")
    (tmp_path / "model.zip").write_bytes(buffer.getvalue())
    assert not is_pickle_like(tmp_path / "model.zip")
