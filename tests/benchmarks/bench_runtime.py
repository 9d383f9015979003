"""The built-in runtime: throughput, start, restart, switch and deployment, beside MLServer.

    python -m tests.benchmarks.bench_runtime --json [--mlserver PYTHON]

PYTHON is an interpreter that has mlserver 1.7.1, uvloop<0.22 and onnxruntime; without it there is
no ratio, and the result says so.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import requests
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import RandomForestClassifier

from app.services.deploying.names import candidate_name
from app.services.deploying.sequence import (
    DeploymentPlan,
    SmokeCase,
    ensure_deployed,
)
from app.services.runtime_adapters import RuntimeAddress, Tensor, connect
from app.services.runtime_process import find_running, start_detached, stop
from tests.benchmarks.peers import interpreter
from tests.benchmarks.rows import Row, print_rows, row
from tests.services.runtime_kit import sha256_of

CLIENTS = 4
COLUMNS = 20
GOAL_RATIO, RESTART_S, DEPLOYMENT_S = 2.0, 1.0, 1.0


@dataclass(frozen=True)
class Sizes:
    rounds: int = 3
    round_s: float = 2.0
    switching_s: float = 2.0


TINY = Sizes(1, 0.2, 0.3)
_MLSERVER_MODEL = """
import numpy as np
import onnxruntime as ort
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceResponse


class OnnxModel(MLModel):
    async def load(self):
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.session = ort.InferenceSession(self.settings.parameters.uri, options)
        return True

    async def predict(self, payload):
        feeds = {i.name: np.array(i.data.root, dtype=np.float32).reshape(i.shape)
                 for i in payload.inputs}
        names = [output.name for output in self.session.get_outputs()]
        outputs = [NumpyCodec.encode_output(name, array)
                   for name, array in zip(names, self.session.run(names, feeds))]
        return InferenceResponse(model_name=self.name, outputs=outputs)
"""


@dataclass(frozen=True)
class Load:
    answered: int
    failed: int
    seconds: float
    latencies_ms: list[float]

    @property
    def per_s(self) -> float:
        return self.answered / self.seconds

    def percentile(self, share: float) -> float:
        return float(np.percentile(self.latencies_ms, share))


def forest() -> tuple[bytes, np.ndarray[Any, Any]]:
    """A random forest of some megabytes, and rows for it."""
    random = np.random.default_rng(7)
    rows = random.normal(size=(4000, COLUMNS)).astype(np.float32)
    labels = (rows[:, 0] + rows[:, 1] * rows[:, 2] + random.normal(size=4000) > 0).astype(int)
    model = RandomForestClassifier(100, max_depth=10, random_state=0, n_jobs=1).fit(rows, labels)
    converted = convert_sklearn(
        model,
        initial_types=[("x", FloatTensorType([None, COLUMNS]))],
        options={"zipmap": False},
        target_opset=18,
    )
    return bytes(converted.SerializeToString()), rows


def request_bytes(url: str, name: str, rows: np.ndarray[Any, Any], token: str = "") -> bytes:
    """A whole HTTP request, so that the client costs next to nothing."""
    document = {
        "inputs": [
            {
                "name": "x",
                "datatype": "FP32",
                "shape": list(rows.shape),
                "data": rows.ravel().tolist(),
            }
        ]
    }
    content = json.dumps(document).encode()
    head = (
        f"POST /v2/models/{name}/infer HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def load_with(url: str, request: bytes, *, clients: int, until: Callable[[], bool]) -> Load:
    """What `clients` clients get that each ask again as soon as they have an answer."""
    latencies: list[float] = []
    failures: list[int] = []
    started = time.perf_counter()

    def ask() -> None:
        mine: list[float] = []
        failed = 0
        place = urlsplit(url)
        with socket.create_connection((place.hostname or "", place.port or 0), 10) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while not until():
                begun = time.perf_counter()
                connection.sendall(request)
                status = _read_answer(connection)
                mine.append((time.perf_counter() - begun) * 1000)
                failed += status != 200
        latencies.extend(mine)
        failures.append(failed)

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    failed = sum(failures) + clients - len(failures)
    return Load(len(latencies), failed, seconds, latencies)


def _read_answer(connection: socket.socket) -> int:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536) or _ended()
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536) or _ended()
    return int(head.split(b" ", 2)[1])


def _ended() -> bytes:
    raise ConnectionError("the server ended the connection")


def for_seconds(seconds: float) -> Callable[[], bool]:
    until = time.perf_counter() + seconds
    return lambda: time.perf_counter() > until


def wait_for(is_done: Callable[[], bool], deadline_s: float = 60.0) -> None:
    until = time.monotonic() + deadline_s
    while not is_done():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.01)


@contextmanager
def mlserver(python: str, model: Path, folder: Path) -> Iterator[str]:
    """MLServer without workers of its own, serving `model` as “forest”."""
    served = folder / "models/forest"
    served.mkdir(parents=True)
    port = _free_port()
    (folder / "onnx_model.py").write_text(_MLSERVER_MODEL)
    settings = {
        "host": "127.0.0.1",
        "parallel_workers": 0,
        "debug": False,
        "http_port": port,
        "grpc_port": _free_port(),
        "metrics_port": _free_port(),
    }
    (folder / "models/settings.json").write_text(json.dumps(settings))
    model_settings = {
        "name": "forest",
        "implementation": "onnx_model.OnnxModel",
        "parameters": {"uri": str(model)},
    }
    (served / "model-settings.json").write_text(json.dumps(model_settings))
    process = subprocess.Popen(
        [str(Path(python).parent / "mlserver"), "start", str(folder / "models")],
        env=os.environ | {"PYTHONPATH": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: _is_ready(url + "/v2/models/forest/ready"))
        yield url
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _is_ready(url: str) -> bool:
    try:
        return requests.get(url, timeout=1).ok
    except requests.RequestException:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def measure(peer: str, sizes: Sizes) -> dict[str, Any]:
    content, rows = forest()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "forest.onnx"
        path.write_bytes(content)
        results: dict[str, Any] = {
            "model_bytes": len(content),
            "rows_per_request": 1,
            "columns": COLUMNS,
            "clients": CLIENTS,
            "load_average_before": os.getloadavg()[0],
        }
        try:
            results |= _own_figures(folder, path, rows, sizes)
            results |= _throughput(folder, path, rows, peer, sizes)
        finally:
            stop(folder / "runtime")
    return results


def _own_figures(
    folder: Path, path: Path, rows: np.ndarray[Any, Any], sizes: Sizes
) -> dict[str, Any]:
    started = time.perf_counter()
    process = start_detached(folder / "runtime", log_dir=folder / "scores")
    start_s = time.perf_counter() - started
    adapter = connect("embedded", RuntimeAddress(process.url, process.token))
    content = path.read_bytes()
    case = (Tensor("x", "FP32", (100, COLUMNS), tuple(rows[:100].ravel().tolist())),)
    adapter.put_artifact("reference", "1", sha256_of(content), path)
    begun = time.perf_counter()
    adapter.load("reference", "1")
    load_s = time.perf_counter() - begun
    smoke = (SmokeCase(case, adapter.infer("reference", case).outputs),)
    plan = DeploymentPlan("forest", "1", sha256_of(content), path, smoke)
    begun = time.perf_counter()
    ensure_deployed(adapter, plan, lambda *_: None, {})
    deployment_s = time.perf_counter() - begun

    os.kill(process.pid, signal.SIGKILL)
    wait_for(lambda: find_running(folder / "runtime") is None)
    begun = time.perf_counter()
    start_detached(folder / "runtime", log_dir=folder / "scores")
    answer = adapter.infer("forest", case)
    restart_s = time.perf_counter() - begun
    assert answer.sha256 == plan.sha256

    switches = _switch_under_load(
        adapter,
        plan,
        process.url,
        request_bytes(process.url, "forest", rows[:1], process.token),
        sizes,
    )
    adapter.close()
    return {
        "start_s": start_s,
        "restart_after_kill_s": restart_s,
        "load_s": load_s,
        "deployment_s": deployment_s,
        "deployment_beyond_load_s": deployment_s - load_s,
        **switches,
    }


def _switch_under_load(
    adapter: Any, plan: DeploymentPlan, url: str, request: bytes, sizes: Sizes
) -> dict[str, Any]:
    done = threading.Event()
    found: list[Load] = []
    asking = threading.Thread(
        target=lambda: found.append(load_with(url, request, clients=CLIENTS, until=done.is_set))
    )
    asking.start()
    count = 0
    until = time.perf_counter() + sizes.switching_s
    while time.perf_counter() < until:
        count += 1
        present = plan if count % 2 == 0 else replace(plan, version="2")
        result = ensure_deployed(adapter, present, lambda *_: None, {})
        assert result.outcome == "serving", result.reason
    done.set()
    asking.join()
    name = candidate_name(plan.service, plan.sha256)
    assert adapter.current_default(plan.service).model == name
    return {
        "deployments_under_load": count,
        "requests_over_switches": found[0].answered,
        "failed_over_switches": found[0].failed,
    }


def _throughput(
    folder: Path, path: Path, rows: np.ndarray[Any, Any], peer: str, sizes: Sizes
) -> dict[str, Any]:
    process = start_detached(folder / "runtime", log_dir=folder / "scores")
    ours = request_bytes(process.url, "forest", rows[:1], process.token)
    if not peer:
        loads = [_round(process.url, ours, sizes) for _ in range(sizes.rounds)]
        return _summary("runtime", loads) | {"ratio_to_mlserver": None}
    with mlserver(peer, path, folder / "mlserver") as url:
        theirs = request_bytes(url, "forest", rows[:1])
        load_with(url, theirs, clients=CLIENTS, until=for_seconds(0.5))
        load_with(process.url, ours, clients=CLIENTS, until=for_seconds(0.5))
        own, other = [], []
        for _ in range(sizes.rounds):  # in turns, so that noise meets both
            own.append(_round(process.url, ours, sizes))
            other.append(_round(url, theirs, sizes))
    ratios = [mine.per_s / peers.per_s for mine, peers in zip(own, other, strict=True)]
    return (
        _summary("runtime", own)
        | _summary("mlserver", other)
        | {"ratio_to_mlserver": statistics.median(ratios)}
    )


def _round(url: str, request: bytes, sizes: Sizes) -> Load:
    return load_with(url, request, clients=CLIENTS, until=for_seconds(sizes.round_s))


def _summary(name: str, loads: list[Load]) -> dict[str, Any]:
    return {
        f"{name}_requests": sum(load.answered for load in loads),
        f"{name}_failed": sum(load.failed for load in loads),
        f"{name}_per_s": statistics.median(load.per_s for load in loads),
        f"{name}_p50_ms": statistics.median(load.percentile(50) for load in loads),
        f"{name}_p99_ms": statistics.median(load.percentile(99) for load in loads),
    }


def rows_of(found: Mapping[str, Any]) -> Iterator[Row]:
    """What was measured, against the goals."""
    ratio = found["ratio_to_mlserver"]
    served = f"{found['runtime_requests']:,} requests of one row x {COLUMNS}"
    own = f"{found['runtime_per_s']:.0f}/s (p99 {found['runtime_p99_ms']:.1f} ms)"
    if ratio is None:
        measured = f"{own}; MLServer not run"
    else:
        peer = f"{found['mlserver_per_s']:.0f}/s (p99 {found['mlserver_p99_ms']:.1f} ms)"
        measured = f"{ratio:.1f} x: {own}, MLServer {peer}"
        served += f", MLServer {found['mlserver_requests']:,}"
    yield row(
        f"built-in runtime beside MLServer, {CLIENTS} clients, same ONNX model, both warm",
        f"at least {GOAL_RATIO:.0f} x, no request fails",
        f"{measured}; {found['runtime_failed']} failed",
        None if ratio is None else ratio >= GOAL_RATIO and not found["runtime_failed"],
        f"{served}; a model of {found['model_bytes']:,} bytes",
    )
    failed = found["failed_over_switches"]
    yield row(
        "built-in runtime, switch of versions under load",
        "0 failed requests",
        f"{failed} failed",
        failed == 0 and found["requests_over_switches"] > 0,
        f"{found['requests_over_switches']:,} requests over"
        f" {found['deployments_under_load']} deployments",
    )
    restart = found["restart_after_kill_s"]
    yield row(
        "built-in runtime, from kill -9 to the next answer",
        f"at most {RESTART_S:.0f} s",
        f"{restart:.2f} s (a first start {found['start_s']:.2f} s)",
        restart <= RESTART_S,
        "one process, two models",
    )
    beyond = found["deployment_beyond_load_s"]
    yield row(
        "deployment to the built-in runtime, load to serving",
        f"at most {DEPLOYMENT_S:.0f} s over the model's own load time",
        f"{beyond:+.2f} s (load {found['load_s']:.2f} s, all {found['deployment_s']:.2f} s)",
        beyond <= DEPLOYMENT_S,
        f"a model of {found['model_bytes']:,} bytes, a smoke case of 100 rows",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--tiny", action="store_true", help="to see that it runs; without the peer")
    parser.add_argument(
        "--mlserver", default=interpreter("mlserver"), help="a Python that has mlserver"
    )
    given = parser.parse_args()
    found = measure("", TINY) if given.tiny else measure(given.mlserver, Sizes())
    print_rows(rows_of(found), as_json=given.json)


if __name__ == "__main__":
    main()
