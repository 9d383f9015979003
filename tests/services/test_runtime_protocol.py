"""However a request arrives, and however long it takes, the answer is the same."""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import socket
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import Message

from app.services.runtime_process import stop
from app.services.runtime_server.errors import RequestError
from app.services.runtime_server.http_io import read_body
from app.services.runtime_server.protocol import read_plain
from tests.services.runtime_kit import Running, add_model, body, running, slow_model, wait_until


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("rt")) as started:
        started.serve("add", "1", add_model(1))
        started.serve("slow", "1", slow_model())
        yield started


def _request(runtime: Running, *headers: str, document: Any = None, path: str = "add") -> bytes:
    content = json.dumps(document or body([[1, 2]]) | {"id": "same"}).encode()
    lines = [
        f"POST /v2/models/{path}/infer HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {runtime.process.token}",
        f"Content-Length: {len(content)}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def _connect(runtime: Running) -> socket.socket:
    host, port = runtime.process.url.removeprefix("http://").split(":")
    connection = socket.create_connection((host, int(port)), timeout=10)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _answers(connection: socket.socket, count: int) -> list[tuple[int, Any]]:
    reader = connection.makefile("rb")
    found = []
    for _ in range(count):
        status = int(reader.readline().split()[1])
        length = 0
        while (line := reader.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        found.append((status, json.loads(reader.read(length) or b"null")))
    reader.close()
    return found


def _ask(runtime: Running, *chunks: bytes, count: int = 1) -> list[tuple[int, Any]]:
    with _connect(runtime) as connection:
        for chunk in chunks:
            connection.sendall(chunk)
        return _answers(connection, count)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts=st.lists(st.integers(0, 300), max_size=4))
def test_a_request_in_pieces_is_answered_as_in_one(runtime: Running, cuts: list[int]) -> None:
    whole = _request(runtime)
    edges = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    chunks = [whole[start:end] for start, end in pairwise(edges)]

    assert _ask(runtime, *chunks) == _ask(runtime, whole)


@pytest.mark.parametrize(
    "headers",
    [
        ("X-Request-Source: core-banking",),
        ("Connection: keep-alive",),
        ("Cookie: a=b",),
        ("Accept: */*", "User-Agent: test"),
    ],
)
def test_more_headers_do_not_change_the_answer(runtime: Running, headers: tuple[str, ...]) -> None:
    assert _ask(runtime, _request(runtime, *headers)) == _ask(runtime, _request(runtime))


def test_requests_sent_ahead_are_answered_in_order(runtime: Running) -> None:
    requests_ahead = [
        _request(runtime, document=body([[number, 0]]) | {"id": str(number)}) for number in range(5)
    ]
    mixed = [requests_ahead[0], _request(runtime, "X-A: 1"), *requests_ahead[1:]]

    found = _ask(runtime, b"".join(mixed), count=6)

    assert [answer["id"] for _, answer in found] == ["0", "same", "1", "2", "3", "4"]


def test_requests_of_both_kinds_follow_each_other_on_one_connection(runtime: Running) -> None:
    plain, general = _request(runtime), _request(runtime, "X-A: 1")
    wrong = _request(runtime, document=body([[1, None]]))
    with _connect(runtime) as connection:
        statuses = []
        for request in (plain, general, wrong, plain, general, general, plain):
            connection.sendall(request)
            statuses += [status for status, _ in _answers(connection, 1)]

    assert statuses == [200, 200, 400, 200, 200, 200, 200]


def test_a_caller_who_closes_is_let_go(runtime: Running) -> None:
    with _connect(runtime) as connection:
        connection.sendall(_request(runtime, "Connection: close"))
        assert _answers(connection, 1)[0][0] == 200
        assert connection.recv(1) == b""


@pytest.mark.parametrize(
    "change",
    [
        (b"Content-Length: ", b"Content-Length: +"),
        (b"Content-Length: ", b"Content-Length: 1\r\nContent-Length: "),
        (b"Content-Length: ", b"Transfer-Encoding: chunked\r\nContent-Length: "),
        (b"Content-Length: ", b"Content-Length : "),
        (b"Host: x\r\n", b"Host: x\r\n folded\r\n"),
        (b"Host: x\r\n", b""),
        (b"Host: x\r\n", b"Host: x\n"),
        (b"Host: x\r\n", b"Host: x\r\nExpect: 100-continue\r\n"),
        (b"Host: x\r\n", b"Host: x\r\nContent-Encoding: gzip\r\n"),
        (b"Host: x\r\n", b"Host: x\r\nInference-Header-Content-Length: 5\r\n"),
        (b"Host: x\r\n", b"Host: x\r\nHost: y\r\n"),
        (b"Host: x\r\n", b"Host: x\0\r\n"),
        (b" HTTP/1.1", b" HTTP/1.0"),
        (b" HTTP/1.1", b"?a=b HTTP/1.1"),
        (b"models/add", b"models/a%64d"),
        (b"models/add", b"models/../models/add"),
        (b"POST", b"post"),
    ],
)
def test_whatever_is_unusual_goes_the_general_way(
    runtime: Running, change: tuple[bytes, bytes]
) -> None:
    usual = _request(runtime)

    assert read_plain(usual) is not None
    assert read_plain(usual.replace(*change, 1)) is None


def test_without_the_token_the_short_way_is_closed_too(runtime: Running) -> None:
    request = _request(runtime).replace(runtime.process.token.encode(), b"wrong")

    status, answer = _ask(runtime, request)[0]

    assert (status, answer) == (401, {"error": "A bearer token is needed."})


def test_a_caller_who_leaves_in_the_middle_disturbs_nobody(runtime: Running) -> None:
    slow = _request(runtime, document=_rounds(50_000), path="slow")
    for sent in (_request(runtime)[:-5], _request(runtime)[:20], slow):
        with _connect(runtime) as connection:
            connection.sendall(sent)

    assert _ask(runtime, _request(runtime))[0][0] == 200


def _rounds(count: int) -> dict[str, Any]:
    return {"inputs": [{"name": "x", "datatype": "INT64", "shape": [1], "data": [count]}]}


def test_a_long_inference_holds_up_neither_health_nor_other_models(runtime: Running) -> None:
    found: list[int] = []
    slow = _request(runtime, document=_rounds(600_000), path="slow")
    asker = threading.Thread(target=lambda: found.append(_ask(runtime, slow)[0][0]))
    asker.start()
    longest = 0.0
    answered = 0

    while asker.is_alive():
        started = time.perf_counter()
        assert runtime.call("GET", "/v2/health/live").ok
        assert runtime.infer("add", [[1, 2]]).ok
        longest = max(longest, time.perf_counter() - started)
        answered += 1
    asker.join()

    assert found == [200]
    assert answered > 5
    assert longest < 0.5


def test_an_endless_inference_is_ended_and_its_thread_is_free_again(tmp_path: Path) -> None:
    options = ("--infer-timeout-s", "0.1", "--workers", "1", "--max-requests", "1")
    with running(tmp_path, *options) as own:
        own.serve("slow", "1", slow_model())
        endless = {"json": _rounds(10**12)}
        first: list[requests.Response] = []
        asker = threading.Thread(
            target=lambda: first.append(
                requests.post(
                    own.url("/v2/models/slow/infer"),
                    headers=dict(own.session.headers),
                    timeout=10,
                    **endless,
                )
            )
        )
        asker.start()
        busy: list[int] = []
        while asker.is_alive():
            busy.append(own.call("POST", "/v2/models/slow/infer", **endless).status_code)
        asker.join()

        assert first[0].status_code in (503, 504)
        assert set(busy) <= {503, 504}
        assert 504 in {first[0].status_code, *busy}
        short = {"json": _rounds(10)}
        wait_until(lambda: own.call("POST", "/v2/models/slow/infer", **short).ok)


def test_an_inference_that_is_endless_after_quick_ones_holds_up_nobody(tmp_path: Path) -> None:
    with running(tmp_path, "--infer-timeout-s", "1") as own:
        own.serve("slow", "1", slow_model())
        for _ in range(3):  # the model has the name of a quick one now
            assert own.call("POST", "/v2/models/slow/infer", json=_rounds(1)).ok

        endless = own.call("POST", "/v2/models/slow/infer", json=_rounds(10**12))
        # The general way, as the short one.
        other = own.call("POST", "/v2/models/slow/infer?a=b", json=_rounds(10**12))

        assert (endless.status_code, other.status_code) == (504, 504)
        assert own.call("GET", "/v2/health/live").ok
        assert own.call("POST", "/v2/models/slow/infer", json=_rounds(1)).ok


def test_a_body_of_which_nothing_comes_is_not_waited_for() -> None:
    async def nothing() -> Message:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def read() -> bytes:
        return await read_body({"type": "http", "headers": []}, nothing, limit=1, timeout_s=0.05)

    with pytest.raises(RequestError, match="did not arrive in time"):
        asyncio.run(asyncio.wait_for(read(), 20))


@pytest.mark.parametrize("sent", [b"", b"GET /v2 HT"])
def test_a_caller_who_sends_no_whole_head_is_cut_off(tmp_path: Path, sent: bytes) -> None:
    """Otherwise a few hundred of them, without any token, would take every connection."""
    with running(tmp_path, "--head-timeout-s", "0.2") as own, _connect(own) as asker:
        own.serve("add", "1", add_model(1))
        asker.sendall(_request(own))
        assert [status for status, _ in _answers(asker, 1)] == [200]
        with _connect(own) as idler:
            idler.sendall(sent)
            with contextlib.suppress(ConnectionResetError):
                assert idler.recv(100) == b""

        asker.sendall(_request(own))  # who has asked something may take longer
        assert [status for status, _ in _answers(asker, 1)] == [200]


def test_callers_with_the_token_get_in_while_others_take_all_connections(tmp_path: Path) -> None:
    """Six hundred tokenless connections, each renewed when it ends, on 400 open files."""
    with running(tmp_path) as own, _connect(own) as old:
        own.serve("add", "1", add_model(1))
        old.sendall(_request(own))
        assert [status for status, _ in _answers(old, 1)] == [200]
        resource.prlimit(own.process.pid, resource.RLIMIT_NOFILE, (400, 400))
        with contextlib.ExitStack() as idlers:
            for _ in range(6):
                for _ in range(100):
                    idlers.enter_context(_connect(own))
                with _connect(own) as known:
                    known.sendall(_request(own))
                    assert [status for status, _ in _answers(known, 1)] == [200]
            files = len(list(Path(f"/proc/{own.process.pid}/fd").iterdir()))
            old.sendall(_request(own))
            assert [status for status, _ in _answers(old, 1)] == [200]
    assert files < 350


def test_an_orderly_stop_sends_the_answer_that_is_under_way(tmp_path: Path) -> None:
    with running(tmp_path) as own:
        own.serve("slow", "1", slow_model())
        found: list[int] = []
        slow = _request(own, document=_rounds(400_000), path="slow")
        sent = threading.Event()

        def ask() -> None:
            with _connect(own) as connection:
                connection.sendall(slow)
                sent.set()
                found.extend(status for status, _ in _answers(connection, 1))

        asker = threading.Thread(target=ask)
        asker.start()
        sent.wait()
        assert own.call("GET", "/v2/health/live").ok  # so the request has arrived as well
        stop(own.folder)
        asker.join()

        assert found == [200]
