"""Frameworks and responsibilities in the window: evidence, controls, and who answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QMenu
from sqlalchemy import select

from app.models.queries.frameworks import ControlRow, load_framework
from app.models.queries.proofs import find_named
from app.models.queries.responsibilities import list_raci
from app.models.tables.frameworks import Framework
from app.models.tables.life_cycle import LifeCycleTemplate
from app.models.tables.organisation import BusinessUnit
from app.services.commands.frameworks import (
    NewControl,
    add_control,
    attach_evidence,
    import_framework,
    publish_framework,
)
from app.services.commands.life_cycles import import_template, publish
from app.services.commands.responsibilities import set_responsible
from app.services.digests import digest_bytes
from app.services.library import FRAMEWORKS
from app.views.dialogs.decision_dialog import DecisionDialog
from app.views.panels import governance_words as words
from app.views.panels.event_words import event_words
from tests.views.desks import desk
from tests.views.governance_desk import press, show, sign, store, titles
from tests.workspaces import TestWorkspace

WHY = "Read beside the law."


def in_force(bank: TestWorkspace, file: bytes) -> Framework:
    """Jo brings it in, Aisha puts it in force."""
    made: Framework = bank.work("jo").write(
        import_framework, "first.toml", file, reason=WHY, unit="bank"
    )
    bank.work("aisha").write(publish_framework, made.id, reason=WHY, seen=made.sha256)
    return made


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    return sqlite_workspace


@pytest.fixture
def aisha(bank: TestWorkspace, tmp_path: Path) -> Iterator[Any]:
    with desk(bank, "aisha", tmp_path, "governance") as desktop:
        yield desktop


def test_what_counts_after_the_next_version_is_shown_and_assessed_anew(
    qtbot: Any, aisha: Any, bank: TestWorkspace
) -> None:
    """Two people; the file that was looked at; evidence of version 1 under version 2."""
    jo = bank.work("jo")
    first, second = (one.read().replace(b"2027-08-02", b"2026-08-03") for one in FRAMEWORKS)
    early = first.replace(b"2026-08-02", b"2026-01-01")
    made = in_force(bank, early)
    with jo.reading() as session:
        old = {one.reference: one.id for one in load_framework(session, made.id).requirements}
        policy = find_named(session, "policy", "risk-tier", jo.actor.id)
    for reference in ("Art. 9", "Art. 10"):
        jo.write(attach_evidence, old[reference], "policy", policy, unit="bank")
    with jo.unit() as work:
        before = work.now()
    jo.write(import_framework, "second.toml", second, reason=WHY, unit="bank")
    screen = show(qtbot, aisha, "framework", "state:draft")

    sheet = press(qtbot, aisha, "yes", DecisionDialog)
    said = " ".join(one.text() for one in sheet.findChildren(QLabel))
    sign(sheet, "Read beside the law.")

    assert "Bias is now asked for by group" in said
    assert "− effective from: 2026-01-01 + effective from: 2026-08-03" in said
    qtbot.waitUntil(lambda: screen.pane.shown.row.state != "draft")
    facts = {one.key: one.value for one in screen.pane.shown.facts}
    assert (facts["counting"], facts["to_reassess"]) == (1, 1)
    links = {(one.title, one.note) for one in screen.pane.shown.links if one.kind == "policy"}
    assert links == {("#1 risk-tier v1", "counts"), ("#2 risk-tier v1", "reassess")}

    form = press(qtbot, aisha, "assess")
    assert form.text("requirement") == "Art. 10"
    store(qtbot, aisha, form, reason="By group since its last version.")

    def counting() -> object:
        return {one.key: one.value for one in screen.pane.shown.facts}["counting"]

    qtbot.waitUntil(lambda: counting() == 2)

    aisha.backend.look_back(before)
    aisha.window.current_screen.apply_filter("framework")
    qtbot.waitUntil(lambda: [one.state for one in screen.tables.model.rows] == ["in_force"])
    screen.tables.table.select_first()
    qtbot.waitUntil(lambda: screen.pane.shown is not None and screen.pane.shown.row.number == 1)
    assert "bias that could harm people" in " ".join(screen.pane.shown.parts[1].text.split())
    assert counting() == 2  # under the version of then both still did


@dataclass
class Kept:
    """A framework in force with one control, and who answers for its first requirement."""

    bank: TestWorkspace
    framework: Framework
    reference: str

    def control(self) -> ControlRow:
        with self.bank.service.reading() as session:
            return load_framework(session, self.framework.id).requirements[0].controls[0]


@pytest.fixture
def kept(bank: TestWorkspace) -> Kept:
    jo = bank.work("jo")
    made = in_force(bank, FRAMEWORKS[0].read().replace(b"2026-08-02", b"2026-01-01"))
    with jo.reading() as session:
        first = load_framework(session, made.id).requirements[0]
    jo.write(add_control, first.id, NewControl("Yearly review", owner="jo", cadence_days=365))
    about = f"{made.key}/{first.reference}"
    jo.write(set_responsible, "requirement", about, "accountable", role="compliance", unit="bank")
    step = ("step", "on-model-changed/approve", "informed")
    jo.write(set_responsible, *step, person="tom", unit="bank")
    return Kept(bank, made, first.reference)


def facts(screen: Any, key: str) -> list[str]:
    """What the case file and its parts say under this key, in words."""
    case = screen.pane.shown
    found = [*case.facts, *(one for part in case.parts for one in part.facts)]
    return [str(words.fact_value(one)) for one in found if one.key == key]


def history(screen: Any) -> list[str]:
    case = screen.pane.shown
    return [event_words(one) for one in case.events]


def test_a_control_is_changed_ended_for_a_reason_and_taken_up_again(
    qtbot: Any, aisha: Any, kept: Kept
) -> None:
    screen = show(qtbot, aisha, "framework")
    blocked = screen.pane.buttons["reopen"]
    assert not blocked.isEnabled()
    assert "No control of it has ended." in blocked.toolTip()

    form = press(qtbot, aisha, "change")
    assert "Owner" in form.lacks()  # one of what can be another
    store(qtbot, aisha, form, owner="aisha", days="30")
    qtbot.waitUntil(lambda: "Aisha Rahman" in facts(screen, "control")[0])
    assert facts(screen, "control") == ["Yearly review · Aisha Rahman · every 30 days"]
    assert kept.control().cadence_days == 30

    store(qtbot, aisha, press(qtbot, aisha, "change"), days="0")
    qtbot.waitUntil(lambda: facts(screen, "control") == ["Yearly review · Aisha Rahman"])
    assert kept.control().cadence_days is None

    store(qtbot, aisha, press(qtbot, aisha, "close"), reason="The supplier does it now.")
    qtbot.waitUntil(lambda: not screen._why_not_act("reopen"))
    assert kept.control().is_ended
    assert facts(screen, "control")[0].endswith("no more done")
    assert "ended the control 1: The supplier does it now." in history(screen)
    for act in ("change", "end"):
        assert "Add a control first." in screen.pane.buttons[act].toolTip()

    store(qtbot, aisha, press(qtbot, aisha, "again"), reason="The supplier left.")
    qtbot.waitUntil(lambda: not screen._why_not_act("end"))
    assert not kept.control().is_ended
    assert "took the control 1 up again: The supplier left." in history(screen)


def test_who_may_change_no_control_and_name_nobody_is_told_whose_it_is(
    qtbot: Any, kept: Kept, tmp_path: Path
) -> None:
    with desk(kept.bank, "lin", tmp_path, "governance") as desktop:
        screen = show(qtbot, desktop, "framework")
        said = [screen.pane.buttons[one].toolTip() for one in ("change", "end")]
        assert all("risk officer" in one for one in said)

        screen = show(qtbot, desktop, "raci")
        said = [screen.pane.buttons[one].toolTip() for one in ("change", "end")]
        assert all(said)
        can = [key for key, one in screen.pane.buttons.items() if one.isEnabled()]
        assert can == ["comment"]


def test_a_part_goes_to_another_for_a_reason_and_a_step_is_called_by_its_name(
    qtbot: Any, aisha: Any, kept: Kept
) -> None:
    screen = show(qtbot, aisha, "raci")
    step = "Approve promotion · On model changed"
    assert titles(screen) == [f"{kept.reference} · {kept.framework.key}", step]
    number = screen.pane.shown.row.number

    why = "She leads the department now."
    form = press(qtbot, aisha, "change")
    assert form.reason.lacks()
    store(qtbot, aisha, form, person="aisha", reason=why)

    qtbot.waitUntil(lambda: screen.pane.shown.row.number > number)
    assert facts(screen, "person") == ["Aisha Rahman"]
    assert facts(screen, "part") == ["accountable"]
    with kept.bank.service.reading() as session:
        about = f"{kept.framework.key}/{kept.reference}"
        both = list_raci(session, about=about, is_all=True)
    assert [(one.state, one.reason) for one in both] == [("ended", why), ("in_force", why)]

    qtbot.waitUntil(lambda: screen.tables.model.find(screen.pane.shown.row.id) >= 0)
    screen.tables.table.select_key(next(x.id for x in screen.tables.model.rows if x.step))
    qtbot.waitUntil(lambda: words.title_of(screen.pane.shown.row) == step)
    assert any(one.endswith(f"informed for {step}") for one in history(screen))

    renamed = "Let it go live"
    in_force_anew(kept.bank, renamed)
    aisha.window.retry()
    qtbot.waitUntil(lambda: words.title_of(screen.pane.shown.row).startswith(renamed))
    assert any(one.endswith(f"informed for {step}") for one in history(screen))  # as it was called


def in_force_anew(bank: TestWorkspace, name: str) -> None:
    """The next version of the life cycle calls its approval by another name."""
    with bank.service.reading() as session:
        old = session.scalars(
            select(LifeCycleTemplate).where(
                LifeCycleTemplate.key == "on-model-changed", LifeCycleTemplate.state == "published"
            )
        ).one()
        bpmn = old.bpmn.replace(b'name="Approve promotion"', f'name="{name}"'.encode())
        unit = session.get_one(BusinessUnit, old.unit_id).key
    made: LifeCycleTemplate = bank.work("eva").write(
        import_template, unit=unit, key=old.key, name=old.name, process_id=old.process_id, bpmn=bpmn
    )
    bank.work("jo").write(publish, LifeCycleTemplate, made.id, seen=digest_bytes(bpmn))


def test_many_acts_are_one_button_and_a_menu_of_the_others(
    qtbot: Any, aisha: Any, kept: Kept
) -> None:
    pane = show(qtbot, aisha, "framework").pane
    pressed: list[str] = []
    pane.acted.disconnect()  # no sheet opens
    pane.acted.connect(pressed.append)
    seen = [key for key, one in pane.buttons.items() if one.isVisible()]
    assert seen == ["attach"]
    assert pane.more.y() == pane.buttons["attach"].y()

    pane.more.click()
    (menu,) = (one for one in pane.findChildren(QMenu) if one.isVisible())
    offered = {one.text().split("\t")[0]: one for one in menu.actions()}

    hidden = [one for key, one in pane.buttons.items() if key not in seen]
    assert [*offered] == [one.text() for one in hidden]
    assert [one.isEnabled() for one in offered.values()] == [one.isEnabled() for one in hidden]
    assert "No control of it has ended." in offered["Take one up again…"].toolTip()
    offered["Change one…"].trigger()
    assert pressed == ["change"]
    menu.close()
    show(qtbot, aisha, "raci")
    assert pane.more is None
