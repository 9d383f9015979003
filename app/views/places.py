"""Where a person is in the window, and back and forward through where they were. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

# Kind of a ref to the places of a snapshot: its id is the snapshot's, its tab the stage.
PLACE = "place"
QUESTIONS = "questions"  # a tab of a request
GROUP = "group"  # of an alert: among the others of its monitor
SCREEN = "screen"  # kind of a ref to a whole screen; its id is the screen's key


@dataclass(frozen=True, slots=True)
class ObjectRef:
    """A thing a person can open. `kind`: model, snapshot, task, alert, run, runtime, deployment, …

    `tab` opens one of its tabs, `as_of` (ISO time) shows it as it was.
    """

    kind: str
    id: str
    title: str = ""
    tab: str = ""
    as_of: str = ""

    @property
    def link(self) -> str:
        """What Ctrl+Shift+C copies and the palette understands."""
        return f"mgov://{self.kind}/{self.id}"

    @staticmethod
    def from_link(link: str) -> ObjectRef | None:
        scheme, _, rest = link.strip().partition("://")
        kind, _, object_id = rest.partition("/")
        return ObjectRef(kind, object_id) if scheme == "mgov" and kind and object_id else None


@dataclass(frozen=True, slots=True)
class Place:
    """A screen, what is open on it, and its state (filter, selection) as it gave it."""

    screen: str
    ref: ObjectRef | None = None
    state: object = None
    crumbs: tuple[str, ...] = field(default=(), compare=False)


_OF_RUN = "run:"


def tab_of_run(run_id: object) -> str:
    """The tab of a monitor's runs, on one of them."""
    return f"{_OF_RUN}{run_id}"


def run_of_tab(tab: str) -> str:
    """The run that a monitor is opened on; empty: none."""
    return tab.removeprefix(_OF_RUN) if tab.startswith(_OF_RUN) else ""


_OF_MEASURE = "measure:"


def tab_of_measure(test: str, feature: str = "") -> str:
    """The charts of a monitor, on one of its tests, and on a feature where it has several."""
    return f"{_OF_MEASURE}{test}:{feature}" if test else ""


def measure_of_tab(tab: str) -> tuple[str, str]:
    """The test and the feature that a monitor is opened on; empty: the usual ones."""
    test, _, feature = tab.removeprefix(_OF_MEASURE).partition(":")
    return (test, feature) if tab.startswith(_OF_MEASURE) else ("", "")


class History:
    """Visited places; a new one cuts what lay ahead."""

    def __init__(self, limit: int = 50) -> None:
        self._limit = limit
        self._places: list[Place] = []
        self._at = -1

    @staticmethod
    def resumed(before: History) -> History:
        """The same places in a window of another language: what they were called is of the old."""
        found = History(before._limit)
        found._places = [Place(one.screen, one.ref, one.state) for one in before._places]
        found._at = before._at
        return found

    @property
    def current(self) -> Place | None:
        return self._places[self._at] if self._at >= 0 else None

    def recent(self, limit: int) -> tuple[ObjectRef, ...]:
        """The objects that were open last, the newest first; not the one that is open."""
        here = self.current.ref if self.current is not None else None
        seen = {(one.kind, one.id): one for one in (place.ref for place in self._places) if one}
        newest = dict.fromkeys(
            (place.ref.kind, place.ref.id) for place in reversed(self._places) if place.ref
        )
        if here is not None:
            newest.pop((here.kind, here.id), None)
        return tuple(seen[key] for key in newest)[:limit]

    @property
    def can_go_back(self) -> bool:
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        return self._at < len(self._places) - 1

    def visit(self, place: Place) -> None:
        """Go to a new place; going where one already is adds nothing."""
        current = self.current
        if current is not None and (current.screen, current.ref) == (place.screen, place.ref):
            self._places[self._at] = place
            return
        del self._places[self._at + 1 :]
        self._places.append(place)
        del self._places[: -self._limit]
        self._at = len(self._places) - 1

    def remember(self, state: object, crumbs: tuple[str, ...]) -> None:
        """Keep what the present place looks like, before leaving it."""
        if self._at >= 0:
            here = self._places[self._at]
            self._places[self._at] = Place(here.screen, here.ref, state, crumbs)

    def back(self) -> Place | None:
        if not self.can_go_back:
            return None
        self._at -= 1
        return self._places[self._at]

    def forward(self) -> Place | None:
        if not self.can_go_forward:
            return None
        self._at += 1
        return self._places[self._at]


def is_room(place: str) -> bool:
    """Whether what is to be opened is a file like a review room's, not a workspace."""
    return "://" not in place and place.lower().endswith(".mwroom")
