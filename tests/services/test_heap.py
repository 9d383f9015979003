"""Memory that is free again goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

LARGE_KB, COUNT = 300, 200
RESIDENT = """
import sys
from pathlib import Path

def resident_kb():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])
"""
KEPT = (
    RESIDENT
    + f"""
from app.services.heap import give_back

if sys.argv[1] == "told":
    give_back()
first = bytearray(8 * {LARGE_KB} * 1024)
del first
before = resident_kb()
many = [bytearray(b"x" * {LARGE_KB} * 1024) for _ in range({COUNT})]
kept = many[::10]  # what is free lies between what is not
del many
print(resident_kb() - before)
"""
)


SMALL = (
    RESIDENT
    + """
from app.services.heap import trim

before = resident_kb()
many = [bytearray(b"x" * 2000) for _ in range(20_000)]
kept = many[::100]  # what is free lies between what is not
del many
print(resident_kb() - before)
trim()
print(resident_kb() - before)
"""
)


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def kept_kb(how: str) -> int:
    return int(run(KEPT, how))


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_large_pieces_go_back_as_they_become_free() -> None:
    assert kept_kb("told") < LARGE_KB * COUNT / 5
    assert kept_kb("untold") > LARGE_KB * COUNT / 2


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_pages_of_small_pieces_go_back_when_it_is_asked() -> None:
    kept, trimmed = (int(one) for one in run(SMALL).split())

    assert trimmed < kept / 2
