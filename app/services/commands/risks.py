"""Risk assessments: proposed by a versioned method, accepted by a second person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select

from app.models.queries.regulated import worked_on, works_for_use
from app.models.queries.risk_method import OF_THE_USE, assess, follows, load_method
from app.models.rules.assessing import RiskFacts, highest, tier_blockers
from app.models.rules.blockers import Blocker, require
from app.models.rules.rights import write_blockers
from app.models.rules.tasks import reason_blockers
from app.models.rules.transitions import TIER_JUDGES
from app.models.tables.governance import RiskAssessment
from app.models.tables.inventory import RegisteredModel, UseCase, UseCaseModel
from app.services.commands.signatures import sign_step, unsigned_step_blockers
from app.services.signed_documents import clean_reason
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork


def propose_tier(
    work: UnitOfWork, use_case_id: UUID, answers: Mapping[str, object], *, reason: str
) -> RiskAssessment:
    """Assess how risky a use is by the method in force; the answers and its version are kept.

    Raises:
        InputError: there is no method, or the answers don't fit its questions.
    """
    require(reason_blockers(reason))
    use_case = work.get(UseCase, use_case_id)
    method = load_method(work.session, use_case.unit_id)
    given = {name: value for name, value in answers.items() if name not in OF_THE_USE}
    given["is_regulated"] = use_case.is_regulated
    found = assess(work.session, method, given)
    return work.add(
        RiskAssessment(
            use_case_id=use_case_id,
            method=method.key,
            method_version=method.version,
            table_id=method.table_id,
            answers=given,
            score=found.score,
            tier=found.tier,
            reason=reason.strip(),
        )
    )


def answer_assessment(
    work: UnitOfWork,
    assessment_id: UUID,
    *,
    reason: str,
    is_accepted: bool = True,
    signer: Signer | None = None,
) -> RiskAssessment:
    """Accept, signed, or refuse an assessment; accepted, the models of the use follow it."""
    row = work.get(RiskAssessment, assessment_id)
    is_author = works_for_use(work.session, row.use_case_id, work.actor.id)
    facts = RiskFacts(row.state, row.assessed_by, is_author)
    said = clean_reason(reason)
    unsigned = unsigned_step_blockers(work, row, "accepted", signer) if is_accepted else ()
    blockers = tier_blockers(facts, work.decider(row.unit_id))
    require([*blockers, *reason_blockers(said), *unsigned])
    if is_accepted:
        _require_recomputed(work, row)
        changes = {"remark": said, "answered_by": work.actor.id}
        sign_step(work, row, "accepted", signer, meaning="Accepted", **changes)
    row.state = "accepted" if is_accepted else "refused"
    row.remark, row.answered_by = said, work.actor.id
    work.flush()
    if is_accepted:
        _supersede(work, row)
        follow_assessments(work, _models_of(work, row.use_case_id))
    return row


def _require_recomputed(work: UnitOfWork, row: RiskAssessment) -> None:
    """What was proposed follows from the answers, by the method it names, for the use as it is."""
    if row.table_id is None:
        require([Blocker("risk.method")])
        return
    regulated = work.get(UseCase, row.use_case_id).is_regulated
    if not follows(work.session, row, is_regulated=regulated):
        require([Blocker("risk.differs")])


def _supersede(work: UnitOfWork, row: RiskAssessment) -> None:
    """After `row` is accepted: an older one goes only where a newer one counts."""
    older = select(RiskAssessment).where(
        RiskAssessment.use_case_id == row.use_case_id,
        RiskAssessment.state == "accepted",
        RiskAssessment.id != row.id,
    )
    for one in work.session.scalars(older).all():
        one.state = "superseded"
        work.flush()


def _models_of(work: UnitOfWork, use_case_id: UUID) -> list[UUID]:
    statement = select(UseCaseModel.model_id).where(UseCaseModel.use_case_id == use_case_id)
    return list(work.session.scalars(statement))


def follow_assessments(work: UnitOfWork, models: Iterable[UUID]) -> None:
    """Give models the gravest tier that is accepted for one of their uses."""
    for model_id in sorted(models):
        tier = assessed_tier(work, model_id)
        row = work.get(RegisteredModel, model_id)
        if tier and row.risk_tier != tier:
            row.risk_tier = tier
            work.flush()


def follow_new_use(work: UnitOfWork, model_id: UUID) -> None:
    """A model that comes under an assessed use follows it, where who put it there may say so.

    Else its tier stays, and the case file of the use says that it differs.
    """
    row = work.get(RegisteredModel, model_id)
    roles = work.roles_in(row.unit_id)
    tier = assessed_tier(work, model_id)
    is_lower = bool(tier) and highest([tier, row.risk_tier]) != tier
    may_lower = roles & TIER_JUDGES and not worked_on(work.session, model_id, work.actor.id)
    if not write_blockers("registered_model", "update", roles) and (may_lower or not is_lower):
        follow_assessments(work, [model_id])


def assessed_tier(work: UnitOfWork, model_id: UUID) -> str:
    """The gravest accepted tier of a model's uses; empty where none was assessed."""
    statement = (
        select(RiskAssessment.tier)
        .join(UseCaseModel, UseCaseModel.use_case_id == RiskAssessment.use_case_id)
        .where(UseCaseModel.model_id == model_id, RiskAssessment.state == "accepted")
    )
    return highest(work.session.scalars(statement))
