"""A client by others: what Triton's own HTTP client expects of a v2 server holds for ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import tritonclient.http as triton
from tritonclient.utils import InferenceServerException

from tests.services.runtime_kit import Running, add_model, running, sha256_of, text_model


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("rt")) as started:
        started.serve("add", "1", add_model(1))
        started.serve("add", "2", add_model(2))
        started.serve("text", "1", text_model())
        started.point("stable", "add", "1", sha256_of(add_model(1)), None)
        yield started


@pytest.fixture
def client(runtime: Running) -> Iterator[triton.InferenceServerClient]:
    client = triton.InferenceServerClient(runtime.process.url.removeprefix("http://"))
    yield client
    client.close()


@pytest.fixture
def headers(runtime: Running) -> dict[str, str]:
    return {"Authorization": f"Bearer {runtime.process.token}"}


def _x(rows: list[list[float]]) -> triton.InferInput:
    array = np.array(rows, dtype=np.float32)
    tensor = triton.InferInput("x", list(array.shape), "FP32")
    tensor.set_data_from_numpy(array, binary_data=False)
    return tensor


def test_server_and_models_are_live_and_ready(
    client: triton.InferenceServerClient, headers: dict[str, str]
) -> None:
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready("add", headers=headers)
    assert client.is_model_ready("add", "2", headers=headers)
    assert client.is_model_ready("stable", headers=headers)
    assert not client.is_model_ready("add", "3", headers=headers)


def test_server_and_model_metadata_have_the_fields_of_the_protocol(
    client: triton.InferenceServerClient, headers: dict[str, str]
) -> None:
    server = client.get_server_metadata(headers=headers)
    found = client.get_model_metadata("add", headers=headers)

    assert {"name", "version", "extensions"} <= server.keys()
    assert (found["name"], found["versions"]) == ("add", ["1", "2"])
    assert found["platform"] == "onnxruntime_onnx"
    assert found["inputs"] == [{"name": "x", "datatype": "FP32", "shape": [-1, 2]}]
    assert found["outputs"] == [{"name": "y", "datatype": "FP32", "shape": [-1, 1]}]


@pytest.mark.parametrize(("version", "wanted"), [("", 7.0), ("1", 5.0), ("2", 7.0)])
def test_numbers_are_inferred_by_version_the_latest_when_none_is_named(
    client: triton.InferenceServerClient, headers: dict[str, str], version: str, wanted: float
) -> None:
    result = client.infer("add", [_x([[1, 2]])], version, headers=headers, request_id="r-1")

    np.testing.assert_array_equal(result.as_numpy("y"), [[wanted]])
    assert result.get_response()["id"] == "r-1"
    assert result.get_response()["model_version"] == (version or "2")


def test_a_stable_name_answers_like_any_model(
    client: triton.InferenceServerClient, headers: dict[str, str]
) -> None:
    result = client.infer("stable", [_x([[1, 2], [3, 4]])], headers=headers)

    np.testing.assert_array_equal(result.as_numpy("y"), [[5.0], [9.0]])


def test_texts_are_inferred_and_one_output_can_be_asked_for(
    client: triton.InferenceServerClient, headers: dict[str, str]
) -> None:
    city = triton.InferInput("city", [1, 1], "BYTES")
    city.set_data_from_numpy(np.array([["Bergen"]], dtype=np.object_), binary_data=False)
    age = triton.InferInput("age", [1, 1], "INT64")
    age.set_data_from_numpy(np.array([[21]], dtype=np.int64), binary_data=False)
    wanted = [triton.InferRequestedOutput("twice", binary_data=False)]

    result = client.infer("text", [city, age], outputs=wanted, headers=headers)

    np.testing.assert_array_equal(result.as_numpy("twice"), [[42]])
    assert result.as_numpy("same") is None


def test_models_are_listed_unloaded_and_loaded(
    client: triton.InferenceServerClient, headers: dict[str, str], runtime: Running
) -> None:
    runtime.serve("passing", "1", add_model(9))

    client.unload_model("passing", headers=headers)
    assert _state(client, headers, "passing") == "UNAVAILABLE"
    assert not client.is_model_ready("passing", headers=headers)

    client.load_model("passing", headers=headers)
    assert _state(client, headers, "passing") == "READY"
    assert client.is_model_ready("passing", headers=headers)


def _state(client: triton.InferenceServerClient, headers: dict[str, str], name: str) -> Any:
    index = client.get_model_repository_index(headers=headers)
    return next(row["state"] for row in index if row["name"] == name)


def test_binary_tensors_are_refused_in_words(
    client: triton.InferenceServerClient, headers: dict[str, str]
) -> None:
    array = np.ones((1, 2), dtype=np.float32)
    binary = triton.InferInput("x", [1, 2], "FP32")
    binary.set_data_from_numpy(array)

    with pytest.raises(InferenceServerException, match="binary tensor extension"):
        client.infer("add", [binary], headers=headers)
    with pytest.raises(InferenceServerException, match="binary tensor extension"):
        client.infer(
            "add", [_x([[1, 2]])], outputs=[triton.InferRequestedOutput("y")], headers=headers
        )


def test_errors_arrive_as_the_clients_own_exception(
    client: triton.InferenceServerClient, headers: dict[str, str]
) -> None:
    with pytest.raises(InferenceServerException, match="is not loaded"):
        client.infer("nothing", [_x([[1, 2]])], headers=headers)
    with pytest.raises(InferenceServerException, match="bearer token"):
        client.get_server_metadata()
