"""What putting a version of a decision table, or of a life cycle, in force would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from itertools import zip_longest
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bpmn.changes import PartChange, part_changes
from app.models.bpmn.diff import Change, Difference, count_same, differences
from app.models.bpmn.namespaces import CAMUNDA, MW
from app.models.dmn.decisions import Decision
from app.models.dmn.xml_io import parse
from app.models.queries.in_force import table_in_force, template_in_force
from app.models.queries.lookups import load_units
from app.models.rules.policies import DRAFTS
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate

PREFIXES = {CAMUNDA: "camunda", MW: "mw"}
File = TypeVar("File", DecisionTable, LifeCycleTemplate)
NO_PROCESS = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line of the rules. `before` empty: it is new; `after` empty: it goes."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A version beside the one in force. `digest` is of the content these lines were read from."""

    version: int
    digest: str
    in_force: str  # "bank v1", by the unit that has it; empty: none is
    digest_in_force: str
    lines: tuple[LineChange, ...]
    unchanged: int  # lines
    parts: tuple[PartChange, ...] = ()  # the same of a life cycle, to be put in words
    kind: str = "dmn"  # or bpmn, a life cycle

    @property
    def is_other_file(self) -> bool:
        """The files differ, though every rule reads the same: in a layout, an id, a note."""
        return not self.lines and self.digest != self.digest_in_force


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as its file spells it: names of columns, each with what its cell asks or says."""

    decision: str  # the name of the one it belongs to
    number: int
    note: str
    when: tuple[tuple[str, str], ...]
    then: tuple[tuple[str, str], ...]


def load_policy_change(session: Session, table_id: UUID) -> PolicyChange:
    """What differs between a version and what is in force in its unit now.

    Raises:
        NoResultFound: there is no such table.
        InputError: one of the two files can't be read.
    """
    new = session.get_one(DecisionTable, table_id)
    return _table_change(session, new, _table_in_force(session, new))


def _table_in_force(session: Session, new: DecisionTable) -> DecisionTable | None:
    found = table_in_force(session, new.key, new.unit_id)
    return session.get_one(DecisionTable, found) if found else None


def _table_change(session: Session, new: DecisionTable, old: DecisionTable | None) -> PolicyChange:
    before, after = rule_lines(old) if old else [], rule_lines(new)
    lines: list[LineChange] = []
    unchanged = 0
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            unchanged += b - a
            continue
        pairs = zip_longest(before[a:b], after[c:d], fillvalue="")
        lines += [LineChange(was, now) for was, now in pairs]
    where = load_units(session)[old.unit_id].key if old else ""
    return PolicyChange(
        version=new.version,
        digest=sha256(new.dmn).hexdigest(),
        in_force=f"{where} v{old.version}" if old else "",
        digest_in_force=old.sha256 if old else "",
        lines=tuple(lines),
        unchanged=unchanged,
    )


def load_life_cycle_change(session: Session, template_id: UUID) -> PolicyChange:
    """The same of a life cycle: a line for each part of its process; where it is drawn is none.

    Raises:
        NoResultFound: there is no such life cycle.
        InputError: one of the two files can't be read.
    """
    new = session.get_one(LifeCycleTemplate, template_id)
    return _life_cycle_change(session, new, _template_in_force(session, new))


def _template_in_force(session: Session, new: LifeCycleTemplate) -> LifeCycleTemplate | None:
    found = template_in_force(session, new.key, new.unit_id)
    return session.get_one(LifeCycleTemplate, found.id) if found else None


def _life_cycle_change(
    session: Session, new: LifeCycleTemplate, old: LifeCycleTemplate | None
) -> PolicyChange:
    before = old.bpmn if old else NO_PROCESS
    where = load_units(session)[old.unit_id].key if old else ""
    return PolicyChange(
        version=new.version,
        digest=sha256(new.bpmn).hexdigest(),
        in_force=f"{where} v{old.version}" if old else "",
        digest_in_force=sha256(old.bpmn).hexdigest() if old else "",
        lines=tuple(_line(one) for one in differences(before, new.bpmn) if not one.is_layout),
        unchanged=count_same(before, new.bpmn),
        parts=part_changes(before, new.bpmn),
        kind="bpmn",
    )


def load_change_before(session: Session, kind: str, file_id: UUID) -> PolicyChange | None:
    """A version beside the one it took the place of, a draft beside the one in force.

    None: there is none before it.

    Args:
        kind: bpmn | dmn
    Raises:
        NoResultFound: there is no such file.
        InputError: one of the two files can't be read.
    """
    if kind == "dmn":
        table = session.get_one(DecisionTable, file_id)
        is_draft = table.state in DRAFTS
        before = _table_in_force(session, table) if is_draft else _before(session, table)
        return None if before is None else _table_change(session, table, before)
    new = session.get_one(LifeCycleTemplate, file_id)
    old = _template_in_force(session, new) if new.state in DRAFTS else _before(session, new)
    return None if old is None else _life_cycle_change(session, new, old)


def _before(session: Session, one: File) -> File | None:
    """The version before it in its own unit, drafts left out."""
    kind = type(one)
    return session.scalars(
        select(kind)
        .where(
            kind.key == one.key,
            kind.unit_id == one.unit_id,
            kind.version < one.version,
            kind.state.not_in(DRAFTS),
        )
        .order_by(kind.version.desc())
        .limit(1)
    ).first()


def _line(one: Difference) -> LineChange:
    part = " ".join(filter(None, (one.element, one.id)))
    if one.name and one.what != "name":  # as one finds it in the drawing
        part = f"“{one.name}” ({part})"
    if one.what:
        what = written(one.what)
        before, after = (f"{part}, {what}: {text}" for text in (one.before, one.after))
        return LineChange(before if one.before else "", after if one.after else "")
    return LineChange(part, "") if one.change is Change.REMOVED else LineChange("", part)


def written(attribute: str) -> str:
    """As it stands in a file: "camunda:dueDate", not with the address that the prefix is for."""
    space, brace, key = attribute.removeprefix("{").partition("}")
    return f"{PREFIXES.get(space, space)}:{key}" if brace else attribute


def rule_lines(one: DecisionTable) -> list[str]:
    """Everything in a file that decides, a line for each part: of the decisions it rests on too."""
    found = [f"decides by {one.decision_id}"]
    for decision in parse(one.dmn, f"{one.key}.dmn").decisions.values():
        found += [f"{decision.name or decision.id}: {line}" for line in _lines(decision)]
    return found


def rule_texts(one: DecisionTable) -> tuple[RuleText, ...]:
    """The rules of the decision that is asked, then those of the decisions it rests on."""
    decisions = parse(one.dmn, f"{one.key}.dmn").decisions
    found = sorted(decisions.values(), key=lambda each: each.id != one.decision_id)
    return tuple(text for each in found for text in _texts(each))


def _texts(decision: Decision) -> Iterator[RuleText]:
    table = decision.table
    if table is None:
        return
    names = [column.label or column.expression.text for column in table.inputs]
    said = [column.label or column.name for column in table.outputs]
    for rule in table.rules:
        cells = zip(names, rule.inputs, strict=True)
        yield RuleText(
            decision.name or decision.id,
            rule.number,
            rule.note,
            tuple((name, cell.text) for name, cell in cells if not cell.is_any),
            tuple((name, cell.text) for name, cell in zip(said, rule.outputs, strict=True)),
        )


def _lines(decision: Decision) -> Iterator[str]:
    if decision.required:
        yield "rests on " + ", ".join(decision.required)
    if decision.literal is not None:
        yield decision.literal.text.strip()
    table = decision.table
    if table is None:
        return
    yield f"hit policy {table.hit_policy}"
    for column in table.inputs:
        allowed = f" in {column.allowed}" if column.allowed else ""
        yield f"input {column.label or column.expression.text}: {column.expression.text}{allowed}"
    for output in table.outputs:
        default = f", else {output.default.text}" if output.default else ""
        yield f"output {output.label or output.name}: {output.name}{default}"
    names = [column.label or column.expression.text for column in table.inputs]
    said = [column.label or column.name for column in table.outputs]
    for rule in table.rules:
        # Without its number: a rule that is put in does not change those below it.
        when = ", ".join(
            f"{name} {cell.text.strip()}"
            for name, cell in zip(names, rule.inputs, strict=True)
            if not cell.is_any
        )
        then = ", ".join(
            f"{name} {cell.text.strip()}" for name, cell in zip(said, rule.outputs, strict=True)
        )
        yield f"{when or 'always'} → {then}"
