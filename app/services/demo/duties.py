"""What the law asks of Noorderbank's credit scoring, what it does about it, and who answers."""

from __future__ import annotations

from uuid import UUID

from app.models.queries.framework_evidence import load_evidence
from app.models.queries.frameworks import find_framework, load_framework
from app.models.queries.proofs import find_named
from app.services.commands.frameworks import (
    NewControl,
    add_control,
    attach_evidence,
    import_framework,
    publish_framework,
    reassess_evidence,
)
from app.services.commands.responsibilities import set_responsible
from app.services.demo.stage import Stage
from app.services.library import FRAMEWORKS

KEY = "eu-ai-act-credit"
# Of each requirement: what is done, whose it is, how often, and the policy that shows it.
CONTROLS = (
    ("Art. 9", "Yearly review of every use", "jo", 365, "risk-tier"),
    ("Art. 10", "Protection checks at every release", "eva", 30, "data-protection"),
    ("Art. 14", "Two people decide on production", "aisha", None, "approval-route"),
    ("Art. 15", "Monitors judge by one table", "tom", 365, "monitor-thresholds"),
    ("Art. 26", "Logs are kept as long as the policy says", "tom", None, "retention"),
)
ACCOUNTABLE = (
    ("Art. 9", "risk_officer"), ("Art. 10", "architect"), ("Art. 12", "operator"),
    ("Art. 14", "risk_officer"), ("Art. 15", "validator"), ("Art. 26", "operator"),
    ("Art. 27", "compliance"),
)  # fmt: skip


def lay_down_duties(stage: Stage) -> None:
    """Brought in by compliance, put in force by risk; controls, evidence, responsibilities."""
    ids = _bring(stage, 1, "The part of the law that our credit scoring is under.")
    jo = stage.work("jo")
    for reference, name, owner, days, policy in CONTROLS:
        new = NewControl(name, owner=owner, cadence_days=days, wanted=f"The policy {policy}")
        control = jo.write(add_control, ids[reference], new, unit="bank")
        with jo.reading() as session:
            shown = find_named(session, "policy", policy, jo.actor.id)
        jo.write(
            attach_evidence, ids[reference], "policy", shown, control_id=control.id,
            reason="In force for the whole bank.",
        )  # fmt: skip
    for reference, role in ACCOUNTABLE:
        about = f"{KEY}/{reference}"
        jo.write(set_responsible, "requirement", about, "accountable", role=role, unit="bank")
    jo.write(
        set_responsible, "requirement", f"{KEY}/Art. 9", "responsible", person="sanne", unit="bank"
    )
    jo.write(set_responsible, "act", "request.accepted", "informed", role="operator", unit="bank")


def supersede_duties(stage: Stage) -> None:
    """The second reading: one duty is assessed anew already, two wait for it."""
    ids = _bring(stage, 2, "Logs and incidents stand by themselves in the second reading.")
    jo = stage.work("jo")
    with jo.reading() as session:
        row = find_framework(session, f"{KEY}:2", jo.actor.id)
        waiting = [one for one in load_evidence(session, row.id).rows if one.outcome == "reassess"]
    first = waiting[0]
    jo.write(
        reassess_evidence, first.id, ids[first.serves[0]],
        reason="The policy asks for bias by group since its last version.",
    )  # fmt: skip


def _bring(stage: Stage, version: int, reason: str) -> dict[str, UUID]:
    jo, shipped = stage.work("jo"), FRAMEWORKS[version - 1]
    made = jo.write(import_framework, shipped.name, shipped.read(), reason=reason, unit="bank")
    stage.work("aisha").write(
        publish_framework,
        made.id,
        reason="Read beside the law.",
        seen=made.sha256,
        signer=stage.signer("aisha"),
    )
    with jo.reading() as session:
        return {one.reference: one.id for one in load_framework(session, made.id).requirements}
