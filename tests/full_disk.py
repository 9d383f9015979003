"""A disk that is full after the first bytes of a file: the machine is at the outer edge."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import NoReturn


def write_on_a_full_disk(path: Path, content: bytes) -> NoReturn:
    """In the place of `Path.write_bytes`."""
    with path.open("wb") as file:
        file.write(content[:10])
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
