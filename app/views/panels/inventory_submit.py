"""Before a version is submitted: the way it will go, what stands against it, who will decide."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget
from typing_extensions import override

from app import texts
from app.models.queries.submission import Standing
from app.views.cells import Status
from app.views.dialogs.sheet import Sheet
from app.views.language import tr
from app.views.panels import inventory_words as words
from app.views.panels.inventory_gate import gate_title, gate_words, gates
from app.views.panels.inventory_overview import (
    approver_words,
    approvers,
    check_line,
    line,
    slot_text,
)
from app.views.widgets.basics import FactList, SectionLabel, caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.reason_box import ReasonBox

MOST_GATE = 5


class SubmitSheet(Sheet):
    """Shows the consequences; the verb starts the life cycle."""

    emergency: QCheckBox | None = None  # where it is offered

    def __init__(self, standing: Standing, parent: QWidget) -> None:
        self.standing = standing
        title = tr("Request promotion of {model_name} v{version}").format(
            model_name=standing.model_name, version=standing.version
        )
        super().__init__("submit", title, tr("Request promotion"), parent)
        way = standing.way
        self.deciders = approvers(standing.slots)
        facts = FactList(label_width=104)
        facts.set_facts(
            (
                (tr("Life cycle"), f"{texts.told(way.template_name)} v{way.template_version}"),
                (tr("Stages"), " → ".join(way.stages) or tr("none on its path")),
                (tr("Who decides"), self.deciders),
                (tr("Then"), self._consequence()),
            )
        )
        self.body.addWidget(facts)
        gaps = standing.gaps
        checks = [check_line(check) for check in gaps or standing.checks[:3]]
        self.body.addWidget(_block(SectionLabel(tr("Policy checklist"), words.gaps(gaps)), checks))
        gate = gates(standing)
        if gate:
            head = SectionLabel(gate_title(standing), len(gate))
            shown = [line(Status.WAITING, gate_words(one)) for one in gate[:MOST_GATE]]
            self.body.addWidget(_block(head, shown))
        if gaps:
            self.body.addWidget(
                caption(
                    tr(
                        "Gaps do not block the request: the life cycle tests again, and what is "
                        "still missing becomes a task for the right person."
                    ),
                    wraps=True,
                )
            )
        self.place_button = Button(tr("Find place"), kind=Kind.LINK, icon="server")
        self.place_button.setObjectName("submit.find_place")
        self.place_button.setAutoDefault(False)
        self.body.addWidget(row(self.place_button, None))
        self._add_emergency()
        self.update_verb()
        self.verb_button.setFocus()

    @property
    def emergency_reason(self) -> str:
        """Why it can't wait; empty: it can."""
        is_one = self.emergency is not None and self.emergency.isChecked()
        return self.reason.text if is_one else ""

    @override
    def lacks(self) -> str:
        is_one = self.emergency is not None and self.emergency.isChecked()
        return self.reason.lacks() if is_one else ""

    def _add_emergency(self) -> None:
        """Where a policy offers it to this person: what it costs stands beside it."""
        offer = self.standing.emergency
        if offer is None:
            return
        self.emergency = QCheckBox(tr("This is an emergency"))
        self.emergency.setObjectName("submit.emergency")
        said = tr(
            "In an emergency: decision on {stage} within {hours} hours. {who}. A second role "
            "({roles}) reviews it within %n day(s).",
            "",
            offer.days,
        ).format(
            who="; ".join(map(slot_text, offer.slots)),
            hours=offer.hours,
            stage=offer.stage,
            roles=", ".join(texts.role_name(one) for one in offer.reviewers),
        )
        self._cost = caption(said, wraps=True)
        self.reason = ReasonBox(tr("Why it can't wait"))
        self.reason.edit.setObjectName("submit.reason")
        kept = self.reason.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # a box that moves away is missed by the next click
        self.reason.setSizePolicy(kept)
        for widget in (self.emergency, self._cost, self.reason):
            self.body.addWidget(widget)
        self.emergency.toggled.connect(self._on_emergency_toggled)
        self.reason.changed.connect(lambda _is_enough: self.update_verb())
        self.reason.submitted.connect(self._submit)
        self._on_emergency_toggled(False)
        if self.standing.way.is_waiting:  # nothing else is left to ask for
            self.emergency.setChecked(True)
            self.emergency.setEnabled(False)

    def _on_emergency_toggled(self, is_on: bool) -> None:
        offer = self.standing.emergency
        slots = offer.slots if is_on and offer is not None else self.standing.slots
        if self.deciders.isVisible():  # fewer lines would move the box too
            self.deciders.setMinimumHeight(self.deciders.height())
        self.deciders.setText(approver_words(slots))
        self.reason.setVisible(is_on)
        if is_on:
            self.reason.edit.setFocus()
        self.update_verb()

    def _consequence(self) -> str:
        ended = self.standing.way.supersedes
        begins = tr("The version is frozen, tested and put to the vote, stage by stage.")
        if self.standing.way.is_waiting:
            makes_way = tr(
                "Run {run_number}, which waits for the end of a window, makes way for it."
            )
            begins = f"{begins} {makes_way.format(run_number=self.standing.way.run_number)}"
        if not ended:
            return begins
        ends = tr("The life cycle of {versions} ends as superseded.")
        return f"{begins} {ends.format(versions=words.person(ended))}"


def _block(head: QWidget, lines: Sequence[QWidget]) -> QWidget:
    """A heading with its lines close below it."""
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 4, 0, 4)
    column.setSpacing(5)
    for one in (head, *lines):
        column.addWidget(one)
    return holder
