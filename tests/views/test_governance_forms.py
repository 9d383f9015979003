"""Every form of Governance stores what is typed, by whom the demo lets begin and change it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QMenu, QWidget
from sqlalchemy import select

from app.models.queries.governance import KINDS
from app.models.tables.governance import Waiver
from app.services.commands.waivers import ask_waiver
from app.services.library import TABLES
from app.views.cells import moment
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels.governance_forms import Field, FormSheet
from app.views.panels.governance_rules import FailedRules
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.version_names import VersionNames
from app.views.widgets.fields import Choice
from tests.services.test_waivers import LET, RULE, failing
from tests.stories import register
from tests.views.desks import desk
from tests.views.governance_desk import is_open, press, sheet_of, show, store
from tests.views.test_governance import bank
from tests.workspaces import TestWorkspace

__all__ = ["bank"]

WHY = "Read with the business."
ROUTE = next(one for one in TABLES if one.key == "approval-route")
NEW: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "use_case": ("jo", {"name": "Tipping"}),
    "risk": ("jo", {"reason": WHY}),
    "finding": ("aisha", {"version": "cc-fraud", "title": "No youth test"}),
    "attestation": (
        "jo", {"campaign": "Half year", "question": "Is it still so?", "models": "cc-fraud"}
    ),
    "policy": ("eva", {"path": "route.dmn", "reason": WHY}),
    "application": ("tom", {"name": "Tills"}),
    "source": ("tom", {"name": "scores"}),
}  # fmt: skip
REFUSED = {"waiver"}  # below
ELSEWHERE = {"framework", "raci"}  # tests/views/test_governance_frameworks.py
CHANGED = {"use_case": "jo", "application": "tom", "source": "tom"}


def begin(qtbot: Any, desktop: Any, kind: str) -> FormSheet:
    screen = desktop.window.current_screen
    at = "use_case" if kind == "risk" else kind
    assert screen.shelves.table.select_key(at)
    qtbot.waitUntil(lambda: screen.tables.kind == at)
    if kind == "risk":
        show(qtbot, desktop, at)
        return press(qtbot, desktop, "assess")
    qtbot.waitUntil(screen.new_button.isEnabled)
    return press(qtbot, desktop, "new")


def choose_all(form: FormSheet) -> None:
    """The first answer of every question that has none chosen."""
    for one in form.findChildren(Choice):
        if one.currentIndex() == 0 and one.count() > 1 and one.itemText(0).endswith("…"):
            one.setCurrentIndex(1)


def test_every_kind_has_a_form_that_is_tried() -> None:
    assert set(NEW) | REFUSED | ELSEWHERE == set(KINDS)


@pytest.mark.parametrize("kind", NEW)
def test_what_is_begun_with_the_least_that_is_needed_is_stored(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path, kind: str
) -> None:
    who, typed = NEW[kind]
    with desk(bank, who, tmp_path, "governance") as desktop:
        form = begin(qtbot, desktop, kind)
        choose_all(form)

        if kind == "policy":
            path = tmp_path / typed["path"]
            path.write_bytes(ROUTE.read() + b"\n")
            typed = {**typed, "path": str(path)}
        store(qtbot, desktop, form, **typed)

        screen = desktop.window.current_screen
        qtbot.waitUntil(
            lambda: screen.pane.shown is not None and screen.pane.shown.row.kind == kind
        )
        assert "error" not in desktop.window.banners.keys


def test_a_waiver_offers_the_rules_that_failed_of_the_version_that_is_named(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    failing(bank)
    register(bank, name="calm")
    with desk(bank, "sanne", tmp_path, "governance") as desktop:
        form: Any = begin(qtbot, desktop, "waiver")
        form.reason.set_text(WHY)
        version, rule = form.line("version"), form.line("rule")
        offered = form.findChild(FailedRules)
        version.setText("calm")
        qtbot.waitUntil(lambda: offered.reason.startswith("No rule of that version failed"))
        assert rule.placeholderText() == offered.reason
        version.setText("cc-fra")
        qtbot.waitUntil(lambda: "cc-fra" in offered.reason)
        version.setText("")
        qtbot.waitUntil(lambda: offered.reason == "Say which model and version first.")
        version.setText("cc-fraud")
        qtbot.waitUntil(offered.isEnabled)
        offered.click()
        menu = form.findChild(QMenu, "governance.form.rules.menu")
        assert [one.text() for one in menu.actions()] == ["PSI on income"]
        menu.actions()[0].trigger()
        menu.close()
        assert form.text("rule") == RULE

        form.verb_button.click()

        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(
            lambda: screen.pane.shown is not None and screen.pane.shown.row.kind == "waiver"
        )


def test_one_sheet_asks_for_waivers_of_several_rules_of_a_version_that_is_chosen(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    failing(bank, "income", "age", "debt")
    with desk(bank, "sanne", tmp_path, "governance") as desktop:
        form: Any = begin(qtbot, desktop, "waiver")
        form.reason.set_text(WHY)
        version = form.line("version")
        version.clear()
        version.setFocus()
        qtbot.keyClicks(version, "CC")
        names = version.findChild(VersionNames).names
        qtbot.waitUntil(lambda: names.stringList() == ["cc-fraud v2", "cc-fraud v1"])
        popup = version.completer().popup()
        qtbot.waitUntil(popup.isVisible)
        popup.setCurrentIndex(version.completer().completionModel().index(0, 0))
        qtbot.keyClick(popup, Qt.Key.Key_Return)
        assert version.text() == "cc-fraud v2"
        offered = form.findChild(FailedRules)
        qtbot.waitUntil(offered.isEnabled)

        def choose(words: str) -> None:
            offered.click()
            menu = form.findChild(QMenu, "governance.form.rules.menu")
            next(one for one in menu.actions() if one.text() == words).trigger()
            menu.close()
            qtbot.waitUntil(lambda: form.findChild(QMenu, "governance.form.rules.menu") is None)

        choose("All 3 of them")
        choose("PSI on age")  # once more: not this one
        assert form.text("rule") == "psi:debt; psi:income"
        form.verb_button.click()

        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(
            lambda: screen.pane.shown is not None and screen.pane.shown.row.kind == "waiver"
        )
        said = "Waiver 1 is recorded, and 1 more with it"
        qtbot.waitUntil(lambda: said in desktop.window.toasts.texts)
    with bank.service.reading() as session:
        found = session.scalars(select(Waiver.feature).order_by(Waiver.number)).all()
    assert found == ["debt", "income"]


def test_a_waiver_of_what_did_not_fail_is_refused_in_its_sheet(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "sanne", tmp_path, "governance") as desktop:
        form: Any = begin(qtbot, desktop, "waiver")
        for name, words in (("version", "cc-fraud"), ("rule", RULE)):
            form.line(name).setText(words)
        form.reason.set_text(WHY)

        form.verb_button.click()

        qtbot.waitUntil(lambda: "sheet" in form.errors.keys)
        said = " ".join(one.text() for one in form.errors.findChildren(QLabel))
        assert "did not fail" in said
        assert form.text("rule") == RULE


def test_a_use_is_recorded_as_regulated_where_that_is_ticked(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path
) -> None:
    with desk(bank, "jo", tmp_path, "governance") as desktop:
        form = begin(qtbot, desktop, "use_case")
        box = form.findChild(QCheckBox, "governance.form.regulated")
        assert isinstance(box, QCheckBox)
        box.setChecked(True)
        store(qtbot, desktop, form, name="Tipping")

        screen: Any = desktop.window.current_screen
        qtbot.waitUntil(lambda: screen.pane.shown is not None)
        qtbot.waitUntil(lambda: screen.pane.shown.row.title == "Tipping")
        assert screen.pane.shown.row.is_regulated


@pytest.mark.parametrize("kind", CHANGED)
def test_what_is_changed_by_nothing_is_stored_as_it_was(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path, kind: str
) -> None:
    with desk(bank, CHANGED[kind], tmp_path, "governance") as desktop:
        if kind == "source":
            store(qtbot, desktop, begin(qtbot, desktop, kind), name="scores")
        screen = show(qtbot, desktop, kind)
        before = screen.pane.shown
        events = len(before.events)
        form = press(qtbot, desktop, "change")
        assert not form.lacks()

        form.verb_button.click()

        qtbot.waitUntil(lambda: not is_open(desktop))
        qtbot.waitUntil(lambda: len(screen.pane.shown.events) >= events)
        assert screen.pane.shown.row.title == before.row.title
        assert screen.pane.shown.facts == before.facts


@pytest.mark.parametrize(("key", "state"), [("yes", "granted"), ("no", "refused")])
def test_a_waiver_is_granted_or_refused_on_a_sheet_with_a_reason(
    qtbot: Any, bank: TestWorkspace, tmp_path: Path, key: str, state: str
) -> None:
    made = failing(bank)
    until = datetime.now(UTC) + timedelta(days=30)
    bank.work("sanne").write(ask_waiver, made.version_id, rule=RULE, reason=WHY, expires_at=until)
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "waiver")
        desktop.window.actions_registry.trigger(f"governance.{key}")
        kind = DecisionDialog if state == "granted" else ConfirmSheet
        qtbot.waitUntil(lambda: is_open(desktop, kind))
        sheet = sheet_of(desktop, kind)
        labels = [one.text() for one in sheet.findChildren(QLabel)]
        told = " ".join(labels)
        assert screen.pane.shown.row.state == "asked"
        assert [
            one for one in ("PSI on income", "cc-fraud v2", "Sanne", WHY) if one not in told
        ] == [], told
        assert ("Asked because" in labels, labels.count("Reason")) == (True, 1), labels
        assert moment(until)[:10] in labels, labels

        sheet.reason.set_text("May be")
        assert "10" in sheet.lacks()
        sheet.reason.set_text(LET)
        (sheet.sign_button if state == "granted" else sheet.verb_button).click()
        qtbot.waitUntil(lambda: screen.pane.shown.row.state == state)

        assert ("remark", LET) in [(one.key, one.value) for one in screen.pane.shown.facts]


def test_the_fields_of_a_form_are_as_wide_as_each_other_however_long_a_name_is(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.show()
    units = (("a", "Cards"), ("b", "A unit " * 80))
    fields = [Field("name", "Name"), Field("unit", "Unit", "choice", units)]

    sheet = FormSheet("New use case", "Add", fields, window)
    sheet.show()

    name, unit = sheet.line("name"), sheet.findChild(Choice)
    assert unit.width() == name.width() > 200
    assert sheet.width() < 640
