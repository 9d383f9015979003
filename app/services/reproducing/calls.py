"""Which calls of the kernel a model's own code may make, as a filter for seccomp.

Calls that it needs can't be listed (any library makes its own), so those are refused that lead out
of what Landlock holds: connections, other processes, what is shared between them, whose a file is.
What a later kernel brings is refused until somebody has read what it does.

Sources: seccomp(2), seccomp_unotify(2); numbers of calls: asm/unistd.h.
"""

from __future__ import annotations

import errno
import os
import platform
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence

# Name of the machine in Python: column of the tables below, name for the kernel.
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_X32 = 0x40000000  # other numbers for the same calls on x86_64
_NEWEST_KNOWN = 462  # mseal, of Linux 6.10; from 424 on the numbers are the same everywhere

Numbers = tuple[int | None, int | None]  # x86_64, aarch64; None where a machine has no such call

# Refused whatever is asked.
_REFUSED: Mapping[str, Numbers] = {
    # connections; io_uring would make them without a call of its own
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "io_uring_setup": (425, 425),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kill": (62, 129), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "process_mrelease": (448, 448),
    "kcmp": (312, 272), "move_pages": (279, 239), "migrate_pages": (256, 238),
    "setsid": (112, 157), "setpgid": (109, 154),
    "setpriority": (141, 140), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274), "ioprio_set": (251, 30),
    # memory, locks and messages that all processes of an account share by a number or a name
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195),
    "semget": (64, 190), "semctl": (66, 191), "semop": (65, 193), "semtimedop": (220, 192),
    "msgget": (68, 186), "msgctl": (71, 187), "msgsnd": (69, 189), "msgrcv": (70, 188),
    "mq_open": (240, 180), "mq_unlink": (241, 181),
    # what Landlock says nothing about: whose a file is, who may open it, its length by name
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452),
    "chown": (92, None), "fchown": (93, 55), "lchown": (94, None), "fchownat": (260, 54),
    "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
    "lremovexattr": (198, 15), "fremovexattr": (199, 16), "utime": (132, None),
    "utimes": (235, None), "futimesat": (261, None), "utimensat": (280, 88), "truncate": (76, 45),
    "openat2": (437, 437), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "inotify_add_watch": (254, 27), "fanotify_init": (300, 262),
    # the machine
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "unshare": (272, 97),
    "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39), "chroot": (161, 51),
    "pivot_root": (155, 41), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    "reboot": (169, 142), "syslog": (103, 116),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "adjtimex": (159, 171),
    "clock_adjtime": (305, 266), "sethostname": (170, 161), "setdomainname": (171, 162),
}  # fmt: skip
_CLONE3: Numbers = (435, 435)  # what it is asked lies in memory; the C library then takes clone
_CLONE: Numbers = (56, 220)
_NEW_NAMESPACES = 0x7E020000  # of users, processes, mounts, …: there it would be root again
_AS_SIBLING = 0x8000  # a child of whoever watches it
_OPENS: tuple[tuple[Numbers, int], ...] = (((2, None), 1), ((257, 56), 2))  # place of the flags
_ONLY_IOCTL = os.O_ACCMODE  # neither reading nor writing, so Landlock does not look at it
_TGKILL: Numbers = (234, 131)
_PRLIMIT: Numbers = (302, 261)
_FCNTL: Numbers = (72, 25)
_OWNERS = (8, 10, 15, 1024, 1026)  # F_SETOWN, SETSIG, SETOWN_EX, SETLEASE, NOTIFY: signals, waits
_IOCTL: Numbers = (16, 29)
_TYPES, _TAKES_KEYS = 0x5412, 0x541C  # TIOCSTI, TIOCLINUX
_SOCKETPAIR: Numbers = (53, 199)
_UNIX, _STREAM = 1, 1  # a pair of datagrams could send to any program here, by its path

_LOAD, _EQUAL, _AT_LEAST, _HAS, _AND, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06


def filter_program(own: int) -> bytes:
    """The filter, as the kernel takes it, for a process of the number `own`."""
    return b"".join(_program(own))


def _program(own: int) -> Iterable[bytes]:
    """A list of tests that ends with yes."""
    column, machine = MACHINES[platform.machine()]
    yield from (_load_machine(), _step(_EQUAL, machine, 1, 0), _NO)
    yield _step(_LOAD, 0)  # the number of the call
    if column == 0:
        yield from (_step(_AT_LEAST, _X32, 0, 1), _NO)
    yield from (_step(_AT_LEAST, _NEWEST_KNOWN + 1, 0, 1), _UNKNOWN)
    for numbers in _REFUSED.values():
        yield from _where(numbers[column], (_NO,))
    yield from _where(_CLONE3[column], (_UNKNOWN,))
    yield from _where(
        _CLONE[column],
        (_argument(0), _step(_HAS, _NEW_NAMESPACES | _AS_SIBLING, 0, 1), _NO, _YES),
    )
    # An open for reading that empties the file: Landlock knows of it since its third edition.
    refused = (os.O_TRUNC, _ONLY_IOCTL, _ONLY_IOCTL | os.O_TRUNC)
    for numbers, place in _OPENS:
        looked_at = (_argument(place), _step(_AND, os.O_ACCMODE | os.O_TRUNC))
        yield from _where(numbers[column], (*looked_at, *_none_of(refused)))
    for numbers, allowed in ((_TGKILL, own), (_PRLIMIT, 0)):  # to itself alone
        yield from _where(numbers[column], (_argument(0), *_only(allowed)))
    yield from _where(_FCNTL[column], (_argument(1), *_none_of(_OWNERS)))
    yield from _where(_IOCTL[column], tuple(_ioctl()))
    kind = (_argument(1), _step(_AND, 0xF), *_only(_STREAM))
    yield from _where(_SOCKETPAIR[column], (_argument(0), _step(_EQUAL, _UNIX, 1, 0), _NO, *kind))
    yield _YES


def _ioctl() -> Iterator[bytes]:
    """What any open file is asked, as whether it is a terminal; nothing that changes a file."""
    yield _argument(1)
    for one in (_TYPES, _TAKES_KEYS):
        yield from (_step(_EQUAL, one, 0, 1), _NO)
    yield from (_step(_AND, 0xFFFFFF00), _step(_EQUAL, 0x5400, 1, 0), _NO_DEVICE, _YES)


def _where(number: int | None, then: Sequence[bytes]) -> Iterator[bytes]:
    """`then`, which ends with an answer, for the call of this number."""
    if number is not None:
        yield _step(_EQUAL, number, 0, len(then))
        yield from then


def _none_of(values: Sequence[int]) -> Iterator[bytes]:
    for value in values:
        yield from (_step(_EQUAL, value, 0, 1), _NO)
    yield _YES


def _only(value: int) -> tuple[bytes, bytes, bytes]:
    return _step(_EQUAL, value, 1, 0), _NO, _YES


def _load_machine() -> bytes:
    return _step(_LOAD, 4)


def _argument(place: int) -> bytes:
    return _step(_LOAD, 16 + 8 * place)


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_so, if_not, value)


_NO = _step(_RETURN, 0x00050000 | errno.EPERM)
_UNKNOWN = _step(_RETURN, 0x00050000 | errno.ENOSYS)
_NO_DEVICE = _step(_RETURN, 0x00050000 | errno.ENOTTY)
_YES = _step(_RETURN, 0x7FFF0000)
