"""A first look at what somebody wants to register: what is there, and what will become a task."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import InputError
from app.services.intake.assets import IsCancelled, digest_files, make_asset, never
from app.services.intake.folder import MISSING, Intake
from app.services.intake.git import GitAddress
from app.services.intake.onnx_file import OnnxFacts
from app.services.intake.origin import doubts, sentences
from app.services.intake.schema import predictors
from app.services.intake.sources import Brought, Entry, Given, bring
from app.services.intake.walk import WalkedFile
from app.services.scanning.licences import copyleft_family
from app.texts import N_

TABLES = (".csv", ".tsv", ".txt", ".parquet")
LABEL_NAMES = ("label", "target", "y", "class", "outcome", "default", "fraud", "churn")
LOOKED_ROWS = 500
KINDS = {"model_card": N_("model card {file}"), "document": N_("document {file}")}
TABLE = {
    "Parquet": N_("a Parquet table of {count} columns, {size}"),
    "text": N_("a text table of {count} columns, {size}"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """`kind`: folder, onnx, zip, git, mlflow, entry or table; of a table a model is trained."""

    given: Given
    kind: str
    name: str
    found: tuple[str, ...]  # what is there, in words
    missing: tuple[str, ...] = ()  # sentences; they become tasks, not refusals
    findings: tuple[str, ...] = ()  # what can't be used as it is, with the file
    doubts: tuple[str, ...] = ()  # what is not told of the source
    columns: tuple[str, ...] = ()  # of a table
    label: str = ""  # proposed
    inputs: tuple[str, ...] = ()  # columns that it takes
    digests: frozenset[str] = frozenset()  # of its files
    model_sha256: str = ""  # of the file to be served; empty: none
    lacks_card: bool = False  # and nobody else writes it
    seen: str = ""  # `digest_files` of what was looked at


def look_at(given: Given, *, is_cancelled: IsCancelled = never) -> Look:
    """What is there; nothing is stored.

    Raises:
        InputError: it can't be registered, with the reason.
        CancelledError: somebody stopped it.
    """
    if isinstance(given, Path) and given.is_file() and given.suffix.lower() in TABLES:
        return _look_at_table(given, is_cancelled)
    with TemporaryDirectory(prefix="modelward-look-") as scratch:
        return _look_at_model(given, bring(given, Path(scratch), is_cancelled=is_cancelled))


def _look_at_model(given: Given, brought: Brought) -> Look:
    intake = brought.intake
    doubted = tuple(doubts(brought.origin)) if brought.origin else ()
    found = (
        [one for one in sentences(brought.origin) if one not in doubted] if brought.origin else []
    )
    size = _size(sum(asset.size_bytes for asset in intake.assets))
    if isinstance(given, Entry):
        found.append(N_("entered by hand, without files"))
    else:
        count = len(intake.assets)
        files = N_("one file, {size}") if count == 1 else N_("{count} files, {size}")
        found.append(files.format(count=count, size=size))
    if intake.onnx is not None:
        found.append(_onnx(intake.model_file, intake.onnx))
    if intake.mlflow is not None:
        said = N_("MLmodel with the flavours {flavours}")
        found.append(said.format(flavours=", ".join(intake.mlflow.flavours)))
    if intake.fields:
        said = N_("schema from {file}: {count} columns")
        found.append(said.format(file=intake.schema_source, count=len(intake.fields)))
    if intake.environment_file:
        said = N_("libraries fixed by {file}: {count}")
        found.append(said.format(count=len(intake.environment), file=intake.environment_file))
        bound = _bound(intake)
        doubted += bound
        if not bound:
            found.append(N_("licences of these libraries: no copyleft is known"))
    data = [asset.relative for asset in intake.assets if asset.role == "data"]
    if data:
        said = N_("data {file}") if len(data) == 1 else N_("data {file}: {count} files")
        found.append(said.format(file=data[0], count=len(data)))
    elif intake.assets:
        doubted += (N_("no data are among the files: nothing says what it was trained on"),)
    found += [KINDS[one.kind].format(file=one.file) for one in intake.documents]
    return Look(
        given=_pinned(given, brought),
        kind=brought.kind,
        name=intake.name,
        found=tuple(found),
        missing=tuple(one.sentence for one in intake.missing),
        findings=tuple(one.sentence for one in intake.findings),
        doubts=(*brought.notes, *doubted),
        inputs=tuple(one.name for one in predictors(intake.fields)),
        digests=frozenset(one.sha256 for one in intake.assets),
        model_sha256=intake.asset(intake.model_file).sha256 if intake.model_file else "",
        lacks_card=MISSING["model_card"] in {one.sentence for one in intake.missing},
        seen=digest_files(intake.assets),
    )


def _onnx(file: str, facts: OnnxFacts) -> str:
    opset = facts.opsets.get("", facts.opsets.get("ai.onnx", "?"))
    said = N_("model {file}: inputs {inputs}, outputs {outputs}, opset {opset}")
    inputs, outputs = len(facts.inputs), len(facts.outputs)
    return said.format(file=file, inputs=inputs, outputs=outputs, opset=opset)


def _bound(intake: Intake) -> tuple[str, ...]:
    """Libraries of the lock whose licences bind who passes on what is made with them."""
    said = N_("{library} is under a licence of the {family} family.")
    named = {one.name: copyleft_family(one.name) for one in intake.environment}
    return tuple(said.format(library=one, family=family) for one, family in named.items() if family)


def _pinned(given: Given, brought: Brought) -> Given:
    """A branch may lead elsewhere by the time of registering: what was seen is what is meant."""
    if isinstance(given, GitAddress) and brought.origin is not None:
        return replace(given, commit=brought.origin.commit)
    return given


def _look_at_table(path: Path, is_cancelled: IsCancelled) -> Look:
    # Only here: a window that looks at no table need not wait for the libraries of tables.
    from app.services.intake.raw_tables import is_parquet
    from app.services.intake.tables import read_table

    size = path.stat().st_size
    file = make_asset(WalkedFile(path.name, path.resolve(), size), is_cancelled=is_cancelled)
    table = read_table(path, max_rows=LOOKED_ROWS)
    columns = tuple(str(name) for name in table.frame.columns)
    if len(columns) < 2:
        raise InputError(
            f"{path.name} has one column only.", hint="A model needs inputs and a label."
        )
    proposed = next((one for one in columns if one.casefold() in LABEL_NAMES), columns[-1])
    form = "Parquet" if is_parquet(path) else "text"
    return Look(
        given=path,
        kind="table",
        name=path.stem,
        found=(TABLE[form].format(count=len(columns), size=_size(size)),),
        missing=(N_("A model is trained from it; its model card is still to be written."),),
        findings=table.notes,
        columns=columns,
        label=proposed,
        inputs=tuple(one for one in columns if one != proposed),
        seen=digest_files((file,)),
    )


def _size(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"
