"""Says of a process file what runs, what is kept without effect, and what is refused, and why.

Three verdicts: *viewable* (any well-formed BPMN), *executable* (a process says isExecutable and
nothing in it is refused) and *blocked* (it wants to run, and something is refused). Whatever is
not known is refused, never ignored.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from lxml import etree

from app.models.bpmn.check_elements import EXPRESSION_HINT, ElementCheck
from app.models.bpmn.check_flow import flow_faults, start_count_fault
from app.models.bpmn.check_tasks import task_faults
from app.models.bpmn.check_texts import condition_faults, expression_faults, timer_faults
from app.models.bpmn.findings import Finding, sentence
from app.models.bpmn.graph import NodeKind, ProcessDefinition
from app.models.bpmn.namespaces import FOREIGN_ENGINES, bpmn
from app.models.bpmn.node_xml import is_true
from app.models.bpmn.xml_io import BpmnFile
from app.models.language.names import Spoken, spoken_in_process
from app.models.xml_files import elements, line_of, local, namespace, read_xml, split_name


class FileVerdict(StrEnum):
    VIEWABLE = "viewable"
    EXECUTABLE = "executable"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class CheckedProcess:
    id: str
    executable: bool


@dataclass(frozen=True, slots=True)
class CheckReport:
    source: str
    verdict: FileVerdict
    processes: tuple[CheckedProcess, ...]
    supported: tuple[Finding, ...]
    kept: tuple[Finding, ...]
    refused: tuple[Finding, ...]


def check(
    file: BpmnFile, known_task_types: frozenset[str], class_mapping: Mapping[str, str]
) -> CheckReport:
    """The report on `file`.

    Args:
        known_task_types: the keys of the task registry.
        class_mapping: from a topic, class or expression of another engine to such a key.
    """
    root = read_xml(file.data, file.source)
    supported: list[Finding] = []
    kept: list[Finding] = []
    refused = [each for each in file.findings if not each.why.startswith("Not drawn")]
    kept += [each for each in file.findings if each.why.startswith("Not drawn")]
    only_shown: set[str] = set()
    language = root.get("expressionLanguage")
    if spoken_in_process(language) is Spoken.OTHER:
        why = f"The language “{(language or '')[:60]}” is not evaluated."
        refused.append(Finding("definitions", "", line_of(root), why, EXPRESSION_HINT))
    if not file.processes:
        refused.append(Finding("definitions", "", line_of(root), "There is no process to run."))
    for element in root.iter(bpmn("process")):
        process = file.processes.get(element.get("id") or "")
        if process is None:
            # Nothing could start or call it, so it is refused where it wants to run.
            row = Finding("process", "", line_of(element), "The process has no id.")
            (refused if is_true(element.get("isExecutable")) else kept).append(row)
            continue
        if file.executable_ids and process.id not in file.executable_ids:
            why = "It is not executable; it is only shown."
            kept.append(Finding("process", process.id, line_of(element), why))
            only_shown.add(process.id)
            continue
        one = ElementCheck(element, process)
        supported += one.supported
        kept += one.kept
        refused += one.refused
        refused += _process_faults(file, element, process)
        refused += _sourced(task_faults(element, process, known_task_types, class_mapping), process)
    kept += _outside(root)
    refused += _of_other_engines(root)
    refused = [each for each in refused if each.process not in only_shown]
    blocked = {each.id for each in refused}
    blocked_processes = {each.process for each in refused}
    return CheckReport(
        source=file.source,
        verdict=_verdict(file, refused),
        processes=tuple(
            CheckedProcess(name, name in file.executable_ids and not blocked_processes & {"", name})
            for name in file.processes
        ),
        supported=tuple(each for each in supported if each.id not in blocked),
        kept=tuple(kept),
        refused=tuple(sorted(_unique(refused), key=lambda each: each.line)),
    )


def _process_faults(
    file: BpmnFile, element: etree._Element, process: ProcessDefinition
) -> list[Finding]:
    found: list[Finding] = []
    own = Finding("process", process.id, line_of(element), process=process.id)
    if process.id not in file.executable_ids:
        why = "isExecutable is not “true”: it can be shown, not run."
        found.append(replace(own, why=why))
    why = start_count_fault(process, process.id)
    if why:
        found.append(replace(own, why=why))
    tags = {each.get("id"): each for each in elements(element)}
    faults = [(node.id, why) for node, why in flow_faults(process)]
    for node in process.nodes.values():
        if node.kind is not NodeKind.UNSUPPORTED:
            faults += [(node.id, why) for why in (*expression_faults(node), *timer_faults(node))]
    faults += [(flow.id, why) for flow in process.flows.values() for why in condition_faults(flow)]
    for identifier, why in faults:
        holder = tags.get(identifier, element)
        found.append(
            Finding(
                etree.QName(holder).localname,
                identifier,
                line_of(holder),
                sentence(why),
                process=process.id,
            )
        )
    return found


def _sourced(findings: list[Finding], process: ProcessDefinition) -> list[Finding]:
    return [replace(each, why=sentence(each.why), process=process.id) for each in findings]


def _outside(root: etree._Element) -> list[Finding]:
    """Pools, message flows and the like: drawn, and one row for each kind is enough."""
    counted: Counter[str] = Counter()
    first: dict[str, etree._Element] = {}
    for holder in root:
        if not isinstance(holder.tag, str) or holder.tag in (bpmn("process"), bpmn("message")):
            continue
        if not holder.tag.startswith(bpmn("")) or holder.tag == bpmn("error"):
            continue
        for each in (holder, *holder.iterchildren(etree.Element)):
            name = etree.QName(each).localname
            if name not in ("extensionElements", "documentation"):
                counted[name] += 1
                first.setdefault(name, each)
    return [
        Finding(
            name,
            first[name].get("id") or "",
            line_of(first[name]),
            "Shown, without effect on the run."
            + (f" There are {count} of them." if count > 1 else ""),
        )
        for name, count in counted.items()
    ]


def _of_other_engines(root: etree._Element) -> Iterator[Finding]:
    """Beside the processes, as on a message: another engine would correlate by it."""
    for holder in root.iterchildren(etree.Element):
        if holder.tag == bpmn("process"):
            continue
        for each in holder.iter(etree.Element):
            spaces = [namespace(each), *(split_name(str(name))[0] for name in each.attrib)]
            engine = next((FOREIGN_ENGINES[one] for one in spaces if one in FOREIGN_ENGINES), "")
            if engine:
                why = f"“{local(each)[:80]}” is for {engine}, not run here."
                yield Finding(local(holder), holder.get("id") or "", line_of(each), why)


def _verdict(file: BpmnFile, refused: list[Finding]) -> FileVerdict:
    if not file.executable_ids:
        return FileVerdict.VIEWABLE
    return FileVerdict.BLOCKED if refused else FileVerdict.EXECUTABLE


def _unique(findings: list[Finding]) -> list[Finding]:
    return list(dict.fromkeys(findings))
