"""What a version of a decision table or a life cycle changes of what is in force, line by line."""

from __future__ import annotations

from app.command_line.output import listed
from app.models.queries.policy_change import PolicyChange


def change_lines(change: PolicyChange) -> list[str]:
    found = [f"--- {change.in_force or 'nothing is in force'}", f"+++ v{change.version}"]
    for line in change.lines:
        found += [f"- {line.before}"] * bool(line.before) + [f"+ {line.after}"] * bool(line.after)
    found = listed(found).split("\n")
    if change.is_other_file:
        found.append("Every rule reads the same; the files differ elsewhere.")
    elif not change.lines:
        found.append("It is the same file.")
    return [*found, f"{change.unchanged} lines stay. Digest of what is printed: {change.digest}"]
