"""The fixed rights of every role, to be read: made from the rules that the database obeys."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.rules.rights import RIGHTS, TableRights
from app.models.rules.roles import ROLE_CONFLICTS, Role
from app.models.rules.transitions import TRANSITIONS

# What belongs together for a reader; a table that nobody but the service writes stands nowhere.
AREAS: dict[str, tuple[str, ...]] = {
    "inventory": (
        "registered_model", "model_version", "asset", "schema_field", "training_record",
        "snapshot", "model_document", "blob", "blob_chunk", "reference_profile",
    ),
    "tasks": ("user_task", "engine_inbox", "request_note"),
    "approvals": ("transition_request", "decision", "placement", "waiver"),
    "monitoring": ("alert", "on_call", "monitor", "data_source"),
    "life_cycles": ("life_cycle_template", "decision_table", "life_cycle_binding"),
    "operation": ("runtime", "closed_window", "store"),
    "governance": (
        "use_case", "use_case_model", "finding", "risk_assessment", "attestation",
        "lineage_review", "signed_act", "application", "application_use", "decision_record",
        "record_import",
        "record_block", "framework", "requirement", "requirement_mapping", "control",
        "requirement_evidence", "raci_entry",
    ),
    "administration": (
        "business_unit", "person", "membership", "role_request", "stage_path", "stage",
    ),
}  # fmt: skip
# Everybody keeps these for themselves; administrators confirm keys, and who may add a model answers
# whoever asks for one.
OWN = ("saved_view", "watch", "presence", "signing_key", "registration_request")


@dataclass(frozen=True, slots=True)
class Right:
    """What a role may do with one table: add rows, change these columns, take these steps."""

    area: str
    table: str
    object: str
    may_add: bool
    may_change: bool
    columns: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]  # from state, to state


def rights_of(role: Role) -> tuple[Right, ...]:
    """Where a role may write at all, area by area."""
    by_table = {one.table: one for one in RIGHTS}
    found = (
        _right(area, by_table[table], role) for area, tables in AREAS.items() for table in tables
    )
    return tuple(one for one in found if one.may_add or one.may_change)


def level(role: Role, area: str) -> str:
    """The most a role may do in an area: `changes`, `adds`, or `reads`."""
    rights = [one for one in rights_of(role) if one.area == area]
    if any(one.may_change for one in rights):
        return "changes"
    return "adds" if rights else "reads"


def conflicts_of(role: Role) -> tuple[Role, ...]:
    """Roles that may never meet this one in a person."""
    pairs = {pair for pair in ROLE_CONFLICTS if role in pair}
    return tuple(sorted({one for pair in pairs for one in pair if one is not role}))


def _right(area: str, rights: TableRights, role: Role) -> Right:
    may_change = role in rights.update
    steps = (
        (step.source, step.target)
        for step in TRANSITIONS
        if step.thing is rights.thing and role in step.roles
    )
    return Right(
        area=area,
        table=rights.table,
        object=rights.object,
        may_add=role in rights.insert,
        may_change=may_change,
        columns=rights.editable if may_change else (),
        steps=tuple(dict.fromkeys(steps)) if rights.thing is not None else (),
    )
