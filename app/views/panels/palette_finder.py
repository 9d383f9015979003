"""Objects for the palette, and "Next for me": asked of the database, opened in the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from app import texts
from app.models.queries.links import find_linked
from app.models.queries.need_rows import NeedRow
from app.models.queries.needs import list_needs
from app.models.queries.search import Found, search, search_dated
from app.models.rules.folding import fold
from app.views import language
from app.views.backend import Backend
from app.views.language import N_, tr
from app.views.palette_items import PaletteItem
from app.views.panels.dated_question import DatedQuestion, dated_question
from app.views.panels.event_words import event_words
from app.views.panels.home_words import action_words, due_state, ref_of, subject
from app.views.panels.limits import alert_words
from app.views.panels.lineage_moment import long_day
from app.views.panels.run_states import ended_or_under_way
from app.views.places import ObjectRef
from app.views.shown_time import shown_now

Show = Callable[[Sequence[PaletteItem]], None]
MOST_NEEDS, MOST_RECENT = 3, 5
GROUPS: dict[str, tuple[str, str]] = {
    "model": (N_("Models"), "box"),
    "snapshot": (N_("Snapshots"), "image"),
    "task": (N_("Tasks"), "inbox"),
    "request": (N_("Requests"), "shield-check"),
    "alert": (N_("Alerts"), "bell"),
    "run": (N_("Runs"), "circle-play"),
    "deployment": (N_("Deployments"), "upload"),
    "runtime": (N_("Runtimes"), "server"),
    "template": (N_("Life cycles"), "workflow"),
    "person": (N_("People"), "user"),
    "event": (N_("Events"), "history"),
}
NUMBERED = ("task", "request", "alert", "run", "deployment", "event")
RECORDED = ("snapshot", "deployment", "runtime", "template")  # what a day is asked of, too
_CODED = ("request", "runtime", "template")  # whose detail is a code


class PaletteFinder:
    """Called by the palette with a prefix and what was typed; answers when the database has.

    Each answer goes to whom it was asked for: they may come in another order than the questions.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.window: Any = None

    def __call__(self, show: Show, prefix: str, text: str) -> None:
        link = ObjectRef.from_link(text)
        if link is not None:
            self._backend.read(
                partial(self._on_linked, show, text), find_linked, link.kind, link.id
            )
        elif prefix in ("", "=") and (question := dated_question(text)) is not None:
            self._ask_dated(show, prefix, text, question)
        elif prefix == "=":
            show([_hint()])
        elif not prefix and not text:
            me = self._backend.decider
            if me is not None:
                then = partial(self._on_needs_found, show)
                self._backend.read(then, list_needs, me.id, now=shown_now())
        else:
            asked = prefix + text if prefix in ("#", "@") else text
            self._backend.read(partial(self._on_found, show), search, asked, names=_kinds())

    def open_next(self) -> None:
        """The most urgent thing that needs this person, with its evidence; from it, the next."""
        actor = self._backend.decider
        self._backend.read_once(self._open_after, list_needs, actor.id, now=shown_now())

    def _open_after(self, needs: tuple[NeedRow, ...]) -> None:
        """From the last one it goes on at the first."""
        refs: dict[tuple[str, str], ObjectRef] = {}
        for ref in map(ref_of, needs):  # several may be about one thing, in tabs of it
            refs.setdefault((ref.kind, ref.id), ref)
        places, screen = list(refs), self.window.current_screen
        here = screen.here() if screen is not None else None
        at = places.index((here.kind, here.id)) if here and (here.kind, here.id) in refs else -1
        if not places:
            self.window.toast(tr("Nothing needs you"))
        elif at >= 0 and len(places) == 1:
            self.window.toast(tr("Nothing else needs you"))
        else:
            self.window.open_ref(refs[places[(at + 1) % len(places)]])

    def _on_found(self, show: Show, found: tuple[Found, ...]) -> None:
        show([self._item(one) for one in found if one.kind in GROUPS])

    def _on_needs_found(self, show: Show, needs: tuple[NeedRow, ...]) -> None:
        """Before anything is typed: what needs this person, and where they were."""
        needed = [self._need_item(one) for one in needs[:MOST_NEEDS]]
        recent = self.window.history.recent(MOST_RECENT)
        show([*needed, *(self._recent_item(one) for one in recent if one.title)])

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
            narrow=partial(self._commands_of, ref),
        )

    def _recent_item(self, ref: ObjectRef) -> PaletteItem:
        icon = GROUPS[ref.kind][1] if ref.kind in GROUPS else "history"
        return PaletteItem(
            tr("Open before"),
            ref.title,
            partial(self.window.open_ref, ref),
            icon=icon,
            run_in_window=partial(self.window.open_window, ref),
            narrow=partial(self._commands_of, ref),
        )

    def _item(self, one: Found) -> PaletteItem:
        group, icon = GROUPS[one.kind]
        ref = _ref(one)
        title = ref.title
        can_open = self.window.can_open(ref)
        return PaletteItem(
            tr(group),
            title,
            partial(self.window.open_ref, ref),
            detail=_detail(one),
            icon=icon,
            note=str(one.number) if one.number is not None else "",
            reason="" if can_open else tr("No screen shows it yet."),
            run_in_window=partial(self.window.open_window, ref) if can_open else None,
            narrow=partial(self._commands_of, ref) if can_open else None,
        )

    def _commands_of(self, ref: ObjectRef) -> list[PaletteItem]:
        """What Tab narrows to: to open it in the ways there are, and what its screen can do."""
        group = tr("Commands")
        window = self.window
        found = [
            PaletteItem(group, tr("Open", "to open it"), partial(window.open_ref, ref), icon="box"),
            PaletteItem(
                group,
                tr("Open in its own window"),
                partial(window.open_window, ref),
                icon="external-link",
                keys="Ctrl+Enter",
            ),
            PaletteItem(group, tr("Copy link"), partial(window.copy_link, ref), icon="link"),
        ]
        held = self._backend.why_no_change
        for one in window.elsewhere.commands_on(ref):
            changes = window.actions_registry.spec(one.id).changes
            found.append(
                PaletteItem(
                    group,
                    one.text,
                    partial(window.elsewhere.act_on, ref, one.id),
                    icon=one.icon or "chevron-right",
                    keys=one.keys[0] if one.keys else "",
                    reason=held if changes else "",
                )
            )
        return found

    def _on_linked(self, show: Show, link: str, found: str | None) -> None:
        """A link is shown as it was written: the id that it stands for says nothing to people."""
        named = ObjectRef.from_link(link)
        if named is None:
            return
        ref = ObjectRef(named.kind, found or named.id)
        if not self.window.can_open(ref):
            reason = tr("No screen shows it.")
        else:
            reason = "" if found else tr("There is nothing of that name that you may see.")
        item = PaletteItem(
            tr("Link"),
            link.strip(),
            partial(self.window.open_ref, ref),
            icon="link",
            reason=reason,
            run_in_window=None if reason else partial(self.window.open_window, ref),
            narrow=None if reason else partial(self._commands_of, ref),
        )
        show([item])

    def _ask_dated(self, show: Show, prefix: str, text: str, question: DatedQuestion) -> None:
        """What it asks about comes first; below, unless a `=` was typed, what it finds as text."""
        called = () if question.reason else question.names
        self._backend.read(
            partial(self._on_dated_found, show, question),
            search_dated,
            called,
            "" if prefix else text,
            names=_kinds(),
        )

    def _on_dated_found(
        self,
        show: Show,
        question: DatedQuestion,
        found: tuple[tuple[Found, ...], tuple[Found, ...]],
    ) -> None:
        about, others = found
        items = [self._item(one) for one in others if one.kind in GROUPS]
        if question.at is None:
            show([_dated(question, reason=question.reason), *items])
        elif not question.names:
            look = partial(self._backend.look_back, question.at)
            show([_dated(question, look, tr("the whole window, as it was recorded")), *items])
        else:
            dated = self._dated_items(question.at, _when(question.at, question), about)
            if not dated and not items:
                dated = [_dated(question, reason=tr("Nothing is called so that you may see."))]
            show([*dated, *items])

    def _dated_items(self, at: datetime, when: str, about: Sequence[Found]) -> list[PaletteItem]:
        """Of a model what served then, in its lineage; other things as they were recorded."""
        served = [
            _time_item(
                one.title,
                when,
                partial(self.window.open_ref, _as_of(one, at)),
                tr("which version served then"),
            )
            for one in about
            if one.kind == "model"
        ]
        recorded = [
            _time_item(
                one.title, when, partial(self._open_as_of, _ref(one), at), tr("as it was recorded")
            )
            for one in about
            if one.kind in RECORDED
        ]
        return [*served, *recorded]

    def _open_as_of(self, ref: ObjectRef, at: datetime) -> None:
        """Everything is shown as of then, so that what stands around the thing fits it."""
        self._backend.look_back(at)
        self.window.open_ref(ref)


def _kinds() -> dict[str, str]:
    return {fold(texts.word(kind)): kind for kind in NUMBERED}


def _hint() -> PaletteItem:
    return PaletteItem(
        tr("Time"),
        tr("Type a model and a day: = cc-fraud 2026-03-01"),
        _nothing,
        icon="history",
        reason=tr("A day is missing."),
    )


def _dated(
    question: DatedQuestion,
    run: Callable[[], object] | None = None,
    detail: str = "",
    reason: str = "",
) -> PaletteItem:
    """About no thing that was found: the question itself, with the day as it was typed."""
    name = question.names[0] if question.names else tr("Everything")
    title = tr("{title} as of {when}").format(title=name, when=question.day)
    return PaletteItem(
        tr("Time"), title, run or _nothing, detail=detail, icon="history", reason=reason
    )


def _time_item(title: str, when: str, run: Callable[[], object], detail: str) -> PaletteItem:
    words = tr("{title} as of {when}").format(title=title, when=when)
    return PaletteItem(tr("Time"), words, run, detail=detail, icon="history")


def _when(at: datetime, question: DatedQuestion) -> str:
    """The day as people write it; its time, where one was typed."""
    return long_day(at) if question.is_day else language.written(at, "d MMMM yyyy HH:mm")


def _ref(one: Found) -> ObjectRef:
    if one.event is not None:
        number = tr("event {number}").format(number=one.number)
        title = " · ".join(filter(None, (number, one.title)))
        return ObjectRef("event", str(one.number), title[:1].upper() + title[1:])
    title = alert_words(one.title) if one.kind == "alert" else one.title
    return ObjectRef(one.kind, str(one.id), title)


def _detail(one: Found) -> str:
    if one.event is not None:
        return f"{texts.person_name(one.event.actor)} {event_words(one.event)}"
    if one.kind == "deployment":
        place, _, state = one.detail.rpartition(", ")
        return f"{place}, {texts.word(state)}"
    if one.kind == "run":
        return ended_or_under_way(one.detail)
    if one.kind == "model":
        return tr("{tier} risk").format(tier=texts.word(one.detail))
    return texts.word(one.detail) if one.kind in _CODED else one.detail


def _as_of(one: Found, at: datetime) -> ObjectRef:
    return ObjectRef("lineage", str(one.id), one.title, as_of=at.isoformat())


def _nothing() -> None:
    """A hint does nothing."""
