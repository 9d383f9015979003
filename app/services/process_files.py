"""BPMN and DMN files on their way in: checked, kept as drafts byte for byte, published."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.errors import InputError
from app.models.bpmn import xml_io as bpmn_xml
from app.models.bpmn.checks import check as check_bpmn
from app.models.dmn import xml_io as dmn_xml
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit
from app.services.commands.life_cycles import import_table, import_template, publish
from app.services.task_types import TASK_TYPES
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of one place of a file. `verdict`: supported, kept, refused."""

    verdict: str
    element: str
    id: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class CheckedFile:
    name: str
    data: bytes
    kind: str  # bpmn | dmn
    title: str  # of the first process or decision
    runnable: tuple[str, ...]  # ids of processes or decisions that can run
    remarks: tuple[Remark, ...]

    @property
    def key(self) -> str:
        return PurePath(self.name).stem.casefold().replace(" ", "-")

    def count(self, verdict: str) -> int:
        return sum(remark.verdict == verdict for remark in self.remarks)


def check_file(name: str, data: bytes) -> CheckedFile:
    """What of a file runs, what is kept without effect, what is refused and why.

    Raises:
        InputError: it is neither BPMN nor DMN, or not well-formed; with the line.
    """
    if name.lower().endswith(".dmn") or b"/DMN/" in data[:4096]:
        return _check_dmn(name, data)
    return _check_bpmn(name, data)


def _check_bpmn(name: str, data: bytes) -> CheckedFile:
    file = bpmn_xml.parse(data, name)
    report = check_bpmn(file, frozenset(TASK_TYPES.keys()), {})
    remarks = [
        Remark(verdict, one.element, one.id, one.line, " ".join(filter(None, [one.why, one.hint])))
        for verdict, found in (
            ("refused", report.refused),
            ("kept", report.kept),
            ("supported", report.supported),
        )
        for one in found
    ]
    remarks.sort(key=lambda one: (("refused", "kept", "supported").index(one.verdict), one.line))
    runnable = tuple(one.id for one in report.processes if one.executable)
    titles = [file.processes[one].name for one in runnable] or [file.name]
    return CheckedFile(name, data, "bpmn", titles[0], runnable, tuple(remarks))


def _check_dmn(name: str, data: bytes) -> CheckedFile:
    file = dmn_xml.parse(data, name)
    blocked = {one.decision for one in file.refused}
    runnable = tuple(key for key in file.decisions if key not in blocked)
    remarks = [Remark("refused", one.element, one.id, one.line, one.why) for one in file.refused]
    remarks += [
        Remark("supported", "decision", key, file.decisions[key].line, "") for key in runnable
    ]
    titles = [file.decisions[key].name for key in runnable] or [""]
    return CheckedFile(name, data, "dmn", titles[0], runnable, tuple(remarks))


def import_file(work: UnitOfWork, name: str, data: bytes, *, unit: str) -> UUID:
    """Keep a file as the next version of its template or table, as a draft.

    A new version begins with the parameters of the one before: its expressions need them.

    Raises:
        InputError: nothing in it can run.
    """
    found = check_file(name, data)
    if not found.runnable:
        raise InputError(
            f"Nothing in {found.name} can run.", hint="The report names every refused element."
        )
    element, title = found.runnable[0], found.title or found.key
    if found.kind == "dmn":
        table = import_table(
            work, unit=unit, key=found.key, name=title, decision_id=element, dmn=data
        )
        return table.id
    template = import_template(
        work,
        unit=unit,
        key=found.key,
        name=title,
        process_id=element,
        bpmn=data,
        parameters=_parameters_before(work, unit, found.key),
    )
    return template.id


def _parameters_before(work: UnitOfWork, unit: str, key: str) -> dict[str, Any]:
    before = work.session.scalars(
        select(LifeCycleTemplate)
        .join(BusinessUnit, BusinessUnit.id == LifeCycleTemplate.unit_id)
        .where(BusinessUnit.key == unit, LifeCycleTemplate.key == key)
        .order_by(LifeCycleTemplate.version.desc())
    ).first()
    return dict(before.parameters) if before else {}


def publish_file(work: UnitOfWork, kind: str, row_id: UUID, *, seen: str = "") -> None:
    """Publish a draft; a file that can't run is never published, whoever stored it.

    Args:
        seen: digest of the file that was looked at; a policy needs it.
    Raises:
        InputError: it is no draft, or it can't run.
    """
    if kind == "dmn":
        table = work.get(DecisionTable, row_id)
        require_runs(table.key, table.version, table.decision_id, f"{table.key}.dmn", table.dmn)
        publish(work, DecisionTable, row_id, seen=seen)
        return
    row = work.get(LifeCycleTemplate, row_id)
    require_runs(row.key, row.version, row.process_id, f"{row.key}.bpmn", row.bpmn)
    publish(work, LifeCycleTemplate, row_id)


def require_runs(key: str, version: int, element: str, name: str, data: bytes) -> None:
    if element not in check_file(name, data).runnable:
        raise InputError(
            f"{key} v{version} can't run, so it can't be published.",
            hint="Its check names every refused element.",
        )
