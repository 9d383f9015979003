"""A decision table as a table: conditions, then what follows, in the order of its rules."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.models.dmn.decisions import Decision, DecisionTable, HitPolicy, InputColumn, RuleRow
from app.texts import ROLE_NAMES, WORDS, coded, role_name, told
from app.views.cells import Text
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, listed, tr
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption, row
from app.views.widgets.data_table import DataTable

_QUOTED = re.compile(r'"([\w|.,\- ]+)"')
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
        made.append(Column(title, partial(_given, n), width=_width(title)))
    for n, out in enumerate(table.outputs):
        title = tr("then {label}").format(label=told(out.label or out.name))
        longest = max((as_words(rule.outputs[n].text) for rule in table.rules), key=len, default="")
        width = min(_WIDEST, max(_width(title), _width(longest)))
        made.append(Column(title, partial(_result, n), width=width, tooltip=partial(_full, n)))
    made.append(Column(tr("Note"), lambda r: told(r.note), stretches=True))
    return made


def _asked(table: DecisionTable) -> set[int]:
    """Which inputs any rule looks at; the others would be columns of nothing."""
    return {
        n
        for n in range(len(table.inputs))
        if any(rule.inputs[n].text.strip() not in ("", "-") for rule in table.rules)
    }


def _asked_for(given: InputColumn) -> str:
    return told(given.label or given.expression.text)


def _full(n: int, rule: RuleRow) -> str:
    """What it says, and as it stands in the file."""
    written = rule.outputs[n].text
    return "\n".join(dict.fromkeys((as_words(written), written)))


def _width(title: str) -> int:
    return max(84, 24 + 7 * len(title))


def _given(n: int, rule: RuleRow) -> Text:
    return _test(rule.inputs[n].text)


def _result(n: int, rule: RuleRow) -> Text:
    return Text(as_words(rule.outputs[n].text), is_strong=True)


def as_words(text: str) -> str:
    """A quoted word, or several of which any will do ("a|b"), as people say it."""
    found = _QUOTED.fullmatch(text.strip())
    if found is None:
        return text
    words = [_role_or_word(one) for one in found[1].split("|")]
    return listed(words, either=True)


def _role_or_word(word: str) -> str:
    """A code as its word; what the tables of the product answer in words, in the reader's."""
    if word in ROLE_NAMES:
        return role_name(word)
    return coded(word) if word.lower().replace("_", " ") in WORDS else told(word)


def _test(text: str) -> Text:
    return Text(tr("any"), is_quiet=True) if text.strip() in ("", "-") else Text(text, is_mono=True)


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
