"""Six guided hints: shown on the demo until they are done, skipped or put away.

A hint ends when the real thing was done (a vote stored, a trail verified), by whatever way, also
out of turn. What was done is kept on this computer, for each workspace and who works in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Slot

from app.models.topics import Topic
from app.views.deeds import Deed
from app.views.language import N_, tr
from app.views.main_window import MainWindow
from app.views.panels.lineage_moment import example_day
from app.views.window_file import WindowFile

WORK = frozenset(
    {Topic.ALERT, Topic.REQUEST, Topic.DECISION}
)  # what hints are about comes and goes


@dataclass(frozen=True, slots=True)
class Hint:
    key: str
    title: str
    how: str
    screen: str  # where it is done
    deeds: frozenset[Deed]  # one of them ends it
    person: str = ""  # of the demo, whose work it is; empty: anybody's


HINTS = (
    Hint(
        "approve",
        N_("Decide on a promotion"),
        N_("Read the evidence of a promotion, press Y or N and say why."),
        "approvals",
        frozenset({Deed.VOTED}),
        "jo",
    ),
    Hint(
        "alert",
        N_("Acknowledge an alert"),
        N_("Choose one that is open, press A and say why."),
        "alerts",
        frozenset({Deed.ACKNOWLEDGED}),
        "tom",
    ),
    Hint(
        "served",
        N_("Find which version served on a day"),
        N_("Click into As of, type a past day ({day}) and press Enter."),
        "lineage",
        frozenset({Deed.SERVED_THEN_READ}),
    ),
    Hint(
        "back",
        N_("Roll back a deployment"),
        N_("Choose one that serves, press B and say why."),
        "deployments",
        frozenset({Deed.ROLLED_BACK}),
        "tom",
    ),
    Hint(
        "fit",
        N_("See why a runtime does not fit"),
        N_("Choose a version: each rule says what is missing."),
        "runtimes",
        frozenset({Deed.MISFIT_READ}),
        "tom",
    ),
    Hint(
        "verify",
        N_("Verify the trail"),
        N_("Press Verify now: every event is recomputed."),
        "lineage",
        frozenset({Deed.VERIFIED}),
    ),
)


@dataclass(slots=True)
class Progress:
    """What is kept of a person's hints."""

    done: set[str] = field(default_factory=set)
    skipped: set[str] = field(default_factory=set)
    is_away: bool = False

    @property
    def _passed(self) -> set[str]:
        return self.done | self.skipped

    @property
    def count(self) -> int:
        """How many are done or skipped, also out of turn."""
        return sum(one.key in self._passed for one in HINTS)

    def next(self, idle: Collection[str] = ()) -> Hint | None:
        """The first that is neither done nor skipped; those whose work is gone come last."""
        left = [one for one in HINTS if one.key not in self._passed]
        return min(left, key=lambda one: one.key in idle, default=None)

    def written(self) -> dict[str, Any]:
        return {"done": sorted(self.done), "skipped": sorted(self.skipped), "away": self.is_away}

    @staticmethod
    def read(kept: Any, *, is_away: bool) -> Progress:
        """`is_away` where nothing sensible is kept yet."""
        try:
            return Progress(set(kept["done"]), set(kept["skipped"]), bool(kept["away"]))
        except (KeyError, TypeError):
            return Progress(is_away=is_away)


class Hints(QObject):
    def __init__(
        self,
        window: MainWindow,
        settings: WindowFile,
        place: str,
        *,
        act_as: Callable[[str], object] | None,
        name_of: Callable[[str], str] = str,
        find_idle: Callable[..., frozenset[str]] | None = None,
    ) -> None:
        """`place`: where the progress is kept; `act_as`: takes a handle, on a demo only.

        `name_of`: the name of who has a handle; `find_idle`: a query for the hints that have no
        work, of who would decide.
        """
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._place = place
        self._act_as = act_as
        self._name_of = name_of
        self._find_idle = find_idle
        self._idle = frozenset[str]()
        frame = window.frame
        self.line = frame.demo.hint if act_as is not None else frame.hints.line
        self._progress = Progress.read(settings.value(place), is_away=act_as is None)
        self.line.followed.connect(self._on_line_followed)
        self.line.skipped.connect(self._on_line_skipped)
        self.line.put_away.connect(self._on_line_put_away)
        window.deed_done.connect(self._on_window_deed_done)
        window.backend.decider_changed.connect(self._on_decider_changed)
        window.backend.changed.connect(self._on_backend_changed)
        self._show()
        self._read_idle()

    @property
    def current(self) -> Hint | None:
        """The hint on show."""
        return None if self._progress.is_away else self._progress.next(self._idle)

    def begin(self) -> None:
        """Show them, all anew where none is left: Help asks for it."""
        self._progress.is_away = False
        if self._progress.next() is None:
            self._progress = Progress()
        self._keep()
        self._read_idle()
        self.line.go.setFocus()

    def _read_idle(self) -> None:
        if self._find_idle is None or self.current is None:
            return
        approver = (
            HINTS[0].person if self._act_as is not None else self._window.backend.decider.handle
        )
        self._window.backend.read_now(self._on_idle_read, self._find_idle, approver)

    def _on_idle_read(self, idle: frozenset[str]) -> None:
        if idle != self._idle:
            self._idle = idle
            self._show()

    @Slot(frozenset)
    def _on_backend_changed(self, topics: frozenset[Any]) -> None:
        if topics & WORK:
            self._read_idle()

    def _show(self, *, after: bool = False) -> None:
        """`after`: the one before was done just now."""
        hint = self.current
        if hint is None:
            self.line.hide()
        else:
            n = HINTS.index(hint)  # its place is that of its title, whatever was done out of turn
            words = tr("✓ Done. Hint {n} of {all}") if after else tr("Hint {n} of {all}")
            place = words.format(n=n + 1, all=len(HINTS))
            if (passed := self._progress.count) > n:
                place = tr("{place} · %n done", "", passed).format(place=place)
            how = tr(hint.how).replace("{day}", example_day())
            idle = hint.key in self._idle
            if idle:
                how = tr("It is done already: nothing waits for it now.")
            self.line.show_hint(place, tr(hint.title), how)
            self.line.go.set_blocked(how if idle else "")
            self._show_who(hint)
        self._window.frame.show_hints(on_demo=self._act_as is not None, is_shown=hint is not None)

    def _is_for_another(self, hint: Hint) -> bool:
        return hint.person not in ("", self._window.backend.decider.handle)

    def _show_who(self, hint: Hint) -> None:
        """Whoever follows it to somebody else's work reads before whom they act as then."""
        is_other = self._act_as is not None and self._is_for_another(hint)
        self.line.show_who(self._name_of(hint.person) if is_other else "")

    @Slot(object)
    def _on_decider_changed(self, _decider: object) -> None:
        self._read_idle()
        if (hint := self.current) is not None:
            self._show_who(hint)

    def _keep(self, *, after: bool = False) -> None:
        self._settings.keep({self._place: self._progress.written()})
        self._show(after=after)

    @Slot()
    def _on_line_followed(self) -> None:
        hint = self.current
        if hint is None:
            return
        if self._act_as is not None and self._is_for_another(hint):
            self._act_as(hint.person)
        self._window.go(hint.screen)
        if self._window.current_screen is not None:
            self._window.current_screen.focus_list()  # the keys that it names work at once

    @Slot()
    def _on_line_skipped(self) -> None:
        hint = self.current
        if hint is not None:
            self._progress.skipped.add(hint.key)
            self._keep()
            self._focus_on()

    @Slot()
    def _on_line_put_away(self) -> None:
        self._progress.is_away = True
        self._keep()
        self._focus_on()
        self._window.toast(tr("Help > Guide me brings the hints back."))

    @Slot(str)
    def _on_window_deed_done(self, deed: str) -> None:
        """Also while they are away: what somebody did, nobody needs to be shown again."""
        ended = [
            one for one in HINTS if Deed(deed) in one.deeds and one.key not in self._progress.done
        ]
        if not ended:
            return
        was_shown = self.current
        self._progress.done |= {one.key for one in ended}
        self._keep(after=was_shown in ended)
        if was_shown is not None and self.current is None:
            self._window.toast(tr("That was the last hint. Help > Guide me begins anew."))

    def _focus_on(self) -> None:
        """Keys go on where they went: to the next hint, or back to the screen."""
        if self.current is not None:
            self.line.skip.setFocus()
        elif self._window.current_screen is not None:
            self._window.current_screen.focus_list()
