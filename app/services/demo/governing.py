"""What Noorderbank governs beside its releases: uses, risks, reviews, findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from app.models.queries.find import find_version
from app.services.commands.attestations import (
    NewCampaign,
    plan_campaign,
    review_attestation,
    submit_attestation,
)
from app.services.commands.findings import NewFinding, add_finding, move_finding
from app.services.commands.life_cycles import import_template, put_up
from app.services.commands.lineage_reviews import look_at_range, require_facts, sign_off
from app.services.commands.models import add_use_case
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.demo.stage import Stage
from app.services.library import REGISTRY_PROMOTION

Models = Mapping[str, UUID]
CARDS = {"people": "many", "decision": "machine", "loss": "severe", "data": "personal",
         "insight": "partly"}  # fmt: skip
MORTGAGES = {**CARDS, "decision": "person advised"}
STAFF = {"people": "some", "decision": "person", "loss": "small", "data": "personal",
         "insight": "partly"}  # fmt: skip
IN_THREE_DAYS = b'camunda:candidateGroups="tester" camunda:dueDate="P3D"'
IN_TWO_DAYS = IN_THREE_DAYS.replace(b"P3D", b"P2D")
REVIEW = "Is the model still used as it is documented, and by whom?"


def register_uses(stage: Stage, models: Models) -> None:
    """Why the models exist and how risky that is: the business says it, another accepts it."""
    noor, aisha = stage.work("noor"), stage.work("aisha")
    uses = (
        ("Card payments", ("cc-fraud", "cc-limit"), CARDS, "Decides alone on every payment."),
        ("Mortgages", ("hmrm", "credit-score"), MORTGAGES, "Advises on loans for decades."),
    )
    for name, served, answers, reason in uses:
        use = noor.write(
            add_use_case,
            unit="bank",
            name=name,
            is_regulated=name == "Mortgages",
            models=[models[one] for one in served],
        )
        made = noor.write(propose_tier, use.id, answers, reason=reason)
        aisha.write(
            answer_assessment, made.id, reason="Checked with the owners of the models.",
            signer=stage.signer("aisha"),
        )  # fmt: skip


def plan_reviews(stage: Stage, models: Models) -> None:
    """A yearly review two months ago: one owner answered, one is late; the next one is near."""
    jo, now = stage.work("jo"), stage.clock()
    for name, due_days in (("cc-fraud", 30), ("cc-limit", 45), ("hmrm", 70)):
        (made,) = jo.write(
            plan_campaign,
            NewCampaign("Yearly review", REVIEW, _day(now, due_days), [models[name]],
                        repeat_days=365),
        )  # fmt: skip
        if name == "cc-fraud":
            stage.work("sanne").write(
                submit_attestation,
                made.id,
                statement="Used for card payments only, as described.",
                signer=stage.signer("sanne"),
            )
            stage.work("aisha").write(
                review_attestation,
                made.id,
                reason="Fits what the payment switch records.",
                signer=stage.signer("aisha"),
            )


def sign_off_past(stage: Stage, model_id: UUID) -> None:
    """For the yearly review compliance has read what is sealed of this model, and signs for it."""
    jo = stage.work("jo")
    with jo.unit() as work:
        seen = look_at_range(work.session, work.actor.id, model_id)
        sign_off(
            work,
            model_id,
            require_facts(seen.range),
            reason="Read for the yearly review: each release has its votes and its tests.",
            signer=stage.signer("jo"),
        )


def _day(now: datetime, days: int) -> datetime:
    return (now + timedelta(days=days)).replace(hour=17, minute=0, second=0, microsecond=0)


def leave_governance_open(stage: Stage, models: Models) -> None:
    """A finding that is being mended, and a use whose tier waits for acceptance."""
    with stage.work("mark").reading() as session:
        limit = find_version(session, "cc-limit:5")[1].id
    finding = stage.work("aisha").write(
        add_finding,
        limit,
        NewFinding(
            "No test for applicants under 25", "medium", fix="Add the segment age_band 18-24"
        ),
    )
    stage.work("mark").write(
        move_finding, finding.id, state="mitigating", reason="The segment is in the next version."
    )
    use = stage.work("jo").write(
        add_use_case, unit="bank", name="Staff planning", is_regulated=False,
        models=[models["hr-attrition"]],
    )  # fmt: skip
    stage.work("mark").write(
        propose_tier, use.id, STAFF, reason="Tells teams, never people; HR decides."
    )


def put_up_life_cycle(stage: Stage) -> None:
    """The architect asks that testers have two days; somebody else publishes it, or says no."""
    eva, shipped = stage.work("eva"), REGISTRY_PROMOTION
    draft = eva.write(
        import_template,
        unit="bank",
        key=shipped.key,
        name=shipped.name,
        process_id=shipped.process_id,
        bpmn=shipped.read().replace(IN_THREE_DAYS, IN_TWO_DAYS),
        parameters=dict(shipped.parameters),
    )
    eva.write(put_up, draft.id)
