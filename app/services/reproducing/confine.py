"""Keeps a model's own code apart from the machine that runs it again (Linux).

Code that somebody registered runs with the service's account. So before it starts, its process
gives up for good, by Landlock and seccomp of the kernel: every file but those it is given, every
connection, other processes, the kernel's keys, and the capabilities of root. What it starts is held
in the same way. Where a kernel has not both, no such code is run.

Sources: landlock(7), capabilities(7), prctl(2).
"""

from __future__ import annotations

import ctypes
import os
import platform
import select
import signal
import struct
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

from app.errors import AppError
from app.services.reproducing.calls import MACHINES, filter_program
from app.services.training.spec import read_json

if sys.platform == "linux":
    import resource

# What a confined process may read of a machine, where it is there; never a whole /etc or /proc.
OF_SYSTEM = (
    "/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime", "/dev/urandom",
    "/dev/zero", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu",
)  # fmt: skip
NOWHERE = "/dev/null"
FILE_BYTES = 2 << 30
LEAST_MEMORY_BYTES = 2 << 30
MOST_TASKS = 512  # processes and threads, beside those of the account that are there

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every machine
_READ = 1 << 0 | 1 << 2 | 1 << 3  # execute, read a file, read a folder
_FILES_ALONE = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 14 | 1 << 15  # what a rule about a file may say
_BY_ABI = ((1, 13), (2, 14), (3, 15), (5, 16))  # rights of files that a kernel's Landlock knows
_NETWORK_ABI, _SCOPE_ABI = 4, 6

_KILLED_WITH_PARENT, _NO_NEW_PRIVILEGES, _SET_SECCOMP = 1, 38, 22
_SET_SECUREBITS, _DROP_BOUND, _REAPS_ALL = 28, 24, 36
_NO_ROOT = 0b101111  # whoever is root gets no capability from it, and can't undo that
_CAPABILITIES = 64  # more than any kernel has


class UnconfinedError(AppError):
    """Nothing here keeps the code apart, so it is not run."""

    default_title = "Not run"


@dataclass(frozen=True, slots=True)
class Confined:
    """A command, and all that it may touch."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str  # where it starts
    readable: tuple[str, ...]
    writable: tuple[str, ...]
    seconds: int  # of processor time, each process

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def is_possible() -> bool:
    """Whether this machine can keep code apart."""
    return sys.platform == "linux" and platform.machine() in MACHINES and _abi() >= 1


def check_possible() -> None:
    """
    Raises:
        UnconfinedError: nothing here keeps code apart.
    """
    if not is_possible():
        raise UnconfinedError(
            "This machine can't keep a model's own code apart from its other files.",
            hint="Run the service on Linux 5.13 or later, with Landlock switched on.",
        )


def confine(readable: Sequence[str], writable: Sequence[str], seconds: int) -> None:
    """Give up for good, in this process and all that it starts, what is not named.

    Raises:
        UnconfinedError: the kernel does not do it, or not whole.
    """
    check_possible()
    _limit(seconds)
    _drop_capabilities()
    _prctl(_NO_NEW_PRIVILEGES, 1)
    _restrict_files(readable, writable)
    _filter_calls()


def main(specification: str) -> int:
    """Run the command of a `Confined` that stands in a file, until it or who asked for it ends.

    Who asked holds the other end of the standard input. What the command started ends with it.
    """
    content = read_json(Path(specification))
    spec = Confined(**{**content, "command": tuple(content["command"])})
    os.chdir(spec.folder)
    _prctl(_REAPS_ALL, 1)  # so that what it left behind becomes a child of this process
    keeper = os.getpid()
    child = os.fork()
    if child == 0:
        _become(spec, keeper)
    with suppress(OSError):  # whichever of both is first
        os.setpgid(child, child)
    select.select([sys.stdin.fileno(), os.pidfd_open(child)], [], [])
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # nothing of it can leave its group
    return _reap(child)


def _become(spec: Confined, keeper: int) -> NoReturn:
    """In the child: the command, once it holds nothing but what it may."""
    try:
        os.setpgid(0, 0)
        _prctl(_KILLED_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != keeper:
            os._exit(1)
        nothing = os.open(NOWHERE, os.O_RDONLY)
        os.dup2(nothing, sys.stdin.fileno())
        confine(spec.readable, spec.writable, spec.seconds)
        os.execve(spec.command[0], spec.command, dict(spec.environment))
    finally:  # only where it did not become that
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _reap(child: int) -> int:
    """Wait until nothing is left; how `child` ended."""
    code = 1
    with suppress(ChildProcessError):
        while True:
            ended, status = os.wait()
            if ended == child:
                code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code


def _limit(seconds: int) -> None:
    if sys.platform == "linux":
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") * 3 // 4
        for what, most in (
            (resource.RLIMIT_AS, max(LEAST_MEMORY_BYTES, memory)),
            (resource.RLIMIT_FSIZE, FILE_BYTES),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_NPROC, _tasks_of_account() + MOST_TASKS),
            (resource.RLIMIT_CORE, 0),
        ):
            _, hard = resource.getrlimit(what)
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(what, (bound, bound))
        with suppress(OSError):  # where memory is short, this goes first, and not the service
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _tasks_of_account() -> int:
    """The kernel counts all of an account's; root's it does not bound."""
    found = 0
    for process in Path("/proc").iterdir():
        with suppress(OSError):
            if process.name.isdigit() and process.stat().st_uid == os.getuid():
                found += len(os.listdir(process / "task"))
    return found


def _drop_capabilities() -> None:
    """Root keeps its name and nothing else; a service may have been given some without it."""
    if os.geteuid() == 0:
        _prctl(_SET_SECUREBITS, _NO_ROOT)
        for capability in range(_CAPABILITIES):
            _library().prctl(_DROP_BOUND, capability, 0, 0, 0)  # past the last one it says no
    head, none = struct.pack("<Ii", 0x20080522, 0), bytes(24)
    if _library().capset(ctypes.c_char_p(head), ctypes.c_char_p(none)) != 0:
        raise _failed("capset")


# Files


def _abi() -> int:
    return max(0, int(_library().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def _restrict_files(readable: Sequence[str], writable: Sequence[str]) -> None:
    abi = _abi()
    handled = (1 << max(bits for since, bits in _BY_ABI if since <= abi)) - 1
    network = 0b11 if abi >= _NETWORK_ABI else 0
    scope = 0b11 if abi >= _SCOPE_ABI else 0
    size = 24 if abi >= _SCOPE_ABI else 16 if abi >= _NETWORK_ABI else 8
    attributes = struct.pack("<QQQ", handled, network, scope)[:size]
    ruleset = _call(_CREATE_RULESET, attributes, ctypes.c_size_t(size), 0)
    for path, rights in (
        *((path, _READ) for path in (*OF_SYSTEM, *readable)),
        *((path, handled & ~1) for path in writable),  # nothing that it wrote is executed
        (NOWHERE, 0b110),
    ):
        _allow(ruleset, path, rights & handled)
    _call(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    is_folder = Path(path).is_dir()
    rule = struct.pack("<Qi", rights if is_folder else rights & _FILES_ALONE, descriptor)
    _call(_ADD_RULE, ruleset, 1, rule, 0)
    os.close(descriptor)


# Calls


def _filter_calls() -> None:
    program = filter_program(os.getpid())
    kept = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("<HxxxxxxQ", len(program) // 8, ctypes.addressof(kept))
    _prctl(_SET_SECCOMP, 2, ctypes.c_char_p(head))


# The C library


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: Any) -> int:
    found = int(_library().syscall(number, *arguments))
    if found < 0:
        raise _failed(f"call {number}")
    return found


def _prctl(option: int, *arguments: Any) -> None:
    given = [*arguments, *(0,) * (4 - len(arguments))]
    if _library().prctl(option, *given) != 0:
        raise _failed(f"option {option}")


def _failed(what: str) -> UnconfinedError:
    said = os.strerror(ctypes.get_errno())
    return UnconfinedError(
        "This machine could not keep the model's own code apart, so it was not run.",
        hint=f"The kernel says to {what}: {said}.",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
