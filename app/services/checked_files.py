"""What of a BPMN or DMN file runs, what is kept without effect, what is refused and why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import PurePath
from typing import Any

from app.errors import InputError
from app.models.bpmn import xml_io as bpmn_xml
from app.models.bpmn.checks import FileVerdict
from app.models.bpmn.checks import check as check_bpmn
from app.models.bpmn.findings import Finding
from app.models.bpmn.graph import Node, NodeKind, ProcessDefinition
from app.models.bpmn.naming import names_set, words_said
from app.models.bpmn.xml_io import BpmnFile
from app.models.dmn import xml_io as dmn_xml
from app.models.dmn.requirements import in_order
from app.models.language.juel import is_expression, names_asked
from app.models.rules.free_variables import FACTS_OF_USE, OF_OURS, WORKED_OUT
from app.services.calendars import require_timer
from app.services.engine.starting import needs_version
from app.services.names import LONGEST_NAME
from app.services.task_types import TASK_TYPES

NO_VERSION = "A timer starts it without a model version, but a step is handed one."
NO_VERSION_HINT = "Begin with a step that finds the version, or submit versions to it."
OWN_FACT = (
    "It sets {names} itself: from there on a run goes by that, and no longer by how its model is"
    " used and rated."
)
MISSPELT = (
    "Nothing here sets “{name}”, which its condition asks for: a run that is not given it as it is"
    " started stops there."
)
MISSPELT_HINT = "Did you mean “{name}”?"
NEARLY = 0.85  # how alike two names are of which one may be a slip of the other
VERDICTS = ("refused", "kept", "supported")  # the worst first
_NO_KEY = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of one place of a file. `verdict`: supported, kept, refused."""

    verdict: str
    element: str
    id: str
    line: int
    why: str
    hint: str = ""

    @property
    def told(self) -> str:
        """Why, and what to do."""
        return " ".join(filter(None, [self.why, self.hint]))

    @property
    def place(self) -> str:
        return f"line {self.line}, " + " ".join(filter(None, [self.element, self.id]))


@dataclass(frozen=True, slots=True)
class CheckedFile:
    name: str
    data: bytes
    kind: str  # bpmn | dmn
    title: str  # of the first process or decision
    elements: tuple[str, ...]  # ids of all processes or decisions
    runnable: tuple[str, ...]  # ids of those that can run
    remarks: tuple[Remark, ...]  # the worst first, by line
    verdict: str = ""  # viewable | executable | blocked; of BPMN

    @property
    def key(self) -> str:
        """What a template or table made of it is called, where nobody says otherwise."""
        return _key(PurePath(self.name).stem)

    @property
    def keys(self) -> tuple[str, ...]:
        """What it may be called: as it says of itself, then as its file is.

        Life cycles ask for a decision by its id, so that comes before its title.
        """
        first = next(iter((*self.runnable, *self.elements)), "")
        said = (first, self.title) if self.kind == "dmn" else (self.title, first)
        keys = map(_key, (*said, PurePath(self.name).stem))
        return tuple(dict.fromkeys(one for one in keys if 0 < len(one) <= LONGEST_NAME))

    @property
    def document(self) -> dict[str, Any]:
        """The answer of `modelward template check --json`."""
        found = [{"id": one, "executable": one in self.runnable} for one in self.elements]
        is_bpmn = self.kind == "bpmn"
        return {
            **({"verdict": self.verdict} if is_bpmn else {}),
            "processes": found if is_bpmn else [],
            **({} if is_bpmn else {"decisions": found}),
            "supported": [{"element": one.element, "id": one.id} for one in self.of("supported")],
            "kept": [
                {"element": one.element, "id": one.id, "why": one.told} for one in self.of("kept")
            ],
            "refused": [
                {"element": one.element, "id": one.id, "line": one.line, "why": one.told}
                for one in self.of("refused")
            ],
        }

    def of(self, verdict: str) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.remarks if remark.verdict == verdict)

    def count(self, verdict: str) -> int:
        return len(self.of(verdict))

    def refusing(self, findings: list[Finding]) -> CheckedFile:
        """The same file, where these are refused too; their processes can't run."""
        if not findings:
            return self
        blocked = {one.process for one in findings}
        places = {one.id for one in findings}
        left = (one for one in self.remarks if one.verdict != "supported" or one.id not in places)
        more = (_remark("refused", one) for one in findings)
        return replace(
            self,
            verdict=FileVerdict.BLOCKED.value,
            runnable=tuple(one for one in self.runnable if one not in blocked),
            remarks=_sorted((*left, *more)),
        )


def _key(words: str) -> str:
    return _NO_KEY.sub("-", words.casefold()).strip("-")


def check_file(name: str, data: bytes) -> CheckedFile:
    """The check of a file by itself.

    Raises:
        InputError: it is neither BPMN nor DMN, or not well-formed; with the line.
    """
    if name.lower().endswith(".dmn") or b"/DMN/" in data[:4096]:
        return _check_dmn(name, data)
    return _check_bpmn(name, data)


def _check_bpmn(name: str, data: bytes) -> CheckedFile:
    file = bpmn_xml.parse(data, name)
    report = check_bpmn(file, frozenset(TASK_TYPES.keys()), {})
    kept = (*report.kept, *_own_facts(file), *_misspelt(file))
    found = zip(VERDICTS, (report.refused, kept, report.supported), strict=True)
    remarks = tuple(_remark(verdict, one) for verdict, findings in found for one in findings)
    runnable = tuple(one.id for one in report.processes if one.executable)
    titles = [file.processes[one].name for one in runnable] or [file.name]
    checked = CheckedFile(
        name,
        data,
        "bpmn",
        titles[0],
        tuple(one.id for one in report.processes),
        runnable,
        _sorted(remarks),
        report.verdict.value,
    )
    return checked.refusing(list(_timer_findings(file, {one.id for one in report.refused})))


def _own_facts(file: BpmnFile) -> Iterator[Finding]:
    """Steps after which a run is no longer told how its model is used and rated."""
    for process in (file.processes[one] for one in file.executable_ids):
        for node in process.nodes.values():
            names = sorted(names_set(node, FACTS_OF_USE))
            if names:
                why = OWN_FACT.format(names=", ".join(names))
                yield Finding(_tag(process, node), node.id, node.line, why, process=process.id)


def _misspelt(file: BpmnFile) -> Iterator[Finding]:
    """Conditions that ask for what nothing here sets, under nearly the name of something it does.

    What is not like anything known may be brought by who starts the run, or by a message.
    """
    types = [TASK_TYPES.get(key) for key in sorted(TASK_TYPES.keys())]
    given = {name for one in types for name in one.outputs}
    for process in (file.processes[one] for one in file.executable_ids):
        known = {*given, *WORKED_OUT, *OF_OURS, *words_said(process)}
        for flow in process.flows.values():
            for name in sorted(names_asked(flow.condition) - known):
                for close in get_close_matches(name, known, n=1, cutoff=NEARLY):
                    why, hint = MISSPELT.format(name=name), MISSPELT_HINT.format(name=close)
                    line = process.nodes[flow.source].line
                    yield Finding("sequenceFlow", flow.id, line, why, hint, process=process.id)


def _tag(process: ProcessDefinition, node: Node) -> str:
    return process.extra_kinds.get(node.id, str(node.kind)).partition(":")[0]


def _timer_findings(file: BpmnFile, refused: set[str]) -> Iterator[Finding]:
    """Timers that would never start or fire anything: nobody would notice, only the log says so."""
    for process in (file.processes[one] for one in file.executable_ids):
        for node in process.nodes.values():
            timer = node.event.timer if node.event is not None else None
            if timer is None or is_expression(timer.expression) or node.id in refused:
                continue
            place = Finding(_tag(process, node), node.id, node.line, process=process.id)
            try:
                require_timer(timer.kind.value, timer.expression, timer.zone)
            except InputError as error:
                yield replace(place, why=error.message, hint=error.hint)
            if node.kind is NodeKind.START and needs_version(process):
                yield replace(place, why=NO_VERSION, hint=NO_VERSION_HINT)


def _check_dmn(name: str, data: bytes) -> CheckedFile:
    file = dmn_xml.parse(data, name)
    blocked = {one.decision for one in file.refused}
    runnable = tuple(
        key
        for key in file.decisions
        if not blocked & {"", *(each.id for each in in_order(file.decisions, key))}
    )
    remarks = [Remark("refused", one.element, one.id, one.line, one.why) for one in file.refused]
    remarks += [Remark("kept", one.element, one.id, one.line, one.why) for one in file.kept]
    remarks += [
        Remark("supported", "decision", key, file.decisions[key].line, "") for key in runnable
    ]
    titles = [file.decisions[key].name for key in runnable] or [""]
    return CheckedFile(
        name, data, "dmn", titles[0], tuple(file.decisions), runnable, _sorted(tuple(remarks))
    )


def _remark(verdict: str, one: Finding) -> Remark:
    return Remark(verdict, one.element, one.id, one.line, one.why, one.hint)


def _sorted(remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
    return tuple(sorted(remarks, key=lambda one: (VERDICTS.index(one.verdict), one.line)))
