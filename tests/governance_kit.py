"""What tests of tiers, policies and attestations share: uses, proposals, somebody's own client."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.errors import RefusedError, StaleError
from app.models.dmn.decisions import HitPolicy
from app.models.queries.in_force import table_in_force, template_in_force
from app.models.queries.policy_change import load_policy_change
from app.models.queries.risk_method import load_method
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.rules.signed_acts import is_signed_step
from app.models.tables.base import Base
from app.models.tables.everything import METADATA
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import DecisionTable
from app.services.commands.models import add_use_case
from app.services.commands.policies import propose_policy, publish_policy
from app.services.commands.signatures import sign_step
from app.services.digests import digest_bytes
from app.services.engine.starting import StartRequest
from app.services.start_facts import start_facts
from app.services.unit_of_work import UnitOfWork
from tests.dmn_writer import InputDraft, OutputDraft, RuleDraft, TableDraft, table_to_dmn
from tests.stories import Registered
from tests.workspaces import TestWorkspace

WHY = "Read with the business."
ALONE = {
    "people": "many", "decision": "machine", "loss": "small", "data": "personal",
    "insight": "partly",
}  # fmt: skip
HARMLESS = {
    "people": "none", "decision": "person", "loss": "small", "data": "public", "insight": "fully",
}  # fmt: skip


def use_case(
    bank: TestWorkspace, *models: UUID, name: str = "Loans", regulated: bool = True, tag: str = ""
) -> UUID:
    row = bank.work("sanne").write(
        add_use_case, unit="bank", name=name, is_regulated=regulated, models=models,
        service_tag=tag,
    )  # fmt: skip
    return row.id


def codes(refused: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return {one.code for one in refused.value.blockers}


def tier_of(bank: TestWorkspace, registered: Registered) -> str:
    with bank.service.reading() as session:
        return session.get_one(RegisteredModel, registered.model_id).risk_tier


def attempt(bank: TestWorkspace, handle: str, table: str, row_id: UUID, **values: object) -> str:
    """The code with which the database refuses an update by somebody's own client; empty: none."""
    columns = METADATA.tables[f"mw.{table}"]
    if table == "decision_table" and values.get("state") == "published":
        values = {"seen_sha256": digest_of(bank, row_id), **values}
    statement = (
        update(columns)
        .where(columns.c.id == row_id)
        .values(row_version=columns.c.row_version + 1, **values)
    )
    try:
        with bank.work(handle).unit() as work:
            sign_as(bank, work, table, row_id, values)
            work.session.execute(statement)
    except RefusedError as error:
        return error.blockers[0].code
    except StaleError:
        return "stale"
    return ""


def sign_as(
    bank: TestWorkspace, work: UnitOfWork, table: str, row_id: UUID, values: Mapping[str, object]
) -> None:
    """What somebody signs who takes such a step by a client of their own."""
    state, thing = values.get("state"), RIGHTS_BY_TABLE[table].thing
    if isinstance(state, str) and is_signed_step(thing, state):
        kind = next(one.class_ for one in Base.registry.mappers if one.local_table.name == table)
        changes = {name: value for name, value in values.items() if name != "state"}
        row, signer = work.get(kind, row_id), bank.signer(work.actor.handle)
        sign_step(work, row, state, signer, meaning="By hand", **changes)


def digest_of(bank: TestWorkspace, table_id: UUID) -> str:
    with bank.service.reading() as session:
        return digest_bytes(session.get_one(DecisionTable, table_id).dmn)


def propose_by_sql(bank: TestWorkspace, handle: str, use: UUID, **values: object) -> str:
    """An assessment that somebody's own client stores; the code of its refusal, or nothing."""
    columns = METADATA.tables["mw.risk_assessment"]
    with bank.service.reading() as session:
        method = load_method(session, bank.unit_id)
    row = {
        "use_case_id": use, "method": method.key, "method_version": method.version,
        "table_id": method.table_id, "answers": {**ALONE, "is_regulated": True}, "score": 9.0,
        "tier": "high", "reason": WHY, "remark": "", "state": "proposed", **values,
    }  # fmt: skip
    try:
        with bank.work(handle).unit() as work:
            work.session.execute(insert(columns).values(**row))
    except RefusedError as error:
        return error.blockers[0].code
    return ""


def stricter(key: str = "monitor-thresholds") -> bytes:
    """Whoever is regulated fails at a PSI of 0.1, all others at 0.2."""
    return table_to_dmn(
        TableDraft(
            id=key,
            name="Stricter where regulated",
            inputs=(
                InputDraft("regulated", type="boolean"), InputDraft("value", type="number"),
            ),
            outputs=(OutputDraft("verdict"), OutputDraft("limit"), OutputDraft("severity")),
            rules=(
                RuleDraft(("true", ">= 0.1"), ('"FAIL"', '">= 0.1"', '"high"')),
                RuleDraft(("false", ">= 0.2"), ('"FAIL"', '">= 0.2"', '"medium"')),
                RuleDraft(("-", "-"), ('"PASS"', '""', '""')),
            ),
            hit_policy=HitPolicy.FIRST,
        )
    )  # fmt: skip


def propose(bank: TestWorkspace, by: str = "eva") -> UUID:
    row = bank.work(by).write(
        propose_policy, "monitor-thresholds", "stricter.dmn", stricter(), reason=WHY
    )
    return row.id


def put_in_force(bank: TestWorkspace, handle: str, row_id: UUID, *, reason: str = WHY) -> None:
    """As the window and the command line do it: with the digest of what was looked at."""
    work = bank.work(handle)
    change = work.read(load_policy_change, row_id)
    work.write(publish_policy, row_id, reason=reason, seen=change.digest)


def in_force(bank: TestWorkspace, key: str = "monitor-thresholds") -> UUID | None:
    with bank.service.reading() as session:
        return table_in_force(session, key, bank.unit_id)


def start_facts_of(
    session: Session, bank: TestWorkspace, registered: Registered
) -> dict[str, object]:
    """What the service tells a life cycle, whatever its start said."""
    template = template_in_force(session, "on-model-changed", bank.unit_id)
    assert template is not None
    request = StartRequest(
        template_id=template.id, unit_id=bank.unit_id, start_key="x",
        model_id=registered.model_id, version_id=registered.version_id,
    )  # fmt: skip
    return start_facts(UnitOfWork(session, bank.service.actor), request)
