"""One instance, open in one transaction: read what a step needs, written in a few batches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Executable

from app.models.bpmn.graph import Node, ProcessDefinition
from app.models.language.values import to_json
from app.services.engine import statements as sql
from app.services.engine.definitions import Template
from app.services.unit_of_work import UnitOfWork

WAITING, JOINING, SCOPE, INCIDENT = "waiting", "joining", "scope", "incident"


@dataclass(slots=True, eq=False)
class LiveToken:
    """A token while its step runs. `entered_at` is None when it came here in this step."""

    id: UUID
    node_id: str
    scope_id: UUID | None = None
    flow_id: str = ""
    state: str = WAITING
    multi_index: int | None = None
    entered_at: datetime | None = None
    is_new: bool = True
    is_changed: bool = False

    @property
    def scope_key(self) -> str:
        return self.id.hex


@dataclass(slots=True)
class InstanceFacts:
    """The columns of the instance that a step needs."""

    id: UUID
    unit_id: UUID
    template_id: UUID
    model_id: UUID | None
    version_id: UUID | None
    business_key: str
    parent_token_id: UUID | None
    started_by: UUID | None
    state: str
    outcome: str


@dataclass(slots=True)
class Pending:
    """What is to be written at the end of the step."""

    jobs: list[dict[str, Any]] = field(default_factory=list)
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    incidents: list[dict[str, Any]] = field(default_factory=list)
    removed: list[UUID] = field(default_factory=list)
    cleared: list[UUID] = field(default_factory=list)  # tokens whose jobs and waits end
    left_tasks: list[UUID] = field(default_factory=list)  # tokens whose user task is cancelled
    resolved: list[UUID] = field(default_factory=list)
    dropped_scopes: list[str] = field(default_factory=list)


class Books:
    """All that is known of one instance, and what its step changes. `close` writes it."""

    def __init__(
        self, work: UnitOfWork, facts: InstanceFacts, template: Template, now: datetime
    ) -> None:
        self.work = work
        self.connection: Connection = work.session.connection()
        self.facts = facts
        self.template = template
        self.definition: ProcessDefinition = template.definition
        self.now = now  # the due clock
        self.tokens: dict[UUID, LiveToken] = {}
        self.outcome = facts.outcome
        self.is_resumed = False
        self.ended: tuple[str, str] | None = None  # state and reason
        self._pending = Pending()
        self._variables: dict[str, dict[str, Any]] | None = None
        self._changed: dict[tuple[str, str], Any] = {}

    # Reading

    def load_tokens(self) -> None:
        for row in self.connection.execute(sql.read_tokens, {"instance": self.facts.id}):
            self.tokens[row.id] = LiveToken(*row, is_new=False)

    def node(self, token: LiveToken) -> Node:
        return self.definition.nodes[token.node_id]

    def in_scope(self, scope_id: UUID | None) -> list[LiveToken]:
        return [token for token in self.tokens.values() if token.scope_id == scope_id]

    def below(self, token: LiveToken) -> Iterator[LiveToken]:
        """Every token inside `token`, the innermost first."""
        for child in self.in_scope(token.id):
            yield from self.below(child)
            yield child

    def scope_of(self, token: LiveToken) -> LiveToken | None:
        return self.tokens[token.scope_id] if token.scope_id else None

    # Variables

    def values(self, token: LiveToken | None) -> dict[str, Any]:
        """The variables that `token` sees: its own before those of the scopes around it."""
        stored = self._stored()
        keys = [""]
        chain = []
        while token is not None:
            chain.append(token.scope_key)
            token = self.scope_of(token)
        keys += reversed(chain)
        seen: dict[str, Any] = {}
        for key in keys:
            seen.update(stored.get(key, {}))
        return seen

    def local(self, token: LiveToken, name: str) -> Any:
        return self._stored().get(token.scope_key, {}).get(name)

    def set(self, token: LiveToken | None, name: str, value: Any) -> None:
        """Set the variable where it is known, from `token` outwards, else for the instance."""
        stored = self._stored()
        while token is not None:
            if name in stored.get(token.scope_key, {}):
                break
            token = self.scope_of(token)
        self._write(token.scope_key if token else "", name, value)

    def set_local(self, token: LiveToken, name: str, value: Any) -> None:
        self._write(token.scope_key, name, value)

    def set_all(self, token: LiveToken | None, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            self.set(token, name, value)

    def replace(self, name: str, was: Any, value: Any) -> None:
        """Set the variable in every scope that has it as it was; another value is kept."""
        for scope, known in self._stored().items():
            if name in known and known[name] == was:
                self._write(scope, name, value)

    def _write(self, scope: str, name: str, value: Any) -> None:
        value = to_json(value)
        self._stored().setdefault(scope, {})[name] = value
        self._changed[scope, name] = value

    def _stored(self) -> dict[str, dict[str, Any]]:
        if self._variables is None:
            self._variables = {}
            rows = self.connection.execute(sql.read_variables, {"instance": self.facts.id})
            for scope, name, value in rows:
                self._variables.setdefault(scope, {})[name] = value
        return self._variables

    def begin_with(self, variables: Mapping[str, Any]) -> None:
        """The variables of a new instance: nothing has to be read."""
        self._variables = {}
        for name, value in variables.items():
            self._write("", name, value)

    # Tokens

    def add_token(
        self, node_id: str, scope_id: UUID | None, *, flow: str = "", index: int | None = None
    ) -> LiveToken:
        token = LiveToken(sql.ordered_id(), node_id, scope_id, flow, multi_index=index)
        self.tokens[token.id] = token
        return token

    def move(self, token: LiveToken, node_id: str, flow_id: str = "") -> None:
        token.node_id, token.flow_id = node_id, flow_id
        token.state = WAITING
        token.entered_at = None
        token.is_changed = True

    def set_token_state(self, token: LiveToken, state: str) -> None:
        if token.state != state:
            token.state = state
            token.is_changed = True

    def remove(self, token: LiveToken) -> None:
        del self.tokens[token.id]
        if not token.is_new:
            self._pending.removed.append(token.id)
        if token.state == SCOPE or token.multi_index is not None:
            self.drop_locals(token)

    def renewed(self, token: LiveToken) -> LiveToken:
        """A new token in the place of `token`: a person's task has a token of its own."""
        if token.is_new:
            return token
        fresh = self.add_token(
            token.node_id, token.scope_id, flow=token.flow_id, index=token.multi_index
        )
        self.remove(token)
        return fresh

    def drop_locals(self, token: LiveToken) -> None:
        """Forget the variables of the scope that `token` is."""
        if self._stored().pop(token.scope_key, None) is not None:
            self._pending.dropped_scopes.append(token.scope_key)
            for key in [key for key in self._changed if key[0] == token.scope_key]:
                del self._changed[key]

    # What a step leaves behind

    def add_job(self, token: LiveToken | None, kind: str, **columns: Any) -> UUID:
        state = "suspended" if self.facts.state == "suspended" else "queued"
        job = {
            "id": sql.ordered_id(),
            "instance_id": self.facts.id,
            "token_id": token.id if token else None,
            "kind": kind,
            "node_id": token.node_id if token else "",
            "task_type": "",
            "inputs": {},
            "memory": {},
            "state": state,
            "due_at": self.now,
            "attempts_left": 3,
            **columns,
        }
        self._pending.jobs.append(job)
        job_id: UUID = job["id"]
        return job_id

    def subscribe(self, token: LiveToken, node: Node, name: str, key: str) -> None:
        self._pending.subscriptions.append(
            {
                "id": sql.ordered_id(),
                "instance_id": self.facts.id,
                "token_id": token.id,
                "node_id": node.id,
                "kind": "message",
                "name": name,
                "correlation": key,
            }
        )

    def clear_waits(self, token: LiveToken) -> None:
        """Cancel the jobs, timers and subscriptions of `token`, those of this step too."""
        pending = self._pending
        pending.jobs = [job for job in pending.jobs if job["token_id"] != token.id]
        pending.subscriptions = [s for s in pending.subscriptions if s["token_id"] != token.id]
        if not token.is_new:
            pending.cleared.append(token.id)

    def leave_task(self, token: LiveToken) -> None:
        self._pending.left_tasks.append(token.id)

    def has_waits(self, token: LiveToken) -> bool:
        """Whether a boundary event of `token` is armed already."""
        if token.is_new:
            return False
        waits = self.connection.execute(
            sql.armed, {"token": token.id, "instance": self.facts.id}
        ).first()
        return waits is not None

    def note_step(
        self, token: LiveToken, node: Node, state: str = "done", outcome: str = ""
    ) -> None:
        self._pending.steps.append(
            {
                "id": sql.ordered_id(),
                "unit_id": self.facts.unit_id,
                "instance_id": self.facts.id,
                "token_id": token.id,
                "node_id": node.id,
                "node_kind": node.kind.value,
                "name": node.name,
                "state": state,
                "outcome": outcome,
                "flow_id": token.flow_id,
                "entered_at": token.entered_at,
            }
        )

    def open_incident(
        self, token: LiveToken, message: str, hint: str, job_id: UUID | None = None
    ) -> None:
        self.set_token_state(token, INCIDENT)
        self._pending.incidents.append(
            {
                "id": sql.ordered_id(),
                "instance_id": self.facts.id,
                "token_id": token.id,
                "job_id": job_id,
                "node_id": token.node_id,
                "message": message,
                "hint": hint,
            }
        )

    def resolve_incident(self, token: LiveToken) -> None:
        if token.state == INCIDENT:
            self.set_token_state(token, WAITING)
            if not token.is_new:
                self._pending.resolved.append(token.id)
            pending = self._pending.incidents
            self._pending.incidents = [one for one in pending if one["token_id"] != token.id]

    # Writing

    def close(self) -> None:
        """Write everything, in the order the foreign keys and triggers need."""
        pending = self._pending
        instance = self.facts.id
        self._write_ends(pending, instance)
        fresh = [token for token in self.tokens.values() if token.is_new]
        moved = [t for t in self.tokens.values() if t.is_changed and not t.is_new]
        self._many(sql.move_token, [self._moved(token) for token in moved])
        self._many(sql.add_token, [self._added(token) for token in fresh])
        self._many(
            sql.write_variable[self.connection.dialect.name],
            [
                {"instance_id": instance, "scope_key": scope, "name": name, "value": value}
                for (scope, name), value in self._changed.items()
            ],
        )
        self._many(sql.add_job, pending.jobs)
        self._many(sql.add_subscription, pending.subscriptions)
        self._many(sql.add_step, pending.steps)
        self._many(sql.add_incident, pending.incidents)
        self._write_state(instance)
        self._pending = Pending()
        self._changed = {}
        for token in self.tokens.values():
            token.is_new = token.is_changed = False

    def _write_ends(self, pending: Pending, instance: UUID) -> None:
        cleared = [{"token": token, "instance": instance} for token in pending.cleared]
        self._many(sql.cancel_jobs, [{"token": token} for token in pending.cleared])
        self._many(sql.remove_subscriptions, cleared)
        self._many(sql.cancel_user_tasks, [{"token": token} for token in pending.left_tasks])
        self._many(
            sql.resolve_incidents,
            [{"token": token, "instance": instance} for token in pending.resolved],
        )
        self._many(sql.remove_token, [{"token": token} for token in pending.removed])
        self._many(
            sql.drop_scope,
            [{"instance": instance, "scope": scope} for scope in pending.dropped_scopes],
        )

    def _many(self, statement: Executable, rows: list[dict[str, Any]]) -> None:
        if len(rows) == 1:
            self.connection.execute(statement, rows[0])
        elif rows:
            self.connection.execute(statement, rows)

    def _write_state(self, instance: UUID) -> None:
        if self.ended is not None:
            self._write_end(instance, *self.ended)
            return
        if self.outcome != self.facts.outcome:
            self.connection.execute(
                sql.set_outcome, {"instance": instance, "to_outcome": self.outcome}
            )
        has_incident = any(token.state == INCIDENT for token in self.tokens.values())
        wanted = "incident" if has_incident else "active"
        if self.facts.state == "suspended":
            if not self.is_resumed:
                return
            self._set_state(instance, "active")
        if wanted != self.facts.state:
            self._set_state(instance, wanted)

    def _write_end(self, instance: UUID, state: str, reason: str) -> None:
        if state == "completed" and self.facts.state != "active":
            self._set_state(instance, "active")  # the trail tells that nothing held it up
        self.connection.execute(
            sql.end_instance,
            {
                "instance": instance,
                "to_state": state,
                "to_outcome": self.outcome,
                "to_reason": reason,
            },
        )
        self.facts.state = state

    def _set_state(self, instance: UUID, state: str) -> None:
        self.connection.execute(sql.set_state, {"instance": instance, "to_state": state})
        self.facts.state = state

    def _moved(self, token: LiveToken) -> dict[str, Any]:
        return {
            "token": token.id,
            "to_node": token.node_id,
            "to_name": self.node(token).name,
            "by_flow": token.flow_id,
            "to_state": token.state,
            "at": token.entered_at,
        }

    def _added(self, token: LiveToken) -> dict[str, Any]:
        return {
            "id": token.id,
            "instance_id": self.facts.id,
            "scope_id": token.scope_id,
            "node_id": token.node_id,
            "name": self.node(token).name,
            "flow_id": token.flow_id,
            "state": token.state,
            "multi_index": token.multi_index,
        }
