"""The commands of the window itself, as data: go, view, edit, help. Screens add their own."""

from __future__ import annotations

from collections.abc import Sequence

from app.views.actions import CLOSE, ActionSpec
from app.views.cards import Card
from app.views.language import N_, tr

# Filled in by `MainWindow.handle`; until then they answer that they aren't there.
HANDLED = (
    "work.next",
    "view.as_of",
    "view.now",
    "view.leave",
    "help.hints",
    "help.log",
    "app.room",
    "app.lock",
    "app.sign_out",
    "app.remove_demo",
    "app.switch",
    "app.reopen",
)

WORK = (
    ActionSpec("palette.open", N_("Command palette…"), ("Ctrl+K",), "Edit", "find", icon="search"),
    ActionSpec("work.next", N_("Next for me"), ("Ctrl+J",), "Go", "work", icon="arrow-right"),
    ActionSpec("go.back", N_("Back"), ("Alt+Left",), "Go", "history", icon="chevron-left"),
    ActionSpec("go.forward", N_("Forward"), ("Alt+Right",), "Go", "history", icon="chevron-right"),
    ActionSpec("edit.link", N_("Copy link"), ("Ctrl+Shift+C",), "Edit", "copy", icon="link"),
    ActionSpec(
        "window.own", N_("Open in a window of its own"), (), "Window", "own", icon="external-link"
    ),
    ActionSpec("file.print", N_("Print as PDF…"), ("Ctrl+P",), "File", "print", icon="file-text"),
    ActionSpec("edit.filter", N_("Filter"), ("Ctrl+F", "/"), "Edit", "find", icon="filter"),
    ActionSpec(
        "edit.filter_row",
        N_("Filter row"),
        ("Ctrl+Shift+F",),
        "Edit",
        "find",
        icon="filter",
        words=N_("filter by column"),
    ),
    ActionSpec("view.refresh", N_("Refresh"), ("F5",), "View", "data", icon="rotate-cw"),
    ActionSpec(
        "view.detail", N_("Detail pane"), ("F4", "Alt+Return"), "View", "panes", icon="columns-2"
    ),
    ActionSpec("view.rail", N_("Fold navigation"), ("Ctrl+B",), "View", "panes", icon="panel-left"),
    ActionSpec("view.full_screen", N_("Full screen"), ("F11",), "View", "panes"),
    ActionSpec("view.theme", N_("Switch light and dark"), (), "View", "look", icon="image"),
    ActionSpec("view.zoom_in", N_("Larger"), ("Ctrl++", "Ctrl+="), "View", "look"),
    ActionSpec("view.zoom_out", N_("Smaller"), ("Ctrl+-",), "View", "look"),
    ActionSpec("view.zoom_reset", N_("Normal size"), ("Ctrl+0",), "View", "look"),
    ActionSpec("view.language_en", "English", (), "View", "language", icon="globe"),
    ActionSpec("view.language_nl", "Nederlands", (), "View", "language", icon="globe"),
    ActionSpec("view.as_of", N_("As of…"), ("Ctrl+Shift+H",), "View", "time", icon="history"),
    ActionSpec("view.now", N_("Back to now"), (), "View", "time"),
    ActionSpec("view.leave", N_("Leave this view"), (), "View", "layout", icon="eye"),
    ActionSpec(
        "view.columns",
        N_("Columns…"),
        (),
        "View",
        "layout",
        icon="columns-2",
        words=N_("hide, show, order"),
    ),
    ActionSpec("view.reset", N_("Reset layout"), (), "View", "layout"),
    ActionSpec("pane.next", N_("Next pane"), ("F6",), "Window", "panes", is_hidden=True),
    ActionSpec(
        "pane.previous", N_("Previous pane"), ("Shift+F6",), "Window", "panes", is_hidden=True
    ),
    ActionSpec(
        "tab.next", N_("Next tab"), ("Ctrl+Tab", "Ctrl+PgDown"), "Window", "panes", is_hidden=True
    ),
    ActionSpec(
        "tab.previous",
        N_("Previous tab"),
        ("Ctrl+Shift+Tab", "Ctrl+PgUp"),
        "Window",
        "panes",
        is_hidden=True,
    ),
    ActionSpec("actions.menu", N_("Actions of the selection"), ("Ctrl+.",), "Actions", "menu"),
    ActionSpec("help.keys", N_("All keys"), ("Ctrl+/", "Ctrl+?"), "Help", "help", icon="info"),
    ActionSpec("help.screen", N_("Help for this screen"), ("F1",), "Help", "help"),
    ActionSpec("help.guide", N_("User guide"), (), "Help", "help", icon="file-text"),
    ActionSpec("help.hints", N_("Guide me"), (), "Help", "help", icon="eye"),
    ActionSpec("help.log", N_("Show log"), (), "Help", "log", icon="file-text"),
    ActionSpec("app.room", N_("Open a review room…"), (), "File", "new", icon="lock"),
    ActionSpec("app.lock", N_("Lock"), ("Ctrl+Alt+L",), "File", "session", icon="lock"),
    ActionSpec("app.sign_out", N_("Sign out"), (), "File", "session", icon="log-out"),
    ActionSpec("app.remove_demo", N_("Remove the demo…"), (), "File", "session", icon="trash-2"),
    ActionSpec(
        "app.switch",
        N_("Open another workspace…"),
        (),
        "File",
        "session",
        icon="database",
        words=N_("change, demo, server, new workspace"),
    ),
    ActionSpec(
        "app.reopen", N_("Show the window in its new language"), is_hidden=True
    ),  # of the settings
    ActionSpec("window.close", N_("Close window"), ("Ctrl+W",), "File", CLOSE),
    ActionSpec("app.quit", N_("Quit"), ("Ctrl+Q",), "File", CLOSE, icon="log-out"),
)


def go_specs(cards: Sequence[Card]) -> list[ActionSpec]:
    """One action a screen: `G` and its letter, and Ctrl+1 to 9 for the first nine of the rail."""
    specs = []
    numbered = [card.key for card in cards if card.is_in_rail][:9]
    for card in cards:
        keys = [f"Ctrl+{numbered.index(card.key) + 1}"] if card.key in numbered else []
        keys += [f"G, {card.letter.upper()}"] if card.letter else []
        keys += ["Ctrl+,"] if card.key == "settings" else []
        group = f"screens{int(card.group)}"
        text = tr("Go to {title}").format(title=tr(card.title))
        specs.append(
            ActionSpec(
                f"go.{card.key}", text, tuple(keys), "Go", group, icon=card.icon, words=card.words
            )
        )
    return specs
