"""How many keys a screen, the most urgent task and each command are away, counted on the demo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

from PySide6.QtWidgets import QLineEdit

from app.views.actions import Entry
from tests.benchmarks.rows import Row, row
from tests.demo_bank import Bank
from tests.hands import Hands
from tests.views.demo_desk import calm, go

SCREEN_KEYS, COMMAND_KEYS, LETTERS, MOST_LETTERS = 2, 3, 4, 8
LISTED = 12
PALETTE = "palette.open"  # who types there has it before them
STRIDE = 4  # each screen is reached from another one for each of its keys


def rows(bank: Bank, *, tiny: bool) -> Iterator[Row]:
    with bank.sit_down("jo", drives=False) as (desktop, hands):
        screens = [*desktop.window.screen_titles][: 3 if tiny else None]
        for key in screens:
            go(desktop, key)
        yield _screens(desktop, hands, screens)
        yield _next(desktop, hands, screens)
    with bank.sit_down("tom", drives=False) as (desktop, hands):
        for key in screens:
            go(desktop, key)
        yield _commands_by_keys(desktop)
        yield from _commands_by_letters(desktop, hands, screens, is_own_only=tiny)


def _screens(desktop: Any, hands: Hands, screens: list[str]) -> Row:
    """Each by its `G` keys and by its digit, from other screens' lists; then from each filter."""
    registry, window = desktop.window.actions_registry, desktop.window
    taken, missed = [], []

    def reach(target: str, *keys: str) -> None:
        before = hands.keys
        hands.press(*keys)
        taken.append(hands.keys - before)
        if window.current_key != target:
            missed.append(f"{target} by {' '.join(keys)}")

    for place, target in enumerate(screens):
        for n, keys in enumerate(registry.keys(f"go.{target}"), start=1):
            go(desktop, screens[(place + n * STRIDE) % len(screens)])
            window.current_screen.focus_list()
            reach(target, *keys.split(", "))
    lists, typing = list(taken), []
    for start in screens:
        go(desktop, start)
        hands.press("Ctrl+F")
        if not isinstance(window.focusWidget(), QLineEdit):
            continue
        target = screens[screens.index(start) - 1]
        reach(target, "Esc", *registry.keys(f"go.{target}")[-1].split(", "))
        typing.append(taken[-1])
    told = f"at most {max(lists)}; out of a filter {max(typing, default=0)}, Esc included"
    if missed:
        told += f"; {len(missed)} not reached: {', '.join(missed[:LISTED])}"
    is_met = not missed and max(lists) <= SCREEN_KEYS and max(typing) <= SCREEN_KEYS + 1
    return row("keys to any screen from anywhere", f"≤ {SCREEN_KEYS}, one Esc more while typing",
               told, is_met, f"{len(taken)} ways to {len(screens)} screens")  # fmt: skip


def _next(desktop: Any, hands: Hands, screens: list[str]) -> Row:
    """The request that waits longest, with its evidence beside it, from each other screen.

    On Approvals it is open already, and the key goes on to what needs this person next.
    """
    before, missed = hands.keys, []
    elsewhere = [one for one in screens if one != "approvals"]
    for start in elsewhere:
        go(desktop, start)
        pressed = hands.keys
        hands.press("Ctrl+J")
        hands.until("approvals", lambda: desktop.window.current_key == "approvals")
        screen: Any = desktop.window.current_screen
        hands.until("case", lambda: screen.case.shown is not None)  # noqa: B023
        calm(desktop)
        if not screen.case.panel.isVisible() or hands.keys != pressed + 1:
            missed.append(start)
    each = (hands.keys - before) / len(elsewhere)
    told = f"{each:g}" + (f"; no evidence from {', '.join(missed)}" if missed else "")
    return row("keys to what is most urgent, its evidence open", "1 (Ctrl+J)", told,
               not missed and each == 1, f"from {len(elsewhere)} screens")  # fmt: skip


def _commands_by_keys(desktop: Any) -> Row:
    """The keys in force of each command, behind those of its screen."""
    registry = desktop.window.actions_registry
    entries = [one for one in registry.entries() if registry.keys(one.id)]
    without = [one.text for one in registry.entries() if not registry.keys(one.id)]

    def strokes(action_id: str) -> int:
        live = [one.toString() for one in registry.action(action_id).shortcuts()]
        return min((len(one.split(", ")) for one in live), default=COMMAND_KEYS + 1)

    counts = {
        one.id: strokes(one.id) + (strokes(f"go.{one.context}") if one.context else 0)
        for one in entries
    }
    over = [one for one, count in counts.items() if count > COMMAND_KEYS]
    told = f"median {median(counts.values()):g}, at most {max(counts.values())}"
    told += f"; {len(without)} commands have no keys of their own, only the palette and Ctrl+."
    if over:
        told += f"; above: {', '.join(over[:LISTED])}"
    return row("keys to any command that has keys, from anywhere", f"≤ {COMMAND_KEYS}", told,
               not over, f"{len(entries)} of {len(entries) + len(without)} commands")  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What must be typed for a command, on the screen where it takes most."""

    entry: Entry
    screen: str
    letters: str

    @property
    def count(self) -> int:
        return len(self.letters) if self.letters else MOST_LETTERS + 1


def _commands_by_letters(
    desktop: Any, hands: Hands, screens: list[str], *, is_own_only: bool
) -> Iterator[Row]:
    """Which letters they are is worked out; that they lead there is then tried with real keys."""
    worst: dict[str, Found] = {}
    for screen in screens:
        go(desktop, screen)
        hands.press("Ctrl+K", "Esc")  # the palette is of this screen now
        for entry in desktop.window.actions_registry.entries(screen):
            if entry.id == PALETTE or (is_own_only and entry.context != screen):
                continue
            found = Found(entry, screen, _letters(desktop.window.palette_, entry))
            if entry.id not in worst or found.count > worst[entry.id].count:
                worst[entry.id] = found
    for screen in screens:
        go(desktop, screen)
        for one in worst.values():
            if one.screen == screen and not _leads(desktop, hands, one):
                worst[one.entry.id] = Found(one.entry, screen, "")
    free = [one for one in worst.values() if not one.entry.is_blocked]
    blocked = [one for one in worst.values() if one.entry.is_blocked]
    goal = f"≤ {LETTERS} between Ctrl+K and Enter"
    for what, some in (("that can be done", free), ("that says why not now", blocked)):
        counts = [one.count for one in some] or [0]
        over = [one for one in some if one.count > LETTERS]
        told = f"median {median(counts):g}, most {max(counts)}"
        told += "".join(f"; {_said(one)}" for one in over[:LISTED])
        yield row(f"letters in the palette to a command {what}", goal, told, not over,
                  f"{len(some)} commands, each on that of {len(screens)} screens where it takes"
                  " most")  # fmt: skip


def _said(found: Found) -> str:
    typed = found.letters or "not by any beginning of a word"
    return f"{found.entry.text} on {found.screen}: {typed}"


def _letters(palette: Any, entry: Entry) -> str:
    """The fewest letters that put it first, of those by which a person would look for it.

    These are its name from a word's beginning on, what its words begin with, and the letters of its
    keys, which stand beside it. Empty: none of so many do.
    """
    name = entry.text.lower().rstrip("…")
    starts = [0] + [n + 1 for n, letter in enumerate(name) if letter == " "]
    begun = [name[start : start + n] for n in range(1, MOST_LETTERS + 1) for start in starts]
    initials = "".join(name[start] for start in starts)
    keyed = [key.lower().replace(" ", "") for key in entry.keys if "+" not in key]
    tries = sorted((*begun, initials, *keyed), key=len)
    return next((one for one in tries if one and _first(palette, one) == entry.text), "")


def _first(palette: Any, text: str) -> str:
    commands = palette._commands("", text)
    return commands[0].title if commands else ""


def _leads(desktop: Any, hands: Hands, found: Found) -> bool:
    """Typed by hand it is chosen, and stays so when the database has answered."""
    palette = desktop.window.palette_
    hands.press("Ctrl+K")
    hands.type(found.letters)
    hands.until("answer of the database", lambda: not palette._is_asking)
    item = palette.model.item(palette.list.currentIndex().row())
    hands.press("Esc")
    return item is not None and item.title == found.entry.text
