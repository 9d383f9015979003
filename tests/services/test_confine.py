"""A model's own code gets at nothing but what it is given; each way is first shown to be open."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import AppError
from app.services.intake.children import child_environment
from app.services.reproducing import confine
from app.services.reproducing.pinned_code import CODE_FOLDER, PARAMETERS_FILE, CodeRun, run_code
from tests.services.runtime_kit import wait_until

pytestmark = pytest.mark.skipif(
    not confine.is_possible(), reason="needs Linux with Landlock and seccomp"
)
NOBODY = 65534
# By what it tries, with `place` (a folder outside), `port`, `parent` and `out` (its own folder).
WAYS = {
    "read a file": "open(place + '/secret').read()",
    "list a folder": "os.listdir(place)",
    "write a file": "open(place + '/new', 'w').write('x')",
    "append to a file": "open(place + '/secret', 'a').write('x')",
    "remove a file": "os.remove(place + '/secret')",
    "rename a file": "os.rename(place + '/secret', place + '/gone')",
    "take a file": "os.rename(place + '/secret', out + '/taken')",
    "link a file": "os.link(place + '/secret', out + '/linked'); open(out + '/linked').read()",
    "read by a link": "os.symlink(place + '/secret', out + '/l'); open(out + '/l').read()",
    "make a folder": "os.mkdir(place + '/folder')",
    "make a pipe": "os.mkfifo(place + '/pipe')",
    "empty by name": "os.truncate(place + '/secret', 0)",
    "empty by reading": "os.close(os.open(place + '/secret', os.O_RDONLY | os.O_TRUNC))",
    "open to all": "os.chmod(place + '/secret', 0o777)",
    "open to all, from its folder": "os.chmod('secret', 0o777, dir_fd=os.open(place, os.O_PATH))",
    "change its time": "os.utime(place + '/secret', (0, 0))",
    "mark a file": "os.setxattr(place + '/secret', 'user.seen', b'x')",
    "connect": "socket.create_connection(('127.0.0.1', port), 5)",
    "send": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', port))",
    "connect to a program here":
        "socket.socket(socket.AF_UNIX).connect(place + '/socket')",
    "signal the service": "os.kill(parent, 0)",
    "watch the service's environment": "open(f'/proc/{parent}/environ').read()",
    "read the service's memory": "open(f'/proc/{parent}/mem', 'rb')",
    "bound the service": "resource.prlimit(parent, resource.RLIMIT_NOFILE, (4000, 4096))",
    "slow the service": "os.setpriority(os.PRIO_PROCESS, parent, 5)",
    "leave its group": "if os.fork() == 0:\n"
        "    os.setsid(), open(out + '/left', 'w').close(), os._exit(0)\n"
        "os.wait(), open(out + '/left')",
    "run what it wrote": "shutil.copyfile('/bin/true', out + '/true')"
        "; os.fchmod(os.open(out + '/true', os.O_RDONLY), 0o755)"
        "; subprocess.run([out + '/true'], check=True)",
    "let another program read":
        "subprocess.run(['/bin/cat', place + '/secret'], check=True, stdout=subprocess.DEVNULL)",
    "send to a program here":
        "os.chdir(place); socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0]"
        ".sendto(b'x', 'mailbox')",
    "send to it as another kind": "os.chdir(place)"
        "; socket.socketpair(socket.AF_UNIX, socket.SOCK_RAW)[0].sendto(b'x', 'mailbox')",
    "read memory that is shared": "asked(libc.shmat(shared, None, 0o10000))",
    "remove memory that is shared": "asked(libc.shmctl(shared, 2, bytes(256)))",
    "signal the service by a pipe": "fcntl.fcntl(os.pipe()[0], fcntl.F_SETOWN, parent)",
    "keep others waiting":
        "fcntl.fcntl(os.open(sys.executable, os.O_RDONLY), fcntl.F_GETLEASE)\n"
        "fcntl.fcntl(os.open(sys.argv[0], os.O_RDONLY), fcntl.F_SETLEASE, fcntl.F_RDLCK)",
    "open neither to read nor to write": "os.open(place + '/secret', 3)",
    "empty so": "os.open(place + '/secret', 3 | os.O_TRUNC)",
    "watch what others do": "asked(libc.inotify_add_watch("
        "libc.inotify_init(), place.encode(), 0xFFF))",
    "ask more of a file": "fcntl.ioctl(os.open(sys.executable, os.O_RDONLY), 2, bytes(4))",
    "be root in a room of its own": "new = libc.syscall(56 if platform.machine() == 'x86_64'"
        " else 220, 0x10000000 | 17, None, None, None, None)\n"
        "new or os._exit(0)\n"
        "asked(new)",
    "know a secret by name": "os.environ['MODELWARD_SECRET']",
}  # fmt: skip
CODE = """
import ctypes, fcntl, os, platform, resource, shutil, socket, subprocess, sys, time
place, out = sys.argv[1], sys.argv[-1]
port, parent, shared = map(int, sys.argv[2:5])
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_ssize_t

def asked(answer):
    if answer == -1:
        raise OSError(ctypes.get_errno(), "the kernel says no")

{statement}
"""
# As if by a kernel of whose Landlock only the first edition is there: then the calls decide.
OLDEST = """
import sys
from app.services.reproducing import confine
confine._abi = lambda: 1
confine.confine((sys.prefix, sys.base_prefix), (sys.argv[-1],), 60)
"""
# In Linux 6.13: a mark on a file, as by setxattr. Its number is the same on every machine.
SET_BY_LATER_CALL = """
name = ctypes.create_string_buffer(b"x")
told = (ctypes.c_uint64 * 2)(ctypes.addressof(name), 1)
asked(libc.syscall(463, -100, (place + "/secret").encode(), 0, b"user.seen", told,
    ctypes.c_size_t(16)))
"""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder of the service's, that no code is given."""
    folder = tmp_path / "service"
    folder.mkdir()
    (folder / "secret").write_text("s3cret")
    mailbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    with socket.socket(socket.AF_UNIX) as listening, mailbox:
        here = Path.cwd()
        os.chdir(folder)  # a path of a socket is short
        try:
            listening.bind("socket")
            mailbox.bind("mailbox")
        finally:
            os.chdir(here)
        listening.listen()
        yield folder


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def service() -> Iterator[int]:
    """A process of the same account."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process.pid
        process.kill()


@pytest.fixture
def shared() -> Iterator[int]:
    """Memory that the service shares with programs of its account, as PostgreSQL does."""
    libc = ctypes.CDLL(None)
    number = libc.shmget(0, 4096, 0o1600)  # IPC_PRIVATE; IPC_CREAT
    assert number >= 0
    yield number
    libc.shmctl(number, 0, None)


@pytest.mark.parametrize("way", WAYS)
def test_what_is_open_to_a_program_is_closed_to_a_models_code(
    way: str,
    tmp_path: Path,
    place: Path,
    port: int,
    service: int,
    shared: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MODELWARD_SECRET", "s3cret")
    code = CODE.format(statement=WAYS[way])
    before = sorted(one.name for one in place.iterdir())

    with pytest.raises(AppError, match=r"failed: [\w.]*Error"):
        started(tmp_path / "work", code, place, port, service, shared)
    assert sorted(one.name for one in place.iterdir()) == before
    assert (place / "secret").read_text() == "s3cret"

    out = tmp_path / "out"
    out.mkdir()
    open_to = run_open(out, code, place, port, service, shared)
    assert open_to.returncode == 0, open_to.stderr


@pytest.mark.parametrize("way", [way for way in WAYS if way != "know a secret by name"])
def test_where_landlock_knows_less_the_calls_are_closed(
    way: str, tmp_path: Path, place: Path, port: int, service: int, shared: int
) -> None:
    before = sorted(one.name for one in place.iterdir())
    out = tmp_path / "out"
    out.mkdir()

    done = run_open(out, OLDEST + CODE.format(statement=WAYS[way]), place, port, service, shared)

    assert done.returncode != 0
    assert "Error" in done.stderr
    assert "UnconfinedError" not in done.stderr
    assert sorted(one.name for one in place.iterdir()) == before
    assert (place / "secret").read_text() == "s3cret"


def run_open(out: Path, code: str, *given: object) -> subprocess.CompletedProcess[str]:
    script = out.parent / "script.py"
    script.write_text(code)
    command = [sys.executable, str(script), *map(str, given), "--out", str(out)]
    return subprocess.run(
        command, env=child_environment(), check=False, capture_output=True, text=True
    )


def test_what_a_later_kernel_brings_is_closed(
    tmp_path: Path, place: Path, port: int, service: int, shared: int
) -> None:
    code = CODE.format(statement=SET_BY_LATER_CALL)
    open_to = run_open(tmp_path / "out", code, place, port, service, shared)
    if "Function not implemented" in open_to.stderr:
        pytest.skip("this kernel has no such call yet")
    assert open_to.returncode == 0, open_to.stderr
    os.removexattr(place / "secret", "user.seen")

    with pytest.raises(AppError, match="the kernel says no"):
        started(tmp_path / "work", code, place, port, service, shared)

    assert os.listxattr(place / "secret") == []


def started(folder: Path, code: str, *given: object) -> Path:
    """Run this code as a version's own, with what is told to it."""
    told = "\n".join(f"sys.argv.insert({n}, {str(one)!r})" for n, one in enumerate(given, 1))
    return run(folder, f"import sys\n{told}\n{code}")


def run(folder: Path, code: str, *, limit_s: float = 60.0) -> Path:
    (folder / CODE_FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / CODE_FOLDER / "train.py").write_text(code)
    (folder / PARAMETERS_FILE).write_text("{}")
    data = folder / "train.csv"
    data.write_text("a,b\n1,2\n")
    return run_code(CodeRun(folder, "train.py", data, 7, None, limit_s, is_own=False))


def test_it_reads_what_it_is_given_and_writes_what_it_made(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    (folder / CODE_FOLDER).mkdir(parents=True)
    (folder / CODE_FOLDER / "helper.py").write_text("WORD = 'beside'")

    made = run(
        folder,
        "import argparse, tempfile, numpy, helper\n"
        "parser = argparse.ArgumentParser()\n"
        "for name in ('--data', '--parameters', '--seed', '--out'):\n"
        "    parser.add_argument(name)\n"
        "given = parser.parse_args()\n"
        "open(given.parameters).read()\n"
        "tempfile.TemporaryFile().write(b'x')\n"
        "text = open(given.data).read() + given.seed + helper.WORD\n"
        "open(given.out + '/model.bin', 'w').write(text)\n",
    )

    assert (made / "model.bin").read_text() == "a,b\n1,2\n7beside"


def test_what_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    with pytest.raises(AppError, match="longer than 2 seconds"):
        run(
            folder,
            "import os, subprocess, sys, time\n"
            "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
            "open(sys.argv[-1] + '/started', 'w').write(str(child.pid))\n"
            "time.sleep(600)\n",
            limit_s=2.0,
        )
    pid = int((folder / "made" / "started").read_text())
    wait_until(lambda: not is_running(pid))


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


def test_it_ends_with_whoever_watches_it(tmp_path: Path) -> None:
    """A service that is killed leaves no training behind."""
    folder = tmp_path / "work"
    watching = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys; from pathlib import Path\n"
            "from tests.services.test_confine import run\n"
            "run(Path(sys.argv[1]), sys.argv[2])",
            str(folder),
            "import ctypes, os, sys, time\n"
            "ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\n"  # not to be ended with its parent
            "name = 'pid' if os.fork() else 'left'\n"
            "open(sys.argv[-1] + '/' + name, 'w').write(str(os.getpid()))\n"
            "time.sleep(600)\n",
        ],
        env=child_environment(),
    )  # fmt: skip
    try:
        written = [folder / "made" / name for name in ("pid", "left")]
        wait_until(lambda: all(one.exists() and one.read_text() != "" for one in written))
        pids = [int(one.read_text()) for one in written]
        assert all(map(is_running, pids))
    finally:
        os.kill(watching.pid, signal.SIGKILL)
        watching.wait()
    wait_until(lambda: not any(map(is_running, pids)))


def test_what_it_left_behind_is_gone_when_it_is_looked_at(tmp_path: Path) -> None:
    """Or it would change what was made after it was measured."""
    made = run(
        tmp_path / "work",
        "import os, sys, time\n"
        "if os.fork() == 0:\n"
        "    open(sys.argv[-1] + '/new', 'w').write(str(os.getpid()))\n"
        "    os.rename(sys.argv[-1] + '/new', sys.argv[-1] + '/left')\n"
        "    time.sleep(600)\n"
        "while not os.path.exists(sys.argv[-1] + '/left'):\n"
        "    time.sleep(0.01)\n",
    )

    assert not is_running(int((made / "left").read_text()))


def said_by(code: str) -> str:
    """What a process of its own prints that runs this."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=child_environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_as_many_processes_as_it_likes_it_can_not_start() -> None:
    """Root's the kernel does not count."""
    code = (
        "import os, signal\n"
        "from app.services.reproducing import confine\n"
        f"os.getuid() or os.setuid({NOBODY})\n"
        "confine._limit(60)\n"
        "started = []\n"
        "try:\n"
        "    for _ in range(4 * confine.MOST_TASKS):\n"
        "        pid = os.fork()\n"
        "        if pid == 0:\n"
        "            signal.pause()\n"
        "        started.append(pid)\n"
        "except BlockingIOError:\n"
        "    print('no more')\n"
        "for one in started:\n"
        "    os.kill(one, signal.SIGKILL)\n"
    )

    assert said_by(code) == "no more\n"


def test_where_memory_is_short_it_goes_first() -> None:
    code = (
        "from app.services.reproducing import confine; confine._limit(60)\n"
        "print(open('/proc/self/oom_score_adj').read())"
    )

    assert said_by(code).strip() == "1000"


@pytest.mark.parametrize("folder", ["-cimport sys; sys.exit(3)", "-mtrace"])
def test_a_folder_that_is_called_like_an_option_is_none(tmp_path: Path, folder: str) -> None:
    code = tmp_path / CODE_FOLDER / folder
    code.mkdir(parents=True)
    (code / "train.py").write_text("import sys; open(sys.argv[-1] + '/model.bin', 'w').close()")
    (tmp_path / PARAMETERS_FILE).write_text("{}")
    given = CodeRun(tmp_path, f"{folder}/train.py", tmp_path, None, None, 60.0, is_own=False)

    assert (run_code(given) / "model.bin").exists()


def test_where_nothing_keeps_it_apart_it_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(confine, "is_possible", lambda: False)

    with pytest.raises(confine.UnconfinedError, match="can't keep a model's own code apart"):
        confine.confine((), (), 1)
