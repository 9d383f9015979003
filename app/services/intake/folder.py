"""Reads a model folder, a ZIP of one, or an ONNX file into what is registered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from app.errors import InputError
from app.services.intake.archive import extract_zip
from app.services.intake.assets import Asset, IsCancelled, make_asset, never, role_of
from app.services.intake.documents import read_text
from app.services.intake.mlflow import MlflowFacts, read_mlmodel
from app.services.intake.onnx_file import OnnxFacts, inspect
from app.services.intake.schema import SchemaField, predictors, read_schema
from app.services.intake.walk import WalkedFile, walk_folder
from app.services.scanning.dependencies import (
    Dependency,
    environment_missing,
    is_lock,
    read_dependencies,
)
from app.texts import N_

# What a template asks for unless it says otherwise; the key is stored, the sentence is shown.
REQUIRED = ("model", "schema", "label", "environment", "model_card")
MISSING = {
    "model": N_("There is no ONNX file with the model that can be read."),
    "schema": N_(
        "No schema.json or schema.yaml that can be read names the columns and their roles."
    ),
    "label": N_("The schema names no label column, so the model can't be tested."),
    "environment": N_("No file fixes the version of every library (requirements.txt with ==)."),
    "model_card": N_("There is no model card (model_card.md)."),
    "code": N_("There is no source code."),
    "data": N_("There is no data sample."),
    "test": N_("There are no tests."),
    "document": N_("There are no documents."),
    "dependencies": N_("No file names the libraries."),
}
OF_A_TABLE = N_("For a table give the label too: a model is then trained.")
OF_A_MODEL = N_(
    "Export the model to ONNX, or give the folder that holds it: files of any tool are kept with"
    " its version, and not run. In the window By hand registers it without files."
)
_CARD = re.compile(r"^(model[_\- ]?card.*|readme)\.(md|txt|pdf|docx|html|rst)$", re.I)


@dataclass(frozen=True, slots=True)
class IntakeFinding:
    """Something in a file that can't be used as it is."""

    file: str
    message: str
    hint: str = ""

    @property
    def sentence(self) -> str:
        """The whole of it, with the name of its file once."""
        said = f"{self.message} {self.hint}".strip()
        is_named = re.search(rf"(?<![\w.]){re.escape(self.file)}(?!\w)", self.message)
        return said if is_named else f"{self.file}: {said}"


@dataclass(frozen=True, slots=True)
class Missing:
    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Document:
    """`kind`: model_card or document."""

    kind: str
    file: str
    title: str


@dataclass(frozen=True, slots=True)
class Intake:
    """A model as found on disk. `model_file` is the ONNX file to be served, "" where none is."""

    name: str
    assets: tuple[Asset, ...]
    fields: tuple[SchemaField, ...]
    schema_source: str  # the file the fields came from, "" for none
    environment: tuple[Dependency, ...]  # of the lock, else empty
    environment_file: str
    documents: tuple[Document, ...]
    model_file: str
    onnx: OnnxFacts | None
    mlflow: MlflowFacts | None
    findings: tuple[IntakeFinding, ...]
    missing: tuple[Missing, ...]
    skipped: tuple[str, ...] = ()

    def asset(self, relative: str) -> Asset:
        return next(asset for asset in self.assets if asset.relative == relative)


def read_model(
    path: Path,
    unpack_into: Path,
    *,
    required: Sequence[str] = REQUIRED,
    is_cancelled: IsCancelled = never,
) -> Intake:
    """Read whatever `path` is: a folder, an ONNX file or a ZIP (unpacked into `unpack_into`).

    Raises:
        InputError: none of these, or one that is refused as a whole.
        CancelledError: somebody stopped it.
    """
    if path.is_dir():
        return read_folder(path, required=required, is_cancelled=is_cancelled)
    if not path.exists():
        raise InputError(f"There is nothing at {path}.", hint="Check the path.")
    if path.suffix.lower() == ".onnx":
        return read_onnx(path, required=required, is_cancelled=is_cancelled)
    if path.suffix.lower() == ".zip":
        folder = extract_zip(path, unpack_into)
        return read_folder(folder, name=path.stem, required=required, is_cancelled=is_cancelled)
    raise InputError(
        f"{path.name} is neither a folder, an ONNX file nor a ZIP.",
        hint=OF_A_TABLE if role_of(path.name) == "data" else OF_A_MODEL,
    )


def read_nothing(name: str, *, required: Sequence[str] = REQUIRED) -> Intake:
    """A model of which there is no file: everything that is asked for is missing."""
    return Intake(
        name=name,
        assets=(),
        fields=(),
        schema_source="",
        environment=(),
        environment_file="",
        documents=(),
        model_file="",
        onnx=None,
        mlflow=None,
        findings=(),
        missing=_missing(required, (), (), set()),
    )


def read_onnx(
    path: Path, *, required: Sequence[str] = REQUIRED, is_cancelled: IsCancelled = never
) -> Intake:
    """A single ONNX file as a model; it must be usable.

    Raises:
        InputError: it is not.
    """
    facts = inspect(path)
    file = WalkedFile(path.name, path.resolve(), path.stat().st_size)
    asset = make_asset(file, is_cancelled=is_cancelled)
    fields = fields_from_onnx(facts)
    source = path.name if fields else ""
    return Intake(
        name=path.stem,
        assets=(asset,),
        fields=fields,
        schema_source=source,
        environment=(),
        environment_file="",
        documents=(),
        model_file=path.name,
        onnx=facts,
        mlflow=None,
        findings=tuple(_outputs_findings(path.name, facts)),
        missing=_missing(required, [asset], fields, {"model"}),
    )


def read_folder(
    path: Path,
    *,
    name: str = "",
    required: Sequence[str] = REQUIRED,
    is_cancelled: IsCancelled = never,
) -> Intake:
    """Read a model folder. A file that can't be used becomes a finding, not an end.

    Args:
        required: keys of `MISSING`: what the life-cycle template asks for.
    Raises:
        InputError: the folder is refused as a whole (`walk_folder`).
    """
    walked = walk_folder(path)
    if not walked.files:
        raise InputError(f"The folder {path.name} holds no files.")
    reader = _FolderReader([make_asset(one, is_cancelled=is_cancelled) for one in walked.files])
    reader.read_onnx_files()
    reader.read_mlflow()
    reader.read_schema_file()
    reader.read_environment()
    documents = documents_of(reader.assets)
    reader.check_schema_fits()
    if reader.onnx is not None:
        reader.findings.extend(_outputs_findings(reader.model_file, reader.onnx))
    reader.note_pickles()
    found = {"environment"} if reader.environment_file else set()
    found |= {"model"} if reader.model_file else set()
    found |= {"model_card"} if any(item.kind == "model_card" for item in documents) else set()
    return Intake(
        name=name or path.resolve().name,
        assets=tuple(reader.assets),
        fields=reader.fields,
        schema_source=reader.schema_source,
        environment=reader.environment,
        environment_file=reader.environment_file,
        documents=documents,
        model_file=reader.model_file,
        onnx=reader.onnx,
        mlflow=reader.mlflow,
        findings=tuple(reader.findings),
        missing=_missing(required, reader.assets, reader.fields, found, reader.libraries),
        skipped=walked.skipped,
    )


def fields_from_onnx(facts: OnnxFacts) -> tuple[SchemaField, ...]:
    """One predictor per input, where the file has an input per column; else nothing."""
    if any(len(item.shape) > 2 or item.shape[1:] not in ((), (1,)) for item in facts.inputs):
        return ()
    return tuple(
        SchemaField(
            item.name,
            data_class="categorical" if item.type == "string" else "numerical",
            drift_candidate=True,
        )
        for item in facts.inputs
    )


class _FolderReader:
    """Collects what the files of one folder say."""

    def __init__(self, assets: list[Asset]) -> None:
        self.assets = assets
        self.findings: list[IntakeFinding] = []
        self.fields: tuple[SchemaField, ...] = ()
        self.schema_source = ""
        self.environment: tuple[Dependency, ...] = ()
        self.environment_file = ""
        self.libraries: dict[str, tuple[Dependency, ...]] = {}  # of each dependency file
        self.model_file = ""
        self.onnx: OnnxFacts | None = None
        self.mlflow: MlflowFacts | None = None

    def read_onnx_files(self) -> None:
        """Open every ONNX file; the one called model.onnx, else the only one, is the model."""
        usable: dict[str, OnnxFacts] = {}
        for asset in self._with_role("model"):
            try:
                usable[asset.relative] = inspect(asset.path)
            except InputError as error:
                self._add(asset, error)
        named = [path for path in usable if PurePosixPath(path).name.lower() == "model.onnx"]
        chosen = named if len(named) == 1 else list(usable)
        if len(chosen) == 1:
            self.model_file = chosen[0]
            self.onnx = usable[chosen[0]]
            self.fields = fields_from_onnx(self.onnx)
            self.schema_source = self.model_file if self.fields else ""
        elif chosen:
            said = N_("{file} is one of several ONNX files, and none alone is called model.onnx.")
            hint = N_("Call the file that is to be served model.onnx.")
            self.findings.append(IntakeFinding(chosen[0], said.format(file=chosen[0]), hint))

    def read_mlflow(self) -> None:
        for asset in self.assets:
            if PurePosixPath(asset.relative).name != "MLmodel" or self.mlflow is not None:
                continue
            try:
                self.mlflow = read_mlmodel(asset.path)
            except InputError as error:
                self._add(asset, error)
                continue
            if self.mlflow.fields:
                self.fields, self.schema_source = self.mlflow.fields, asset.relative

    def read_schema_file(self) -> None:
        """The schema nearest to the top; it wins over what ONNX and MLflow say."""
        found = sorted(self._with_role("schema"), key=lambda a: (a.relative.count("/"), a.relative))
        for asset in found[:1]:
            try:
                self.fields = read_schema(asset.path)
                self.schema_source = asset.relative
            except InputError as error:
                self._add(asset, error)
                self.fields, self.schema_source = (), ""

    def read_environment(self) -> None:
        for asset in self._with_role("dependencies"):
            name = PurePosixPath(asset.relative).name
            try:
                dependencies = read_dependencies(read_text(asset.path), name)
            except InputError as error:
                self._add(asset, error)
                continue
            self.libraries[asset.relative] = dependencies
            # The longest lock describes the whole environment, not only the direct libraries.
            if is_lock(name, dependencies) and len(dependencies) > len(self.environment):
                self.environment, self.environment_file = dependencies, asset.relative

    def check_schema_fits(self) -> None:
        """The predictors and the inputs of the file must be the same columns."""
        if self.onnx is None or self.schema_source in ("", self.model_file):
            return
        named = {field.name for field in predictors(self.fields)}
        inputs = {item.name for item in self.onnx.inputs}
        if not fields_from_onnx(self.onnx):
            self._check_width(len(named))
            return
        for only, where in ((inputs - named, "not in the schema"), (named - inputs, "no input")):
            if only:
                text = ", ".join(sorted(only)[:5])
                message = (
                    f"The model takes columns that are {where}: {text}."
                    if where == "not in the schema"
                    else f"The schema names predictors that the model does not take: {text}."
                )
                self.findings.append(
                    IntakeFinding(self.schema_source, message, "Make schema and model agree.")
                )

    def _check_width(self, predictors_count: int) -> None:
        assert self.onnx is not None
        shape = self.onnx.inputs[0].shape if len(self.onnx.inputs) == 1 else ()
        width = shape[1] if len(shape) == 2 else None
        if width is not None and width != predictors_count:
            message = f"The model takes {width} columns; the schema names {predictors_count}."
            self.findings.append(
                IntakeFinding(self.schema_source, message, "Make schema and model agree.")
            )

    def note_pickles(self) -> None:
        for asset in self.assets:
            if asset.is_pickle_like:
                said = N_("{file} is a pickle-like file: it is kept and never loaded.")
                hint = N_("Add the model as an ONNX file.")
                told_of = said.format(file=asset.relative)
                self.findings.append(IntakeFinding(asset.relative, told_of, hint))

    def _with_role(self, role: str) -> list[Asset]:
        return [asset for asset in self.assets if asset.role == role]

    def _add(self, asset: Asset, error: InputError) -> None:
        self.findings.append(IntakeFinding(asset.relative, error.message, error.hint))


def _outputs_findings(file: str, facts: OnnxFacts) -> list[IntakeFinding]:
    """Outputs that the inference protocol can't carry: lists of maps, as older exports have."""
    return [
        IntakeFinding(
            file,
            f"The output “{item.name}” of {file} is a {item.type}, which can't be sent over HTTP.",
            "Export it again with plain tensors (skl2onnx: zipmap=False).",
        )
        for item in facts.outputs
        if "(" in item.type
    ]


def documents_of(assets: Sequence[Asset]) -> tuple[Document, ...]:
    found = []
    for asset in assets:
        if asset.role != "document":
            continue
        name = PurePosixPath(asset.relative).name
        kind = "model_card" if _CARD.match(name) else "document"
        found.append(Document(kind, asset.relative, _title(asset) or name))
    has_card = any(_is_named_card(item.file) for item in found)
    return tuple(
        # A read-me is the model card only where there is none.
        Document("document", item.file, item.title)
        if has_card and item.kind == "model_card" and not _is_named_card(item.file)
        else item
        for item in found
    )


def _is_named_card(file: str) -> bool:
    return PurePosixPath(file).name.lower().startswith("model")


def _title(asset: Asset) -> str:
    """The first heading of a Markdown file."""
    if not asset.relative.lower().endswith(".md"):
        return ""
    try:
        lines = read_text(asset.path).splitlines()
    except InputError:
        return ""
    heading = next((line for line in lines if line.startswith("# ")), "")
    return heading.removeprefix("# ").strip()[:200]


def _missing(
    required: Sequence[str],
    assets: Sequence[Asset],
    fields: Sequence[SchemaField],
    found: set[str],
    libraries: Mapping[str, Sequence[Dependency]] = MappingProxyType({}),
) -> tuple[Missing, ...]:
    present = set(found)
    present |= {asset.role for asset in assets if asset.role != "model"}
    present |= {"schema"} if fields else set()
    present -= set() if fields else {"schema"}
    present |= {"label"} if any(field.role == "label" for field in fields) else set()
    unknown = [key for key in required if key not in MISSING]
    if unknown:
        raise InputError(
            f"There is no required item “{unknown[0]}”.", hint="Known: " + ", ".join(MISSING) + "."
        )
    return tuple(
        Missing(key, missing_sentence(key, libraries)) for key in required if key not in present
    )


def missing_sentence(key: str, libraries: Mapping[str, Sequence[Dependency]]) -> str:
    """What is missing; where libraries are left open, in which lines of which file."""
    sentence = MISSING.get(key, f"There is no {key}.")
    return environment_missing(sentence, libraries) if key == "environment" else sentence
