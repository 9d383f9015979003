"""Memory that is free again goes back to the system."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

LARGE_KB, COUNT = 300, 200
KEPT = f"""
import sys
from pathlib import Path
from app.views.heap import give_back

def resident_kb():
    return int(Path("/proc/self/status").read_text().split("VmRSS:")[1].split()[0])

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


def kept_kb(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", KEPT, how], stdout=subprocess.PIPE, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_large_pieces_go_back_as_they_become_free() -> None:
    assert kept_kb("told") < LARGE_KB * COUNT / 5
    assert kept_kb("untold") > LARGE_KB * COUNT / 2
