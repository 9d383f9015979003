"""The libraries that a lock pins, in a folder of their own: what a version is run again with.

pip fetches them from where this machine's pip is told to (an index of the house, a folder of
wheels). Of the lock only `name==version` with its hashes is handed on, so whoever wrote it names no
address and no option; and only wheels are taken, so nothing of them runs while they are put there.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from app.errors import AppError
from app.services.reproducing.lock import lock_lines

LOCK_FILE = "lock.txt"
LIBRARIES = "libraries"
REPORT_FILE = "installed.json"
TIME_LIMIT_S = 1200
# What of the service's environment pip needs to reach what it is told to; all else may be secret.
_HANDED_ON = ("PATH", "HOME", "LANG", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE",
              "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS",
              "NETRC", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE",
              "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")  # fmt: skip
SAID = 240


class NotInstalledError(AppError):
    """The pinned libraries can't be had here."""


def put_libraries(lock: str, folder: Path) -> Path:
    """Install what `lock` pins below `folder`; where it lies.

    Raises:
        NotInstalledError: pip is missing, or does not find them.
    """
    wanted, report, target = folder / LOCK_FILE, folder / REPORT_FILE, folder / LIBRARIES
    wanted.write_text("\n".join(requirements(lock)) + "\n", encoding="utf-8")
    unchecked = _unchecked(lock)
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "--only-binary", ":all:",
        "--disable-pip-version-check", "--target", str(target), "--requirement", str(wanted),
        *(["--report", str(report)] if unchecked else []),
    ]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False,
            stdin=subprocess.DEVNULL, env=_environment(),
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalledError(f"The pinned libraries can't be installed here: {error}") from error
    if done.returncode != 0:
        raise NotInstalledError(
            f"The pinned libraries can't be installed here: {_last_line(done.stderr)}",
            hint="Let pip on the service's machine reach an index or a folder that has them.",
        )
    if unchecked:
        _check_hashes(unchecked, json.loads(report.read_text(encoding="utf-8"))["install"])
    return target


def requirements(lock: str) -> list[str]:
    """What a lock pins, a line each, as pip reads it; everything else that stands in it is left."""
    has_hashes = not _unchecked(lock)
    return [one.as_requirement(has_hashes=has_hashes) for one in lock_lines(lock)]


def _unchecked(lock: str) -> Mapping[str, Collection[str]]:
    """The hashes that pip does not look at, by library: it takes them of all or of none."""
    lines = list(lock_lines(lock))
    if all(one.hashes for one in lines):
        return {}
    return {canonicalize_name(one.name): one.hashes for one in lines if one.hashes}


def _check_hashes(
    wanted: Mapping[str, Collection[str]], installed: Iterable[Mapping[str, Any]]
) -> None:
    """
    Raises:
        NotInstalledError: a library that was put there has none of its hashes.
    """
    for one in installed:
        name = one["metadata"]["name"]
        found = one["download_info"].get("archive_info", {}).get("hashes", {})
        hashes = {f"{kind}:{value}" for kind, value in found.items()}
        pinned = wanted.get(canonicalize_name(name))
        if pinned is not None and hashes.isdisjoint(pinned):
            raise NotInstalledError(f"What pip finds of {name} has no hash that the lock names.")


def _environment() -> dict[str, str]:
    given = os.environ.items()
    return {
        name: value
        for name, value in given
        if name.upper() in _HANDED_ON or name.startswith("PIP_")
    } | {"PYTHONSAFEPATH": "1"}


def _last_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")] or lines
    return errors[-1].removeprefix("ERROR:").strip()[:SAID] if errors else "pip said nothing."
