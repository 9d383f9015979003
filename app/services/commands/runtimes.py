"""Runtimes: added and tagged by operators, watched by the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import AppError, InputError
from app.models.queries.runtime_health import WHY
from app.models.rules.blockers import Blocker, require
from app.models.rules.deployment_states import SERVING
from app.models.rules.folding import bare_tag
from app.models.rules.runtime_addresses import runtime_url_blockers
from app.models.rules.runtime_names import runtime_name_blockers
from app.models.rules.secret_names import runtime_secret_blockers
from app.models.rules.tasks import reason_blockers
from app.models.tables.execution import Deployment, Heartbeat, Runtime, Stage
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.services.commands.changing import change
from app.services.commands.models import clean_tag
from app.services.commands.people import find_unit
from app.services.commands.signatures import sign_row, unsigned_blockers
from app.services.names import clean_name
from app.services.secrets import require_name
from app.services.signed_documents import clean_reason, retirement_facts
from app.services.signing import ACT, Signer
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class NewRuntime:
    name: str
    unit: str
    kind: str = "embedded"
    url: str = ""
    mode: str = "online"
    stage_tags: tuple[str, ...] = ()
    service_tags: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("onnx",)
    capacity: int = 100
    description: str = ""
    secret_ref: str = ""


def clean_stage_tags(tags: Iterable[str]) -> list[str]:
    """As stages are called: whatever # a person types before one is taken off."""
    bare = filter(None, map(bare_tag, tags))
    return sorted({clean_name(tag, what="stage tag").upper() for tag in bare})


def clean_service_tags(tags: Iterable[str]) -> list[str]:
    return sorted({clean_tag(tag) for tag in tags if tag.strip()})


def add_runtime(work: UnitOfWork, new: NewRuntime) -> Runtime:
    """A place that serves models. The worker looks at it soon and says how it is."""
    if new.mode not in ("online", "batch"):
        raise InputError(f"A runtime is online or batch, not {new.mode}.")
    if new.mode == "online" and not new.url.strip() and new.kind != "embedded":
        raise InputError(f"The online runtime {new.name} needs a URL.")
    unit, url = find_unit(work, new.unit), new.url.strip()
    name, others = clean_name(new.name), work.session.scalars(select(Runtime.name)).all()
    require(
        [
            *runtime_name_blockers(name, others),
            *runtime_url_blockers(url),
            *runtime_secret_blockers(new.secret_ref),
        ]
    )
    if new.secret_ref:
        require_name(new.secret_ref)
    return work.add(
        Runtime(
            unit_id=unit.id,
            name=name,
            kind=new.kind,
            url=url,
            mode=new.mode,
            stage_tags=clean_stage_tags(new.stage_tags),
            service_tags=clean_service_tags(new.service_tags),
            formats=sorted(new.formats),
            capacity=new.capacity,
            description=new.description,
            secret_ref=new.secret_ref,
        )
    )


def find_runtime(work: UnitOfWork, name: str) -> Runtime:
    row = work.session.scalars(select(Runtime).where(Runtime.name == name)).first()
    if row is None:
        raise InputError(
            f"There is no runtime called {name}.", hint="modelward runtime list shows them."
        )
    return row


def tag_runtime(
    work: UnitOfWork,
    runtime_id: UUID,
    *,
    stage_tags: Iterable[str] | None = None,
    service_tags: Iterable[str] | None = None,
    seen: int | None = None,
) -> Runtime:
    """Replace the stage tags, the service tags or both.

    Args:
        seen: the `row_version` that the person looked at.
    Raises:
        ConflictError: somebody else changed the same tags since.
    """
    values: dict[str, list[str]] = {}
    if stage_tags is not None:
        values["stage_tags"] = clean_stage_tags(stage_tags)
    if service_tags is not None:
        values["service_tags"] = clean_service_tags(service_tags)
    return change(work, work.get(Runtime, runtime_id), values, seen=seen)


def retire_runtime(
    work: UnitOfWork,
    runtime_id: UUID,
    *,
    reason: str,
    is_forced: bool = False,
    signer: Signer | None = None,
) -> Runtime:
    """Take a runtime out of service for good: signed, as it may end what serves.

    Raises:
        RefusedError: the reason is short; or something serves on it, and it is not forced.
        AppError: it is retired.
    """
    row = work.get(Runtime, runtime_id)
    if row.state == "retired":
        raise AppError(f"{row.name} is retired already.")
    served = () if is_forced else serving_on(work.session, runtime_id)
    serving = (Blocker("runtime.serving", what=list(served)),) if served else ()
    said = clean_reason(reason)
    unsigned = unsigned_blockers(work, signer, "act.unsigned")
    require([*serving, *reason_blockers(said), *unsigned])
    if row.state in ("ready", "busy"):
        row.state, row.reason = "draining", said
        work.flush()
    with work.session.no_autoflush:  # state and signature are one change
        row.state, row.reason = "retired", said
        facts = retirement_facts(work.session, row, work.actor.id)
        sign_row(work, row, signer, facts, domain=ACT, meaning="Retire")
    work.flush()
    return row


def serving_on(session: Session, runtime_id: UUID) -> tuple[str, ...]:
    """What a runtime serves now, as “model v3 (PROD)”."""
    rows = session.execute(
        select(RegisteredModel.name, ModelVersion.version, Stage.name)
        .select_from(Deployment)
        .join(ModelVersion, ModelVersion.id == Deployment.version_id)
        .join(RegisteredModel, RegisteredModel.id == ModelVersion.model_id)
        .join(Stage, Stage.id == Deployment.stage_id)
        .where(Deployment.runtime_id == runtime_id, Deployment.state.in_(SERVING))
        .order_by(RegisteredModel.name, ModelVersion.version)
    )
    return tuple(f"{model} v{version} ({stage})" for model, version, stage in rows)


def record_look(
    work: UnitOfWork,
    runtime_id: UUID,
    *,
    is_live: bool,
    latency_ms: float | None = None,
    facts: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Runtime:
    """The worker's look at a runtime: the heartbeat always, the state where it changed."""
    row = work.get(Runtime, runtime_id)
    found = {**(facts or {}), **({WHY: reason} if reason else {})}
    _beat(work, runtime_id, is_live=is_live, latency_ms=latency_ms, facts=found)
    state = "ready" if is_live else "unreachable"
    with work.session.no_autoflush:
        if row.state not in (state, "retired", "draining"):
            row.state, row.reason = state, reason
    work.flush()
    return row


def record_not_ended(work: UnitOfWork, runtime_id: UUID, *, is_up: bool, why: str) -> None:
    """Why a service did not end the retired runtime that its machine keeps.

    Args:
        is_up: its server was seen up; else nothing shows that it ended, and nothing that it runs.
    """
    _beat(work, runtime_id, is_live=is_up, latency_ms=None, facts={WHY: why})
    work.flush()


def _beat(
    work: UnitOfWork,
    runtime_id: UUID,
    *,
    is_live: bool,
    latency_ms: float | None,
    facts: dict[str, Any],
) -> None:
    beat = work.session.get(Heartbeat, runtime_id)
    if beat is None:
        beat = Heartbeat(runtime_id=runtime_id, is_live=is_live)
        work.session.add(beat)
    beat.at, beat.is_live, beat.latency_ms, beat.facts = work.now(), is_live, latency_ms, facts
