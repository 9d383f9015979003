"""What was deployed on a retired runtime is taken off: a service saw it end, or somebody says so.

Nothing else takes a deployment off a retired runtime: no watch would make it true.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID, uuid4

from sqlalchemy import select

from app.errors import AppError, RefusedError
from app.models.queries.ended_runtimes import BY_A_WORD, ended_facts, list_answering
from app.models.rules.blockers import require
from app.models.rules.deployment_states import SERVING
from app.models.rules.ended_runtimes import OUTLIVES, ended_blockers, standing_blockers
from app.models.rules.names import shown_words
from app.models.rules.tasks import reason_blockers
from app.models.tables.execution import Deployment, Runtime
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.places import leave_unserved
from app.services.commands.requests import refresh_model_evidence
from app.services.commands.retiring import take_off
from app.services.commands.roll_backs import stop_roll_back
from app.services.commands.signatures import sign_row, unsigned_blockers
from app.services.engine.wishes import EndedWish, read_wish
from app.services.signed_documents import clean_reason, runtime_ended_facts
from app.services.signing import ACT, Signer
from app.services.standing_alerts import find_live, resolve
from app.services.unit_of_work import InboxKind, UnitOfWork
from app.services.verifying.one_check import Verifying
from app.services.verifying.wishes import require_ended_signed
from app.texts import N_

NOT_TAKEN_OFF = N_("Nothing was taken off.")


def say_ended(
    work: UnitOfWork,
    runtime_id: UUID,
    *,
    reason: str,
    seen: Collection[UUID],
    signer: Signer | None = None,
) -> UUID:
    """Say that a retired runtime has ended: signed. The worker takes off what was deployed there.

    Args:
        seen: the deployments that the person knows of.
    Raises:
        RefusedError: with every blocker; `ended.unseen` names what is deployed beside `seen`.
    """
    runtime = work.get(Runtime, runtime_id)
    said = clean_reason(reason)
    known = [one for one in list_answering(work.session, runtime_id) if one.deployment_id in seen]
    facts = ended_facts(work.session, runtime, seen)
    unsigned = unsigned_blockers(work, signer, "act.unsigned")
    blockers = ended_blockers(facts, work.roles_in(runtime.unit_id))
    require([*blockers, *reason_blockers(said), *unsigned])
    asked = EngineInbox(
        id=uuid4(),
        unit_id=runtime.unit_id,
        kind=InboxKind.RUNTIME_ENDED.value,
        payload={
            "runtime_id": str(runtime_id),
            "deployments": [str(one.deployment_id) for one in known],
            "reason": said,
        },
    )
    signed = runtime_ended_facts(work.session, asked, work.actor.id)
    # Beside the ids, in the words that the person read.
    signed["saw"] = [one.label for one in known]
    sign_row(work, asked, signer, signed, domain=ACT, meaning="Has ended")
    return work.ask_engine(asked).id


def take_off_ended(work: UnitOfWork, asked: EngineInbox) -> str | None:
    """In ONE transaction what was signed for is taken off the runtime, and nothing else.

    Raises:
        VerificationError: nobody is known to have said so.
        RefusedError: it was seen up since, or something was deployed that the person did not know.
    """
    wish = read_wish(EndedWish, asked.payload)
    runtime = work.get(Runtime, wish.runtime_id)
    require(reason_blockers(wish.reason))
    require_ended_signed(Verifying(work.session), asked)
    served = _serving(work, wish.runtime_id)  # held: another service may have seen the end
    facts = ended_facts(work.session, runtime, wish.deployments, taken_up=asked.id)
    if blockers := standing_blockers(facts):
        raise RefusedError(blockers, NOT_TAKEN_OFF)
    reason = shown_words(wish.reason)
    for row in served:
        if alert := find_live(work.session, OUTLIVES, row):
            alert.detail = BY_A_WORD.format(reason=reason)
            resolve(work, alert)
        _end(work, row, reason, asked_id=asked.id)
    return None


def settle_ended(work: UnitOfWork, runtime_id: UUID) -> int:
    """A retired runtime was seen to have ended, so what served there does not; how many did."""
    runtime = work.get(Runtime, runtime_id)
    if runtime.state != "retired":
        raise AppError(f"{runtime.name} is not retired.")
    served = _serving(work, runtime_id)
    for row in served:
        _end(work, row, shown_words(runtime.reason))
    return len(served)


def _serving(work: UnitOfWork, runtime_id: UUID) -> list[Deployment]:
    """Locked, so that of two services the second finds nothing left to take off."""
    return list(
        work.session.scalars(
            select(Deployment)
            .where(Deployment.runtime_id == runtime_id, Deployment.state.in_(SERVING))
            .order_by(Deployment.number)
            .with_for_update()
        )
    )


def _end(work: UnitOfWork, row: Deployment, reason: str, *, asked_id: UUID | None = None) -> None:
    """A version leaves its place unless another runtime has it, or is about to, for that place.

    A roll-back that was on its way there has nowhere to go: whoever asked for it took nothing off.
    """
    if row.state == "rolling_back":
        stop_roll_back(work, row.id)
    take_off(work, row, reason, asked_id=asked_id)
    leave_unserved(work, row.placement_id, reason)
    refresh_model_evidence(work, row.model_id)
