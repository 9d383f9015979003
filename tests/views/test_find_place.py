"""From a version or a snapshot to its places: Runtimes holds every runtime against it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.errors import InputError
from app.models.queries import runtime_edit
from app.models.queries.runtime_edit import list_findable, load_findable
from app.models.tables.inventory import Snapshot
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.commands.snapshots import take_snapshot
from app.views.main_window import MainWindow
from app.views.panels.inventory_detail import TAB
from app.views.panels.inventory_submit import SubmitSheet
from app.views.places import PLACE, ObjectRef
from app.views.widgets.basics import StyledLabel
from tests.hands import Hands
from tests.stories import put_in_production, register
from tests.views.inventory_kit import choose, screen_of
from tests.views.operate_kit import serve_two, wait
from tests.views.real_window import window_of
from tests.views.test_inventory import sheet as sheet_of
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    """Two versions of cc-fraud and one of another model."""
    register(sqlite_workspace)
    register(sqlite_workspace, content=b"v2")
    register(sqlite_workspace, name="churn")
    new = NewRuntime("prod-eu-2", "bank", stage_tags=("PROD",), service_tags=("cc-fraud",))
    sqlite_workspace.work("tom").write(add_runtime, new)
    return sqlite_workspace


@pytest.fixture
def window(bank: TestWorkspace, qtbot: Any) -> Iterator[MainWindow]:
    with window_of(bank, "sanne", "inventory") as made:
        choose(screen_of(made, qtbot), "cc-fraud", qtbot)
        yield made


def sought(window: MainWindow, qtbot: Any) -> str:
    """What Runtimes finds a place for, once it has."""
    wait(qtbot, lambda: window.current_key == "runtimes")
    screen: Any = window.current_screen

    def found() -> bool:
        said = {one.text() for one in screen.places.findChildren(StyledLabel)}
        return bool(screen.version.currentText()) and screen.version.currentText() in said

    wait(qtbot, found)
    return str(screen.version.currentText())


def test_f_finds_a_place_for_the_version_that_is_shown(window: MainWindow, qtbot: Any):
    with Hands(window) as hands:
        screen_of(window, qtbot).table.setFocus()
        hands.press("F")

        assert sought(window, qtbot) == "cc-fraud v2"


def test_of_the_snapshots_it_is_the_one_under_the_cursor(window: MainWindow, qtbot: Any):
    screen = screen_of(window, qtbot)
    screen.pane.tabs.show_page(TAB["snapshots"])
    table = screen.pane.snapshots.table
    wait(qtbot, lambda: table.rows_model.rowCount() == 2)
    table.selectRow([one.version for one in table.rows_model.rows].index(1))

    window.actions_registry.trigger("inventory.find_place")

    assert sought(window, qtbot) == "cc-fraud v1"


def test_the_sheet_of_a_promotion_leads_there_too(window: MainWindow, qtbot: Any):
    window.actions_registry.trigger("inventory.submit")
    sheet: Any = sheet_of(SubmitSheet, qtbot)
    assert sheet.place_button.isEnabled()
    sheet.place_button.click()

    assert sought(window, qtbot) == "cc-fraud v2"


def test_it_is_in_the_palette_and_the_context_menu(window: MainWindow, qtbot: Any):
    registry = window.actions_registry
    menu = registry.context_menu("inventory", window)
    assert "Find place" in [one.text() for one in menu.actions()]
    assert "Find place" in [one.text for one in registry.entries("inventory")]


def test_a_snapshot_that_is_no_longer_among_the_newest_is_found_all_the_same(
    bank: TestWorkspace, window: MainWindow, qtbot: Any, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(runtime_edit, "FINDABLE", 1)
    with bank.work("sanne").reading() as session:
        oldest = session.scalars(select(Snapshot).order_by(Snapshot.created_at)).first()
        assert oldest is not None
        assert oldest.id not in {one.snapshot_id for one in list_findable(session)}
        key = str(oldest.id)

    window.open_ref(ObjectRef(PLACE, key))

    assert sought(window, qtbot) == "cc-fraud v1"


def test_a_place_is_sought_where_the_version_goes_next(workspace: TestWorkspace) -> None:
    serve_two(workspace)  # v2 at SIT instead of v1
    register(workspace, content=b"v3")
    with workspace.work("sanne").reading() as session:
        ids = [one.snapshot_id for one in list_findable(session)]
        found = {one.label: one.next_stage for one in (load_findable(session, id_) for id_ in ids)}
    assert found == {"cc-fraud v1": "SIT", "cc-fraud v2": "PROD", "cc-fraud v3": "SIT"}

    put_in_production(workspace, register(workspace, content=b"v4"))
    with workspace.work("sanne").reading() as session:
        newest = list_findable(session)[0].snapshot_id
        assert load_findable(session, newest).next_stage == "PROD"


def test_who_comes_from_a_version_finds_its_next_stage_chosen(
    bank: TestWorkspace, window: MainWindow, qtbot: Any
) -> None:
    with bank.work("sanne").reading() as session:
        one = next(each for each in list_findable(session) if each.label == "cc-fraud v2")

    window.open_ref(ObjectRef(PLACE, str(one.snapshot_id)))

    assert sought(window, qtbot) == "cc-fraud v2"
    screen: Any = window.current_screen
    assert (screen.stage.currentText(), one.stages[-1]) == ("SIT", "PROD")


def test_what_is_no_snapshot_is_said(workspace: TestWorkspace):
    with (
        workspace.work("sanne").reading() as session,
        pytest.raises(InputError, match="no such snapshot"),
    ):
        load_findable(session, uuid4())


def test_an_older_snapshot_of_a_version_is_told_by_its_number(workspace: TestWorkspace):
    made = register(workspace)
    with workspace.work("sanne").unit() as work:
        attach_assets(work, made.version_id, [NewAsset("model", "model.onnx", b"corrected")])
        newest = take_snapshot(work, made.version_id).id

    with workspace.work("sanne").reading() as session:
        labels = [load_findable(session, key).label for key in (made.snapshot_id, newest)]

    assert labels == ["cc-fraud v1 s1", "cc-fraud v1"]
