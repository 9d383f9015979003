"""Proofs as an outsider holds them: checked by thirty lines, copied, tampered with."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

CHECK = Path(__file__).with_name("check_proof.py")
DEPLOYED = b"deployment.deployed"


def checked(proof: Path) -> subprocess.CompletedProcess[str]:
    """By thirty lines that know the standards and nothing of the product."""
    return subprocess.run(
        [sys.executable, "-I", str(CHECK), str(proof)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def tampered(proof: Path) -> Path:
    """A copy in which one letter of one event is another."""
    return _copied(proof, "tampered", lambda one: one.replace(DEPLOYED, b"deployment.deplayed", 1))


def repacked(proof: Path) -> Path:
    """A copy in which nothing but the archive around it is new."""
    return _copied(proof, "repacked", lambda one: one)


def _copied(proof: Path, name: str, changed: Callable[[bytes], bytes]) -> Path:
    copy = proof.with_name(f"{name}.zip")
    with zipfile.ZipFile(proof) as source, zipfile.ZipFile(copy, "w") as target:
        for each in source.namelist():
            content = source.read(each)
            target.writestr(each, changed(content) if each == "leaves.txt" else content)
    assert copy.read_bytes() != proof.read_bytes()
    return copy


def place_of_change(proof: Path) -> int:
    """Where the event that `tampered` changes stands in the log."""
    with zipfile.ZipFile(proof) as archive:
        lines = archive.read("leaves.txt").splitlines()
    return int(next(one.split(b" ")[1] for one in lines if DEPLOYED in one))


def require_tampering_named(proof: Path) -> None:
    """The proof and a copy of it hold; of the one with another letter the event is named."""
    good, again, bad = checked(proof), checked(repacked(proof)), checked(tampered(proof))
    assert good.returncode == 0, good.stderr
    assert good.stdout.startswith("intact: ")
    assert again.stdout == good.stdout
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr.strip() == f"broken at {place_of_change(proof)}"
