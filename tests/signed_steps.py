"""What people sign beside their votes, a case of each kind, for tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.models.tables.everything import METADATA
from app.models.tables.governance import SignedAct
from app.models.tables.life_cycle import DecisionTable, LifeCycleTemplate
from app.services.commands.attestations import (
    NewCampaign,
    plan_campaign,
    review_attestation,
    submit_attestation,
)
from app.services.commands.findings import NewFinding, add_finding, move_finding
from app.services.commands.frameworks import import_framework, publish_framework
from app.services.commands.keys import confirm_key, propose_key
from app.services.commands.life_cycles import publish
from app.services.commands.policies import publish_policy
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.commands.role_requests import confirm_role, request_role
from app.services.library import FRAMEWORKS
from app.services.signing import KeyPair
from app.services.trail.export import Wanted, export_proof
from app.verifier.__main__ import Report, check_file
from tests.governance_kit import ALONE, WHY, propose, use_case
from tests.services.test_publishing import draft
from tests.stories import register
from tests.trail_kit import (
    key_of,
    sealer,
    tamper,
)
from tests.workspaces import TestWorkspace


@dataclass(frozen=True)
class Step:
    """What somebody takes one step on, and how."""

    table: str
    row: UUID
    state: str
    who: str
    command: Callable[..., Any]
    given: dict[str, Any] = field(default_factory=dict)
    first: tuple[Any, ...] = ()

    def take(self, bank: TestWorkspace, **signer: Any) -> None:
        bank.work(self.who).write(self.command, *self.first, self.row, **self.given, **signer)


def policy_step(bank: TestWorkspace) -> Step:
    row = propose(bank)
    with bank.service.reading() as session:
        seen = session.get_one(DecisionTable, row).sha256
    given = {"reason": WHY, "seen": seen}
    return Step("decision_table", row, "published", "jo", publish_policy, given)


def life_cycle_step(bank: TestWorkspace) -> Step:
    row = draft(bank, '<userTask id="step" camunda:candidateGroups="tester"/>')
    with bank.service.reading() as session:
        seen = session.get_one(LifeCycleTemplate, row).sha256
    return Step(
        "life_cycle_template", row, "published", "jo", publish, {"seen": seen},
        (LifeCycleTemplate,),
    )  # fmt: skip


def framework_step(bank: TestWorkspace) -> Step:
    file = FRAMEWORKS[0].read()
    row = bank.work("jo").write(import_framework, "law.toml", file, reason=WHY, unit="bank")
    given = {"reason": WHY, "seen": row.sha256}
    return Step("framework", row.id, "published", "aisha", publish_framework, given)


def role_step(bank: TestWorkspace) -> Step:
    with bank.work("lin").reading():
        lin = bank.work("lin").actor.id
    until = datetime.now(UTC) + timedelta(days=30)
    row = bank.work("root").write(
        request_role, lin, "viewer", bank.unit_id, reason=WHY, until=until
    )
    return Step("role_request", row.id, "confirmed", "rosa", confirm_role)


def finding_step(bank: TestWorkspace, state: str) -> Step:
    version = register(bank).version_id
    row = bank.work("aisha").write(add_finding, version, NewFinding("No test under 25", "medium"))
    given = {"state": state, "reason": WHY}
    return Step("finding", row.id, state, "aisha", move_finding, given)


def attestation_step(bank: TestWorkspace) -> Step:
    due = datetime.now(UTC) + timedelta(days=10)
    new = NewCampaign("Yearly review", "Is it still used so?", due, [register(bank).model_id])
    (row,) = bank.work("jo").write(plan_campaign, new)
    given = {"statement": "It is used so, and nowhere else."}
    return Step("attestation", row.id, "submitted", "sanne", submit_attestation, given)


def answer_step(bank: TestWorkspace) -> Step:
    asked = attestation_step(bank)
    asked.take(bank)
    given = {"reason": WHY}
    return Step("attestation", asked.row, "approved", "aisha", review_attestation, given)


def risk_step(bank: TestWorkspace) -> Step:
    use = use_case(bank, register(bank).model_id)
    row = bank.work("sanne").write(propose_tier, use, ALONE, reason=WHY)
    return Step("risk_assessment", row.id, "accepted", "aisha", answer_assessment, {"reason": WHY})


def key_step(bank: TestWorkspace, state: str) -> Step:
    row = bank.work("sanne").write(propose_key, KeyPair.generate().public_key).id
    if state == "active":
        bank.work("root").write(confirm_key, row)
    who = "rosa" if state == "active" else "root"
    return Step("signing_key", row, state, who, confirm_key)


STEPS: dict[str, Callable[[TestWorkspace], Step]] = {
    "policy": policy_step,
    "life cycle": life_cycle_step,
    "framework": framework_step,
    "role": role_step,
    "key endorsed": lambda bank: key_step(bank, "endorsed"),
    "key in force": lambda bank: key_step(bank, "active"),
    "finding accepted": lambda bank: finding_step(bank, "accepted"),
    "finding closed": lambda bank: finding_step(bank, "closed"),
    "attested": attestation_step,
    "attestation approved": answer_step,
    "risk": risk_step,
}


def act_of(bank: TestWorkspace, step: Step) -> SignedAct:
    with bank.service.reading() as session:
        found = session.scalars(
            select(SignedAct).where(SignedAct.object_id == step.row, SignedAct.state == step.state)
        ).one()
        session.expunge(found)
        return found


def state_of(bank: TestWorkspace, step: Step) -> str:
    columns = METADATA.tables[f"mw.{step.table}"].c
    with bank.service.reading() as session:
        return str(session.scalars(select(columns.state).where(columns.id == step.row)).one())


def proof(bank: TestWorkspace, folder: Path, **wanted: Any) -> Report:
    sealer(bank).run_once()
    out = folder / f"{len(list(folder.iterdir()))}.zip"
    export_proof(bank.work("jo"), out, Wanted(**wanted), key_of(bank))
    return check_file(out)


def asks_for_signatures(workspace: TestWorkspace) -> TestWorkspace:
    """A file of one person asks for none; a demo does."""
    if workspace.is_sqlite:
        tamper(workspace, "UPDATE {schema}workspace SET is_demo = true")
    return workspace
