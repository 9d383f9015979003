"""The champion and its challengers: what they came to, and the next comparison to ask for."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app import texts
from app.models.queries.challenges import ChallengePage, Compared, Measured
from app.texts import told
from app.views import cells
from app.views.cells import State, Status
from app.views.charts.chart import ChartPanel
from app.views.charts.paired import PairedChart, PairRow
from app.views.language import N_, tr
from app.views.panels.limits import test_name
from app.views.theme import FontRole
from app.views.widgets.basics import ElidedLabel, StateChip, StyledLabel, row
from app.views.widgets.button import Button, Kind
from app.views.widgets.fields import Choice
from app.views.widgets.placeholders import EmptyState

RESULTS: dict[str, tuple[Status, str]] = {
    "challenger": (Status.OK, N_("challenger better")),
    "champion": (Status.ACKNOWLEDGED, N_("champion better")),
    "undecided": (Status.UNKNOWN, N_("not told apart")),
    "not_possible": (Status.WARNING, N_("not possible")),
}
RULE = N_(
    "The first measure decides where its whole 95 % interval is on one side; a challenger that is "
    "worse in another measure does not win."
)


class ChallengeView(QWidget):
    compare_asked = Signal(object)  # UUID of the version that challenges
    promote_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.page: ChallengePage | None = None
        self.chart = PairedChart()
        self.chart.setObjectName("monitoring.paired")
        self.panel = ChartPanel(self.chart)
        self.run = Choice(tr("Comparison"))
        self.run.setObjectName("monitoring.comparison")
        self.challenger = Choice(tr("Version that challenges"))
        self.challenger.setObjectName("monitoring.challenger")
        self.compare = Button(tr("Compare"), icon="diff")
        self.compare.setObjectName("monitoring.compare")
        self.promote = Button(tr("Promote challenger…"), kind=Kind.LINK)
        self.promote.setObjectName("monitoring.promote")
        self.sentence = StyledLabel("", FontRole.STRONG, wraps=True)
        self.sentence.setObjectName("monitoring.winner")
        self.chip = StateChip(State(Status.UNKNOWN, ""))
        self._about = StyledLabel("", FontRole.CAPTION, is_secondary=True, wraps=True)
        self._serving = ElidedLabel().keep_to_words()
        self._empty = EmptyState(
            tr("Nothing was compared yet"),
            tr("Choose a version: both are measured on the records it did not learn from."),
            pictures=("diff",),
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.panel)
        self._stack.addWidget(self._empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(row(self._serving, None, self.run, self.challenger, self.compare))
        layout.addWidget(row(self.chip, self.promote, None))
        layout.addWidget(self.sentence)
        layout.addWidget(self._about)
        layout.addWidget(self._stack, 1)
        self.compare.clicked.connect(lambda _on: self._ask())
        self.promote.clicked.connect(lambda _on: self.promote_asked.emit())
        self.run.activated.connect(lambda _n: self._show_run())

    @property
    def shown(self) -> Compared | None:
        """The comparison that is seen."""
        if self.page is None:
            return None
        wanted = self.run.currentData()
        return next((one for one in self.page.runs if one.id == wanted), None)

    def show_page(self, page: ChallengePage) -> None:
        is_same = self.page is not None and self.page.model_id == page.model_id
        kept = self.run.currentData() if is_same and self.run.currentIndex() > 0 else None
        self.page = page
        _fill(self.run, [(_named(one), one.id) for one in page.runs], kept)
        asked = self.challenger.currentData() if is_same else None
        named = [(f"v{one.version}", one.version_id) for one in page.challengers]
        _fill(self.challenger, named, asked)
        self.run.setVisible(bool(page.runs))
        self.challenger.setVisible(bool(page.challengers))
        self.compare.set_blocked(self._why_not(page))
        self._serving.setText(_serving(page))
        self._show_run()

    def _why_not(self, page: ChallengePage) -> str:
        if page.champion is None:
            return tr("Nothing serves in production, so there is no champion.")
        if not page.challengers:
            return tr("There is no other version with a snapshot.")
        return "\n".join(map(texts.blocker, page.blockers))

    def _ask(self) -> None:
        chosen = self.challenger.currentData()
        if isinstance(chosen, UUID):
            self.compare_asked.emit(chosen)

    def _show_run(self) -> None:
        one = self.shown
        has_measures = one is not None and bool(one.measures)
        self._stack.setCurrentIndex(0 if one is not None else 1)
        for part in (self.chip, self.sentence, self._about):
            part.setVisible(one is not None)
        self.promote.setVisible(one is not None and one.verdict == "challenger")
        self.panel.setVisible(has_measures or one is None)
        if one is None:
            return
        status, word = RESULTS.get(one.verdict, (Status.RUNNING, N_("being measured")))
        self.chip.set_state(State(status, tr(word), is_chip=True))
        self.sentence.setText(sentence(one))
        self._about.setText(_about(one))
        self.chart.set_data(
            [pair_row(each) for each in one.measures],
            tr("champion v{version}").format(version=one.champion),
            tr("challenger v{version}").format(version=one.challenger),
        )


def _fill(choice: Choice, items: list[tuple[str, UUID]], kept: object) -> None:
    choice.clear()
    for words, value in items:
        choice.addItem(words, value)
    place = choice.findData(kept) if kept is not None else 0
    choice.setCurrentIndex(max(0, place) if items else -1)
    choice.updateGeometry()


def _named(one: Compared) -> str:
    pair = f"v{one.champion} ⇄ v{one.challenger}" if one.champion else f"v{one.challenger}"
    return f"{cells.day(one.started_at)}, {pair}"


def _serving(page: ChallengePage) -> str:
    champion = page.champion
    if champion is None:
        return tr("No champion: nothing serves in production.")
    if champion.traffic_share is None:
        return tr("Champion: v{version}").format(version=champion.version)
    return tr("Champion: v{version}, with {share} of the traffic").format(
        version=champion.version, share=cells.percent(champion.traffic_share)
    )


def sentence(one: Compared) -> str:
    """Who is better, by what, in words."""
    if one.state != "done":
        return tr("Being measured; the result comes when the service has scored both.")
    if not one.measures:
        return told(one.note)
    first = one.measures[0]
    words = {"name": test_name(first.test), "champion": one.champion, "challenger": one.challenger}
    if one.verdict == "challenger":
        return tr("v{challenger} is better than v{champion}: {name} decides.").format(**words)
    if one.verdict == "champion":
        return tr("v{champion} stays better than v{challenger}: {name} decides.").format(**words)
    worse = [test_name(each.test) for each in one.measures[1:] if each.winner == "champion"]
    if first.winner == "challenger" and worse:
        said = tr("v{challenger} is better by {name}, but worse by {worse}: no winner.")
        return said.format(**words, worse=", ".join(worse))
    return tr("{name} does not tell v{champion} and v{challenger} apart on these records.").format(
        **words
    )


def _about(one: Compared) -> str:
    if not one.measures:
        return ""
    said = [tr("%n record(s) of the challenger's hold-out", "", one.records)]
    if one.left_out:
        said.append(tr("%n left out, without label or score", "", one.left_out))
    said.append(tr("data {digest}").format(digest=one.data_digest[:12]))
    return ", ".join(said) + ". " + tr(RULE)


def pair_row(one: Measured) -> PairRow:
    turn = 1 if one.is_higher_better else -1
    ends = sorted(turn * end for end in one.interval)
    status, word = RESULTS[one.winner]
    note = ""
    if one.needed is not None:
        # Digits that nobody knows are not shown: this is a size, not a count.
        size = cells.significant(float(f"{one.needed:.2g}"))
        note = tr("settled by ≈ {count}").format(count=size)
    return PairRow(
        test_name(one.test),
        one.champion,
        one.challenger,
        one.champion_interval,
        one.challenger_interval,
        turn * one.difference,
        (ends[0], ends[1]),
        one.is_higher_better,
        status,
        tr(word),
        note,
    )
