"""The built-in runtime over HTTP: what it takes, what it refuses, and how it says so."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.services.runtime_kit import (
    Running,
    add_model,
    big_model,
    body,
    external_data_model,
    future_model,
    running,
    sha256_of,
    text_model,
)


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    options = ("--max-rows", "50", "--max-body-mib", "1", "--max-artifact-mib", "2")
    with running(tmp_path_factory.mktemp("rt"), *options) as started:
        started.serve("add", "1", add_model(1))
        started.serve("text", "1", text_model())
        yield started


def _input(**changes: Any) -> dict[str, Any]:
    return body([[1, 2]])["inputs"][0] | changes


def test_an_inference_answers_with_values_version_digest_and_decision_id(runtime: Running) -> None:
    answer = runtime.infer("add", [[1, 2], [3, 4.5]], id="d-17").json()

    assert answer["outputs"] == [
        {"name": "y", "datatype": "FP32", "shape": [2, 1], "data": [5.0, 9.5]}
    ]
    assert (answer["id"], answer["model_version"]) == ("d-17", "1")
    assert answer["parameters"] == {"sha256": sha256_of(add_model(1)), "decision_id": "d-17"}


def test_flat_and_nested_data_mean_the_same(runtime: Running) -> None:
    nested = runtime.call("POST", "/v2/models/add/infer", json=body([[1, 2], [3, 4]])).json()
    flat = {"inputs": [_input(shape=[2, 2], data=[1, 2, 3, 4])]}

    assert (
        runtime.call("POST", "/v2/models/add/infer", json=flat).json()["outputs"]
        == (nested["outputs"])
    )


def test_texts_go_in_and_out_as_bytes_tensors(runtime: Running) -> None:
    document = {
        "inputs": [
            {"name": "city", "datatype": "BYTES", "shape": [2, 1], "data": ["Köln", "Ålesund"]},
            {"name": "age", "datatype": "INT64", "shape": [2, 1], "data": [4, 2**40]},
        ],
        "outputs": [{"name": "same"}],
    }

    outputs = runtime.call("POST", "/v2/models/text/infer", json=document).json()["outputs"]

    assert outputs == [
        {"name": "same", "datatype": "BYTES", "shape": [2, 1], "data": ["Köln", "Ålesund"]}
    ]


BAD_BODIES: dict[str, tuple[Any, str]] = {
    "no object": ([1], "must be a JSON object"),
    "no inputs": ({}, "“inputs” must be a list"),
    "input is no object": ({"inputs": [1]}, "must be an object"),
    "empty inputs": ({"inputs": []}, "lacks “x”"),
    "unknown input": ({"inputs": [_input(name="z")]}, "There is no input 'z'"),
    "name is a list": ({"inputs": [_input(name=[])]}, "There is no input"),
    "twice": ({"inputs": [_input(), _input()]}, "given twice"),
    "other type": ({"inputs": [_input(datatype="FP64")]}, "is FP32, the request says 'FP64'"),
    "type is a list": ({"inputs": [_input(datatype=[])]}, "is FP32"),
    "shape is text": ({"inputs": [_input(shape="2")]}, "“shape” must be a list"),
    "shape of truth": ({"inputs": [_input(shape=[True, 2])]}, "“shape” must be a list"),
    "negative": ({"inputs": [_input(shape=[-1, 2])]}, "“shape” must be a list"),
    "wrong rank": ({"inputs": [_input(shape=[2])]}, "has shape [-1, 2]"),
    "wrong width": ({"inputs": [_input(shape=[1, 3])]}, "has shape [-1, 2]"),
    "too little": ({"inputs": [_input(data=[1])]}, "needs 2 values, the request has 1"),
    "huge shape": ({"inputs": [_input(shape=[2**62, 2])]}, "over the limit"),
    "no data": ({"inputs": [_input(data=None)]}, "“data” must be a list"),
    "null": ({"inputs": [_input(data=[1, None])]}, "value 1 is no value (null)"),
    "text": ({"inputs": [_input(data=["1", 2])]}, "value 0 is str"),
    "truth": ({"inputs": [_input(data=[1, True])]}, "value 1 is bool"),
    "ragged": ({"inputs": [_input(data=[[1], [2, 3]])]}, "rows of different length"),
    "deep": ({"inputs": [_input(data=[[[[[[[[[[1, 2]]]]]]]]]])]}, "nested too deeply"),
    "too big for FP32": ({"inputs": [_input(data=[1e39, 1])]}, "not finite in FP32"),
    "no rows": ({"inputs": [_input(shape=[0, 2], data=[])]}, "no rows"),
    "too many rows": (body([[1, 2]] * 51), "51 rows; at most 50"),
    "unknown output": (body([[1, 2]]) | {"outputs": [{"name": "q"}]}, "There is no output 'q'"),
    "output twice": (body([[1, 2]]) | {"outputs": [{"name": "y"}] * 2}, "asked for twice"),
    "outputs text": (body([[1, 2]]) | {"outputs": "y"}, "“outputs” must be a list"),
    "parameters": (body([[1, 2]]) | {"parameters": 3}, "“parameters” must be an object"),
    "decision ids": (
        body([[1, 2]]) | {"parameters": {"decision_ids": ["a", "b"]}},
        "one id for each of the 1 rows",
    ),
    "id is a number": (body([[1, 2]]) | {"id": 5}, "“id” must be"),
    "long id": (body([[1, 2]]) | {"id": "x" * 201}, "“id” must be"),
    "id with a line end": (body([[1, 2]]) | {"id": "a\nb"}, "“id” must be"),
    "binary input": (
        {"inputs": [_input(parameters={"binary_data_size": 8}, data=None)]},
        "binary tensor extension",
    ),
    "binary output": (
        body([[1, 2]]) | {"outputs": [{"name": "y", "parameters": {"binary_data": True}}]},
        "binary tensor extension",
    ),
}


@pytest.mark.parametrize("case", BAD_BODIES)
def test_a_bad_request_gets_one_sentence_and_400(runtime: Running, case: str) -> None:
    document, wanted = BAD_BODIES[case]

    answer = runtime.call("POST", "/v2/models/add/infer", json=document)

    assert answer.status_code == 400
    assert wanted in answer.json()["error"]


@pytest.mark.parametrize("content", [b"{", b'{"inputs": [NaN]}', b"\xff\xfe", b"PK\x03\x04"])
def test_a_body_that_is_not_json_gets_400(runtime: Running, content: bytes) -> None:
    answer = runtime.call("POST", "/v2/models/add/infer", data=content)

    assert answer.status_code == 400
    assert "not JSON" in answer.json()["error"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["inputs", "name", "datatype", "shape", "data", "parameters", "id"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
tensors = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["x", "city"]) | json_values,
        "datatype": st.sampled_from(["FP32", "BYTES"]) | json_values,
        "shape": st.lists(st.integers(-2, 3), max_size=3) | json_values,
        "data": st.lists(st.floats() | st.integers(), max_size=6) | json_values,
    }
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.fixed_dictionaries({"inputs": st.lists(tensors, max_size=2)}) | json_values)
def test_no_json_whatever_makes_the_runtime_fail(runtime: Running, document: Any) -> None:
    answer = runtime.call("POST", "/v2/models/add/infer", data=json.dumps(document))

    assert answer.status_code in (200, 400)
    assert answer.status_code == 200 or answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v3", 404),
        ("GET", "/v2/models/add/infer", 405),
        ("POST", "/v2/models/none/infer", 404),
        ("POST", "/v2/models/add/versions/9/infer", 404),
        ("GET", "/v2/models/none/ready", 404),
        ("GET", "/v2/models/add/versions/9", 404),
        ("GET", "/v2/repository/index", 405),
        ("POST", "/v2/repository/models/none/load", 404),
        ("POST", "/v2/repository/models/none/unload", 404),
        ("POST", "/v2/repository/models/..%2F..%2Fetc/load", 404),
        ("GET", "/v2/repository/models/none/default", 404),
        ("POST", "/v2/repository/models/-x/load", 400),
        ("DELETE", "/v2/health/live", 405),
        ("DELETE", "/v2/repository/models/none/versions/1/artifact", 404),
        ("DELETE", "/v2/repository/models/add/versions/1/artifact", 409),
    ],
)
def test_wrong_addresses_and_methods_get_a_json_error(
    runtime: Running, method: str, path: str, status: int
) -> None:
    answer = runtime.call(method, path)

    assert (answer.status_code, list(answer.json())) == (status, ["error"])


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer wrong", "Basic eDp5"])
def test_nobody_without_the_token_learns_or_changes_anything(runtime: Running, sent: str) -> None:
    headers = {"Authorization": sent} if sent else {}
    asked = [
        ("GET", "/v2"),
        ("POST", "/v2/models/add/infer"),
        ("POST", "/v2/repository/models/add/unload"),
        ("GET", "/nothing"),
    ]

    answers = [requests.request(m, runtime.url(p), headers=headers, timeout=5) for m, p in asked]

    assert [answer.status_code for answer in answers] == [401] * 4
    assert requests.get(runtime.url("/v2/health/live"), timeout=5).ok


def test_the_token_file_is_the_owners_only(runtime: Running) -> None:
    assert (runtime.folder / "token").stat().st_mode & 0o077 == 0


def test_it_listens_on_loopback_only(runtime: Running) -> None:
    assert runtime.process.url.startswith("http://127.0.0.1:")


def test_bodies_over_the_limit_get_413_and_the_connection_stays_whole(runtime: Running) -> None:
    answer = runtime.call("POST", "/v2/models/add/infer", data=b" " * (3 * 1024 * 1024))
    artifact = runtime.call(
        "PUT",
        "/v2/repository/models/big/versions/1/artifact",
        params={"sha256": "0" * 64},
        data=b"\0" * (3 * 1024 * 1024),
    )

    assert (answer.status_code, artifact.status_code) == (413, 413)
    assert runtime.infer("add", [[1, 2]]).ok


def test_an_early_refusal_of_a_big_upload_is_seen_by_the_sender(runtime: Running) -> None:
    refused = requests.put(
        runtime.url("/v2/repository/models/big/versions/1/artifact"),
        data=b"\0" * (1024 * 1024),
        timeout=5,
    )

    assert refused.status_code == 401


def test_compressed_bodies_and_binary_headers_are_refused(runtime: Running) -> None:
    packed = runtime.call(
        "POST", "/v2/models/add/infer", data=b"x", headers={"Content-Encoding": "gzip"}
    )
    binary = runtime.call(
        "POST",
        "/v2/models/add/infer",
        data=json.dumps(body([[1, 2]])),
        headers={"Inference-Header-Content-Length": "10"},
    )

    assert (packed.status_code, binary.status_code) == (400, 400)
    assert "binary tensor extension" in binary.json()["error"]


def test_garbage_on_the_wire_does_not_disturb_others(runtime: Running) -> None:
    host, port = runtime.process.url.removeprefix("http://").split(":")
    for garbage in (
        b"\0" * 100,
        b"GET / HTTP/9\r\n\r\n",
        b"POST /v2/models/add/infer HTTP/1.1\r\n",
    ):
        with socket.create_connection((host, int(port)), timeout=5) as connection:
            connection.sendall(garbage)

    assert runtime.infer("add", [[1, 2]]).ok


def test_an_artifact_is_put_once_and_other_bytes_under_its_name_are_refused(
    runtime: Running,
) -> None:
    first, again = runtime.put("once", "1", add_model(3)), runtime.put("once", "1", add_model(3))
    other = runtime.put("once", "1", add_model(4))

    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert sha256_of(add_model(3)) in other.json()["error"]


@pytest.mark.parametrize("name", ["..", ".hidden", "a%2Fb", "x" * 129, "a b", "é"])
def test_names_that_are_no_safe_paths_are_refused(runtime: Running, name: str) -> None:
    assert runtime.put(name, "1", add_model()).status_code in (400, 404)
    assert not (runtime.folder / "models" / "..hidden").exists()


def test_bytes_that_do_not_have_the_digest_are_refused_and_nothing_is_stored(
    runtime: Running,
) -> None:
    path = "/v2/repository/models/bad/versions/1/artifact"
    incoming = runtime.folder / "incoming"
    before = set(incoming.iterdir())  # what another test broke off may still be cleared away

    wrong = runtime.call("PUT", path, params={"sha256": "0" * 64}, data=add_model())
    missing = runtime.call("PUT", path, data=add_model())

    assert (wrong.status_code, missing.status_code) == (400, 400)
    assert runtime.call("POST", "/v2/repository/models/bad/load").status_code == 404
    assert set(incoming.iterdir()) <= before


BAD_MODELS = {
    "pickle": (b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x08builtins.", "not"),
    "empty": (b"", "no graph"),
    "text": (b"hello world, this is no model", "not"),
    "zip": (b"PK\x03\x04" + b"\0" * 60, "not"),
    "truncated": (add_model()[:-20], "breaks off"),
    "external data": (external_data_model(), "external data"),
    "external data above": (external_data_model("../../token"), "external data"),
}


@pytest.mark.parametrize("case", BAD_MODELS)
def test_a_file_that_is_no_servable_model_is_refused_before_it_is_stored(
    runtime: Running, case: str
) -> None:
    content, wanted = BAD_MODELS[case]

    answer = runtime.put("refused", "1", content)

    assert answer.status_code == 400
    assert wanted in answer.json()["error"]
    assert not (runtime.folder / "models/refused").exists()


def test_a_model_of_an_unknown_operator_set_is_refused_at_load_and_the_index_says_why(
    runtime: Running,
) -> None:
    runtime.put("future", "1", future_model())

    answer = runtime.call("POST", "/v2/repository/models/future/load")

    assert answer.status_code == 400
    assert "operator sets: ai.onnx 999" in answer.json()["error"]
    index = runtime.call("POST", "/v2/repository/index").json()
    row = next(row for row in index if row["name"] == "future")
    assert (row["state"], row["reason"]) == ("UNAVAILABLE", answer.json()["error"])


def test_an_artifact_changed_on_disk_is_not_loaded_and_a_new_put_repairs_it(
    runtime: Running,
) -> None:
    content = add_model(7)
    runtime.put("changed", "1", content)
    (runtime.folder / "models/changed/1/model.onnx").write_bytes(add_model(8))

    refused = runtime.call("POST", "/v2/repository/models/changed/load")
    repaired = runtime.put("changed", "1", content)

    assert (refused.status_code, repaired.status_code) == (400, 201)
    assert "digest differs" in refused.json()["error"]
    assert runtime.call("POST", "/v2/repository/models/changed/load").ok


def test_a_stable_name_switches_only_from_what_was_expected(runtime: Running) -> None:
    digests = {version: sha256_of(add_model(10 + version)) for version in (1, 2)}
    for version in (1, 2):
        runtime.serve(f"S--c{version}", str(version), add_model(10 + version))
    seen = {"version": "1", "sha256": digests[1]}

    first = runtime.point("S", "S--c1", "1", digests[1], None)
    again = runtime.point("S", "S--c1", "1", digests[1], None)
    blind = runtime.point("S", "S--c2", "2", digests[2], None)
    right = runtime.point("S", "S--c2", "2", digests[2], seen)

    assert [a.status_code for a in (first, again, blind, right)] == [200, 200, 409, 200]
    assert f"“S” answers with 1 ({digests[1]}) now" in blind.json()["error"]
    assert runtime.infer("S", [[0, 0]]).json()["outputs"][0]["data"] == [24.0]
    assert runtime.call("GET", "/v2/models/S").json()["versions"] == ["2"]


def test_what_a_stable_name_needs_can_be_neither_unloaded_nor_removed(runtime: Running) -> None:
    runtime.serve("T--c1", "1", add_model(20))
    runtime.point("T", "T--c1", "1", sha256_of(add_model(20)), None)

    refused = [
        runtime.call("POST", "/v2/repository/models/T--c1/unload"),
        runtime.call("POST", "/v2/repository/models/T/unload"),
        runtime.call("DELETE", "/v2/repository/models/T--c1/versions/1/artifact"),
    ]

    assert [answer.status_code for answer in refused] == [409] * 3
    assert runtime.infer("T", [[0, 0]]).ok


def test_a_name_cannot_point_to_what_is_not_loaded_or_has_other_bytes(runtime: Running) -> None:
    runtime.put("U--c1", "1", add_model(30))

    unloaded = runtime.point("U", "U--c1", "1", sha256_of(add_model(30)), None)
    runtime.call("POST", "/v2/repository/models/U--c1/load")
    other = runtime.point("U", "U--c1", "1", "0" * 64, None)
    forgotten = runtime.call(
        "PUT", "/v2/repository/models/U/default", json={"version": "1", "sha256": "0" * 64}
    )

    assert [a.status_code for a in (unloaded, other, forgotten)] == [404, 409, 400]


def test_inference_is_refused_politely_when_too_many_run(tmp_path: Any) -> None:
    with running(tmp_path, "--max-requests", "0") as busy:
        answer = busy.infer("add", [[1, 2]])

        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        assert busy.call("GET", "/v2/health/live").ok


def test_a_long_load_holds_up_neither_switches_nor_answers(runtime: Running) -> None:
    digests = {}
    for version in ("1", "2"):
        runtime.serve(f"V--c{version}", version, add_model(70 + int(version)))
        digests[version] = sha256_of(add_model(70 + int(version)))
    runtime.point("V", "V--c1", "1", digests["1"], None)
    assert runtime.put("big", "1", big_model(1500)).ok
    other = runtime.fresh()
    loading = threading.Thread(target=other.call, args=("POST", "/v2/repository/models/big/load"))
    loading.start()
    present, wanted, switches = "1", "2", 0

    while loading.is_alive():
        seen = {"version": present, "sha256": digests[present]}
        assert runtime.point("V", f"V--c{wanted}", wanted, digests[wanted], seen).ok
        assert runtime.infer("V", [[1, 2]]).json()["model_version"] == wanted
        present, wanted, switches = wanted, present, switches + 1
    loading.join()
    other.session.close()

    assert switches > 2
    assert runtime.call("GET", "/v2/models/big/ready").ok
