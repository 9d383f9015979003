"""Registering model versions: metadata and a file of 1 MB, four clients, PostgreSQL behind.

python -m tests.benchmarks.bench_registering --json [--mlflow PYTHON] [--each N]
PYTHON is an interpreter that has mlflow 3.17.2 and psycopg[binary]; without it there is no ratio.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import requests

from app.models.database import Database
from app.services.commands.assets import NewAsset
from app.services.commands.models import NewField, NewModel, NewVersion, add_version, register_model
from app.services.commands.snapshots import take_snapshot
from app.services.unit_of_work import Work
from tests.benchmarks.peers import interpreter
from tests.benchmarks.rows import Row, print_rows, row
from tests.postgres import PostgresServer
from tests.workspaces import Mould, TestWorkspace

CLIENTS = 4
FILE_BYTES = 1 << 20
GOAL_RATIO = 10.0
PEER_EACH = 10
FIELDS = tuple(NewField(f"x{n}", "predictor", "numerical") for n in range(20))

PEER = """
import os, sys, time, mlflow
from pathlib import Path
from mlflow import MlflowClient
client = MlflowClient(sys.argv[1])
number, each, folder = int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
mlflow.set_tracking_uri(sys.argv[1])
name = f"model-{number}"
client.create_registered_model(name)
print("ready", flush=True)
sys.stdin.readline()
for n in range(each):
    run = client.create_run("0")
    params = [mlflow.entities.Param(f"x{k}", "numerical") for k in range(20)]
    client.log_batch(run.info.run_id, params=params)
    file = folder / f"{number}-{n}.bin"
    file.write_bytes(os.urandom(1 << 20))
    client.log_artifact(run.info.run_id, str(file), "model")
    client.create_model_version(name, f"runs:/{run.info.run_id}/model", run.info.run_id)
"""


def client(url: str, number: int, each: int) -> None:
    """One client process: registers `each` versions of its own model, each with a snapshot."""
    work = Work.of(Database(url))
    model_id = work.write(register_model, NewModel(f"model-{number}", unit="bank")).id
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(each):
        with work.unit() as unit:
            asset = NewAsset("model", "model.bin", os.urandom(FILE_BYTES))
            row = add_version(unit, model_id, NewVersion("folder", "", (asset,), FIELDS))
            take_snapshot(unit, row.id)


def race(commands: list[list[str]], each: int) -> float:
    """Versions per second of client processes that begin at the same moment."""
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for command in commands
    ]
    for one in running:
        assert one.stdout is not None
        if one.stdout.readline().strip() != "ready":
            raise SystemExit("a client did not come up")
    started = time.perf_counter()
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    for one in running:
        if one.wait() != 0:
            raise SystemExit("a client broke")
    return len(commands) * each / (time.perf_counter() - started)


def ours(server: PostgresServer, folder: Path, each: int) -> float:
    mould = Mould.made(folder, server)
    workspace = TestWorkspace(mould.copy(folder), is_sqlite=False, folder=folder)
    people = ("sanne", "mark", "tom", "sanne")
    module = ["-m", "tests.benchmarks.bench_registering", "--client"]
    commands = [
        [sys.executable, *module, workspace.login_url(people[n]), str(n), str(each)]
        for n in range(CLIENTS)
    ]
    return race(commands, each)


def theirs(server: PostgresServer, python: str, folder: Path, each: int) -> float:
    store = server.new_database()
    port = "5077"
    environment = {**os.environ, "MLFLOW_DISABLE_TELEMETRY": "true"}
    environment["PATH"] = f"{Path(python).parent}:{environment['PATH']}"
    command = [python, "-m", "mlflow", "server", "--backend-store-uri", store, "--workers", "2",
               "--artifacts-destination", str(folder / "artifacts"), "--port", port]  # fmt: skip
    log = (folder / "mlflow.log").open("w")
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url)
        commands = [
            [python, "-c", PEER, url, str(n), str(each), str(folder)] for n in range(CLIENTS)
        ]
        return race(commands, each)
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            if requests.get(f"{url}/health", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.3)
    raise SystemExit("the MLflow server did not come up")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--mlflow", default=interpreter("mlflow"))
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--client", nargs=3)
    parser.add_argument("--tiny", action="store_true", help="to see that it runs; without MLflow")
    options = parser.parse_args()
    if options.tiny:
        options.each, options.mlflow = 1, ""
    if options.client:
        client(options.client[0], int(options.client[1]), int(options.client[2]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with PostgresServer(folder / "postgres") as server:
            rate = ours(server, folder, options.each)
            peer = theirs(server, options.mlflow, folder, PEER_EACH) if options.mlflow else None
    print_rows([result(rate, peer, options.each)], as_json=options.json)


def result(rate: float, peer: float | None, each: int) -> Row:
    measured = f"{rate:.1f}/s"
    if peer is None:
        measured += "; MLflow not run"
    else:
        measured = f"{rate / peer:.1f} x: {measured}, MLflow {peer:.1f}/s"
    return row(
        f"registering a version (metadata and 1 MB), {CLIENTS} clients, PostgreSQL",
        f"at least {GOAL_RATIO:.0f} x MLflow 3.17's rate in the same run",
        measured,
        None if peer is None else rate / peer >= GOAL_RATIO,
        f"{CLIENTS * each} versions of 1 MiB"
        + ("" if peer is None else f", MLflow {CLIENTS * PEER_EACH}"),
    )


if __name__ == "__main__":
    main()
