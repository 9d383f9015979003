"""Stages in their order and service tags, where both are used: moved and merged here."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import texts
from app.models.queries.administration import StageRow, TagRow
from app.models.queries.tag_merge import load_merge
from app.models.rules.service_tags import MergeFacts, merge_blockers
from app.models.rules.tasks import REASON_MINIMUM
from app.services.commands.models import order_stages
from app.services.commands.service_tags import merge_tags
from app.views.backend import Backend
from app.views.cells import Number, Stage, Tags, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.administration_places import page_column, page_table
from app.views.panels.administration_words import stage_kind
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.widgets.basics import SectionLabel, caption, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.form import form
from app.views.widgets.scrim import open_sheet

_NAMED = 6  # of a list in a sentence; the others are counted


def _stage(one: StageRow) -> Stage:
    return Stage.on(one.path_stages, one.name, is_protected=one.is_protected)


STAGES: list[Column[StageRow]] = [
    Column(N_("Path"), lambda s: Text(s.path, s.unit), key="path", width=190),
    Column(N_("Stage"), _stage, key="s", width=110),
    Column(N_("Kind"), stage_kind, key="kind", width=120),
    Column(N_("Protected"), lambda s: tr("yes") if s.is_protected else "", key="lock", width=100),
    Column(N_("In place"), lambda s: Number(s.versions), key="n", width=90, is_number=True,
           drop_below=700),
    Column(N_("Runtimes"), lambda s: ", ".join(s.runtimes), key="runtimes", stretches=True,
           drop_below=820),
]  # fmt: skip
TAGS: list[Column[TagRow]] = [
    Column(N_("Service tag"), lambda t: Tags((t.name,)), key="name", width=200),
    Column(N_("Models"), lambda t: ", ".join(t.models), key="models", width=220),
    Column(N_("In place"), lambda t: Number(t.in_place), key="n", width=90, is_number=True),
    Column(N_("Runtimes"), lambda t: ", ".join(t.runtimes), key="runtimes", stretches=True,
           drop_below=680),
]  # fmt: skip


class StagesPage(QWidget):
    changed = Signal(str)  # what was done, in words

    def __init__(self, backend: Backend) -> None:
        super().__init__()
        self._backend = backend
        self._is_moving = False
        self._moved: object = None  # the stage that keeps the cursor
        self._stages = RowTableModel(STAGES, lambda s: s.id, self)
        self._tags = RowTableModel(TAGS, lambda t: t.name, self)
        self.stages = page_table(self._stages, tr("Stages"), "administration.stages")
        self.tags = page_table(self._tags, tr("Service tags"), "administration.tags")
        self.up_button = self._mover(tr("Move up"), "chevron-up", "Alt+↑", -1)
        self.up_button.setObjectName("administration.stage_up")
        self.down_button = self._mover(tr("Move down"), "chevron-down", "Alt+↓", 1)
        self.down_button.setObjectName("administration.stage_down")
        self.merge_button = Button(tr("Merge into another…"), changes=True)
        self.merge_button.setObjectName("administration.merge")
        self.merge_button.clicked.connect(lambda _on: self.merge())
        layout = page_column(self)
        self._add_head(layout, SectionLabel(tr("Stages in their order")),
                       self.up_button, self.down_button)  # fmt: skip
        layout.addWidget(self.stages, 2)
        self._add_head(layout, SectionLabel(tr("Service tags")), self.merge_button)
        layout.addWidget(self.tags, 3)
        layout.addWidget(
            caption(
                tr(
                    "modelward stage-path adds a path and protects a stage. A path takes another "
                    "order until a model goes through it, and a tag is merged into another while "
                    "nothing rests on it: what was decided was signed with these words. Nothing "
                    "is taken away, and stages keep their names."
                ),
                wraps=True,
            )
        )
        self.stages.current_changed.connect(lambda _row: self._judge())
        self.tags.current_changed.connect(lambda _row: self._judge())
        self._judge()

    def _mover(self, words: str, icon: str, keys: str, step: int) -> Button:
        button = Button(words, kind=Kind.QUIET, icon=icon, keys=keys, changes=True)
        button.clicked.connect(lambda _on: self.move_stage(step))
        return button

    def _add_head(self, layout: QVBoxLayout, title: QWidget, *buttons: Button) -> None:
        layout.addWidget(row(title, None, *buttons))

    def show_rows(self, stages: Sequence[StageRow], tags: Sequence[TagRow]) -> None:
        self._stages.set_rows(stages)
        self._tags.set_rows(tags)
        for table in (self.stages, self.tags):
            table.mark_ready()
            table.select_first()
        moved, self._moved = self._moved, None
        if moved is not None:
            self.stages.select_key(moved)
        self._judge()

    def _judge(self) -> None:
        self.up_button.set_blocked(self.why_not_move(-1))
        self.down_button.set_blocked(self.why_not_move(1))
        self.merge_button.set_blocked(self.why_not_merge())

    # The order

    def why_not_move(self, step: int) -> str:
        one: StageRow | None = self.stages.current_row()
        if one is None:
            return tr("Choose a stage first.")
        if one.move_blockers:
            return "\n".join(map(texts.blocker, one.move_blockers))
        if not 0 <= one.path_stages.index(one.name) + step < len(one.path_stages):
            return tr("It is the first of its path.") if step < 0 else tr("It is the last there.")
        return tr("It is being moved.") if self._is_moving else ""

    def move_stage(self, step: int) -> None:
        """The stage that is chosen changes places with its neighbour; the cursor goes with it."""
        one: StageRow | None = self.stages.current_row()
        if one is None or self.why_not_move(step):
            return
        order = list(one.path_stages)
        place = order.index(one.name)
        order.insert(place + step, order.pop(place))
        self._is_moving, self._moved = True, one.id
        self._judge()
        words = f"{one.path}: {' → '.join(order)}"
        self._backend.run(
            partial(self._on_moved, words), order_stages, one.path_id, order,
            seen=one.path_stages, on_error=self._on_not_moved,
        )  # fmt: skip

    def _on_moved(self, said: str, _result: object) -> None:
        self._is_moving = False
        self.changed.emit(said)

    def _on_not_moved(self, error: BaseException) -> None:
        self._is_moving, self._moved = False, None
        self._judge()
        self._backend.failed.emit(error)

    # Tags

    def why_not_merge(self) -> str:
        """What rests on a tag is looked at in the sheet, for it may be all of the workspace."""
        if self.tags.current_row() is None:
            return tr("Choose a service tag first.")
        if len(self._tags.rows) < 2:
            return tr("There is no other tag to merge it into.")
        return ""

    def merge(self) -> MergeSheet | None:
        one: TagRow | None = self.tags.current_row()
        if one is None or self.why_not_merge():
            return None
        others = [each.name for each in self._tags.rows if each.name != one.name]
        sheet = MergeSheet(self._backend, one.name, others, self)

        def done(_facts: object) -> None:
            said = tr("#{into} stands for #{gone} now").format(into=sheet.into, gone=one.name)
            sheet.accept()
            self.changed.emit(said)

        sheet.confirmed.connect(
            lambda reason: self._backend.run(
                done, merge_tags, one.name, sheet.into, reason=reason, on_error=sheet.fail
            )
        )
        open_sheet(sheet, draft=(one.name, "merge_tags"))
        return sheet


class MergeSheet(ConfirmSheet):
    """Which tag takes its place, what that changes, or why it can't be."""

    def __init__(self, backend: Backend, gone: str, others: Sequence[str], parent: QWidget) -> None:
        self._backend, self._gone, self._others = backend, gone, others
        self.choice = Choice(tr("Into"), [f"#{one}" for one in others], keys=others)
        self.choice.setObjectName("administration.merge.into")
        super().__init__(
            tr("Merge #{tag} into another tag").format(tag=gone),
            tr("Merge them"),
            parent,
            minimum_reason=REASON_MINIMUM,
            body=form(((tr("Into"), self.choice),)),
        )
        self.choice.currentIndexChanged.connect(lambda _n: self._look())
        self._look()

    @property
    def into(self) -> str:
        return self._others[max(0, self.choice.currentIndex())]

    def _look(self) -> None:
        self.set_blocked(tr("It is being looked at what has the tag."))
        me = self._backend.decider.id
        self._backend.read(self._show_facts, load_merge, self._gone, self.into, me)

    @Slot(object)
    def _show_facts(self, facts: MergeFacts) -> None:
        if facts.into != self.into:
            return  # another was chosen meanwhile
        found = [texts.blocker(one) for one in merge_blockers(facts)]
        if found:
            self.set_consequences(found, tr("Why it can't be merged"))
            self.set_blocked(tr("Something rests on #{tag}.").format(tag=facts.gone))
            return
        self.set_consequences(_what_follows(facts))
        self.set_blocked("")


def _what_follows(facts: MergeFacts) -> list[str]:
    lines = []
    if models := facts.of("registered_model"):
        words = tr("These models have #{into} instead: {names}.")
        lines.append(words.format(into=facts.into, names=_few(models)))
    if runtimes := facts.of("runtime"):
        words = tr("These runtimes have #{into} instead: {names}.")
        lines.append(words.format(into=facts.into, names=_few(runtimes)))
    lines.append(
        tr("The next snapshot of each model carries it; those that there are keep #{gone}.").format(
            gone=facts.gone
        )
    )
    return lines


def _few(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    if len(names) <= _NAMED:
        return shown
    return tr("{names} and %n more", "", len(names) - _NAMED).format(names=shown)
