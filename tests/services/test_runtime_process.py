"""The runtime as a process: started once, found by its folder, as it was after kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from app.errors import NotReachableError
from app.services.runtime_process import RuntimeProcess, find_running, start_detached, stop
from app.services.runtime_server import place
from app.services.runtime_server.lock import FileLock
from tests.services.runtime_kit import Running, add_model, running, sha256_of, wait_until


def _kill(runtime: Running) -> None:
    os.kill(runtime.process.pid, signal.SIGKILL)
    wait_until(lambda: find_running(runtime.folder) is None)


def _place(runtime: Running, name: str, version: str, content: bytes, expect: Any = None) -> None:
    runtime.serve(f"{name}--c{version}", version, content)
    answer = runtime.point(name, f"{name}--c{version}", version, sha256_of(content), expect)
    assert answer.ok, answer.text


def test_a_killed_runtime_answers_at_the_same_address_with_the_same_versions(
    tmp_path: Path,
) -> None:
    with running(tmp_path) as before:
        _place(before, "A", "1", add_model(1))
        seen = {"version": "1", "sha256": sha256_of(add_model(1))}
        _place(before, "A", "2", add_model(2), expect=seen)
        _place(before, "B", "1", add_model(3))
        _kill(before)

        again = start_detached(before.folder)

        assert (again.url, again.token) == (before.process.url, before.process.token)
        assert before.infer("A", [[0, 0]]).json()["outputs"][0]["data"] == [4.0]
        assert before.infer("B", [[0, 0]]).json()["outputs"][0]["data"] == [6.0]
        assert before.call("GET", "/v2/models/A--c1/ready").status_code == 404


def test_a_damaged_model_stays_out_and_the_others_are_served(tmp_path: Path) -> None:
    with running(tmp_path) as runtime:
        _place(runtime, "A", "1", add_model(1))
        _place(runtime, "B", "1", add_model(2))
        _kill(runtime)
        (runtime.folder / "models/A--c1/1/model.onnx").write_bytes(add_model(9))

        start_detached(runtime.folder)

        assert runtime.infer("A", [[0, 0]]).status_code == 404
        assert runtime.infer("B", [[0, 0]]).ok
        rows = runtime.call("POST", "/v2/repository/index").json()
        assert "digest differs" in next(row for row in rows if row["name"] == "A")["reason"]


def test_how_often_a_name_was_switched_outlives_the_process_and_the_name(tmp_path: Path) -> None:
    content, seen = add_model(1), {"version": "1", "sha256": sha256_of(add_model(1))}
    default = "/v2/repository/models/A/default"
    with running(tmp_path) as runtime:
        _place(runtime, "A", "1", content)
        early = runtime.call("DELETE", default, json={"expect": seen, "turn": 0})
        taken = runtime.call("DELETE", default, json={"expect": seen, "turn": 1})
        unsaid = runtime.call("DELETE", default, json={"expect": None})
        _kill(runtime)

        start_detached(runtime.folder)

        assert [one.status_code for one in (early, taken, unsaid)] == [409, 200, 400]
        assert (runtime.turn("A"), runtime.turn("never")) == (2, 0)
        assert runtime.call("GET", default).status_code == 404
        runtime.call("POST", "/v2/repository/models/A--c1/load")
        late = runtime.point("A", "A--c1", "1", seen["sha256"], None, turn=0)
        assert late.status_code == 409
        assert "switched to another and back" in late.json()["error"]
        assert runtime.point("A", "A--c1", "1", seen["sha256"], None, turn=2).ok


def test_files_that_somebody_changed_do_not_keep_the_runtime_from_starting(tmp_path: Path) -> None:
    with running(tmp_path) as runtime:
        _place(runtime, "A", "1", add_model(1))
        _place(runtime, "B", "1", add_model(2))
        stop(runtime.folder)
        (runtime.folder / "models/A/.default").write_text('{"model": "A')
        (runtime.folder / "models/A--c1/1/artifact.json").write_text("{}")

        start_detached(runtime.folder)

        assert runtime.infer("B", [[0, 0]]).ok
        assert runtime.call("POST", "/v2/repository/models/A--c1/load").status_code == 404
        _place(runtime, "A", "1", add_model(1))
        assert runtime.infer("A", [[0, 0]]).ok


def test_a_note_of_a_dead_process_is_not_believed(tmp_path: Path) -> None:
    with running(tmp_path) as runtime:
        note = (runtime.folder / "server.json").read_text()
        assert stop(runtime.folder)
        (runtime.folder / "server.json").write_text(
            note.replace(str(runtime.process.pid), str(os.getpid()))
        )

        assert find_running(runtime.folder) is None
        assert not stop(runtime.folder)
        assert start_detached(runtime.folder).pid != os.getpid()


def test_a_note_is_not_believed_for_a_later_process_with_the_same_number(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / place.LOCK_FILE)
    assert lock.acquire()
    try:
        mine = place.ServerNote(os.getpid(), place.process_started(os.getpid()), 1, "http://x:1")

        place.write_note(tmp_path, mine)
        assert find_running(tmp_path) is not None

        place.write_note(tmp_path, replace(mine, started="1"))
        assert find_running(tmp_path) is None
    finally:
        lock.release()


def test_many_starters_get_one_runtime(tmp_path: Path) -> None:
    found: list[RuntimeProcess] = []
    starters = [
        threading.Thread(target=lambda: found.append(start_detached(tmp_path / "rt")))
        for _ in range(4)
    ]

    try:
        for starter in starters:
            starter.start()
        for starter in starters:
            starter.join()

        assert len({process.pid for process in found}) == 1
        assert len(found) == 4
    finally:
        stop(tmp_path / "rt")


def test_a_second_server_in_the_folder_refuses_with_one_sentence(tmp_path: Path) -> None:
    with running(tmp_path) as runtime:
        command = [sys.executable, "-m", "app.services.runtime_server"]

        second = subprocess.run(
            [*command, "--dir", str(runtime.folder)], capture_output=True, check=False, timeout=20
        )

        assert second.returncode == 3
        assert b"serves" in second.stderr
        assert b"Traceback" not in second.stderr


@pytest.mark.parametrize(
    ("option", "value", "code", "said"),
    [
        ("--port", "70000", 2, "70000 is not between 0 and 65535"),
        ("--port", "-1", 2, "-1 is not between 0 and 65535"),
        ("--workers", "0", 2, "0 is not between 1 and"),
        ("--threads", "-1", 2, "-1 is not between 1 and"),
        ("--infer-timeout-s", "nan", 2, "nan is not between"),
        ("--max-rows", "0", 2, "0 is not between 1 and"),
        ("--max-rows", "x", 2, "invalid int value: 'x'"),
        ("--host", "192.0.2.1", 3, "192.0.2.1 can't be used"),
        ("--dir", "", 2, "the folder has no name"),
        ("--log-dir", " ", 2, "the folder has no name"),
        ("--dir", __file__, 3, "can't use"),
        ("--log-dir", __file__, 3, "can't use"),
    ],
)
def test_bad_options_get_one_sentence(
    tmp_path: Path, option: str, value: str, code: int, said: str
) -> None:
    command = [sys.executable, "-m", "app.services.runtime_server", "--dir", str(tmp_path / "rt")]

    done = subprocess.run(
        [*command, option, value], capture_output=True, text=True, check=False, timeout=30
    )

    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
    assert "Traceback" not in done.stderr


def test_what_a_full_disk_left_of_token_and_port_does_not_lock_everybody_out(
    tmp_path: Path,
) -> None:
    (tmp_path / "runtime").mkdir()
    (tmp_path / "runtime" / "token").touch(mode=0o600)
    (tmp_path / "runtime" / "port").write_text("70000")

    with running(tmp_path) as runtime:
        assert runtime.process.token
        assert runtime.call("GET", "/v2").ok


def test_the_runtime_outlives_its_starter_without_becoming_its_zombie(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path;"
        "from app.services.runtime_process import start_detached;"
        "start_detached(Path(sys.argv[1]))"
    )

    try:
        subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, timeout=30)

        found = find_running(tmp_path)
        assert found is not None
        assert os.getsid(found.pid) == found.pid
        assert requests.get(found.url + "/v2/health/ready", timeout=5).ok
    finally:
        assert stop(tmp_path)
    assert find_running(tmp_path) is None


def test_a_taken_port_is_named_and_a_remembered_one_is_only_a_wish(tmp_path: Path) -> None:
    with running(tmp_path) as holder:
        port = int(holder.process.url.rpartition(":")[2])

        with pytest.raises(NotReachableError, match=f"Port {port} can't be used"):
            start_detached(tmp_path / "other", port=port)

        (tmp_path / "other/port").write_text(str(port))
        try:
            assert start_detached(tmp_path / "other").url != holder.process.url
        finally:
            stop(tmp_path / "other")


def test_switching_back_and_forth_under_load_fails_no_request(tmp_path: Path) -> None:
    with running(tmp_path) as runtime:
        digests = {v: sha256_of(add_model(v)) for v in (1, 2)}
        for version in (1, 2):
            runtime.serve(f"S--c{version}", str(version), add_model(version))
        runtime.point("S", "S--c1", "1", digests[1], None)
        answers: list[tuple[int, str, float]] = []
        done = threading.Event()

        def ask() -> None:
            with requests.Session() as session:
                session.trust_env = False
                session.headers.update(runtime.session.headers)
                while not done.is_set():
                    answer = Running(
                        runtime.folder, runtime.log_dir, runtime.process, session
                    ).infer("S", [[0, 0]])
                    found = answer.json()
                    answers.append(
                        (
                            answer.status_code,
                            found["parameters"]["sha256"],
                            found["outputs"][0]["data"][0],
                        )
                    )

        askers = [threading.Thread(target=ask) for _ in range(2)]
        for asker in askers:
            asker.start()
        present, other = 1, 2
        until = time.monotonic() + 0.8
        while time.monotonic() < until:
            seen = {"version": str(present), "sha256": digests[present]}
            switched = runtime.point("S", f"S--c{other}", str(other), digests[other], seen)
            assert switched.ok
            present, other = other, present
        done.set()
        for asker in askers:
            asker.join()

        assert len(answers) > 20
        assert set(answers) == {(200, digests[1], 2.0), (200, digests[2], 4.0)}


def test_the_server_imports_nothing_else_of_the_product() -> None:
    code = (
        "import sys, app.services.runtime_server.__main__;"
        "print([n for n in sys.modules if n.startswith('app.') and 'runtime_server' not in n])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=30)

    assert done.stdout.decode().strip() == "['app.services']"
