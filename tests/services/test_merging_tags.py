"""Two service tags become one where nothing rests on the one that goes; the trail tells it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.queries.acts import home_unit
from app.models.queries.administration import list_tags_in_use
from app.models.queries.tag_merge import load_merge
from app.models.rules.roles import Role
from app.models.rules.service_tags import (
    Carrier,
    MergeFacts,
    merge_blockers,
    merged,
)
from app.models.tables.inventory import RegisteredModel, Snapshot
from app.models.tables.trail import AuditEvent
from app.services.commands.models import NewModel, add_use_case, register_model
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.commands.service_tags import merge_tags
from tests.db.test_queries_runtimes import deploy
from tests.governance_kit import codes
from tests.stories import register
from tests.workspaces import TestWorkspace

WHY = "Both name the one fraud service."
BOTH = frozenset({Role.MLOPS_ENGINEER})
FREE = MergeFacts("a", "b", True, (Carrier("runtime", "eu-1", BOTH),))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"into": "a"}, "tags.same"),
        ({"carriers": ()}, "tags.none"),
        ({"is_known": False}, "tags.none"),
        ({"placed": ("m v1 (PROD)",)}, "tags.placed"),
        ({"released": ("m",)}, "tags.released"),
        ({"uses": ("Cards",)}, "tags.used"),
        ({"monitors": ("weekly",)}, "tags.watched"),
        ({"rules": ("routes v3",)}, "tags.ruled"),
        ({"carriers": (Carrier("runtime", "eu-1", frozenset()),)}, "write.refused"),
    ],
)
def test_each_thing_that_rests_on_a_tag_keeps_it(said: dict[str, object], code: str) -> None:
    assert merge_blockers(FREE) == ()
    assert [one.code for one in merge_blockers(replace(FREE, **said))] == [code]  # type: ignore[arg-type]


def test_a_tag_takes_the_place_of_another_once() -> None:
    assert merged(("a", "c"), "a", "b") == ("b", "c")
    assert merged(("c", "b", "a"), "a", "b") == ("c", "b")


def test_what_carried_one_carries_the_other(workspace: TestWorkspace) -> None:
    registered = register(workspace)
    engineer = workspace.work("tom")
    engineer.write(
        register_model, NewModel("cc-limit", unit="bank", service_tags=("fraud-eu", "x"))
    )
    engineer.write(
        add_runtime, NewRuntime("eu-1", "bank", stage_tags=("SIT",), service_tags=("fraud-eu",))
    )

    told = engineer.write(merge_tags, "fraud-eu", "cc-fraud", reason=WHY)
    assert (told.of("registered_model"), told.of("runtime")) == (("cc-limit",), ("eu-1",))

    with workspace.service.reading() as session:
        tags = session.scalars(
            select(RegisteredModel.service_tags).where(RegisteredModel.name == "cc-limit")
        ).one()
        assert tags == ["cc-fraud", "x"]
        assert session.get_one(Snapshot, registered.snapshot_id).service_tags == ["cc-fraud"]
        rows = {one.name: one for one in list_tags_in_use(session)}
        assert "fraud-eu" not in rows
        assert rows["cc-fraud"].runtimes == ("eu-1",)
        event = session.scalars(select(AuditEvent).where(AuditEvent.tag == "tags.merged")).one()
        assert event.object_id == home_unit(session, engineer.actor.id)
        facts = {name: event.facts[name] for name in ("gone", "into", "models", "runtimes")}
    assert facts == {"gone": "fraud-eu", "into": "cc-fraud", "models": 1, "runtimes": 1}


def test_what_serves_and_what_a_use_asks_for_keeps_its_tag(workspace: TestWorkspace) -> None:
    engineer = workspace.work("tom")
    engineer.write(register_model, NewModel("cc-limit", unit="bank", service_tags=("limits",)))
    registered = register(workspace)
    engineer.write(
        add_runtime, NewRuntime("sit-1", "bank", stage_tags=("SIT",), service_tags=("cc-fraud",))
    )
    deploy(workspace, registered)
    workspace.work("sanne").write(
        add_use_case, unit="bank", name="Cards", models=[registered.model_id],
        service_tag="cc-fraud", is_regulated=False,
    )  # fmt: skip

    facts = engineer.read(load_merge, "cc-fraud", "limits", engineer.actor.id)
    assert facts.placed
    assert facts.uses == ("Cards",)
    with pytest.raises(RefusedError) as refused:
        engineer.write(merge_tags, "cc-fraud", "limits", reason=WHY)
    assert codes(refused) >= {"tags.placed", "tags.used"}


def test_who_may_not_change_all_that_has_it_changes_nothing(workspace: TestWorkspace) -> None:
    engineer = workspace.work("tom")
    for name in ("one", "two"):
        engineer.write(register_model, NewModel(name, unit="bank", service_tags=(name,)))
    with pytest.raises(RefusedError) as refused:
        workspace.work("root").write(merge_tags, "one", "two", reason=WHY)
    assert codes(refused) == {"write.refused"}
    with pytest.raises(RefusedError) as refused:
        engineer.write(merge_tags, "one", "two", reason="no")
    assert codes(refused) == {"reason.short"}
