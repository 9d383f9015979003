"""What the administration reads and tries: rights as the guards have them, no secret's value."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import RefusedError
from app.models.queries.administration import (
    Organisation,
    count_for_administrator,
    list_admin_events,
    list_connections,
    list_stages_in_use,
    list_tags_in_use,
    load_organisation,
)
from app.models.queries.job_list import JobQuery, list_jobs
from app.models.queries.releases import list_live_runtimes
from app.models.queries.user_list import load_user
from app.services.commands.accounts import add_account, close_account, confirm_change
from app.services.commands.people import find_person
from app.services.commands.policies import publish_policy, require_opened_evidence
from app.services.commands.role_requests import close_person, confirm_role, refuse_role
from app.services.commands.runtimes import NewRuntime, add_runtime, record_look
from app.services.jobs import enqueue
from app.services.log_file import keep_log
from app.services.secret_states import list_secret_states
from app.services.trying_connections import try_database, try_store
from app.services.trying_runtimes import try_runtime
from tests.db.test_queries_runtimes import deploy
from tests.machine import machine
from tests.services.test_role_requests import ask_role
from tests.stories import register
from tests.workspaces import TestWorkspace

NOWHERE = "http://127.0.0.1:9"


def organisation(workspace: TestWorkspace, handle: str) -> Organisation:
    work = workspace.work(handle)
    found: Organisation = work.read(load_organisation, work.actor.id)
    return found


@pytest.mark.parametrize("handle", ["root", "rosa", "piet", "jo"])
def test_what_is_greyed_is_what_the_guards_refuse(workspace: TestWorkspace, handle: str) -> None:
    asked = ask_role(workspace, "piet", "operator")
    (request,) = organisation(workspace, handle).requests

    if request.confirm_blockers:
        with pytest.raises(RefusedError):
            workspace.work(handle).write(confirm_role, asked)
    else:
        assert handle == "rosa"
        workspace.work(handle).write(confirm_role, asked)


@pytest.mark.parametrize("handle", ["root", "rosa", "piet", "jo"])
def test_refusing_is_greyed_where_it_is_refused(workspace: TestWorkspace, handle: str) -> None:
    asked = ask_role(workspace, "piet", "operator")
    (request,) = organisation(workspace, handle).requests

    if request.refuse_blockers:
        with pytest.raises(RefusedError):
            workspace.work(handle).write(refuse_role, asked, reason="Not agreed with us.")
    else:
        workspace.work(handle).write(refuse_role, asked, reason="Not agreed with us.")


@pytest.mark.parametrize(("by", "whom"), [("root", "piet"), ("root", "root"), ("jo", "piet")])
def test_closing_is_greyed_where_it_is_refused(
    workspace: TestWorkspace, by: str, whom: str
) -> None:
    with workspace.work(by).unit() as work:
        person_id, me = find_person(work, whom).id, work.actor.id
    case = workspace.work(by).read(load_user, person_id, me)

    if case.close_blockers:
        with pytest.raises(RefusedError):
            workspace.work(by).write(close_person, person_id, reason="Left the bank.")
    else:
        workspace.work(by).write(close_person, person_id, reason="Left the bank.")
        assert workspace.work(by).read(load_user, person_id, me).state == "closed"


def test_the_badge_counts_what_this_administrator_can_answer(workspace: TestWorkspace) -> None:
    ask_role(workspace, "piet", "operator")
    counts = {
        handle: workspace.work(handle).read(
            count_for_administrator, workspace.work(handle).actor.id
        )
        for handle in ("root", "rosa", "jo")
    }

    assert counts == {"root": 0, "rosa": 1, "jo": 0}


def test_the_log_has_roles_and_keys_and_no_model(workspace: TestWorkspace) -> None:
    register(workspace)
    workspace.work("rosa").write(confirm_role, ask_role(workspace, "piet", "operator"))

    made = workspace.work("eva").write(
        require_opened_evidence, "bank", is_required=True, reason="Nobody accepts unread."
    )
    workspace.work("jo").write(
        publish_policy, made.id, reason="As the board asked.", seen=made.sha256
    )

    tags = {one.tag for one in workspace.work("root").read(list_admin_events)}

    assert {"role_request.asked", "role_request.confirmed", "membership.added"} <= tags
    assert {"table.draft", "table.published"} <= tags
    assert not {tag for tag in tags if tag.startswith(("model.", "version.", "snapshot."))}


def test_stages_and_tags_say_who_uses_them(workspace: TestWorkspace) -> None:
    register(workspace)
    workspace.work("tom").write(
        add_runtime, NewRuntime("sit-1", "bank", stage_tags=("SIT",), service_tags=("cc-fraud",))
    )
    read = workspace.work("root").read

    stages = {one.name: one for one in read(list_stages_in_use)}
    tags = {one.name: one for one in read(list_tags_in_use)}

    assert stages["SIT"].runtimes == ("sit-1",)
    assert stages["PROD"].runtimes == ()
    assert (tags["cc-fraud"].models, tags["cc-fraud"].runtimes) == (("cc-fraud",), ("sit-1",))


def test_a_secret_is_known_by_its_place_and_never_by_its_value(
    workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_SECRET_RUNTIME_TOKEN_ONE", f"{NOWHERE} the value itself")
    for name, reference in (
        ("a", "runtime.token-one"),
        ("b", "runtime.token-two"),
        ("c", "runtime.token-one"),
    ):
        new = NewRuntime(name, "bank", kind="oip", url=NOWHERE, stage_tags=("SIT",),
                         service_tags=("x",), secret_ref=reference)  # fmt: skip
        workspace.work("tom").write(add_runtime, new)

    rows = workspace.work("root").read(list_secret_states, machine(home=tmp_path))
    found = {one.name: (one.used_by, one.place) for one in rows if one.kind == "runtime"}

    assert found == {
        "runtime.token-one": (("a", "c"), "environment"),
        "runtime.token-two": (("b",), ""),
    }
    assert "the value itself" not in repr(rows)


def test_a_database_is_tried_step_by_step(workspace: TestWorkspace) -> None:
    steps = workspace.work("root").read(try_database)

    assert [one.code for one in steps] == ["answer", "version", "encryption", "rows"]
    assert all(one.is_good for one in steps)
    assert steps[1].said.startswith("SQLite" if workspace.is_sqlite else "PostgreSQL")


def test_a_store_that_is_not_there_stops_at_that_step(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    settings = machine(home=tmp_path, stores={"data": str(there), "gone": str(tmp_path / "no")})

    good, bad = try_store(settings, "data"), try_store(settings, "gone")

    assert [one.is_good for one in good[:4]] == [True] * 4
    assert list(there.iterdir()) == []
    assert [one.is_good for one in bad] == [True, False, None, None, None]


def test_a_runtime_that_does_not_answer_says_so(sqlite_workspace: TestWorkspace, tmp_path: Path):
    new = NewRuntime(
        "far", "bank", kind="oip", url=NOWHERE, stage_tags=("SIT",), service_tags=("x",)
    )
    sqlite_workspace.work("tom").write(add_runtime, new)
    (runtime,) = sqlite_workspace.service.read(list_live_runtimes)

    steps = try_runtime(machine(home=tmp_path), runtime)

    assert [(one.code, one.is_good) for one in steps][:2] == [("secret", True), ("answer", False)]
    assert steps[1].said


def test_connections_are_stores_and_runtimes(workspace: TestWorkspace) -> None:
    new = NewRuntime("sit-1", "bank", stage_tags=("SIT",), service_tags=("x",))
    workspace.work("tom").write(add_runtime, new)

    kinds = {(one.kind, one.name) for one in workspace.work("root").read(list_connections)}

    assert ("runtime", "sit-1") in kinds


def test_work_without_a_run_can_not_be_cancelled_and_says_why(workspace: TestWorkspace) -> None:
    service = workspace.service
    service.write(enqueue, "remind", {"name": "x"}, datetime.now(UTC), "a-key")
    tom = workspace.work("tom")

    rows = service.read(list_jobs, JobQuery(tom.actor.id, "all")).rows

    (one,) = (row for row in rows if row.task_type == "remind")
    assert [blocker.code for blocker in one.cancel_blockers] == ["job.without_run"]
    assert one.state in ("due", "later")


def test_a_roll_back_says_of_which_version_it_is_and_opens_its_deployment(
    workspace: TestWorkspace,
) -> None:
    new = NewRuntime("sit-1", "bank", stage_tags=("SIT",), service_tags=("cc-fraud",))
    runtime = workspace.work("tom").write(add_runtime, new)
    workspace.service.write(record_look, runtime.id, is_live=True, latency_ms=4.0)
    deployed = deploy(workspace, register(workspace))
    inputs = {"deployment_id": str(deployed), "reason": "It drifts."}
    workspace.service.write(enqueue, "roll_back", inputs, datetime.now(UTC), "a-key")

    query = JobQuery(workspace.work("tom").actor.id)
    rows = workspace.service.read(list_jobs, query).rows

    (one,) = (row for row in rows if row.task_type == "roll_back")
    assert (one.about, one.ref_kind, one.ref_id) == ("cc-fraud v1", "deployment", deployed)


def test_a_log_is_kept_in_a_folder_of_its_own(tmp_path: Path) -> None:
    path = keep_log(tmp_path)
    assert path is not None
    handler = logging.getLogger().handlers[-1]
    try:
        logging.getLogger("x").warning("a line of %s", "text")
        logging.getLogger("x").info("nothing of this")
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()

    assert "a line of text" in path.read_text()
    assert "nothing of this" not in path.read_text()


def test_an_account_is_added_and_what_is_left_to_do_is_told(workspace: TestWorkspace) -> None:
    login = "" if workspace.is_sqlite else "nb_new_one"
    root = workspace.work("root")

    added = root.write(add_account, handle="new", full_name="New One", login=login)
    assert [one.startswith("CREATE ROLE") for one in added.to_do] == [True] * bool(login)
    rosa = workspace.work("rosa")
    confirmed = rosa.write(confirm_change, ask_role(workspace, "piet", "operator"))
    assert confirmed.to_do == ()  # the database has given the duty itself
    closed = root.write(close_account, added.person_id, reason="Left the bank.")
    assert all("NOLOGIN" in one for one in closed.to_do)


def test_only_an_administrator_of_the_top_adds_people(workspace: TestWorkspace) -> None:
    assert organisation(workspace, "root").is_root_administrator
    assert not organisation(workspace, "jo").is_root_administrator
    with pytest.raises(RefusedError):
        workspace.work("jo").write(add_account, handle="new", full_name="New One")
