"""Who reads one unit only still verifies the whole tree, and is told what they did not read."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update

from app.errors import AppError
from app.models.queries.trail import load_seal_status
from app.models.tables.inventory import RegisteredModel
from app.models.tables.organisation import BusinessUnit, Membership, UnitAncestor
from app.services.trail.breaks import Kind
from app.services.trail.export import Wanted, export_proof
from app.services.trail.verifying import verify_trail
from app.services.trail.witness import WitnessKind, check
from app.verifier.__main__ import check_file
from tests.stories import register
from tests.trail_kit import key_of, live, sealer, tampering
from tests.workspaces import TestWorkspace

pytestmark = pytest.mark.parametrize("workspace", ["postgresql"], indirect=True)


def narrow(bank: TestWorkspace) -> None:
    """sanne belongs to a unit below the bank, and her login reads models and their events only."""
    child, sanne = uuid4(), bank.work("sanne").actor.id
    with bank.owner_database().session(writes=True) as session:
        connection = session.connection()
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        session.execute(
            insert(BusinessUnit).values(
                id=child, unit_id=child, parent_id=bank.unit_id, key="cards", name="Cards",
                recorded_by=sanne,
            )
        )  # fmt: skip
        session.execute(
            insert(UnitAncestor),
            [{"unit_id": child, "ancestor_id": one} for one in (child, bank.unit_id)],
        )
        session.execute(
            update(Membership).where(Membership.person_id == sanne).values(unit_id=child)
        )
        for statement in (
            "ALTER TABLE mw.audit_event ENABLE ROW LEVEL SECURITY",
            "DROP POLICY IF EXISTS sight ON mw.audit_event",
            "CREATE POLICY sight ON mw.audit_event FOR ALL TO mw_member USING"
            " (model_id IS NOT NULL OR session_user <> 'nb_sanne')",
            "CREATE POLICY sight_of_models ON mw.registered_model FOR SELECT TO mw_member"
            " USING (true)",
        ):
            connection.exec_driver_sql(statement)


def test_leaves_of_other_units_are_checked_without_their_events(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    narrow(workspace)

    hers, all_of_it = (verify_trail(workspace.work(one)) for one in ("sanne", "jo"))
    seen = check(workspace.database("sanne"), home=tmp_path)
    status = workspace.work("sanne").read(load_seal_status)

    assert hers.broken == all_of_it.broken == ()
    assert hers.events == all_of_it.events
    assert hers.hidden > 0
    assert all_of_it.hidden == 0
    assert (seen.kind, seen.size) == (WitnessKind.FIRST, hers.events)
    assert status.unsealed == 0

    tampering(workspace, "DELETE FROM {mw}audit_leaf WHERE position = 1")
    for handle in ("sanne", "jo"):
        broken = verify_trail(workspace.work(handle)).broken
        assert (broken[0].position, broken[0].kind) == (1, Kind.MISSING)


def test_a_proof_of_one_model_needs_no_sight_of_the_others(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)
    register(workspace, name="churn")
    sealer(workspace).run_once()
    narrow(workspace)
    work = workspace.work("sanne")
    with work.reading() as session:
        model = session.scalars(
            select(RegisteredModel.id).where(RegisteredModel.name == "churn")
        ).one()

    with pytest.raises(AppError, match="every unit"):
        export_proof(work, tmp_path / "all.zip", Wanted(), key_of(workspace))
    made = export_proof(
        work, tmp_path / "churn.zip", Wanted(model_id=model, model_name="churn"), key_of(workspace)
    )

    report = check_file(made.path)
    assert report.broken == []
    assert not report.is_anchored  # whoever made it does not read event 0
    assert report.events == made.events >= 3
