"""In which steps of the life cycles in force a person decides, by the roles they hold."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.bpmn.graph import Node, NodeKind
from app.models.queries.lookups import roles_by_unit
from app.models.queries.processes import read_process
from app.models.rules.roles import DECIDERS
from app.models.tables.life_cycle import LifeCycleTemplate

APPROVE = "approve"


@dataclass(frozen=True, slots=True)
class MyStep:
    name: str
    template: str


def list_my_steps(session: Session, me: UUID) -> tuple[MyStep, ...]:
    """By the newest version in force of each life cycle, each step once."""
    held = {str(role) for roles in roles_by_unit(session, me).values() for role in roles}
    templates = session.scalars(
        select(LifeCycleTemplate)
        .where(LifeCycleTemplate.state == "published")
        .order_by(LifeCycleTemplate.name, LifeCycleTemplate.version.desc())
    ).all()
    newest = {(one.unit_id, one.key): one for one in reversed(templates)}
    found = {
        MyStep(node.name or node.id, one.name)
        for one in newest.values()
        for node in read_process(one.bpmn, one.process_id).nodes.values()
        if held & _deciders(node)
    }
    return tuple(sorted(found, key=lambda one: (one.template, one.name)))


def _deciders(node: Node) -> frozenset[str]:
    """Whose a person's step is; who votes is said by a policy for each model, of these roles."""
    if node.kind not in (NodeKind.USER, NodeKind.MANUAL):
        return frozenset()
    roles = frozenset(node.roles)
    return roles & frozenset(map(str, DECIDERS)) if node.task_kind == APPROVE else roles
