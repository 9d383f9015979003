"""Scans a version's files and keeps what is wrong as findings of its snapshot."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import or_, select

from app.errors import InputError
from app.models.queries.protection import Gap, protection_gaps
from app.models.queries.releases import AssetRow, load_snapshot_files
from app.models.rules.names import shown
from app.models.rules.scanned import SCANNED, Kind
from app.models.tables.governance import Finding
from app.services.commands.assets import write_blob
from app.services.scanning.findings import Finding as Found
from app.services.scanning.findings import ScanReport, Severity
from app.services.scanning.scan import scan_files
from app.services.stores import locate, own_name
from app.services.task_types import TASK_TYPES, Done, Outcome, TaskContext, TaskHandler
from app.services.unit_of_work import UnitOfWork

WORST_FIRST = tuple(str(severity) for severity in Severity)


@TASK_TYPES.register("scan")
class Scan(TaskHandler):
    label = "Scan for risks"
    outputs = ("findings", "blocking_findings", "not_scanned")

    @dataclass(frozen=True, slots=True)
    class Inputs:
        version_id: str
        snapshot_id: str
        block_from: str = "high"  # findings of this severity or worse stop the release

    def run(self, inputs: Inputs, context: TaskContext) -> Outcome:
        files = context.read(load_snapshot_files, UUID(inputs.snapshot_id))
        report = scan_files(
            {name: _fetch(context, asset) for name, asset in named_files(files.assets).items()}
        )
        gaps = context.read(protection_gaps, files.model_id, files.version_id)
        report = replace(report, findings=(*report.findings, *map(_of_gap, gaps)))
        blocking = context.write(
            _keep, UUID(inputs.snapshot_id), files.model_id, files.version_id, report,
            block_from=inputs.block_from,
        )  # fmt: skip
        return Done(
            {
                "findings": [_sentence(finding) for finding in report.findings[:50]],
                "blocking_findings": blocking,
                "not_scanned": [f"{one.file}: {one.why}" for one in report.not_read[:50]],
            }
        )


def _of_gap(gap: Gap) -> Found:
    """What a policy says of a data source, as something found in the file of that name."""
    try:
        severity = Severity(gap.severity)
    except ValueError:
        raise InputError(
            f"The data protection policy says the severity “{gap.severity}”.",
            hint="Known: " + ", ".join(WORST_FIRST) + ".",
        ) from None
    return Found(
        kind=Kind.DATA_PROTECTION, severity=severity, file=gap.source, line=0, what=gap.finding,
        fix=gap.fix,
    )  # fmt: skip


def named_files(assets: Iterable[AssetRow]) -> dict[str, AssetRow]:
    """Files by the path that people know; of two with one path, the second by its store's."""
    found: dict[str, AssetRow] = {}
    for asset in assets:
        name = own_name(asset.path) if asset.store else asset.path
        found[asset.path if name in found else name] = asset
    return found


def _fetch(context: TaskContext, asset: AssetRow) -> Path:
    if asset.store:
        return locate(context.settings, asset.store, asset.path, asset.sha256)
    target = context.work_folder / "files" / asset.sha256 / Path(asset.path).name
    if not target.is_file():
        context.read(write_blob, asset.sha256, target)
    return target


def _sentence(found: Found) -> str:
    place = f"{found.file}:{found.line}" if found.line else found.file
    return f"{found.severity}: {found.what} ({place})"


def _keep(
    work: UnitOfWork,
    snapshot_id: UUID,
    model_id: UUID,
    version_id: UUID,
    report: ScanReport,
    *,
    block_from: str,
) -> int:
    """Add findings that are not known yet of this version; how many open ones block.

    A finding that somebody accepted or closed stays so while the scan says the same of the same
    place, and that it is as bad. One that the scan itself took back is known no more.
    """
    present = work.session.scalars(
        select(Finding)
        .where(Finding.version_id == version_id, Finding.kind.in_(SCANNED))
        .where(or_(Finding.state != "closed", Finding.recorded_by != work.actor.id))
    ).all()
    known = {(f.kind, f.severity, f.title, own_name(f.place)): f for f in present}
    seen = set()
    for found in report.findings:
        place = f"{found.file}:{found.line}" if found.line else found.file
        what = shown(found.what)  # it may name a column of the data, as the data call it
        key = (str(found.kind), str(found.severity), what, own_name(place))
        seen.add(key)
        if key not in known:
            known[key] = work.add(
                Finding(
                    model_id=model_id,
                    version_id=version_id,
                    snapshot_id=snapshot_id,
                    kind=str(found.kind),
                    severity=str(found.severity),
                    title=what,
                    place=place,
                    fix=found.fix,
                )
            )
    for key, finding in known.items():
        if key not in seen and finding.state in ("open", "mitigating"):
            finding.state, finding.reason = "closed", "No longer found by the scan."
            work.flush()
    stopping = WORST_FIRST[: WORST_FIRST.index(block_from) + 1]
    return sum(
        known[key].state in ("open", "mitigating") and known[key].severity in stopping
        for key in seen
    )
