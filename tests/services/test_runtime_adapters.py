"""The adapters: what they ask of a runtime, said twice with one effect, and foreign errors."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from app.errors import AppError, InputError, NotReachableError
from app.services.allowed_hosts import AllowedHosts
from app.services.runtime_adapters import (
    RUNTIMES,
    NotOfferedError,
    Placement,
    PlacementChangedError,
    RuntimeAddress,
    Tensor,
    connect,
)
from app.services.runtimes.embedded import EmbeddedRuntime
from tests.services import bad_servers
from tests.services.bad_servers import Behaviour, bad_server
from tests.services.runtime_kit import Running, add_model, running, sha256_of

ROW = (Tensor("x", "FP32", (1, 2), (1.0, 2.0)),)


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("rt")) as started:
        yield started


@pytest.fixture
def adapter(runtime: Running) -> Iterator[EmbeddedRuntime]:
    adapter = runtime.adapter()
    yield adapter
    adapter.close()


def _up(adapter: EmbeddedRuntime, name: str, amount: float) -> Placement:
    content = add_model(amount)
    place = Placement(name, "1", sha256_of(content))
    adapter.put_artifact(name, "1", place.sha256, content)
    adapter.load(name, "1")
    adapter.wait_ready(name, "1", 5)
    return place


def test_the_registry_knows_the_kinds_and_the_helpers_beside_them_load() -> None:
    assert RUNTIMES.keys() == ["embedded", "oip"]


def test_a_probe_tells_what_the_runtime_is(adapter: EmbeddedRuntime) -> None:
    facts = adapter.probe()

    assert (facts.live, facts.ready, facts.dialect) == (True, True, "embedded")
    assert "model_repository" in facts.extensions


def test_every_call_may_be_made_again(adapter: EmbeddedRuntime) -> None:
    first, second = _up(adapter, "R--c1", 1), _up(adapter, "R--c2", 2)
    for _ in range(2):
        assert _up(adapter, "R--c1", 1) == first
        adapter.switch("R", first, None, 0)
    for _ in range(2):
        adapter.switch("R", second, first, 1)
        adapter.unload("R--c1", "1")
        adapter.delete_artifact("R--c1", "1")
    assert adapter.current_default("R") == second
    for _ in range(2):
        adapter.switch("R", None, second, 2)

    assert adapter.current_default("R") is None
    assert adapter.turn("R") == 3
    assert adapter.current_default("never-seen") is None


def test_a_switch_from_something_else_names_what_is_there(adapter: EmbeddedRuntime) -> None:
    first, second = _up(adapter, "Q--c1", 3), _up(adapter, "Q--c2", 4)
    adapter.switch("Q", first, None, 0)

    with pytest.raises(PlacementChangedError, match="answers with version 1") as caught:
        adapter.switch("Q", second, None, 1)

    assert caught.value.present == first
    assert adapter.infer("Q", ROW).sha256 == first.sha256


def test_an_answer_carries_values_version_digest_decision_and_time(
    adapter: EmbeddedRuntime,
) -> None:
    place = _up(adapter, "P--c1", 5)

    result = adapter.infer("P--c1", ROW, "1")

    assert result.outputs == (Tensor("y", "FP32", (1, 1), (13.0,)),)
    assert (result.version, result.sha256) == ("1", place.sha256)
    assert result.decision_id
    assert 0 < result.latency_ms < 5000


def test_the_index_lists_models_and_stable_names(adapter: EmbeddedRuntime) -> None:
    place = _up(adapter, "O--c1", 6)
    adapter.switch("O", place, None, 0)

    entries = {entry.name: entry for entry in adapter.index()}

    assert entries["O"].default == place
    assert entries["O--c1"].ready
    assert entries["O--c1"].default is None


def test_a_refusal_of_the_runtime_is_said_in_its_words(adapter: EmbeddedRuntime) -> None:
    _up(adapter, "N--c1", 7)

    with pytest.raises(InputError, match="lacks “x”"):
        adapter.infer("N--c1", ())


def test_a_model_that_never_gets_ready_costs_the_deadline(adapter: EmbeddedRuntime) -> None:
    started = time.monotonic()

    with pytest.raises(NotReachableError, match=r"not ready within 0\.2 s"):
        adapter.wait_ready("nothing", "1", 0.2)

    assert time.monotonic() - started < 1


def test_a_wrong_token_is_said(runtime: Running) -> None:
    adapter = connect("embedded", RuntimeAddress(runtime.process.url, "wrong"))

    with pytest.raises(AppError, match="does not accept our token"):
        adapter.index()
    assert "token" in adapter.probe().note
    adapter.close()


def test_an_address_does_not_show_its_token(runtime: Running) -> None:
    assert runtime.process.token not in repr(RuntimeAddress("http://x", runtime.process.token))
    assert runtime.process.token not in repr(runtime.process)


def test_a_plain_v2_server_is_used_without_our_extensions(runtime: Running) -> None:
    listed = AllowedHosts(frozenset({urlsplit(runtime.process.url).netloc}))
    address = RuntimeAddress(runtime.process.url, runtime.process.token, allowed=lambda: listed)
    generic = connect("oip", address)
    runtime.put("plain", "1", add_model(8))

    generic.load("plain", "1")
    generic.wait_ready("plain", "1", 5)
    answered = generic.infer("plain", ROW).outputs[0].data
    generic.unload("plain")
    generic.unload("plain")

    assert answered == (19.0,)
    assert not next(entry for entry in generic.index() if entry.name == "plain").ready
    with pytest.raises(NotOfferedError):
        generic.switch("plain", None, None, 0)
    with pytest.raises(NotOfferedError):
        generic.put_artifact("plain", "1", "", b"")
    generic.close()


def test_only_our_own_runtime_may_be_called_on_loopback_unlisted(runtime: Running) -> None:
    stranger = connect("oip", RuntimeAddress(runtime.process.url))

    with pytest.raises(InputError, match="not among the hosts"):
        stranger.infer("x", ROW)
    stranger.close()


@pytest.mark.parametrize(
    "behaviour",
    [
        bad_servers.reset,
        bad_servers.hang_up,
        bad_servers.html,
        bad_servers.redirect,
        bad_servers.not_http,
        bad_servers.send_2_gb,
        bad_servers.breaks_off,
        bad_servers.says("200 OK", "application/json", b"[]"),
        bad_servers.says("200 OK", "application/json", b'{"outputs": [{"name": 5}]}'),
        bad_servers.says("500 Internal Server Error", "text/plain", b"boom"),
        bad_servers.says("503 Service Unavailable", "application/json", b'{"error": 5}'),
        bad_servers.says("400 Bad Request", "application/json", b'{"error": "no\x1b[31m"}'),
    ],
)
def test_whatever_a_server_does_an_inference_ends_in_an_error_of_ours(
    behaviour: Behaviour,
) -> None:
    with bad_server(behaviour) as url:
        adapter = connect("embedded", RuntimeAddress(url))

        with pytest.raises(AppError) as caught:
            adapter.infer("m", ROW)

        assert caught.value.message.isprintable()
        assert not adapter.probe().server
        adapter.close()


def test_a_slow_model_gives_the_deadline_error_not_a_wrong_answer() -> None:
    with bad_server(bad_servers.hang) as url:
        adapter = connect("embedded", RuntimeAddress(url))

        with pytest.raises(NotReachableError):
            adapter.wait_ready("m", "1", 0.3)
        adapter.close()
