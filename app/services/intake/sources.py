"""Whatever somebody wants to register, brought to this machine: files, and where they came from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from app.config import Settings
from app.errors import InputError
from app.models.home_folders import whole_path
from app.models.rules.origin import Origin
from app.services.intake.assets import IsCancelled, never
from app.services.intake.folder import Intake, read_folder, read_model, read_nothing
from app.services.intake.git import SCHEME, GitAddress, check_out, describe_folder, parse_git
from app.services.intake.mlflow_server import (
    SCHEMES,
    MlflowAddress,
    MlflowServer,
    Progress,
    parse_mlflow,
)
from app.texts import N_

ELSEWHERE = ("http://", "https://", "git+", "git@", "ssh://", "models:/", "runs:/", "mlflow:")
NO_COMMIT = N_("The commit is not recorded: {why}")


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A model of an MLflow server, whose files lie in `folder` by now."""

    address: MlflowAddress
    folder: Path
    origin: Origin

    def __str__(self) -> str:
        return str(self.address)


@dataclass(frozen=True, slots=True)
class Entry:
    """A model without a file here, entered by hand: a spreadsheet, what a vendor runs."""

    name: str
    description: str = ""  # what it is for


Given = Path | GitAddress | Downloaded | Entry


@dataclass(frozen=True, slots=True)
class Brought:
    """`kind`: folder, onnx, zip, git, mlflow or entry. `notes`: what its source doesn't tell."""

    kind: str
    intake: Intake
    origin: Origin | None = None
    notes: tuple[str, ...] = ()


def parse_given(text: str) -> Path | GitAddress | MlflowAddress:
    """A path, or the address of a repository on this machine or of a tracking server.

    Raises:
        InputError: it is an address that is not read from, or in the home folder of nobody.
    """
    if text.startswith(f"{SCHEME}:"):
        return parse_git(text)
    if text.startswith(tuple(f"{one}:" for one in SCHEMES)):
        return parse_mlflow(text)
    if text.startswith(ELSEWHERE):
        raise InputError(
            f"Nothing is registered from {text.partition(':')[0]} addresses.",
            hint="A clone: git+file:///path@REVISION. MLflow: mlflow+https://host#models:/NAME/1.",
        )
    return whole_path(text)


def download(
    settings: Settings,
    address: MlflowAddress,
    scratch: Path,
    *,
    progress: Progress | None = None,
    is_cancelled: IsCancelled = never,
) -> Downloaded:
    """Fetch the files of a model into a new folder below `scratch`.

    Raises:
        NotReachableError: the server does not answer.
        InputError: it may not be called, or has no such model.
    """
    folder = Path(mkdtemp(prefix="model-", dir=scratch))
    server = MlflowServer(settings, address)
    try:
        origin = server.download(address, folder, progress=progress, is_cancelled=is_cancelled)
    finally:
        server.close()
    return Downloaded(address, folder, origin)


def bring(given: Given, scratch: Path, *, is_cancelled: IsCancelled = never) -> Brought:
    """Read it. What is not a file here yet is put below `scratch`.

    Raises:
        InputError: it can't be registered, with the reason.
        CancelledError: somebody stopped it.
    """
    if isinstance(given, Entry):
        return Brought("entry", read_nothing(given.name))
    if isinstance(given, GitAddress):
        folder = scratch / "checked-out"
        folder.mkdir()
        origin = check_out(given, folder)
        name = (given.folder or given.repository.name.removesuffix(".git")).rpartition("/")[2]
        return Brought("git", read_folder(folder, name=name, is_cancelled=is_cancelled), origin)
    if isinstance(given, Downloaded):
        name = given.address.model or given.origin.name
        intake = read_folder(given.folder, name=name, is_cancelled=is_cancelled)
        return Brought("mlflow", intake, given.origin)
    intake = read_model(given, scratch / "unpacked", is_cancelled=is_cancelled)
    if not given.is_dir():
        return Brought("onnx" if given.suffix.lower() == ".onnx" else "zip", intake)
    try:
        return Brought("folder", intake, describe_folder(given, intake.assets))
    except InputError as error:
        return Brought("folder", intake, notes=(NO_COMMIT.format(why=error.message),))
