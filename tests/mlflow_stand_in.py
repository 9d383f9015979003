"""A small HTTP server that speaks the part of MLflow's REST API that registering asks.

The shapes are those of its documentation: version 2's artifacts of runs, version 3's logged models,
pages, aliases, and the errors of a server with a login. No MLflow is installed here.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

API = "/api/2.0/mlflow/"
STARTED = 1_790_000_000_000


@dataclass
class Holding:
    """What the server has. `folders` are by run and by logged model."""

    versions: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    folders: dict[str, Path] = field(default_factory=dict)
    aliases: dict[tuple[str, str], str] = field(default_factory=dict)
    token: str = ""
    page: int = 1000  # files in one answer
    lies: dict[str, Any] = field(default_factory=dict)  # a call's name -> what it answers instead
    asked: list[str] = field(default_factory=list)

    def add_run(self, run: str, folder: Path, *, name: str = "", status: str = "FINISHED",
                tags: dict[str, str] | None = None, logged: str = "") -> None:  # fmt: skip
        self.folders[run] = folder
        one: dict[str, Any] = {
            "info": {"run_id": run, "run_name": name or run, "experiment_id": "1",
                     "status": status, "start_time": STARTED + len(self.runs)},
            "data": {"metrics": [{"key": "auc", "value": 0.88, "step": 0}],
                     "tags": [{"key": key, "value": value} for key, value in (tags or {}).items()]},
        }  # fmt: skip
        if logged:
            one["outputs"] = {"model_outputs": [{"model_id": logged, "step": 0}]}
        self.runs.append(one)

    def add_version(self, name: str, version: int, source: str, run: str = "",
                    status: str = "READY") -> None:  # fmt: skip
        self.versions.append(
            {"name": name, "version": str(version), "source": source, "run_id": run,
             "status": status, "current_stage": "None",
             "creation_timestamp": STARTED, "last_updated_timestamp": STARTED + 10 * version}
        )  # fmt: skip


@contextmanager
def serving(holding: Holding) -> Iterator[str]:
    """The address while it runs."""

    class Handler(_Handler):
        held = holding

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    held: Holding

    def log_message(self, *_said: object) -> None:
        """Quietly."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._answer(parts.path, {name: each[0] for name, each in parse_qs(parts.query).items()})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self._answer(urlsplit(self.path).path, json.loads(self.rfile.read(length) or b"{}"))

    def _answer(self, path: str, given: dict[str, Any]) -> None:
        held = self.held
        held.asked.append(path)
        if held.token and self.headers.get("Authorization") != f"Bearer {held.token}":
            self._say(401, {"error_code": "UNAUTHENTICATED"})
            return
        call = path.removeprefix(API)
        if call in held.lies:
            self._say(200, held.lies[call])
            return
        try:
            found = self._find(path, call, given)
        except (StopIteration, KeyError, FileNotFoundError):
            self._say(404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "not found"})
            return
        self._say(200, found)

    def _find(self, path: str, call: str, given: dict[str, Any]) -> dict[str, Any] | bytes:
        held = self.held
        if logged := re.fullmatch(r"logged-models/([^/]+)/artifacts/directories", call):
            folder = held.folders[logged.group(1)]
            return self._files(folder, str(given.get("artifact_directory_path", "")), given)
        match call:
            case "model-versions/search":
                return {"model_versions": _named(held.versions, given, lambda one: one["name"])}
            case "model-versions/get":
                return {"model_version": self._version(given["name"], given["version"])}
            case "registered-models/alias":
                version = held.aliases[given["name"], given["alias"]]
                return {"model_version": self._version(given["name"], version)}
            case "experiments/search":
                return {"experiments": [{"experiment_id": "1", "name": "credit"}]}
            case "runs/search":
                return {"runs": _named(held.runs, given, lambda one: one["info"]["run_name"])}
            case "runs/get":
                return {"run": self._run(given["run_id"])}
            case "artifacts/list":
                folder = held.folders[given["run_id"]]
                return self._files(folder, str(given.get("path", "")), given)
        return self._content(path, given)

    def _content(self, path: str, given: dict[str, Any]) -> bytes:
        held = self.held
        if path == "/get-artifact":
            return (held.folders[given["run_id"]] / given["path"]).read_bytes()
        if path == "/model-versions/get-artifact":
            one = self._version(given["name"], given["version"])
            source: str = one["source"]
            if source.startswith("models:/"):
                return (held.folders[source.removeprefix("models:/")] / given["path"]).read_bytes()
            place = source.partition("/artifacts/")[2]
            return (held.folders[one["run_id"]] / place / given["path"]).read_bytes()
        logged = path.removeprefix("/ajax-api/2.0/mlflow/logged-models/").partition("/")[0]
        return (held.folders[logged] / given["artifact_file_path"]).read_bytes()

    def _version(self, name: str, version: str) -> dict[str, Any]:
        wanted = (name, version)
        return next(one for one in self.held.versions if (one["name"], one["version"]) == wanted)

    def _run(self, run: str) -> dict[str, Any]:
        return next(one for one in self.held.runs if one["info"]["run_id"] == run)

    def _files(self, root: Path, folder: str, given: dict[str, Any]) -> dict[str, Any]:
        start, size = int(given.get("page_token", 0)), self.held.page
        every = sorted((root / folder).iterdir())
        files = [
            {"path": one.relative_to(root).as_posix(), "is_dir": one.is_dir()}
            | ({} if one.is_dir() else {"file_size": one.stat().st_size})
            for one in every[start : start + size]
        ]
        more = {"next_page_token": str(start + size)} if len(every) > start + size else {}
        return {"root_uri": "file:///srv/mlflow", "files": files, **more}

    def _say(self, status: int, found: dict[str, Any] | bytes) -> None:
        body = found if isinstance(found, bytes) else json.dumps(found).encode()
        self.send_response(status)
        kind = "application/octet-stream" if isinstance(found, bytes) else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _named(rows: list[dict[str, Any]], given: dict[str, Any], name: Any) -> list[dict[str, Any]]:
    part = re.search(r"ILIKE '%(.*)%'", str(given.get("filter", "")))
    return [one for one in rows if part is None or part.group(1).lower() in name(one).lower()]
