"""What the C library keeps of memory that is free again.

glibc gives each thread an arena of its own, and asks the system for large pieces less and less
often: what a long check or a long list took then stays with the window for hours.
"""

from __future__ import annotations

import ctypes
import platform

# Parameters of mallopt(3), and what each is held at.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE_BYTES = 128 * 1024  # glibc's own, which it raises by itself unless it is told
_ARENAS = 2
_IS_GLIBC = platform.libc_ver()[0] == "glibc"


def give_back() -> None:
    """Let large pieces go back to the system as they become free. Once, before threads begin."""
    if not _IS_GLIBC:
        return
    set_option = ctypes.CDLL(None).mallopt
    for option, value in (
        (_ARENA_MAX, _ARENAS),
        (_TRIM_THRESHOLD, _LARGE_BYTES),
        (_MMAP_THRESHOLD, _LARGE_BYTES),
    ):
        set_option(option, value)


def trim() -> None:
    """Give back the small pieces too, where a whole page of them is free: after long work."""
    if _IS_GLIBC:
        ctypes.CDLL(None).malloc_trim(0)
