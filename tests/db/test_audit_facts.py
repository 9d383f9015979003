"""The same acts leave the same events on both databases, fact for fact."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.models.queries.in_force import table_in_force
from app.models.tables.applications import Application, ApplicationUse
from app.models.tables.governance import RiskAssessment, Waiver
from app.models.tables.inventory import TrainingRecord, UseCase
from app.models.tables.life_cycle import LifeCycleBinding
from app.models.tables.trail import AuditEvent, AuditText
from app.services.commands.requests import decide
from tests.stories import REASON, ask, register
from tests.workspaces import Mould, TestWorkspace, make_workspace

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DIGEST = re.compile(r"[0-9a-f]{64}")  # of documents that name ids
BARE_ID = re.compile(r"[0-9a-f]{32}")
UNTIL = datetime.now(UTC).replace(microsecond=70) + timedelta(days=300)


def _story(bank: TestWorkspace) -> None:
    """Ids, booleans, times, lists, objects, fractions and texts that need care."""
    registered = register(bank)
    unit = bank.unit_id
    with bank.work("sanne").unit() as work:
        name = "Cards “é” \U0001f600"
        use = work.add(UseCase(unit_id=unit, name=name, is_regulated=False, owner_id=work.actor.id))
        use.is_regulated = True
        work.add(
            TrainingRecord(
                version_id=registered.version_id,
                run_key="run-7",
                algorithm="gbm",
                metrics={"auc": 0.1 + 0.2, "loss": 1e-7, "rows": 30_000_000_000, "n": None},
                parameters={"depth": 3},
                environment_sha256="cd" * 32,
                seconds=1.0,
                data_digests={"train": "ab" * 32},
                seed=7,
            )
        )
    with bank.work("aisha").unit() as work:
        score = 0.1 + 0.2
        work.add(
            RiskAssessment(
                use_case_id=use.id, method="risk-tier", method_version=1, answers={"q": 1},
                table_id=table_in_force(work.session, "risk-tier", unit), score=score,
                tier="high", reason="Cards\nare money.",
            )
        )  # fmt: skip
    with bank.work("mark").unit() as work:
        application = work.add(Application(unit_id=unit, name="Credit desk"))
        work.add(
            ApplicationUse(
                application_id=application.id, version_id=registered.version_id,
                model_id=registered.model_id, used_from=UNTIL - timedelta(days=1),
            )
        )  # fmt: skip
        work.add(
            Waiver(
                model_id=registered.model_id, version_id=registered.version_id,
                snapshot_id=registered.snapshot_id, test="psi", reason="Seasonal.",
                expires_at=UNTIL,
            )
        )  # fmt: skip
    with bank.work("eva").unit() as work:
        bound = LifeCycleBinding.model_id == registered.model_id
        binding = work.session.scalars(select(LifeCycleBinding).where(bound)).one()
        binding.parameters = {"least": [10, True, 0.5]}
    request_id = ask(bank, registered)
    for handle in ("aisha", "jo"):
        bank.work(handle).write(
            decide, request_id, verdict="accept", reason=REASON, signer=bank.signer(handle)
        )


class _Told:
    """Events with what differs from one run to the next replaced by its kind and order."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def of(self, event: AuditEvent, texts: dict[str, str]) -> dict[str, Any]:
        facts = {name: self._plain(value) for name, value in sorted(event.facts.items())}
        facts["signature"] = bool(event.facts.get("signature"))  # over ids and times
        return {"tag": event.tag, "facts": facts, "texts": texts}

    def _plain(self, value: Any) -> Any:
        if isinstance(value, dict) and set(value) == {"salt", "sha256"}:
            return {name: len(one) for name, one in value.items()}
        if isinstance(value, str):
            return DIGEST.sub(self._named, ID.sub(self._named, value))
        return value

    def _named(self, found: re.Match[str]) -> str:
        return self._ids.setdefault(found[0], f"id {len(self._ids) + 1}")


def _events(bank: TestWorkspace) -> list[dict[str, Any]]:
    with bank.service.reading() as session:
        texts: dict[int, dict[str, str]] = {}
        for row in session.scalars(select(AuditText)):
            texts.setdefault(row.event_id, {})[row.name] = row.value
        told = _Told()
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        return [told.of(event, texts.get(event.id, {})) for event in events]


@pytest.fixture
def banks(
    tmp_path_factory: pytest.TempPathFactory,
    postgres: Any,
    sqlite_mould: Mould,
    postgres_mould: Mould,
) -> Callable[[], list[list[dict[str, Any]]]]:
    def run() -> list[list[dict[str, Any]]]:
        found = []
        for server, mould in ((None, sqlite_mould), (postgres, postgres_mould)):
            with make_workspace(tmp_path_factory.mktemp("bank"), server, mould) as bank:
                _story(bank)
                found.append(_events(bank))
        return found

    return run


def test_one_story_leaves_equal_events_on_both_databases(
    banks: Callable[[], list[list[dict[str, Any]]]],
) -> None:
    on_sqlite, on_postgresql = banks()

    assert [one["tag"] for one in on_sqlite] == [one["tag"] for one in on_postgresql]
    # Who was there first has other ids in each workspace, so event 0 is left out.
    for ours, theirs in zip(on_sqlite[1:], on_postgresql[1:], strict=True):
        assert json.dumps(ours, sort_keys=True) == json.dumps(theirs, sort_keys=True)


def test_ids_have_dashes_and_times_have_one_form(workspace: TestWorkspace) -> None:
    _story(workspace)

    with workspace.service.reading() as session:
        events = session.scalars(select(AuditEvent)).all()
    facts = {event.tag: event.facts for event in events}
    assert ID.fullmatch(facts["waiver.asked"]["snapshot_id"])
    assert facts["waiver.asked"]["expires_at"] == f"{UNTIL:%Y-%m-%dT%H:%M:%S.%fZ}"
    assert facts["application.uses_model"]["used_until"] is None
    assert facts["use_case.added"]["is_regulated"] is False
    assert facts["use_case.changed"]["is_regulated"] is True
    assert facts["risk.proposed"]["score"] == 0.1 + 0.2
    bare = [one for event in events for one in event.facts.values() if isinstance(one, str)]
    assert not [one for one in bare if BARE_ID.fullmatch(one)]
