"""What the palette finds, and what a link names."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.models.queries.events import load_event_rows
from app.models.queries.links import find_linked
from app.models.queries.search import Found, search, search_dated
from app.models.tables.inventory import Snapshot
from app.models.tables.trail import AuditEvent
from tests import stories
from tests.stories import Registered
from tests.workspaces import TestWorkspace


@pytest.fixture
def story(workspace: TestWorkspace) -> Registered:
    found = stories.register(workspace)
    stories.put_in_production(workspace, found)
    stories.register(workspace, name="a-first-one")
    return found


def found(workspace: TestWorkspace, text: str, kind: str) -> list[Found]:
    return [one for one in workspace.work("jo").read(search, text) if one.kind == kind]


@pytest.mark.parametrize("typed", ["cc-fraud v1", "CC-FR 1", "fraud/1", "cc-fraud:v1"])
def test_a_name_with_a_number_finds_the_version(
    workspace: TestWorkspace, story: Registered, typed: str
) -> None:
    (one,) = found(workspace, typed, "snapshot")

    assert (one.id, one.title) == (story.version_id, "cc-fraud v1")


def test_a_number_alone_is_that_of_a_version_only_where_it_says_so(
    workspace: TestWorkspace, story: Registered
) -> None:
    assert {one.title for one in found(workspace, "v1", "snapshot")} == {
        "cc-fraud v1",
        "a-first-one v1",
    }
    assert found(workspace, "1", "snapshot") == []
    assert found(workspace, "cc-fraud v7", "snapshot") == []
    assert found(workspace, "cc-fraud v99999999999999999999", "snapshot") == []


def test_the_beginning_of_a_hash_finds_what_was_frozen(
    workspace: TestWorkspace, story: Registered
) -> None:
    with workspace.work("jo").reading() as session:
        frozen = session.query(Snapshot).filter_by(version_id=story.version_id).first()
        assert frozen is not None
        digest = frozen.digest
    (one,) = found(workspace, digest[:10].upper(), "snapshot")

    assert one.id == story.version_id
    assert one.detail.startswith("s")
    assert found(workspace, "%" * 8, "snapshot") == []


def test_an_event_is_found_by_its_number_and_says_what_happened(
    workspace: TestWorkspace, story: Registered
) -> None:
    with workspace.work("jo").reading() as session:
        event = session.query(AuditEvent).filter_by(tag="decision.recorded").first()
        assert event is not None
        (row,) = load_event_rows(session, [event])
    (one,) = found(workspace, f"#{row.id}", "event")

    assert (one.number, one.title, one.event) == (row.id, "cc-fraud v1", row)
    assert found(workspace, "987654321", "event") == []


@pytest.mark.parametrize("typed", ["alert {}", "Alert #{}", "melding {}"])
def test_a_kind_with_a_number_finds_that_one(
    workspace: TestWorkspace, story: Registered, typed: str
) -> None:
    alert_id = stories.alarm(workspace, story)
    (listed,) = found(workspace, "psi", "alert")

    called = typed.format(listed.number)
    came = workspace.work("jo").read(search, called, names={"melding": "alert"})

    assert [(one.kind, one.id) for one in came] == [("alert", alert_id)]
    assert workspace.work("jo").read(search, "run 99999") == ()


def test_a_link_may_name_things_as_people_do(workspace: TestWorkspace, story: Registered) -> None:
    read = workspace.work("jo").read

    assert read(find_linked, "snapshot", "cc-fraud/1") == str(story.version_id)
    assert read(find_linked, "version", "cc-fraud/v1") == str(story.version_id)
    assert read(find_linked, "lineage", "cc-fraud/1") == str(story.model_id)
    assert read(find_linked, "model", "cc-fraud") == str(story.model_id)
    assert read(find_linked, "model", str(story.model_id)) == str(story.model_id)
    (person,) = read(search, "@jo")[:1]
    assert read(find_linked, "person", "JO") == str(person.id)
    (runtime,) = [one for one in read(search, "prod-1") if one.kind == "runtime"]
    assert read(find_linked, "runtime", "prod-1") == str(runtime.id)
    (request,) = [one for one in read(search, "1") if one.kind == "request"]
    assert read(find_linked, "request", "#1") == str(request.id)
    assert read(find_linked, "event", "1") == "1"
    some = str(uuid4())
    assert read(find_linked, "run", some) == some  # what it is, its screen says


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("model", "no-such-model"),
        ("snapshot", "cc-fraud/7"),
        ("request", "77"),
        ("request", "seven"),
        ("event", "987654321"),
        ("event", "one"),
        ("person", "nobody"),
        ("template", "no-such/1"),
        ("unknown", "1"),
    ],
)
def test_a_link_to_nothing_names_nothing(
    workspace: TestWorkspace, story: Registered, kind: str, key: str
) -> None:
    assert workspace.work("jo").read(find_linked, kind, key) is None


def test_a_dated_question_finds_by_the_first_name_that_anything_has(
    workspace: TestWorkspace, story: Registered
) -> None:
    about, whole = workspace.work("jo").read(
        search_dated, ("no such", "cc-fraud", "a-first-one"), "cc-fraud 2025-06-03"
    )

    assert {one.title for one in about if one.kind == "model"} == {"cc-fraud"}
    assert whole == ()
    assert workspace.work("jo").read(search_dated, (), "") == ((), ())
