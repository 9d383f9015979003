"""The sheets and banners of the window, each opened on the demo, for the contact sheet."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QDialog, QWidget

from app.models.queries.approval_detail import RequestDetail, load_requests
from app.models.queries.policy_change import LineChange, PolicyChange
from app.models.queries.request_notes import NoteRow
from app.models.queries.status import HoldUp
from app.models.queries.submission import load_standing
from app.services.commands.changing import ConflictError, Difference
from app.services.commands.policies import publish_policy
from app.views.cells import State, Status
from app.views.desktop import Desktop
from app.views.dialogs.decision_dialog import Asked
from app.views.panels.approvals_request import NOTES
from app.views.panels.governance_acts import FOLLOWS
from app.views.panels.inventory_submit import SubmitSheet
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.policy_change import PolicyChangeView
from app.views.panels.signing import Signing
from app.views.widgets.scrim import open_sheet
from tests.views.demo_desk import calm, go

REASON = "Income of the new campaign moved the score; the limits hold."


@dataclass(frozen=True, slots=True)
class Scene:
    """What this person opens; `show` gives what is to be seen."""

    person: str
    show: Callable[[Desktop], QWidget]


def _sheet(desktop: Desktop, action: str) -> QDialog:
    desktop.window.actions_registry.trigger(action)
    calm(desktop)
    return shown_sheet(desktop)


def shown_sheet(desktop: Desktop) -> QDialog:
    """The one that is open. Raises AssertionError: none is."""
    (found,) = (one for one in desktop.window.findChildren(QDialog) if one.isVisible())
    return found


def sign(desktop: Desktop) -> QWidget:
    go(desktop, "approvals").case.press(0)
    calm(desktop)
    return shown_sheet(desktop)


def together(desktop: Desktop) -> QWidget:
    """The demo has one request for two eyes; beside it stand two like it."""
    screen = go(desktop, "approvals")
    request = screen.case.shown.row
    (one,) = desktop.seat.read(
        load_requests, ((request.id,), desktop.seat.actor.id), {"now": datetime.now(UTC)}
    )
    like = [_like(one, name, version) for name, version in (("cc-limit", 6), ("hmrm", 4))]
    left = [("churn v8", "2 limits not met: look at it and decide on its own.")]
    screen.together._on_read(left, True, (one, *like))
    calm(desktop)
    ballot = screen.together.ballot
    refused = like[1].row.id
    ballot.rows.set_state(refused, State(Status.FAILED, "refused"), "Its evidence has changed.")
    return shown_sheet(desktop)


def _like(one: RequestDetail, name: str, version: int) -> RequestDetail:
    return replace(one, row=replace(one.row, id=uuid4(), model_name=name, version=version))


def delegate(desktop: Desktop) -> QWidget:
    go(desktop, "alerts").list.table.select_first()
    calm(desktop)
    return _sheet(desktop, "alerts.assign")


def standing(desktop: Desktop) -> Any:
    screen = go(desktop, "inventory")
    screen.table.select_key(next(one.id for one in screen.model.rows if one.name == "cc-fraud"))
    calm(desktop)
    version = screen.pane.standing.version_id
    actor = desktop.seat.actor.id
    return desktop.seat.read(load_standing, (version, actor), {"is_asking": True})


def submit(desktop: Desktop) -> QWidget:
    sheet = SubmitSheet(standing(desktop), desktop.window)
    open_sheet(sheet)
    return sheet


def emergency(desktop: Desktop) -> QWidget:
    sheet = SubmitSheet(standing(desktop), desktop.window)
    open_sheet(sheet)
    if sheet.emergency is not None:
        sheet.emergency.setChecked(True)
    return sheet


def life_cycle(desktop: Desktop) -> QWidget:
    go(desktop, "inventory")
    return _sheet(desktop, "inventory.life_cycle")


def register(desktop: Desktop) -> QWidget:
    go(desktop, "inventory")
    return _sheet(desktop, "inventory.register")


def register_new(desktop: Desktop, *, is_placed: bool) -> QWidget:
    """A folder with a schema and a program, of a model that nobody has registered."""
    screen = go(desktop, "inventory")
    place = desktop.seat.settings.home / "claims-triage"
    place.mkdir(exist_ok=True)
    fields = [
        {"name": one, "role": "predictor", "data_class": "numerical"} for one in ("age", "income")
    ]
    (place / "schema.json").write_text(json.dumps({"fields": fields}))
    (place / "train.py").write_text("print(1)\n")
    screen.actions_.take_drop(place)
    calm(desktop)
    sheet: Any = shown_sheet(desktop)
    while sheet._look is None:
        calm(desktop)
    if is_placed:
        sheet.go_on()
    return sheet


def question(desktop: Desktop) -> QWidget:
    go(desktop, "approvals")
    return _sheet(desktop, "approvals.note")


def close_finding(desktop: Desktop) -> QWidget:
    go(desktop, "governance").shelves.table.select_key("finding")
    calm(desktop)
    desktop.window.current_screen.pane.buttons["close"].click()  # type: ignore[union-attr]
    calm(desktop)
    return shown_sheet(desktop)


def waiver(desktop: Desktop) -> QWidget:
    go(desktop, "governance").shelves.table.select_key("waiver")
    calm(desktop)
    return _sheet(desktop, "governance.new")


def hand_over(desktop: Desktop) -> QWidget:
    screen = go(desktop, "governance")
    screen.shelves.table.select_key("attestation")
    calm(desktop)
    screen.acts._ask_another(screen.pane.shown)  # of the demo's nobody has left
    calm(desktop)
    return shown_sheet(desktop)


def close_account(desktop: Desktop) -> QWidget:
    screen = go(desktop, "administration")
    rows = screen.people.table.rows_model.rows
    other = next(one for one in rows if one.person.handle == "sanne")
    screen.people.table.select_key(other.person.id)
    calm(desktop)
    screen.people.case.close_button.click()
    calm(desktop)
    return shown_sheet(desktop)


def proof(desktop: Desktop) -> QWidget:
    go(desktop, "lineage")
    return _sheet(desktop, "lineage.proof")


def room(desktop: Desktop) -> QWidget:
    go(desktop, "lineage")
    return _sheet(desktop, "lineage.room")


def policy(desktop: Desktop) -> QWidget:
    go(desktop, "governance")
    lines = (
        LineChange("PSI: fail above 0.25", "PSI: fail above 0.2"),
        LineChange("", "KS: warn above 0.1"),
        LineChange("Gini: fail below 0.4", ""),
    )
    change = PolicyChange(2, "5a1f" * 16, "bank v1", "9c0d" * 16, lines, 11)
    return _signing(
        desktop, "Put Monitor thresholds v2 in force", "Put in force", FOLLOWS["policy.publish"],
        facts=(("What", "Monitor thresholds v2"),), body=PolicyChangeView(change),
    )  # fmt: skip


def _signing(desktop: Desktop, title: str, verb: str, follows: str, **given: Any) -> QWidget:
    """The sheet on which a step is signed; its verb is not pressed here."""
    backend = desktop.window.backend
    asked = Asked(
        title=title, verb=verb, person=backend.decider.full_name, role="", consequence=follows,
        **given,
    )  # fmt: skip
    Signing(backend, desktop.window).with_reason(print, asked, publish_policy, uuid4(), seen="")
    calm(desktop)
    return shown_sheet(desktop)


def accept_risk(desktop: Desktop) -> QWidget:
    go(desktop, "governance").shelves.table.select_key("risk needs:me")
    calm(desktop)
    return _sheet(desktop, "governance.yes")


def conflict(desktop: Desktop) -> QWidget:
    go(desktop, "governance")
    sheet = ConfirmSheet(
        "Change cc-fraud", "Change it", desktop.window,
        consequences=["Requests for its versions are decided anew."],
    )  # fmt: skip
    open_sheet(sheet)
    moved = (
        Difference("risk_tier", "medium", "high", "low"),
        Difference("owner", "Sanne de Vries", "Mark Jansen", "Jo Vermeer"),
    )
    sheet.show_conflict(ConflictError(moved, "Mark Jansen", datetime.now(UTC), 4))
    return sheet


def hold_up(desktop: Desktop) -> QWidget:
    go(desktop, "alerts")
    desktop._hold_up._timer.start()
    desktop._hold_up._on_read(HoldUp("tom", "Tom Bakker", datetime.now(UTC), 214.0))
    return desktop.window


def acknowledge(desktop: Desktop) -> QWidget:
    """The reason that is written beside the alert."""
    go(desktop, "alerts").list.table.select_first()
    calm(desktop)
    desktop.window.actions_registry.trigger("alerts.acknowledge")
    calm(desktop)
    return desktop.window


def proven(desktop: Desktop) -> QWidget:
    """An alert of the demo that a passing re-test has ended, by which it is known."""
    screen = go(desktop, "alerts")
    screen.list.set_place("ended")
    calm(desktop)
    screen.list.table.select_first()
    screen.turn(screen.object_pane)
    calm(desktop)
    return desktop.window


def difference(desktop: Desktop) -> QWidget:
    screen = go(desktop, "inventory")
    screen.table.select_key(next(one.id for one in screen.model.rows if one.name == "cc-fraud"))
    calm(desktop)
    desktop.window.actions_registry.trigger("inventory.diff")
    calm(desktop)
    return desktop.window


QUESTION = "Why does the share of refusals among the under 30s rise from v13 to v14?"


def _asked(desktop: Desktop) -> Any:
    """The request with a question of another approver, which waits for its answer."""
    screen = go(desktop, "approvals")
    detail = screen.case.shown
    note = NoteRow(
        uuid4(), "question", QUESTION, uuid4(), "Aisha Rahman", datetime.now(UTC), None, False
    )
    screen.case.show_request(replace(detail, notes=(note,)))
    screen.turn(screen.object_pane)
    calm(desktop)
    return screen


def open_question(desktop: Desktop) -> QWidget:
    _asked(desktop)
    return desktop.window


def questions(desktop: Desktop) -> QWidget:
    _asked(desktop).case.show_tab(NOTES)
    return desktop.window


def unread(desktop: Desktop) -> QWidget:
    _asked(desktop).case.press(0)
    calm(desktop)
    return shown_sheet(desktop)


SCENES: dict[str, Scene] = {
    "sign": Scene("jo", sign),
    "decide together": Scene("jo", together),
    "delegate": Scene("tom", delegate),
    "submit": Scene("sanne", submit),
    "emergency": Scene("tom", emergency),
    "choose life cycle": Scene("sanne", life_cycle),
    "register": Scene("sanne", register),
    "register, checked": Scene("sanne", partial(register_new, is_placed=False)),
    "register, placed": Scene("sanne", partial(register_new, is_placed=True)),
    "question": Scene("jo", question),
    "close a finding": Scene("aisha", close_finding),
    "waiver": Scene("sanne", waiver),
    "hand over": Scene("aisha", hand_over),
    "close account": Scene("ada", close_account),
    "proof": Scene("jo", proof),
    "review room": Scene("jo", room),
    "policy difference": Scene("jo", policy),
    "accept a risk": Scene("aisha", accept_risk),
    "conflict": Scene("jo", conflict),
    "held up": Scene("tom", hold_up),
    "acknowledge": Scene("tom", acknowledge),
    "alert, proven": Scene("tom", proven),
    "difference": Scene("sanne", difference),
    "open question": Scene("jo", open_question),
    "unread": Scene("jo", unread),
    "questions": Scene("jo", questions),
}
