"""An MLflow tracking server, asked over its REST API: what it holds, and the files of one model.

Files are downloaded and hashed, never loaded. The server's host must be among those that this
machine may call; a token is known here by name only, only names of MLflow's are sent there, and
each only to the server that it was kept for.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qs, quote, unquote

from app.config import Settings
from app.errors import AppError, CancelledError, InputError
from app.models.rules.origin import Origin
from app.services.addresses import split_address
from app.services.allowed_hosts import AllowedHosts
from app.services.bound_secrets import MLFLOW, value_for
from app.services.http import Answer, Http
from app.services.intake.assets import IsCancelled, never
from app.services.intake.origin import without_credentials
from app.services.intake.walk import MAX_DEPTH, MAX_FILES, check_inside
from app.services.secrets import Secrets
from app.texts import N_

SCHEMES = ("mlflow+https", "mlflow+http")
API = "api/2.0/mlflow"
MOST_FOUND = 50
MOST_PAGES = 100
MOST_CALLS = 2_000  # to list the files of one model
LONGEST_NAME = 200  # of what is listed
MAX_DOWNLOAD_BYTES = 8 << 30
SLOWEST_BYTES_PER_S = 256 * 1024
LEAST_TIMEOUT_S = 60.0
MARK = "MLmodel"
TOO_LARGE = "The model is too large to be downloaded."
STRANGE = "The server answered with something that MLflow does not say."
NOT_READY = N_("It is {status} there.")
_NAME = re.compile(r"[^'\"\\\x00-\x1f]{1,200}\Z")
_RUN = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")

Progress = Callable[[int, int], object]
File = tuple[str, int | None]  # path below the model, size where the server tells it
Fetch = Callable[[str], tuple[str, Mapping[str, str]]]  # from a file's path: call and query
_Found = tuple[Origin, list[File], Fetch]


@dataclass(frozen=True, slots=True)
class MlflowAddress:
    """`mlflow+https://host/prefix?secret=mlflow.prod#models:/NAME/VERSION`, or `#runs:/RUN/PATH`.

    VERSION may be `@alias`. Without what stands behind the `#` it is the server as a whole.
    """

    server: str  # https://host/prefix
    secret: str = ""  # its name
    model: str = ""
    version: str = ""
    run: str = ""
    path: str = ""  # of the model among the run's artifacts; empty: where one is found

    def __str__(self) -> str:
        query = f"?secret={self.secret}" if self.secret else ""
        return f"mlflow+{self.server}{query}{self.wanted and '#' + self.wanted}"

    @property
    def wanted(self) -> str:
        if self.model:
            slash = "" if self.version.startswith("@") else "/"
            return f"models:/{quote(self.model, safe='')}{slash}{self.version}"
        return f"runs:/{self.run}/{self.path}".rstrip("/") if self.run else ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A model version or a run, as a list shows it. `problem`: why it can't be registered."""

    address: MlflowAddress
    title: str
    detail: str
    at: datetime | None
    problem: str = ""


def parse_mlflow(text: str) -> MlflowAddress:
    """An address as people write it.

    Raises:
        InputError: it is none.
    """
    example = "mlflow+https://tracking.bank.example#models:/cc-fraud/15"
    parts = split_address(text.strip(), example=example)
    if parts.scheme not in SCHEMES or not parts.hostname or "@" in parts.netloc:
        raise InputError(
            "This is no address of an MLflow server.",
            hint=f"For example {example}",
        )
    server = f"{parts.scheme.removeprefix('mlflow+')}://{parts.netloc}{parts.path.rstrip('/')}"
    secret = parse_qs(parts.query).get("secret", [""])[0]
    if secret and (not secret.startswith(MLFLOW) or secret == MLFLOW):
        raise InputError(
            f"“{secret}” is sent to no tracking server: only secrets named “{MLFLOW}…” are.",
            hint="Keep its token under such a name, and name that.",
        )
    return _wanted(server, secret, parts.fragment)


def _wanted(server: str, secret: str, fragment: str) -> MlflowAddress:
    if not fragment:
        return MlflowAddress(server, secret)
    kind, _, rest = fragment.partition(":/")
    first, at, second = rest.partition("@") if "@" in rest else rest.partition("/")
    first = unquote(first)
    if kind == "models" and _NAME.match(first) and second and _NAME.match(second):
        return MlflowAddress(server, secret, model=first, version=at.replace("/", "") + second)
    if kind == "runs" and _RUN.match(first):
        if second:
            check_inside(second.strip("/"))
        return MlflowAddress(server, secret, run=first, path=second.strip("/"))
    raise InputError(
        "The address names neither a version nor a run.",
        hint="For example …#models:/cc-fraud/15, …#models:/cc-fraud@champion or …#runs:/RUN/model.",
    )


class MlflowServer:
    """One tracking server. Close it after use."""

    def __init__(self, settings: Settings, address: MlflowAddress) -> None:
        self._server, self._secret = address.server, address.secret
        self._http = Http(AllowedHosts.read_by(settings.runtime_hosts))
        value = ""
        if address.secret:
            kept = Secrets.of(settings).get(address.secret)
            value = value_for(address.secret, kept, address.server)
        self._headers = {"Authorization": _authorization(value)} if value else {}
        self._is_cancelled: IsCancelled = never
        self._calls = 0

    def close(self) -> None:
        self._http.close()

    # What there is

    def search(self, text: str) -> tuple[Listed, ...]:
        """Versions of the registry and runs whose name contains `text`, the newest first.

        Raises:
            NotReachableError: it does not answer.
            InputError: it may not be called, or refuses who asks.
        """
        part = re.sub(r"['\"\\%_\x00-\x1f]", "", text.strip())[:100]
        with _understood():
            found = [*self._versions(part), *self._runs(part)]
        return tuple(sorted(found, key=lambda one: one.at or _LONG_AGO, reverse=True))

    def _versions(self, part: str) -> Iterator[Listed]:
        query = {"max_results": str(MOST_FOUND), "order_by": "last_updated_timestamp DESC"}
        if part:
            query["filter"] = f"name ILIKE '%{part}%'"
        for one in self._get("model-versions/search", query).get("model_versions", ()):
            name, version = str(one.get("name", "")), str(one.get("version", ""))
            if not _NAME.match(name) or not version.isdecimal():
                continue
            said = [f"run {str(one['run_id'])[:8]}"] if one.get("run_id") else []
            stage = str(one.get("current_stage") or "None")
            said += [stage] if stage != "None" else []
            status = str(one.get("status", "READY"))
            yield Listed(
                MlflowAddress(self._server, self._secret, model=name, version=version),
                f"{name} v{version}",
                ", ".join(said),
                _time(one.get("last_updated_timestamp") or one.get("creation_timestamp")),
                "" if status == "READY" else NOT_READY.format(status=status),
            )

    def _runs(self, part: str) -> Iterator[Listed]:
        experiments = self._post("experiments/search", {"max_results": MOST_FOUND})
        names = {
            str(one["experiment_id"]): str(one.get("name", ""))
            for one in experiments.get("experiments", ())
            if "experiment_id" in one
        }
        if not names:
            return
        wanted: dict[str, Any] = {
            "experiment_ids": list(names),
            "max_results": MOST_FOUND,
            "order_by": ["attributes.start_time DESC"],
        }
        if part:
            wanted["filter"] = f"attributes.run_name ILIKE '%{part}%'"
        for one in self._post("runs/search", wanted).get("runs", ()):
            info, tags = one.get("info", {}), _tags(one)
            run = str(info.get("run_id", ""))
            if not _RUN.match(run):
                continue
            name = str(info.get("run_name") or tags.get("mlflow.runName") or run)[:LONGEST_NAME]
            status = str(info.get("status", ""))
            yield Listed(
                MlflowAddress(self._server, self._secret, run=run),
                name,
                ", ".join(filter(None, ("run", names.get(str(info.get("experiment_id")), ""),
                                        _metrics(one)))),
                _time(info.get("start_time")),
                "" if status == "FINISHED" else NOT_READY.format(status=status),
            )  # fmt: skip

    # The files of one model

    def download(
        self,
        address: MlflowAddress,
        into: Path,
        *,
        progress: Progress | None = None,
        is_cancelled: IsCancelled = never,
    ) -> Origin:
        """Every file of a version or of a run's model, below `into`; where they came from.

        Raises:
            InputError: there is no such model, or it lacks what one needs.
            CancelledError: somebody stopped it.
        """
        self._is_cancelled = is_cancelled
        if address.wanted:
            with _understood():
                of = self._of_version if address.model else self._of_run
                origin, files, fetch = of(address)
        else:
            raise InputError("Say which version or run.", hint="modelward model remote lists them.")
        if not any(path == MARK for path, _ in files):
            raise InputError(
                f"{origin.name} has no file {MARK}, so it is no model of MLflow's.",
                hint="Log it with mlflow.<flavour>.log_model.",
            )
        known = sum(size or 0 for _, size in files)
        if len(files) > MAX_FILES or known > MAX_DOWNLOAD_BYTES:
            raise InputError(TOO_LARGE)
        left, done = MAX_DOWNLOAD_BYTES, 0
        for path, size in files:
            if is_cancelled():
                raise CancelledError("It was stopped.")
            check_inside(path)
            got = self._save(fetch(path), into / PurePosixPath(path), path, size, left)
            left, done = left - got, done + got
            if progress is not None:
                progress(done, max(known, done))
        return origin

    def _of_version(self, address: MlflowAddress) -> _Found:
        if address.version.startswith("@"):
            query = {"name": address.model, "alias": address.version[1:]}
            one = self._get("registered-models/alias", query)["model_version"]
        else:
            query = {"name": address.model, "version": address.version}
            one = self._get("model-versions/get", query)["model_version"]
        version, source = str(one.get("version", "")), str(one.get("source", ""))
        name, run = f"{address.model} v{version}", str(one.get("run_id") or "")
        if one.get("status", "READY") != "READY":
            raise InputError(f"{name} is {one['status']} in the registry.")
        tags = _tags(self._get("runs/get", {"run_id": run}).get("run", {})) if run else {}
        origin = self._origin(name, run, tags)
        of_version = {"name": address.model, "version": version}

        def fetch(path: str) -> tuple[str, Mapping[str, str]]:
            return "model-versions/get-artifact", {**of_version, "path": path}

        if source.startswith("models:/m-"):
            return origin, self._logged_files(source.removeprefix("models:/")), fetch
        if run:
            return origin, self._run_files(run, _place_in_run(source, run)), fetch
        raise InputError(
            f"The server does not tell which files {name} has.",
            hint="It was registered without a run: download it, and register the folder.",
        )

    def _of_run(self, address: MlflowAddress) -> _Found:
        run = self._get("runs/get", {"run_id": address.run}).get("run", {})
        outputs: list[Any] = list((run.get("outputs") or {}).get("model_outputs") or ())
        name = str(run.get("info", {}).get("run_name") or address.run)
        origin = self._origin(name, address.run, _tags(run))
        if not address.path and len(outputs) == 1:  # MLflow 3 keeps models beside runs
            model = str(outputs[0].get("model_id", ""))

            def fetch_logged(path: str) -> tuple[str, Mapping[str, str]]:
                place = f"ajax-api/2.0/mlflow/logged-models/{quote(model, safe='')}/artifacts/files"
                return place, {"artifact_file_path": path}

            return origin, self._logged_files(model), fetch_logged
        place = address.path or self._find_model(address.run, name)

        def fetch(path: str) -> tuple[str, Mapping[str, str]]:
            whole = f"{place}/{path}" if place else path
            return "get-artifact", {"run_id": address.run, "run_uuid": address.run, "path": whole}

        return origin, self._run_files(address.run, place), fetch

    def _find_model(self, run: str, name: str) -> str:
        """The one folder of a run with a model; empty: its artifacts are one."""
        top = list(self._list("artifacts/list", {"run_id": run}, "path", ""))
        if any(path == MARK for path, is_folder, _ in top if not is_folder):
            return ""
        found = [
            path
            for path, is_folder, _ in top
            if is_folder
            and any(
                each == f"{path}/{MARK}"
                for each, _, _ in self._list("artifacts/list", {"run_id": run}, "path", path)
            )
        ]
        if len(found) == 1:
            return found[0]
        if found:
            raise InputError(
                f"The run {name} has several models: {', '.join(found[:5])}.",
                hint="Name one: …#runs:/RUN/folder.",
            )
        has = ", ".join(path for path, _, _ in top[:5]) or "nothing"
        raise InputError(
            f"The run {name} has no model: no folder of its artifacts has a file {MARK}.",
            hint=f"It has {has}. Log the model, then look again.",
        )

    def _origin(self, name: str, run: str, tags: Mapping[str, str]) -> Origin:
        return Origin(
            "mlflow",
            address=without_credentials(self._server),
            name=name,
            commit=tags.get("mlflow.source.git.commit", "")[:64],
            run=run,
        )

    def _run_files(self, run: str, place: str) -> list[File]:
        found = self._walk("artifacts/list", {"run_id": run}, "path", place)
        size = len(place) + 1 if place else 0
        return [(path[size:], bytes_) for path, bytes_ in islice(found, MAX_FILES + 1)]

    def _logged_files(self, model: str) -> list[File]:
        place = f"logged-models/{quote(model, safe='')}/artifacts/directories"
        return list(islice(self._walk(place, {}, "artifact_directory_path", ""), MAX_FILES + 1))

    def _walk(
        self, call: str, query: Mapping[str, str], name: str, folder: str, depth: int = 0
    ) -> Iterator[File]:
        if depth > MAX_DEPTH:
            raise InputError("The server's folders are nested too deep.")
        for path, is_folder, size in self._list(call, query, name, folder):
            if folder and not path.startswith(f"{folder}/"):
                raise InputError("The server lists files that are not in the folder asked for.")
            if is_folder:
                yield from self._walk(call, query, name, path, depth + 1)
            else:
                yield path, size

    def _list(
        self, call: str, query: Mapping[str, str], name: str, folder: str
    ) -> Iterator[tuple[str, bool, int | None]]:
        token = ""
        for _ in range(MOST_PAGES):
            asked = {**query, **({name: folder} if folder else {})}
            found = self._get(call, {**asked, **({"page_token": token} if token else {})})
            for one in found.get("files", ()):
                told = one.get("file_size")
                size = int(told) if told is not None else None
                if size is not None and size < 0:
                    raise ValueError(size)
                yield str(one.get("path", "")), bool(one.get("is_dir")), size
            token = str(found.get("next_page_token") or "")
            if not token:
                return

    # Calls

    def _save(
        self, call: tuple[str, Mapping[str, str]], target: Path, path: str, size: int | None,
        left: int,
    ) -> int:  # fmt: skip
        most = left if size is None else min(left, size)
        place, query = call
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            opened = target.open("xb")
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise InputError(f"The server lists {path} twice.") from error
        with opened as file:
            answer = self._http.request(
                "GET",
                f"{self._server}/{place}",
                query=query,
                headers=self._headers,
                timeout_s=max(LEAST_TIMEOUT_S, most / SLOWEST_BYTES_PER_S),
                max_bytes=most,
                into=file,
            )
            _require(answer)
            got = file.tell()
        if size is not None and got != size:
            raise InputError(
                f"{path} came with {got} bytes; the server lists {size}.", hint="Try again."
            )
        return got

    def _get(self, call: str, query: Mapping[str, str]) -> dict[str, Any]:
        self._calls += 1
        if self._calls > MOST_CALLS:
            raise InputError(TOO_LARGE)
        if self._is_cancelled():
            raise CancelledError("It was stopped.")
        url = f"{self._server}/{API}/{call}"
        return _document(self._http.request("GET", url, query=query, headers=self._headers))

    def _post(self, call: str, document: Mapping[str, Any]) -> dict[str, Any]:
        url = f"{self._server}/{API}/{call}"
        answer = self._http.request("POST", url, document=dict(document), headers=self._headers)
        return _document(answer)


_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def _authorization(value: str) -> str:
    """A token, or `user:password` where the server asks for that."""
    if ":" in value:
        return f"Basic {b64encode(value.encode()).decode()}"
    return f"Bearer {value}"


def _document(answer: Answer) -> dict[str, Any]:
    _require(answer)
    found = answer.json()
    if not isinstance(found, dict):
        raise AppError(STRANGE)
    return found


@contextmanager
def _understood() -> Iterator[None]:
    """What breaks on an answer in another shape than the API's is the server's fault."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise AppError(STRANGE, hint="Is it an MLflow server?") from error


def _require(answer: Answer) -> None:
    if answer.ok:
        return
    if answer.status in (401, 403):
        raise InputError(
            f"The server refuses who asks (status {answer.status}).",
            hint=f"Keep its token as a secret named “{MLFLOW}…”, and name that.",
        )
    if answer.status == 404:
        raise InputError("The server has no such model, run or file.", hint="Look what it lists.")
    raise AppError(f"The server answered with status {answer.status}.", hint="Its log says more.")


def _place_in_run(source: str, run: str) -> str:
    """The folder among a run's artifacts that a version was made from."""
    if source.startswith(f"runs:/{run}/"):
        return source.removeprefix(f"runs:/{run}/").strip("/")
    before, found, after = source.partition(f"/{run}/artifacts/")
    if not found or not before:
        raise InputError(
            "The server does not tell where the files of this version are.",
            hint="Download it, and register the folder.",
        )
    place = after.strip("/")
    check_inside(place)
    return place


def _tags(run: Mapping[str, Any]) -> dict[str, str]:
    tags = (run.get("data") or {}).get("tags") or ()
    return {str(one.get("key")): str(one.get("value", "")) for one in tags}


def _metrics(run: Mapping[str, Any]) -> str:
    found = (run.get("data") or {}).get("metrics") or ()
    shown = [f"{one.get('key')} {one.get('value')}" for one in found[:3]]
    return " · ".join(shown)


def _time(milliseconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
