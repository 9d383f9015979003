"""The whole window as of an instant: one control, every screen, nothing changed, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt, QTime
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from sqlalchemy import func, select

from app.errors import RefusedError
from app.models.queries.lookups import now
from app.models.tables.inventory import RegisteredModel
from app.models.tables.life_cycle import LifeCycleTemplate
from app.services.commands.frameworks import import_framework, publish_framework
from app.services.commands.life_cycles import import_template, publish
from app.services.commands.models import ModelEdit, NewModel, edit_model, register_model
from app.services.commands.policies import propose_policy, publish_policy
from app.services.commands.requests import decide
from app.services.library import FRAMEWORKS, REGISTRY_PROMOTION, TABLES
from app.views.cells import Age
from app.views.desktop import Desktop
from app.views.panels.as_of_sheet import AsOfSheet
from app.views.places import ObjectRef
from app.views.widgets.data_table import DataTable
from app.views.widgets.moment_picker import MomentPicker
from app.views.widgets.placeholders import SkeletonRows
from app.views.zones import use_zone
from tests import stories
from tests.views.demo_desk import SCREENS, calm, demo_desk, faces, go
from tests.views.desks import desk
from tests.views.governance_desk import show
from tests.workspaces import TestWorkspace


@pytest.fixture
def before(workspace: TestWorkspace) -> datetime:
    """An instant between the first model and what came after it."""
    stories.register(workspace)
    return clock(workspace)


def clock(workspace: TestWorkspace) -> datetime:
    """The database's time, after everything so far."""
    with workspace.service.reading() as session:
        return now(session)


@pytest.fixture
def jo(workspace: TestWorkspace, before: datetime, tmp_path: Path, qtbot: Any) -> Iterator[Desktop]:
    stories.register(workspace, name="churn")
    with desk(workspace, "jo", tmp_path, "inventory") as desktop:
        qtbot.waitUntil(lambda: names(desktop) == {"cc-fraud", "churn"})
        yield desktop


def names(desktop: Desktop) -> set[str]:
    screen: Any = desktop.window.current_screen
    return {one.name for one in screen.model.rows}


def ask_for(qtbot: Any, desktop: Desktop, text: str) -> AsOfSheet:
    desktop.window.actions_registry.trigger("view.as_of")
    qtbot.waitUntil(lambda: bool(sheets(desktop)))
    sheet = sheets(desktop)[0]
    sheet.edit.setText(text)
    qtbot.keyClick(sheet.edit, Qt.Key.Key_Return)
    return sheet


def sheets(desktop: Desktop) -> list[AsOfSheet]:
    return [one for one in desktop.window.findChildren(AsOfSheet) if one.isVisible()]


def test_every_screen_shows_what_was_recorded_then_and_now_again(
    qtbot: Any, jo: Desktop, before: datetime
) -> None:
    ask_for(qtbot, jo, f"{before:%Y-%m-%dT%H:%M:%S.%f+00:00}")
    qtbot.waitUntil(lambda: names(jo) == {"cc-fraud"})

    assert jo.window.past.isVisible()
    assert jo.window.past.words.text().startswith("As recorded on ")
    for key in ("approvals", "alerts", "lineage", "runtimes", "deployments", "monitoring"):
        jo.window.go(key)
        qtbot.waitUntil(lambda key=key: jo.window.current_screen.card.key == key)
    jo.window.go("lineage")
    lineage: Any = jo.window.current_screen
    assert lineage.head.at == before
    jo.window.go("inventory")
    qtbot.waitUntil(lambda: names(jo) == {"cc-fraud"})

    jo.window.past.button.click()

    qtbot.waitUntil(lambda: names(jo) == {"cc-fraud", "churn"})
    assert not jo.window.past.isVisible()
    assert "error" not in jo.window.banners.keys


def test_rows_of_now_are_not_seen_while_those_of_then_are_read(
    qtbot: Any, jo: Desktop, before: datetime
) -> None:
    screen: Any = jo.window.current_screen
    outlines = screen.table.viewport().findChild(SkeletonRows)
    assert outlines.isHidden()

    jo.backend.look_back(before)

    assert names(jo) == {"cc-fraud", "churn"}  # nothing was answered yet
    assert outlines.isVisible()
    qtbot.waitUntil(lambda: names(jo) == {"cc-fraud"})
    assert outlines.isHidden()


def test_where_those_of_then_can_not_be_read_rows_of_now_do_not_come_back(
    qtbot: Any, jo: Desktop, before: datetime
) -> None:
    screen: Any = jo.window.current_screen
    outlines = screen.table.viewport().findChild(SkeletonRows)
    jo.backend.look_back(before)
    screen.model.load_failed()
    screen.end_outlines()

    assert outlines.isVisible()
    assert outlines.has_failed
    screen.model.reload()
    qtbot.waitUntil(lambda: names(jo) == {"cc-fraud"})
    assert outlines.isHidden()


@pytest.mark.parametrize("key", ["approvals", "alerts", "deployments"])
def test_what_was_chosen_and_had_not_been_recorded_then_is_no_error(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path, before: datetime, key: str
) -> None:
    stories.put_in_production(workspace, stories.register(workspace, name="churn"))
    stories.ask(workspace, stories.register(workspace, name="limit"))
    stories.alarm(workspace, stories.register(workspace, name="hmrm"))
    with desk(workspace, "jo", tmp_path, key) as desktop:
        screen: Any = desktop.window.current_screen
        chosen = {"approvals": "_key", "alerts": "_id"}.get(key, "_wanted")
        qtbot.waitUntil(lambda: getattr(screen, chosen) is not None)
        calm(desktop)
        left = screen.place_state()

        desktop.backend.look_back(before)
        calm(desktop)
        screen.restore_state(left)  # as by Back, or on coming again
        screen.refresh()
        qtbot.waitUntil(lambda: getattr(screen, chosen) is None)
        calm(desktop)

        assert "error" not in desktop.window.banners.keys
        desktop.backend.look_back(None)
        qtbot.waitUntil(lambda: getattr(screen, chosen) is not None)


def test_a_version_that_came_later_is_not_read_behind_another_screen(
    qtbot: Any, workspace: TestWorkspace, before: datetime, tmp_path: Path
) -> None:
    stories.register(workspace, content=b"v2")
    with desk(workspace, "jo", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.pane.detail is not None)
        later = str(screen.pane.detail.shown.version_id)
        desktop.window.open_ref(ObjectRef("version", later))
        calm(desktop)
        desktop.window.go("home")
        desktop.backend.look_back(before)
        calm(desktop)

        desktop.window.go("inventory")
        qtbot.waitUntil(lambda: screen.pane.detail is not None)

        assert screen.pane.detail.shown.version == 1
        assert screen.table.current_row().name == "cc-fraud"
        desktop.window.open_ref(ObjectRef("version", later))
        qtbot.waitUntil(lambda: screen.pane.detail is None)
        qtbot.waitUntil(lambda: not screen.table.currentIndex().isValid())
        assert desktop.window.top.breadcrumb.crumbs == ("Inventory",)


def test_alerts_of_then_stand_below_nothing_of_now(
    qtbot: Any, workspace: TestWorkspace, before: datetime, tmp_path: Path
) -> None:
    with desk(workspace, "tom", tmp_path, "alerts") as desktop:
        alerts: Any = desktop.window.current_screen.list
        qtbot.waitUntil(lambda: alerts.live.isVisible() and alerts._runtimes.isVisible())

        desktop.backend.look_back(before)
        qtbot.waitUntil(lambda: not alerts.live.isVisible() and not alerts._runtimes.isVisible())
        calm(desktop)
        said = [one.text() for one in alerts.empty.findChildren(QLabel)]
        assert "No alert is open" in said
        assert not any("service" in one for one in said)

        desktop.backend.look_back(None)
        qtbot.waitUntil(lambda: alerts.live.isVisible() and alerts._runtimes.isVisible())


def test_nothing_is_offered_to_be_registered_in_the_past(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path
) -> None:
    workspace.work("sanne").write(register_model, NewModel(name="empty"))
    with desk(workspace, "jo", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen

        def said() -> str:
            calm(desktop)
            labels = screen.pane.findChildren(QLabel)
            return " ".join(one.text() for one in labels if one.isVisible())

        qtbot.waitUntil(lambda: "register one with Ctrl+N" in said())

        desktop.backend.look_back(datetime.now(UTC))
        qtbot.waitUntil(lambda: "There is no version yet." in said())

        assert "Ctrl+N" not in said()


def test_the_rail_counts_what_needed_one_then(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path, before: datetime
) -> None:
    stories.ask(workspace, stories.register(workspace, name="limit"))
    with desk(workspace, "aisha", tmp_path, "inventory") as desktop:
        model = desktop.window.rail.main.rail_model

        def count() -> int:
            return int(model.entry(model.place("approvals")).badge.count)

        qtbot.waitUntil(lambda: count() == 1)

        desktop.backend.look_back(before)
        qtbot.waitUntil(lambda: count() == 0)

        desktop.backend.look_back(None)
        qtbot.waitUntil(lambda: count() == 1)


def test_the_pane_shows_the_version_of_then_and_no_model_that_came_later(
    qtbot: Any, workspace: TestWorkspace, before: datetime, tmp_path: Path
) -> None:
    stories.register(workspace, content=b"v2")
    stories.register(workspace, name="churn")
    with desk(workspace, "jo", tmp_path, "inventory") as desktop:
        screen: Any = desktop.window.current_screen

        def shown() -> tuple[str, int]:
            detail = screen.pane.detail
            return (detail.row.name, detail.shown.version) if detail else ("", 0)

        qtbot.waitUntil(lambda: names(desktop) == {"cc-fraud", "churn"})
        qtbot.waitUntil(lambda: shown() == ("cc-fraud", 2))
        newest = screen.pane.detail.shown.version_id
        screen.show_model(str(newest))  # by its version, as the version list does
        calm(desktop)

        desktop.backend.look_back(before)
        qtbot.waitUntil(lambda: shown() == ("cc-fraud", 1))
        desktop.backend.look_back(None)
        qtbot.waitUntil(lambda: shown() == ("cc-fraud", 2))
        qtbot.waitUntil(lambda: names(desktop) == {"cc-fraud", "churn"})

        screen.table.select_key(next(one.id for one in screen.model.rows if one.name == "churn"))
        qtbot.waitUntil(lambda: shown() == ("churn", 1))
        desktop.backend.look_back(before)
        qtbot.waitUntil(lambda: shown() == ("cc-fraud", 1))
        assert screen.table.current_row().name == "cc-fraud"
        assert "error" not in desktop.window.banners.keys


def test_a_day_and_a_time_that_have_been_are_chosen_from_a_calendar_by_keys_alone(
    qtbot: Any, jo: Desktop
) -> None:
    """In the reader's zone, in both places that ask as of when; nothing to come can be chosen."""
    use_zone("Pacific/Auckland")
    try:
        jo.window.actions_registry.trigger("view.as_of")
        qtbot.waitUntil(lambda: bool(sheets(jo)))
        sheet = sheets(jo)[0]
        picker = opened(qtbot, sheet.edit)
        here = datetime.now(ZoneInfo("Pacific/Auckland"))
        assert days_of(picker) == (here.date(), here.date())  # chosen, and the last to be chosen
        qtbot.keyClick(picker.calendar.list, Qt.Key.Key_PageDown)
        qtbot.keyClick(picker.calendar.list, Qt.Key.Key_Right)
        assert days_of(picker)[0] == here.date()
        assert picker.moment <= datetime.now(UTC)
        qtbot.keyClick(picker.calendar.list, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
        qtbot.keyClick(picker.calendar.list, Qt.Key.Key_Left)
        day = (here.replace(year=here.year - 1) - timedelta(days=1)).date()
        picker.time.setTime(QTime(23, 59))
        qtbot.keyClick(picker.time, Qt.Key.Key_Down)  # an hour less
        qtbot.keyClick(picker.time, Qt.Key.Key_Return)

        assert sheet.edit.text().startswith(f"{day} 22:59 NZ")
        sheet.reject()

        jo.window.go("lineage")
        lineage: Any = jo.window.current_screen
        picker = opened(qtbot, lineage.head.as_of)
        qtbot.keyClick(picker.calendar.list, Qt.Key.Key_PageUp)
        qtbot.keyClick(picker.calendar.list, Qt.Key.Key_Return)
        assert lineage.head.at is not None
        assert lineage.head.at <= datetime.now(UTC) - timedelta(days=27)
    finally:
        use_zone("")


def opened(qtbot: Any, edit: QLineEdit) -> MomentPicker:
    qtbot.keyClick(edit, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    found = [one for one in QApplication.allWidgets() if isinstance(one, MomentPicker)]
    return next(one for one in found if one.isVisible())


def days_of(picker: MomentPicker) -> tuple[date, date]:
    calendar = picker.calendar
    return tuple(
        date(one.year(), one.month(), one.day())
        for one in (calendar.selectedDate(), calendar.maximumDate())
    )


def test_the_inbox_of_then_has_the_votes_of_then_and_nothing_to_decide_with(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path
) -> None:
    request_id = stories.ask(workspace, stories.register(workspace))
    asked = clock(workspace)
    vote(workspace, request_id, "aisha")
    one_vote = clock(workspace)
    vote(workspace, request_id, "jo")
    with desk(workspace, "jo", tmp_path, "approvals") as desktop:
        screen: Any = desktop.window.current_screen

        def shown() -> list[tuple[UUID, str, int]]:
            return [(one.id, one.state, one.votes_given) for one in screen.list.shown()]

        calm(desktop)
        assert shown() == []
        for moment, given in ((asked, 0), (one_vote, 1)):
            desktop.backend.look_back(moment)
            calm(desktop)
            qtbot.waitUntil(lambda given=given: shown() == [(request_id, "pending", given)])
            qtbot.waitUntil(lambda: screen.case.shown is not None)
            voters = [one.person for slot in screen.case.shown.slots for one in slot.votes]
            assert voters == ["Aisha Rahman"][:given]
            accept = screen.case.bar.buttons["accept"]
            assert not accept.isEnabled()
        desktop.backend.look_back(None)
        qtbot.waitUntil(lambda: shown() == [])


def test_limits_life_cycles_and_tiers_are_those_of_then(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = stories.register(workspace)
    before = clock(workspace)
    change_everything(workspace, made.model_id)
    with desk(workspace, "jo", tmp_path, "life_cycles") as desktop:

        def wait_for_files(*expected: tuple[str, int, str]) -> None:
            """Key, version and name of what is in force."""
            screen: Any = goes(qtbot, desktop, "life_cycles")
            qtbot.waitUntil(lambda: in_force(screen) == {*expected}, timeout=60_000)

        def wait_for_tier(tier: str) -> None:
            rows: Any = goes(qtbot, desktop, "inventory").model
            qtbot.waitUntil(lambda: [one.risk_tier for one in rows.rows] == [tier], timeout=60_000)

        wait_for_files((LIMITS, 2, "Release thresholds"), (PROMOTION, 2, "Promotion"))
        wait_for_tier("high")
        desktop.backend.look_back(before)
        wait_for_tier("medium")
        wait_for_files((LIMITS, 1, "Release thresholds"), (PROMOTION, 1, "Registry promotion"))
        goes(qtbot, desktop, "governance")
        screen = show(qtbot, desktop, "policy")
        states = [one.state for one in screen.tables.model.rows]
        assert states == ["published"] * len(TABLES)  # of now there is one more, that was replaced


def test_lineage_and_frameworks_are_those_of_then(
    qtbot: Any, workspace: TestWorkspace, tmp_path: Path
) -> None:
    made = stories.register(workspace)
    first, second = (one.read().replace(b"2027-08-02", b"2026-08-03") for one in FRAMEWORKS)
    bring_in(workspace, first.replace(b"2026-08-02", b"2026-01-01"))
    before = clock(workspace)
    workspace.work("sanne").write(edit_model, made.model_id, ModelEdit(risk_tier="high"))
    bring_in(workspace, second)
    with desk(workspace, "jo", tmp_path, "lineage") as desktop:

        def wait_for_events(*, is_changed: bool) -> None:
            events = goes(qtbot, desktop, "lineage").events

            def tags() -> list[str]:
                return [one.tag for one in events.rows]

            qtbot.waitUntil(
                lambda: "model.registered" in tags() and ("model.changed" in tags()) is is_changed,
                timeout=60_000,
            )

        def wait_for_versions(*expected: tuple[int, str]) -> None:
            goes(qtbot, desktop, "governance")
            rows = show(qtbot, desktop, "framework").tables.model
            qtbot.waitUntil(
                lambda: {(one.number, one.state) for one in rows.rows} == {*expected},
                timeout=60_000,
            )

        wait_for_events(is_changed=True)
        wait_for_versions((1, "superseded"), (2, "in_force"))
        ask_for(qtbot, desktop, f"{before:%Y-%m-%dT%H:%M:%S.%f+00:00}")
        qtbot.waitUntil(lambda: desktop.backend.moment == before)
        wait_for_versions((1, "in_force"))
        wait_for_events(is_changed=False)
        desktop.window.past.button.click()
        wait_for_events(is_changed=True)


def bring_in(workspace: TestWorkspace, file: bytes) -> None:
    """A version of the framework, in force by a second person."""
    made = workspace.work("jo").write(
        import_framework, "framework.toml", file, reason=stories.REASON, unit="bank"
    )
    workspace.work("aisha").write(
        publish_framework, made.id, reason=stories.REASON, seen=made.sha256
    )


LIMITS, PROMOTION = "release-thresholds", "registry-promotion"


def in_force(screen: Any) -> set[tuple[str, int, str]]:
    return {
        (one.key, one.version, one.name)
        for one in screen.table.rows_model.rows
        if one.state == "published" and one.key in (LIMITS, PROMOTION)
    }


def goes(qtbot: Any, desktop: Desktop, key: str) -> Any:
    desktop.window.go(key)
    qtbot.waitUntil(lambda: desktop.window.current_screen.card.key == key)
    return desktop.window.current_screen


def change_everything(workspace: TestWorkspace, model_id: UUID) -> None:
    """The next limits and the next life cycle in force, and another tier."""
    limits = next(one for one in TABLES if one.key == "release-thresholds").read()
    eva, jo, shipped = workspace.work("eva"), workspace.work("jo"), REGISTRY_PROMOTION
    table = eva.write(
        propose_policy, "release-thresholds", "limits.dmn", limits.replace(b"0.25", b"0.35", 1),
        reason=stories.REASON,
    )  # fmt: skip
    jo.write(publish_policy, table.id, reason=stories.REASON, seen=table.sha256)
    template = eva.write(
        import_template, unit="bank", key=shipped.key, name="Promotion",
        process_id=shipped.process_id, bpmn=shipped.read(),
    )  # fmt: skip
    jo.write(publish, LifeCycleTemplate, template.id, seen=template.sha256)
    workspace.work("sanne").write(edit_model, model_id, ModelEdit(risk_tier="high"))


def vote(workspace: TestWorkspace, request_id: UUID, by: str) -> None:
    workspace.work(by).write(
        decide, request_id, verdict="accept", reason=stories.REASON, signer=workspace.signer(by)
    )


def test_what_was_can_not_be_changed(qtbot: Any, jo: Desktop, before: datetime) -> None:
    jo.backend.look_back(before)
    refused: list[BaseException] = []

    jo.backend.run(None, stories.register, on_error=refused.append)
    qtbot.waitUntil(lambda: bool(refused))

    assert isinstance(refused[0], RefusedError)
    assert [one.code for one in refused[0].blockers] == ["past.read_only"]


@pytest.mark.parametrize("text", ["2999-01-01", "the day before"])
def test_a_time_that_can_not_be_shown_is_said_under_the_field(
    qtbot: Any, jo: Desktop, text: str
) -> None:
    sheet = ask_for(qtbot, jo, text)

    assert sheet.isVisible()
    assert sheet.problem.isVisible()
    assert sheet.edit.text() == text
    assert jo.backend.moment is None


def test_what_the_frame_tells_stays_of_now(qtbot: Any, jo: Desktop, before: datetime) -> None:
    jo.backend.look_back(before)
    found: list[int] = []

    jo.backend.read_now(found.append, count_models)
    qtbot.waitUntil(lambda: bool(found))

    assert found == [2]


def count_models(session: Any) -> int:
    return int(session.scalar(select(func.count()).select_from(RegisteredModel)))


def ages(screen: Any) -> list[Age]:
    """Every age in the tables of a screen."""
    found = []
    for table in screen.findChildren(DataTable):
        if table.isVisible():
            columns, rows = table.rows_model.columns, table.rows_model.rows
            found += [column.value(one) for column in columns for one in rows]
    return [one for one in found if isinstance(one, Age)]


def test_ages_count_from_the_instant_looked_back_to(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELWARD_HOME", str(tmp_path / "home"))
    moment = datetime.now(UTC) - timedelta(days=1)
    with demo_desk(demo, "tom", tmp_path) as desktop:
        desktop.backend.look_back(moment)
        seen = {}
        for key in SCREENS:
            for show in faces(desktop, key):
                show()
                calm(desktop)
                seen.setdefault(key, []).extend(ages(desktop.window.current_screen))
        wrong = {key: one for key, found in seen.items() for one in found if one.now > moment}
        assert not wrong
        assert {"alerts", "inventory", "governance"} <= {
            key for key, found in seen.items() if found
        }

        desktop.backend.look_back(None)
        found = ages(go(desktop, "alerts"))
        assert found
        assert all(one.now > moment for one in found)


def test_lineage_has_no_second_way_back_inside_the_past(
    qtbot: Any, jo: Desktop, before: datetime
) -> None:
    jo.window.go("lineage")
    lineage: Any = jo.window.current_screen
    link = lineage.head.serving._back
    qtbot.waitUntil(lambda: lineage.model_id is not None and lineage.reader.life is not None)
    seal = lineage.head.seal
    qtbot.waitUntil(lambda: seal.sentence != "")
    assert "not then" not in seal.sentence
    lineage.head.set_as_of(before)
    qtbot.waitUntil(link.isVisible)
    assert lineage.head.serving.sentence.endswith("Other screens show the present.")
    assert "as of now, not then" in seal.sentence  # a seal has no past
    assert jo.backend.moment is None  # its own field, of this screen only

    jo.backend.look_back(before)
    qtbot.waitUntil(lambda: not link.isVisible())
    calm(jo)
    assert "Other screens" not in lineage.head.serving.sentence
    assert "strip above" in jo.window.actions_registry.reason("lineage.now")
    qtbot.keyClick(lineage, Qt.Key.Key_Escape)
    assert jo.backend.moment == before

    later = before + timedelta(milliseconds=1)
    lineage.head.set_as_of(later)  # as typed into the field: one control, so all screens go along
    assert jo.backend.moment == later
    jo.window.go("inventory")
    jo.window.go_back()
    assert jo.backend.moment == later

    jo.window.past.button.click()
    qtbot.waitUntil(lambda: lineage.head.at is None)
    assert not link.isVisible()
    assert "not then" not in seal.sentence
