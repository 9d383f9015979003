"""The case file at the right: facts, what it leads to, what happened, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import groupby
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.models.queries.case_parts import Act, Fact, Link, Part
from app.models.queries.governance_case import CaseFile
from app.models.queries.policy_change import RuleText
from app.services.signed_blocks import SignedBlock
from app.texts import blocker, person_name, told
from app.views import safe_text, theme
from app.views.language import N_, listed, tr
from app.views.panels import governance_words as words
from app.views.panels.event_words import event_words
from app.views.panels.home_words import clock
from app.views.panels.parts import ScrollColumn
from app.views.panels.policy_words import blocks
from app.views.panels.signed_block import SignedBlockView
from app.views.places import ObjectRef
from app.views.shown_time import shown_now
from app.views.theme import FontRole
from app.views.widgets.basics import (
    Divider,
    ElidedLabel,
    FactList,
    Pane,
    SectionLabel,
    StateChip,
    StyledLabel,
    caption,
    pane_title,
)
from app.views.widgets.button import Button, Kind
from app.views.widgets.placeholders import EmptyState
from app.views.widgets.wrap import WrapLayout, whole_up_to, wrapping_row
from app.views.zones import zone

MOST_LINKS = 12
WHOLE_LINK = 240  # px of a name, and of what is said of it
MOST_EVENTS = 14
MOST_PARTS = 60
MOST_ACTS = 6  # buttons beside each other
GAPS = frozenset({"purpose", "retention_days", "access"})  # of a source: that nobody said it counts
NOT_SAID = N_("nobody has said")
# Of each kind what may be done: (act, words on the button, its key).
ACTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "use_case": (("assess", N_("Assess risk…"), "A"), ("change", N_("Change…"), "E")),
    "risk": (("accept", N_("Accept…"), "Y"), ("refuse", N_("Refuse…"), "N")),
    "finding": (
        ("mitigate", N_("Mitigate…"), "B"),
        ("accept", N_("Accept…"), "Y"),
        ("close", N_("Close…"), "Z"),
        ("reopen", N_("Reopen…"), "R"),
    ),
    "waiver": (("grant", N_("Grant…"), "Y"), ("refuse", N_("Refuse…"), "N")),
    "attestation": (
        ("open", N_("Ask now"), "R"),
        ("submit", N_("Attest…"), "A"),
        ("hand_over", N_("Ask another…"), "E"),
        ("approve", N_("Approve…"), "Y"),
        ("return", N_("Return…"), "N"),
    ),
    "policy": (("publish", N_("Put in force…"), "Y"), ("refuse", N_("Refuse…"), "N")),
    "application": (("change", N_("Change…"), "E"),),
    "source": (("change", N_("Change…"), "E"),),
    "framework": (
        ("publish", N_("Put in force…"), "Y"),
        ("refuse", N_("Refuse…"), "N"),
        ("attach", N_("Attach evidence…"), "F"),
        ("reassess", N_("Assess anew…"), "A"),
        ("withdraw", N_("Withdraw…"), "V"),
        ("control", N_("Add a control…"), "O"),
        ("change", N_("Change one…"), "E"),
        ("end", N_("End one…"), "Z"),
        ("reopen", N_("Take one up again…"), "R"),
    ),
    "raci": (("change", N_("Name another…"), "E"), ("end", N_("End it…"), "Z")),
}


COMMENT = ("comment", N_("Comment…"), "C")  # of every kind


def is_said(fact: Fact) -> bool:
    return fact.value not in (None, "")


def why_not(act: Act | None) -> str:
    """The reasons as sentences; empty: it may be done."""
    return "\n".join(map(blocker, act.blockers)) if act is not None else ""


class CasePane(Pane):
    left_for = Signal(object)  # ObjectRef
    acted = Signal(str)  # the act whose button was pressed

    def __init__(self) -> None:
        super().__init__()
        self.shown: CaseFile | None = None
        self.buttons: dict[str, Button] = {}
        self.more: Button | None = None
        self.area = ScrollColumn(tr("Case file"), margins=(16, 12, 12, 12))
        self.area.setObjectName("governance.case")
        self._nothing = EmptyState(
            tr("Nothing chosen"),
            tr("Facts, links and history stand here."),
            pictures=("file-text",),
        )
        self._foot = QWidget()
        self._foot.setObjectName("governance.acts")
        self._acts = WrapLayout(self._foot)
        self._acts.setContentsMargins(16, 10, 12, 10)
        self._line = Divider()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._nothing, 1)
        layout.addWidget(self.area, 1)
        layout.addWidget(self._line)
        layout.addWidget(self._foot)
        self.why = caption(wraps=True)  # what keeps acts from being done
        self.why.setObjectName("governance.why")
        self.why.setContentsMargins(16, 0, 12, 10)
        layout.addWidget(self.why)
        self.setMinimumWidth(theme.px(300))
        self.show_nothing()

    def show_nothing(self) -> None:
        self.shown = None
        self._nothing.show()
        for part in (self.area, self._line, self._foot, self.why):
            part.hide()

    def show_case(self, case: CaseFile) -> None:
        if case == self.shown:
            return
        self.shown = case
        self._nothing.hide()
        self.area.show()
        now = shown_now()
        column = self.area.start_over(case.row.id)
        column.addWidget(self._head(case))
        title = pane_title(words.title_of(case.row))
        title.setWordWrap(True)
        column.addWidget(title)
        facts = FactList(label_width=104)
        facts.set_facts(
            [
                (words.fact_title(one), words.fact_value(one) if is_said(one) else tr(NOT_SAID))
                for one in case.facts
                if is_said(one) or (case.row.kind == "source" and one.key in GAPS)
            ]
        )
        column.addWidget(facts)
        self._signatures = QVBoxLayout()  # before all that is longer: whether they hold is seen
        self._signatures.setSpacing(8)
        column.addLayout(self._signatures)
        self._add_parts(column, case.parts)
        self._add_rules(column, case.rules)
        self._add_links(column, case.links)
        self._add_history(column, case, now)
        column.addStretch()
        self._show_acts(case)

    def show_signatures(self, case_id: UUID, blocks: Sequence[SignedBlock]) -> None:
        """What people signed of the shown case, each verified as it was read."""
        if self.shown is None or self.shown.row.id != case_id or not blocks:
            return
        if self._signatures.count():
            return
        self._signatures.addSpacing(6)
        self._signatures.addWidget(Divider())
        self._signatures.addWidget(SectionLabel(tr("Signatures"), len(blocks)))
        for one in blocks:
            self._signatures.addWidget(SignedBlockView(one))

    def _head(self, case: CaseFile) -> QWidget:
        one = case.row
        parts: list[QWidget | None] = [
            SectionLabel(words.head_of(one)),
            None,
            StateChip(words.state_of(one, is_chip=True)),
        ]
        if one.is_regulated and one.kind != "use_case":
            parts.insert(2, caption(tr("regulated use")))
        return wrapping_row(*parts)

    def _add_parts(self, column: QVBoxLayout, parts: Sequence[Part]) -> None:
        if not parts:
            return
        column.addSpacing(6)
        column.addWidget(Divider())
        column.addWidget(SectionLabel(tr("Requirements"), len(parts)))
        for one in parts[:MOST_PARTS]:
            column.addWidget(StyledLabel(one.title, FontRole.STRONG, wraps=True, can_copy=True))
            text = " ".join(one.text.split())
            column.addWidget(StyledLabel(text, wraps=True, can_copy=True))
            for fact in one.facts:
                said = f"{words.fact_title(fact)}: {words.fact_value(fact)}"
                column.addWidget(caption(said, wraps=True))
            column.addSpacing(4)
        if len(parts) > MOST_PARTS:
            column.addWidget(caption(tr("and %n more", "", len(parts) - MOST_PARTS)))

    def _add_rules(self, column: QVBoxLayout, rules: Sequence[RuleText]) -> None:
        """Those of the decision that is asked, then those of the decisions it rests on."""
        titles = [tr("Rules")]
        for name, found in groupby(rules, key=lambda one: one.decision):
            same = tuple(found)
            column.addSpacing(6)
            column.addWidget(Divider())
            column.addWidget(SectionLabel(titles.pop() if titles else told(name), len(same)))
            for block in blocks(same):
                column.addWidget(StyledLabel(block.head, FontRole.STRONG, wraps=True))
                for line in block.lines:
                    column.addWidget(StyledLabel(line, wraps=True, can_copy=True))
                column.addSpacing(4)

    def _add_links(self, column: QVBoxLayout, links: Sequence[Link]) -> None:
        column.addSpacing(6)
        column.addWidget(Divider())
        column.addWidget(SectionLabel(tr("Leads to"), len(links)))
        for one in links[:MOST_LINKS]:
            opens = Button(one.title, kind=Kind.LINK, elides=True)
            ref = ObjectRef(one.kind, one.id, one.title)
            opens.clicked.connect(partial(self._leave, ref))
            note = ElidedLabel(words.link_note(one)).keep_to_words()
            for words_of_it in (opens, note):
                whole_up_to(words_of_it, WHOLE_LINK)
            column.addWidget(wrapping_row(opens, None, note))
        if len(links) > MOST_LINKS:
            column.addWidget(caption(tr("and %n more", "", len(links) - MOST_LINKS)))
        if not links:
            column.addWidget(caption(tr("It is tied to nothing yet.")))

    def _leave(self, ref: ObjectRef, _checked: object = None) -> None:
        self.left_for.emit(ref)

    def _add_history(self, column: QVBoxLayout, case: CaseFile, now: datetime) -> None:
        column.addSpacing(6)
        column.addWidget(Divider())
        events = case.events
        column.addWidget(SectionLabel(tr("History"), len(events)))
        for one in events[:MOST_EVENTS]:
            said = f"{person_name(one.actor)} {event_words(one)}"
            line = QWidget()
            inside = QHBoxLayout(line)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(12)
            inside.addWidget(StyledLabel(said, wraps=True, can_copy=True), 1)
            when = caption(clock(one.at, now))
            when.setToolTip(f"{one.at.astimezone(zone()):%Y-%m-%d %H:%M:%S %z}")
            inside.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
            column.addWidget(line)
        if len(events) > MOST_EVENTS:
            column.addWidget(caption(tr("and %n earlier", "", len(events) - MOST_EVENTS)))
        if not events:
            column.addWidget(caption(tr("Recorded when the workspace began.")))

    def _show_acts(self, case: CaseFile) -> None:
        while (item := self._acts.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for hidden in self.buttons.values():
            if hidden.parent() is self:
                hidden.deleteLater()
        self.buttons, self.more = {}, None
        first = True
        for key, text, keys in (*ACTS[case.row.kind], COMMENT):
            act = case.act(key)
            if act is None:
                continue
            button = Button(
                tr(text),
                kind=Kind.PRIMARY if first and key != COMMENT[0] else Kind.NORMAL,
                keys=keys,
                changes=True,
            )
            button.setObjectName(f"governance.{key}")
            button.set_blocked(why_not(act))
            button.clicked.connect(partial(self._press, key))
            self.buttons[key] = button
            first = False
        self._place_acts()
        for part in (self._line, self._foot):
            part.setVisible(bool(self.buttons))
        self.say_why()

    def _place_acts(self) -> None:
        """Many of them are the first one, and a menu of the others beside it."""
        is_long = len(self.buttons) > MOST_ACTS
        seen = [*self.buttons][: 1 if is_long else None]
        for key, button in self.buttons.items():
            if key in seen:
                self._acts.addWidget(button)
            else:
                button.setParent(self)
                button.hide()
        if is_long:
            self.more = Button(kind=Kind.QUIET, icon="ellipsis", name=tr("More actions"))
            self.more.setObjectName("governance.more")
            self.more.clicked.connect(self._open_more)
            self._acts.addWidget(self.more)

    def _open_more(self, _checked: object = None) -> None:
        assert self.more is not None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for key, button in self.buttons.items():
            if button.isHidden():
                action = menu.addAction(f"{button.text()}\t{button.keys}")
                action.setEnabled(button.isEnabled())
                action.setToolTip(safe_text.tooltip(button.reason))
                action.triggered.connect(partial(self._press, key))
        menu.popup(self.more.mapToGlobal(self.more.rect().topLeft()))

    def say_why(self) -> None:
        """Each reason once, under the buttons that are off for it, as long as those are seen.

        Where acts are off for other reasons, each line begins with those that it is about.
        """
        acts: dict[str, list[str]] = {}
        for one in (each for each in self.buttons.values() if each.parent() is not self):
            for reason in filter(None, one.reason.split("\n")):
                acts.setdefault(reason, []).append(one.text().removesuffix("…"))
        lines = [*acts]
        if len({*map(tuple, acts.values())}) > 1:
            said = tr("{acts}: {reason}")
            lines = [said.format(acts=listed(acts[one]), reason=one) for one in lines]
        self.why.setText("\n".join(lines))
        self.why.setVisible(bool(lines) and self.shown is not None)

    def _press(self, key: str, _checked: object = None) -> None:
        self.acted.emit(key)
