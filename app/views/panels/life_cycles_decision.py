"""A decision table as a table: conditions, then what follows, in the order of its rules."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.dmn.decisions import Decision, DecisionTable, HitPolicy, InputColumn, RuleRow
from app.texts import told
from app.views.cells import Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.panels.policy_words import cell_words
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption, row
from app.views.widgets.data_table import DataTable

_WIDEST = 260
POLICIES = {
    HitPolicy.UNIQUE: N_("Unique: one rule at most may match"),
    HitPolicy.FIRST: N_("First: the first rule that matches counts"),
    HitPolicy.ANY: N_("Any: several may match if they agree"),
    HitPolicy.COLLECT: N_("Collect: every rule that matches counts"),
    HitPolicy.SUM: N_("Sum of every rule that matches"),
    HitPolicy.MIN: N_("Lowest of every rule that matches"),
    HitPolicy.MAX: N_("Highest of every rule that matches"),
    HitPolicy.COUNT: N_("How many rules match"),
}


def columns_of(decision: Decision) -> list[Column[RuleRow]]:
    table = decision.table
    if table is None:
        return []
    made: list[Column[RuleRow]] = [
        Column(tr("Rule"), lambda r: str(r.number), width=44, is_number=True)
    ]
    for n, given in enumerate(table.inputs):
        if n not in _asked(table):
            continue
        title = tr("if {label}").format(label=_asked_for(given))
        name = _called(given)
        width = _wide(title, [_given(n, name, rule).text for rule in table.rules])
        read, full = partial(_given, n, name), partial(_asked_in_full, n, name)
        made.append(Column(title, read, width=width, tooltip=full))
    for n, out in enumerate(table.outputs):
        name = out.label or out.name
        title = tr("then {label}").format(label=told(name))
        width = _wide(title, [cell_words(name, rule.outputs[n].text) for rule in table.rules])
        full = partial(_answered_in_full, n, name)
        made.append(Column(title, partial(_result, n, name), width=width, tooltip=full))
    made.append(Column(tr("Note"), lambda r: told(r.note), stretches=True))
    return made


def _asked(table: DecisionTable) -> set[int]:
    """Which inputs any rule looks at; the others would be columns of nothing."""
    return {
        n
        for n in range(len(table.inputs))
        if any(not rule.inputs[n].is_any for rule in table.rules)
    }


def _called(given: InputColumn) -> str:
    return given.label or given.expression.text


def _asked_for(given: InputColumn) -> str:
    return told(_called(given))


def _asked_in_full(n: int, name: str, rule: RuleRow) -> str:
    given = rule.inputs[n]
    return "" if given.is_any else _in_full(name, given.text)


def _answered_in_full(n: int, name: str, rule: RuleRow) -> str:
    return _in_full(name, rule.outputs[n].text)


def _in_full(name: str, written: str) -> str:
    """What it says, which may be cut in its cell, and as it stands in the file."""
    return "\n".join(dict.fromkeys((cell_words(name, written), written)))


def _wide(title: str, said: Sequence[str]) -> int:
    """As its title and what stands below it ask, within bounds."""
    longest = max((title, *said), key=len)
    return max(84, 24 + 7 * len(title), min(_WIDEST, 24 + 7 * len(longest)))


def _given(n: int, name: str, rule: RuleRow) -> Text:
    given = rule.inputs[n]
    if given.is_any:
        return Text(tr("any"), is_quiet=True)
    words = cell_words(name, given.text)
    is_formula = words == given.text.strip() and any(map(str.isalpha, words))
    return Text(words, is_mono=is_formula)


def _result(n: int, name: str, rule: RuleRow) -> Text:
    return Text(cell_words(name, rule.outputs[n].text), is_strong=True)


class DecisionView(QWidget):
    def __init__(self, decision: Decision, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        called = told(decision.name or decision.id)
        name = StyledLabel(called, FontRole.STRONG)
        self.table: DataTable | None = None
        if decision.table is None:
            text = decision.literal.text if decision.literal else tr("(nothing)")
            layout.addWidget(row(name, caption(tr("one expression"))))
            layout.addWidget(StyledLabel(text, FontRole.MONO, wraps=True, can_copy=True))
            layout.addStretch()
            return
        policy = POLICIES[decision.table.hit_policy]
        layout.addWidget(
            row(
                name,
                caption(tr(policy), wraps=True),
                caption(tr("%n rule(s)", "", len(decision.table.rules))),
            )
        )
        asked = _asked(decision.table)
        unused = [
            _asked_for(given) for n, given in enumerate(decision.table.inputs) if n not in asked
        ]
        if unused:
            layout.addWidget(
                caption(
                    tr("No rule looks at: {names}.").format(names=", ".join(unused)), wraps=True
                )
            )
        model: RowTableModel[RuleRow] = RowTableModel(
            columns_of(decision), lambda r: r.number, self
        )
        model.set_rows(list(decision.table.rules))
        self.table = DataTable(model, tr("Rules of {name}").format(name=called))
        self.table.mark_ready()
        layout.addWidget(self.table, 1)
