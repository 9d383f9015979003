"""Several models, or a whole query, get an owner or tags: looked at first, told one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from app.models.queries.inventory import PAGE_SIZE
from app.models.tables.inventory import RegisteredModel, UseCase, UseCaseModel
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.models import NewModel, register_model
from app.views.panels.inventory_many_sheet import ManySheet, SubmitSheet, TagsSheet
from app.views.panels.person_dialog import PersonDialog
from app.views.screens.inventory import InventoryScreen
from app.views.widgets.basics import StyledLabel
from tests.stories import register
from tests.views.real_window import window_of
from tests.workspaces import TestWorkspace

MORE = PAGE_SIZE + 10  # than one page holds
W = TypeVar("W", bound=QWidget)


def opened(kind: type[W], qtbot: Any) -> W:
    def found() -> list[W]:
        windows = QApplication.topLevelWidgets()
        return [one for one in windows if type(one) is kind and one.isVisible()]

    qtbot.waitUntil(lambda: bool(found()))
    return found()[0]


def test_all_of_a_query_gets_a_tag_also_what_is_not_loaded(
    sqlite_workspace: TestWorkspace, qtbot: Any, tmp_path: Path
) -> None:
    bank = sqlite_workspace
    with bank.work("sanne").unit() as work:
        made = [register_model(work, NewModel(name=f"model {n:03}")) for n in range(MORE)]
        use = work.add(UseCase(unit_id=bank.unit_id, name="Use", owner_id=work.actor.id))
        tag = made[3].service_tags[0]
        work.add(UseCaseModel(use_case_id=use.id, model_id=made[3].id, service_tag=tag))
    with window_of(bank, "sanne", "inventory") as window:
        screen: Any = window.current_screen
        qtbot.waitUntil(lambda: screen.model.total == MORE and screen.pane.detail is not None)
        assert not screen.many.bar.isVisible()
        QTest.keyClick(screen.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert screen.many.bar.words.text() == f"All {MORE} models of the filter chosen"

        window.actions_registry.trigger("inventory.tags")
        sheet = opened(TagsSheet, qtbot)
        sheet.add.setText("Cards EU")
        sheet.remove.setText(tag)
        qtbot.waitUntil(lambda: sheet.lacks() == "")
        first = ", ".join(f"model {n:03}" for n in (0, 1, 2, 4, 5, 6, 7, 8))
        assert sheet.summary.text() == (
            f"{MORE - 1} models will change: {first} and {MORE - 9} more.\n1 model left out:"
        )
        words = [one.text() for one in sheet.left.findChildren(StyledLabel)]
        assert any(one.startswith("model 003: ") for one in words)
        sheet.verb_button.click()
        qtbot.waitUntil(lambda: not sheet.verb_button.isVisible())
        assert sheet.summary.text() == f"{MORE - 1} models changed."
        sheet.cancel_button.click()

        chosen, flags = screen.table.selectionModel(), QItemSelectionModel.SelectionFlag
        chosen.select(screen.model.index(0, 0), flags.ClearAndSelect | flags.Rows)
        window.actions_registry.trigger("inventory.tags")
        alone = opened(TagsSheet, qtbot)
        assert alone.windowTitle() == f"Service tags of {screen.model.rows[0].name}"
        alone.cancel_button.click()
        chosen.select(screen.model.index(1, 0), flags.Select | flags.Rows)
        assert screen.many.bar.words.text() == "2 models chosen"
        screen.many.export_to(tmp_path / "two.csv")
        qtbot.waitUntil((tmp_path / "two.csv").exists)
    assert len((tmp_path / "two.csv").read_text().splitlines()) == 3
    with bank.service.reading() as session:
        tags = dict(
            session.execute(select(RegisteredModel.name, RegisteredModel.service_tags)).all()
        )  # type: ignore[arg-type]
    assert tags["model 003"] == [tag]
    assert sum("cards-eu" in each for each in tags.values()) == MORE - 1


def test_two_models_are_compared_and_both_get_an_owner(
    sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    bank = sqlite_workspace
    register(bank, name="cc-fraud")
    register(bank, name="hmrm", by="mark", content=b"other")
    with window_of(bank, "sanne", "inventory") as window:
        screen = window.current_screen
        assert isinstance(screen, InventoryScreen)
        qtbot.waitUntil(lambda: screen.model.rowCount() == 2 and screen.pane.detail is not None)
        screen.table.selectAll()
        assert screen.many.bar.words.text() == "2 models chosen"
        window.actions_registry.trigger("inventory.diff")
        qtbot.waitUntil(lambda: screen.pane.diff.diff is not None)
        assert screen.pane.diff.diff.before_label == "cc-fraud v1 s1"
        assert not screen.pane.diff.diff.is_same_model

        window.actions_registry.trigger("inventory.owner")
        dialog = opened(PersonDialog, qtbot)
        dialog.picker.edit.setText("Jo")
        dialog.picker.edit.textEdited.emit("Jo")
        dialog.picker.edit.returnPressed.emit()
        sheet = opened(ManySheet, qtbot)
        qtbot.waitUntil(lambda: sheet.lacks() == "")
        assert sheet.verb_button.text() == "Change 2 models"
        sheet.verb_button.click()
        qtbot.waitUntil(lambda: sheet.summary.text() == "2 models changed.")
    with bank.service.reading() as session:
        owners = set(session.scalars(select(RegisteredModel.owner_id)))
    assert owners == {bank.work("jo").actor.id}


def test_what_is_chosen_is_submitted_after_a_look(
    sqlite_workspace: TestWorkspace, qtbot: Any
) -> None:
    bank = sqlite_workspace
    for name in ("cc-fraud", "hmrm"):
        register(bank, name=name)
    bank.work("sanne").write(register_model, NewModel(name="empty"))
    with window_of(bank, "sanne", "inventory") as window:
        screen: Any = window.current_screen
        qtbot.waitUntil(lambda: screen.model.rowCount() == 3 and screen.pane.detail is not None)
        screen.table.selectAll()
        window.actions_registry.trigger("inventory.submit_all")
        sheet = opened(SubmitSheet, qtbot)
        qtbot.waitUntil(lambda: sheet.lacks() == "")
        assert sheet.verb_button.text() == "Request promotion of 2 models"
        assert sheet.summary.text() == (
            "2 life cycles will start: cc-fraud v1 and hmrm v1.\n1 model left out:"
        )
        sheet.verb_button.click()
        qtbot.waitUntil(lambda: sheet.summary.text() == "2 life cycles started.")
    with bank.service.reading() as session:
        asked = session.scalars(select(EngineInbox.kind)).all()
    assert asked == ["start", "start"]
