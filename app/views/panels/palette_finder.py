"""Objects for the palette, and "Next for me": asked of the database, opened in the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

from app.models.queries.needs import NeedRow, list_needs
from app.models.queries.search import Found, search
from app.views.backend import Backend
from app.views.language import N_, tr
from app.views.palette_items import PaletteItem
from app.views.panels.home_words import action_words, due_state, ref_of, subject
from app.views.panels.limits import alert_words
from app.views.places import ObjectRef
from app.views.shown_time import shown_now
from app.views.zones import at_wall

Show = Callable[[Sequence[PaletteItem]], None]
MOST_NEEDS, MOST_RECENT = 3, 5
GROUPS: dict[str, tuple[str, str]] = {
    "model": (N_("Models"), "box"),
    "task": (N_("Tasks"), "inbox"),
    "request": (N_("Requests"), "shield-check"),
    "alert": (N_("Alerts"), "bell"),
    "run": (N_("Runs"), "circle-play"),
    "deployment": (N_("Deployments"), "upload"),
    "runtime": (N_("Runtimes"), "server"),
    "template": (N_("Life cycles"), "workflow"),
    "person": (N_("People"), "user"),
}


class PaletteFinder:
    """Called by the palette with a prefix and what was typed; answers when the database has."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._show: Show | None = None
        self._at: datetime | None = None
        self.window: Any = None

    def __call__(self, show: Show, prefix: str, text: str) -> None:
        self._show = show
        link = ObjectRef.from_link(text)
        if link is not None:
            show([self._link_item(link)])
        elif prefix == "=":
            self._ask_time(text)
        elif not prefix and not text:
            me = self._backend.decider
            if me is not None:
                self._backend.read(self._on_needs_found, list_needs, me.id, now=shown_now())
        else:
            asked = prefix + text if prefix in ("#", "@") else text
            self._backend.read(self._on_found, search, asked)

    def open_next(self) -> None:
        """The most urgent thing that needs this person, with its evidence."""
        actor = self._backend.decider
        self._backend.read_once(self._open_first, list_needs, actor.id, now=shown_now())

    def _open_first(self, needs: tuple[NeedRow, ...]) -> None:
        if needs:
            self.window.open_ref(ref_of(needs[0]))
        else:
            self.window.toast(tr("Nothing needs you"))

    def _on_found(self, found: tuple[Found, ...]) -> None:
        if self._show is not None:
            self._show([self._item(one) for one in found if one.kind in GROUPS])

    def _on_needs_found(self, needs: tuple[NeedRow, ...]) -> None:
        """Before anything is typed: what needs this person, and where they were."""
        if self._show is None:
            return
        needed = [self._need_item(one) for one in needs[:MOST_NEEDS]]
        recent = self.window.history.recent(MOST_RECENT)
        self._show([*needed, *(self._recent_item(one) for one in recent if one.title)])

    def _need_item(self, one: NeedRow) -> PaletteItem:
        title = alert_words(one.title) if one.kind == "alert" else action_words(one)
        ref = ref_of(one)
        return PaletteItem(
            tr("Next for me"),
            title,
            partial(self.window.open_ref, ref),
            detail=subject(one),
            icon="arrow-right",
            state=due_state(one.due_at, shown_now(), severity=one.severity, since=one.since),
            run_in_window=partial(self.window.open_window, ref),
            link=ref.link,
        )

    def _recent_item(self, ref: ObjectRef) -> PaletteItem:
        icon = GROUPS[ref.kind][1] if ref.kind in GROUPS else "history"
        return PaletteItem(
            tr("Open before"),
            ref.title,
            partial(self.window.open_ref, ref),
            icon=icon,
            run_in_window=partial(self.window.open_window, ref),
            link=ref.link,
        )

    def _item(self, one: Found) -> PaletteItem:
        group, icon = GROUPS[one.kind]
        title = alert_words(one.title) if one.kind == "alert" else one.title
        ref = ObjectRef(one.kind, str(one.id), title)
        can_open = self.window.can_open(ref)
        return PaletteItem(
            tr(group),
            title,
            partial(self.window.open_ref, ref),
            detail=one.detail,
            icon=icon,
            note=str(one.number) if one.number is not None else "",
            reason="" if can_open else tr("No screen shows it yet."),
            run_in_window=partial(self.window.open_window, ref) if can_open else None,
            link=ref.link,
        )

    def _link_item(self, ref: ObjectRef) -> PaletteItem:
        reason = "" if self.window.can_open(ref) else tr("No screen shows it.")
        open_it = partial(self.window.open_ref, ref)
        return PaletteItem(tr("Link"), ref.link, open_it, icon="link", reason=reason)

    def _ask_time(self, text: str) -> None:
        """`= cc-fraud 2026-03-01`: the lineage as it was then."""
        name, _, day = text.strip().rpartition(" ")
        try:
            self._at = at_wall(datetime.fromisoformat(day))
        except ValueError:
            hint = tr("Type a model and a day: = cc-fraud 2026-03-01")
            item = PaletteItem(
                tr("Time"), hint, _nothing, icon="history", reason=tr("A day is missing.")
            )
            if self._show is not None:
                self._show([item])
            return
        self._backend.read(self._on_time_found, search, name)

    def _on_time_found(self, found: tuple[Found, ...]) -> None:
        at = self._at
        if self._show is None or at is None:
            return
        self._show(
            [
                PaletteItem(
                    tr("Time"),
                    tr("{title} as of {when}").format(title=one.title, when=f"{at:%Y-%m-%d %H:%M}"),
                    partial(self.window.open_ref, _as_of(one, at)),
                    icon="history",
                    reason=tr("That is still to come.") if at > datetime.now(UTC) else "",
                )
                for one in found
                if one.kind == "model"
            ]
        )


def _as_of(one: Found, at: datetime) -> ObjectRef:
    return ObjectRef("lineage", str(one.id), one.title, as_of=at.isoformat())


def _nothing() -> None:
    """A hint does nothing."""
