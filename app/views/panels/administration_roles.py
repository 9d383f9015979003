"""Roles: what each may do, by the rules themselves; who holds it, what it may not meet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.models.queries.administration import Organisation
from app.models.rules.rights_matrix import AREAS as TABLES_BY_AREA
from app.models.rules.rights_matrix import Right, conflicts_of, level, rights_of
from app.models.rules.roles import PEOPLE, Role
from app.texts import role_name, word
from app.views.cells import Cell, Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, listed, tr
from app.views.panels.administration_words import AREAS, LEVELS, capital, role_title
from app.views.panels.parts import ScrollColumn
from app.views.widgets.basics import SectionLabel, StyledLabel, caption, pane_title, row
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.panes import Panes


@dataclass(frozen=True, slots=True)
class RoleLine:
    role: Role
    holders: tuple[str, ...]
    handles: tuple[str, ...]


def role_lines(organisation: Organisation, me: object) -> tuple[RoleLine, ...]:
    """Every role of people with who holds it now."""
    everybody = organisation.holders
    return tuple(
        RoleLine(
            role,
            tuple(one.full_name for one in everybody if role in one.roles),
            tuple(one.handle for one in everybody if role in one.roles and one.id != me),
        )
        for role in Role
        if role in PEOPLE
    )


def _level(area: str, line: RoleLine) -> Cell:
    found = level(line.role, area)
    return Text(tr(LEVELS[found]), is_strong=found == "changes", is_quiet=found == "reads")


COLUMNS: list[Column[RoleLine]] = [
    Column(N_("Role"), lambda r: Text(role_title(r.role), is_strong=True), key="role", width=150),
    Column(N_("Held by"), lambda r: str(len(r.holders)), key="n", width=68, is_number=True),
    *(Column(AREAS[area], partial(_level, area), key=area, width=100) for area in TABLES_BY_AREA),
]


class RolesPage(QWidget):
    view_as_wanted = Signal(str)  # handle
    view_button: Button  # of the role that is shown

    def __init__(self) -> None:
        super().__init__()
        self._me: object = None
        self._organisation: Organisation | None = None
        self._model = RowTableModel(COLUMNS, lambda r: r.role, self)
        self.table = DataTable(self._model, tr("Roles and what they may do"))
        self.table.expect_rows()
        self.table.setObjectName("administration.roles")
        self.area = ScrollColumn(tr("Role"), margins=(0, 14, 16, 16))
        left = QWidget()
        layout = QVBoxLayout(left)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(
            StyledLabel(
                tr(
                    "What a role may do is fixed by this version of Modelward, and the database "
                    "holds everybody to it. Who holds a role is changed under Users, by request."
                ),
                is_secondary=True,
                wraps=True,
            )
        )
        layout.addWidget(self.table, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        names = (tr("Roles"), tr("The role"))
        panes = Panes(left, self.area, names=names, sizes=(0, 280), is_vertical=True, margin=0)
        panes.turn_by(self.table.opened, 1)
        outer.addWidget(panes)
        self.table.current_changed.connect(lambda _row: self._show_role())

    def show_organisation(self, organisation: Organisation, me: object) -> None:
        self._organisation, self._me = organisation, me
        self._model.set_rows(role_lines(organisation, me))
        self.table.mark_ready()
        self.table.select_first()
        self._show_role()

    def _show_role(self) -> None:
        line: RoleLine | None = self.table.current_row()
        column = self.area.start_over(line.role if line else None)
        if line is None:
            column.addStretch()
            return
        self.view_button = Button(tr("View as…"), icon="eye", has_menu=True)
        self.view_button.setObjectName("administration.roles.view_as")
        self.view_button.clicked.connect(self._open_menu)
        self.view_button.set_blocked(self.why_not_view(line))
        column.addWidget(row(pane_title(role_title(line.role)), None, self.view_button))
        column.addWidget(SectionLabel(tr("Held by"), len(line.holders)))
        holders = ", ".join(line.holders) or tr("nobody")
        column.addWidget(StyledLabel(holders, wraps=True))
        forbidden = conflicts_of(line.role)
        if forbidden:
            column.addSpacing(6)
            column.addWidget(SectionLabel(tr("Never in one person with")))
            names = [role_name(str(one)) for one in forbidden]
            column.addWidget(StyledLabel(capital(listed(names)), wraps=True))
        area = ""
        for right in rights_of(line.role):
            if right.area != area:
                area = right.area
                column.addSpacing(6)
                column.addWidget(SectionLabel(tr(AREAS[area])))
            column.addWidget(StyledLabel(_sentence(right), wraps=True))
            if right.steps:
                column.addWidget(caption(_steps(right), wraps=True))
        if not area:
            column.addWidget(caption(tr("It reads, and changes nothing."), wraps=True))
        column.addStretch()

    def why_not_view(self, line: RoleLine) -> str:
        if self._organisation is None or not self._organisation.is_administrator:
            return tr("Only administrators do this.")
        return "" if line.handles else tr("Nobody else holds this role.")

    @Slot()
    def _open_menu(self) -> None:
        line: RoleLine | None = self.table.current_row()
        if line is None or self._organisation is None:
            return
        names = {one.handle: one.full_name for one in self._organisation.holders}
        menu = QMenu(self)
        for handle in line.handles:
            action = menu.addAction(names[handle].replace("&", "&&"))
            action.triggered.connect(partial(self._wish, handle))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view_button.mapToGlobal(self.view_button.rect().bottomLeft()))

    def _wish(self, handle: str, _checked: object = None) -> None:
        self.view_as_wanted.emit(handle)


def _sentence(right: Right) -> str:
    """ "Model: adds and changes"."""
    thing = capital(word(right.object))
    words = [tr(LEVELS["adds"])] * right.may_add + [tr(LEVELS["changes"])] * right.may_change
    return f"{thing}: {listed(words)}"


def _steps(right: Right) -> str:
    """ "→ closed, → accepted": the states this role may bring it to."""
    targets = dict.fromkeys(word(target) for _, target in right.steps)
    return tr("brings it to: {states}").format(states=", ".join(targets))
