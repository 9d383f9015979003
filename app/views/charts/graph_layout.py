"""Which part of a graph is drawn, and where: around a focus, folded by kind, in layers. No Qt."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from app.views.cells import Status

WIDTH, HEIGHT = 180.0, 40.0
_GAP, _RISE = 18.0, 38.0
_FOLD_OVER = 3  # of one kind below one thing: these are one box with a count
_OPENED = 8  # that an opened box shows; the rest stays folded
_SWEEPS = 4
_GRAVEST = (Status.CRITICAL, Status.FAILED, Status.WARNING, Status.UNREACHABLE, Status.WAITING,
            Status.RUNNING)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thing:
    """A box. `count` is 1, or how many things a folded one stands for."""

    key: str
    kind: str
    layer: int
    title: str
    note: str = ""
    line: str = ""  # below the title
    kind_word: str = ""
    icon: str = "box"
    status: Status | None = None
    state_word: str = ""
    when: str = ""
    count: int = 1

    @property
    def is_folded(self) -> bool:
        return self.key.startswith(FOLDED)


@dataclass(frozen=True, slots=True)
class Link:
    source: str
    target: str
    words: str


FOLDED = "folded:"
_LANE = "lane:"
LANE = 14.0  # how wide one is


@dataclass(frozen=True, slots=True)
class Part:
    """What is drawn. `hidden` counts the neighbours of a thing that are not."""

    things: tuple[Thing, ...] = ()
    links: tuple[Link, ...] = ()
    hidden: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Placed:
    """The upper left corner of each box, row by row, and what all of it takes.

    `bends`: by the ends of a link over several rows, where it passes between the boxes of each.
    """

    corners: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    rows: tuple[tuple[str, ...], ...] = ()
    bends: Mapping[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    bounds: tuple[float, float, float, float] = (0.0, 0.0, WIDTH, HEIGHT)


def sides(links: Iterable[Link]) -> dict[str, tuple[list[str], list[str]]]:
    """By thing, what leads to it and what it leads to."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for link in links:
        found.setdefault(link.target, ([], []))[0].append(link.source)
        found.setdefault(link.source, ([], []))[1].append(link.target)
    return found


def around(sided: Mapping[str, tuple[list[str], list[str]]], key: str) -> list[str]:
    before, after = sided.get(key, ([], []))
    return [*before, *after]


def way(links: Sequence[Link], start: str, end: str) -> tuple[str, ...]:
    """The things of a shortest way between two, whichever way the links point; empty for none."""
    sided = sides(links)
    came: dict[str, str] = {start: ""}
    edge = [start]
    while edge and end not in came:
        following = []
        for here in edge:
            for one in around(sided, here):
                if one not in came:
                    came[one] = here
                    following.append(one)
        edge = following
    if end not in came:
        return ()
    found = [end]
    while came[found[-1]]:
        found.append(came[found[-1]])
    return tuple(reversed(found))


def part_of(
    things: Sequence[Thing],
    links: Sequence[Link],
    focus: str,
    *,
    depth: int,
    opened: Collection[str] = (),
    more: Mapping[str, int] | None = None,
) -> Part:
    """The things up to `depth` links from the focus, many of one kind folded into one.

    Args:
        opened: things whose neighbours are shown too, and folded boxes that are not to be.
        more: by kind, how many things there are that were not even given.
    """
    sided = sides(links)
    came = _reached(sided, focus, depth, opened)
    known = {one.key: one for one in things}
    groups: dict[tuple[str, str], list[Thing]] = {}
    for one in things:
        if one.key in came:
            groups.setdefault((one.kind, came[one.key]), []).append(one)
    more = dict(more or {})
    shown: list[Thing] = []
    stands_for: dict[str, str] = {}
    for (kind, parent), members in groups.items():
        kept, folded = _fold(members, f"{FOLDED}{kind}:{parent}", opened, more.pop(kind, 0))
        shown += kept
        if folded is not None:
            shown.append(folded)
            stands_for |= {one.key: folded.key for one in members if one not in kept}
    drawn = {one.key: one.key for one in shown} | stands_for
    order = {one.key: n for n, one in enumerate(things)}
    shown.sort(key=lambda one: order.get(one.key, len(order)))
    lines: dict[tuple[str, str], Link] = {}
    for link in links:
        source, target = drawn.get(link.source), drawn.get(link.target)
        if source and target and source != target:
            lines.setdefault((source, target), Link(source, target, link.words))
    hidden = {
        key: sum(one in known and one not in came for one in around(sided, key))
        for key in known
        if drawn.get(key) == key
    }
    left = {key: count for key, count in hidden.items() if count}
    return Part(tuple(shown), tuple(lines.values()), left)


def _reached(
    sided: Mapping[str, tuple[list[str], list[str]]],
    focus: str,
    depth: int,
    opened: Collection[str],
) -> dict[str, str]:
    """Each thing that is near enough, with the one it was reached from."""
    came = {focus: ""}
    edge, far = [focus], 0
    while edge:
        far += 1
        following = []
        for here in edge:
            if far <= depth or here in opened:
                for one in around(sided, here):
                    if one not in came:
                        came[one] = here
                        following.append(one)
        edge = following
    return came


def _fold(
    members: list[Thing], key: str, opened: Collection[str], more: int
) -> tuple[list[Thing], Thing | None]:
    kept = _FOLD_OVER if not more else 0
    if key in opened:
        kept = _OPENED
    elif len(members) > kept:
        kept = 0
    rest = members[kept:]
    if not rest and not more:
        return members, None
    count = len(rest) + more
    gravest = min((one.status for one in rest), key=_gravity, default=None)
    word = next((one.state_word for one in rest if one.status is gravest), "")
    folded = replace(members[0], key=key, title="", note="", when="", count=count, status=gravest,
                     state_word=word)  # fmt: skip
    return members[:kept], folded


def _gravity(status: Status | None) -> int:
    return _GRAVEST.index(status) if status in _GRAVEST else len(_GRAVEST)


def place(part: Part) -> Placed:
    """Layers from top to bottom; in each, things stand near what they are linked with.

    A link over several layers takes a lane between the boxes of those that it passes.
    """
    layers: dict[int, list[str]] = {}
    for one in part.things:
        layers.setdefault(one.layer, []).append(one.key)
    rows = [layers[n] for n in sorted(layers)]
    lanes, chained = _lanes(rows, part.links)
    sided = sides(chained)
    for n in range(_SWEEPS):
        pairs = list(pairwise(rows))
        for fixed, moved in pairs if n % 2 == 0 else [(b, a) for a, b in reversed(pairs)]:
            _arrange(moved, _middles(rows), sided, set(fixed))
    corners: dict[str, tuple[float, float]] = {}
    for n, row in enumerate(rows):
        x = -sum(_width(key) + _GAP for key in row) / 2
        for key in row:
            corners[key] = (x, n * (HEIGHT + _RISE))
            x += _width(key) + _GAP
    bends = {
        ends: tuple(corners[key][0] + LANE / 2 for key in keys) for ends, keys in lanes.items()
    }
    boxes = {key: corner for key, corner in corners.items() if not key.startswith(_LANE)}
    if not boxes:
        return Placed()
    xs = [
        *(x for x, _ in boxes.values()),
        *(x - WIDTH / 2 for each in bends.values() for x in each),
    ]
    ys = [y for _, y in boxes.values()]
    bounds = (min(xs), min(ys), max(xs) + WIDTH, max(ys) + HEIGHT)
    shown = (tuple(key for key in row if key in boxes) for row in rows)
    return Placed(boxes, tuple(shown), bends, bounds)


def _width(key: str) -> float:
    return LANE if key.startswith(_LANE) else WIDTH


def _lanes(
    rows: list[list[str]], links: Sequence[Link]
) -> tuple[dict[tuple[str, str], list[str]], list[Link]]:
    """Puts a lane into each row that a link passes; the lanes, and the links by way of them."""
    at = {key: n for n, row in enumerate(rows) for key in row}
    lanes: dict[tuple[str, str], list[str]] = {}
    chained: list[Link] = []
    for n, link in enumerate(links):
        passed = range(at[link.source] + 1, at[link.target])
        keys = [f"{_LANE}{n}:{row}" for row in passed]
        for row, key in zip(passed, keys, strict=True):
            rows[row].append(key)
        if keys:
            lanes[link.source, link.target] = keys
        ends = [link.source, *keys, link.target]
        chained += [Link(one, other, link.words) for one, other in pairwise(ends)]
    return lanes, chained


def _middles(rows: Sequence[Sequence[str]]) -> dict[str, float]:
    return {key: n - (len(row) - 1) / 2 for row in rows for n, key in enumerate(row)}


def _arrange(
    row: list[str],
    middles: Mapping[str, float],
    sided: Mapping[str, tuple[list[str], list[str]]],
    among: Collection[str],
) -> None:
    """Sort a row by the middle of what each is linked with; its own order counts where equal."""
    in_row = set(row)

    def wanted(key: str) -> float:
        near = [middles[one] for one in around(sided, key) if one in among]
        return sum(near) / len(near) if near else middles[key]

    def is_chained(key: str) -> bool:
        return any(one in in_row for one in around(sided, key))

    if any(map(is_chained, row)):
        return  # versions follow one another: their order says something
    row.sort(key=wanted)
