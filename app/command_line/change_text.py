"""What a version of a decision table or a life cycle changes of what is in force, line by line."""

from __future__ import annotations

from app import texts
from app.command_line.output import listed
from app.models.bpmn.changes import PartChange
from app.models.bpmn.diff import Change
from app.models.queries.policy_change import PolicyChange

SIGNS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}


def change_lines(change: PolicyChange) -> list[str]:
    found = [f"--- {change.in_force or 'nothing is in force'}", f"+++ v{change.version}"]
    for part in change.parts:
        found += _part_lines(part)
    for line in () if change.parts else change.lines:
        found += [f"- {line.before}"] * bool(line.before) + [f"+ {line.after}"] * bool(line.after)
    found = listed(found).split("\n")
    if change.is_other_file:
        found.append("Every rule reads the same; the files differ elsewhere.")
    elif not change.lines:
        found.append("It is the same file.")
    return [*found, f"{change.unchanged} lines stay. Digest of what is printed: {change.digest}"]


def _part_lines(part: PartChange) -> list[str]:
    """A part by its name, with its id, below it each detail; of what goes none."""
    told = f"{texts.process_part(part)} [{part.id}]" if part.id else texts.process_part(part)
    is_new = part.change is Change.ADDED
    details = part.details if part.change is not Change.REMOVED else ()
    said = [f"    {texts.process_detail(part, one, is_new=is_new)}" for one in details]
    return [f"{SIGNS[part.change]} {told}", *said]
