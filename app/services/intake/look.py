"""A first look at what somebody wants to register: what is there, and what will become a task."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.errors import InputError
from app.services.intake.folder import Intake, read_model

TABLES = (".csv", ".tsv", ".txt", ".parquet")
LABEL_NAMES = ("label", "target", "y", "class", "outcome", "default", "fraud", "churn")
LOOKED_ROWS = 500


@dataclass(frozen=True, slots=True)
class Look:
    """`kind`: folder, onnx, zip or table. A table needs a label: a model is trained on it."""

    path: Path
    kind: str
    name: str
    found: tuple[str, ...]  # what is there, in words
    missing: tuple[str, ...] = ()  # sentences; they become tasks, not refusals
    findings: tuple[str, ...] = ()  # what can't be used as it is, with the file
    columns: tuple[str, ...] = ()  # of a table
    label: str = ""  # proposed


def look_at(path: Path) -> Look:
    """What is at `path`; nothing is stored.

    Raises:
        InputError: it can't be registered, with the reason.
    """
    if path.is_file() and path.suffix.lower() in TABLES:
        return _look_at_table(path)
    with TemporaryDirectory(prefix="modelward-look-") as scratch:
        return _look_at_model(path, read_model(path, Path(scratch) / "unpacked"))


def _look_at_model(path: Path, intake: Intake) -> Look:
    size = sum(asset.size_bytes for asset in intake.assets)
    found = [f"{len(intake.assets)} files, {_size(size)}"]
    if intake.model_file:
        found.append(f"model {intake.model_file}")
    if intake.fields:
        counts = f"{len(intake.fields)} columns"
        found.append(f"schema from {intake.schema_source}: {counts}")
    if intake.environment_file:
        found.append(f"{len(intake.environment)} libraries fixed by {intake.environment_file}")
    found += [f"{one.kind.replace('_', ' ')} {one.file}" for one in intake.documents]
    return Look(
        path=path,
        kind="onnx" if path.suffix.lower() == ".onnx" else "folder" if path.is_dir() else "zip",
        name=intake.name,
        found=tuple(found),
        missing=tuple(one.sentence for one in intake.missing),
        findings=tuple(f"{one.file}: {one.message} {one.hint}".strip() for one in intake.findings),
    )


def _look_at_table(path: Path) -> Look:
    # Only here: a window that looks at no table need not wait for the libraries of tables.
    from app.services.intake.raw_tables import is_parquet
    from app.services.intake.tables import read_table

    table = read_table(path, max_rows=LOOKED_ROWS)
    columns = tuple(str(name) for name in table.frame.columns)
    if len(columns) < 2:
        raise InputError(
            f"{path.name} has one column only.", hint="A model needs inputs and a label."
        )
    proposed = next((one for one in columns if one.casefold() in LABEL_NAMES), columns[-1])
    form = "Parquet" if is_parquet(path) else "text"
    return Look(
        path=path,
        kind="table",
        name=path.stem,
        found=(f"a {form} table of {len(columns)} columns, {_size(path.stat().st_size)}",),
        missing=("A model is trained from it; its model card is still to be written.",),
        findings=table.notes,
        columns=columns,
        label=proposed,
    )


def _size(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            return f"{size / factor:.3g} {unit}"
    return f"{size} bytes"
