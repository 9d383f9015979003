"""The security scan of a model folder: runs every check on every file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from app.errors import InputError
from app.services.intake.documents import MAX_DOCUMENT_BYTES
from app.services.intake.schema import read_schema
from app.services.scanning.dependencies import dependency_findings, is_dependency_file
from app.services.scanning.findings import Finding, NotRead, ScanReport, sorted_findings
from app.services.scanning.personal_data import schema_findings, table_findings
from app.services.scanning.pickles import is_pickle_like, scan_pickle
from app.services.scanning.secrets import find_secrets

MAX_TEXT_BYTES = 8 * 1024 * 1024
TABLES = (".csv", ".tsv", ".parquet", ".pq")
# Binary by nature: no text to search, no code to run. ONNX is read by `intake.onnx_file`.
BINARY = (
    ".onnx", ".safetensors", ".h5", ".hdf5", ".png", ".jpg", ".jpeg", ".gif", ".ico",
    ".npy", ".npz", ".pb", ".tflite", ".woff2",
)  # fmt: skip
PACKED = {
    "it is an archive, which is not unpacked": (
        ".zip", ".gz", ".tar", ".tgz", ".7z", ".bz2", ".xz", ".whl", ".jar", ".mar",
    ),
    "its text is not searched": (".pdf", ".docx", ".xlsx", ".pptx", ".doc", ".xls", ".odt"),
}  # fmt: skip


def scan_files(files: Mapping[str, Path]) -> ScanReport:
    """Scan files: their path in the model folder → where they are now."""
    findings: list[Finding] = []
    not_read: list[NotRead] = []
    for name, path in sorted(files.items()):
        try:
            findings.extend(_scan_file(name, path, not_read))
        except InputError as error:
            not_read.append(NotRead(name, error.message))
        except OSError as error:
            not_read.append(NotRead(name, f"it can't be read: {error.strerror}"))
    return ScanReport(
        findings=sorted_findings(findings), files_read=len(files), not_read=tuple(not_read)
    )


def _scan_file(name: str, path: Path, not_read: list[NotRead]) -> Iterator[Finding]:
    last = PurePosixPath(name).name
    suffix = PurePosixPath(last).suffix.lower()
    if is_pickle_like(path):
        found, notes = scan_pickle(path, name)
        not_read.extend(notes)
        yield from found
        return
    if suffix in TABLES:
        yield from table_findings(path, name)
        return
    if suffix in BINARY:
        return
    for why, suffixes in PACKED.items():
        if suffix in suffixes:
            not_read.append(NotRead(name, why))
            return
    text = _text(name, path, not_read)
    if text is None:
        return
    yield from find_secrets(text, name)
    if is_dependency_file(last):
        if len(text) > MAX_DOCUMENT_BYTES:
            raise InputError("it names more libraries than a list of 1 MiB can hold")
        yield from dependency_findings(text, last, name)
    if last.lower() in ("schema.json", "schema.yaml", "schema.yml"):
        yield from schema_findings(read_schema(path), name)


def _text(name: str, path: Path, not_read: list[NotRead]) -> str | None:
    with path.open("rb") as file:
        raw = file.read(MAX_TEXT_BYTES + 1)
    if b"\x00" in raw[:8192]:
        not_read.append(NotRead(name, "it is neither text nor a form that is known here"))
        return None
    if len(raw) > MAX_TEXT_BYTES:
        not_read.append(NotRead(name, "only its first 8 MiB were looked at"))
    return raw[:MAX_TEXT_BYTES].decode("utf-8", errors="replace")
