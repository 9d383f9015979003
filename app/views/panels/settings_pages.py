"""The pages of the settings. Nothing stands here that changes nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QCheckBox, QLineEdit, QSystemTrayIcon, QWidget

from app import texts
from app.views import cells, language, theme
from app.views.language import tr
from app.views.notice_kinds import KINDS, OUTSIDE
from app.views.panels.settings_keys import KeyEditor
from app.views.panels.settings_report import DiagnosticsPart
from app.views.panels.settings_rows import SettingsPage, block
from app.views.preferences import LOCK_MINUTES, Preferences, PreferenceStore, clock
from app.views.screen import ScreenWindow
from app.views.widgets.basics import StyledLabel, caption
from app.views.widgets.button import Button
from app.views.widgets.fields import Choice
from app.views.widgets.wrap import wrapping_row
from app.views.zones import zone

REMOVE_DEMO = "app.remove_demo"
REOPEN = "app.reopen"
ZONES = (
    "UTC",
    "Europe/Amsterdam",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
)


def appearance_page(shell: ScreenWindow) -> SettingsPage:
    page = SettingsPage(
        "appearance", tr("Appearance"), shell.preferences, ("theme", "density", "zoom")
    )
    themes = (
        ("system", tr("As the system")),
        ("light", tr("Light")),
        ("dark", tr("Dark")),
    )
    densities = (
        ("compact", tr("Compact")),
        ("normal", tr("Standard")),
        ("comfortable", tr("Roomy")),
    )
    zooms = [(step, cells.percent(step)) for step in theme.ZOOM_STEPS]
    controls = (
        page.choice("theme", tr("Theme"), themes),
        page.choice("density", tr("Rows of lists"), densities),
        page.choice("zoom", tr("Zoom"), zooms, note=tr("Ctrl++ and Ctrl+− do it from anywhere.")),
    )
    _lock_fixed_look(shell, page, *controls)
    return page


def accessibility_page(shell: ScreenWindow) -> SettingsPage:
    page = SettingsPage(
        "accessibility",
        tr("Accessibility"),
        shell.preferences,
        ("contrast", "targets", "flashes", "tables", "spoken"),
    )
    contrasts = (
        ("system", tr("As the system")),
        ("standard", tr("Standard")),
        ("high", tr("High")),
    )
    note = tr("High: black on white or white on black, strong edges, no tinted fills.")
    control = page.choice("contrast", tr("Contrast"), contrasts, note=note)
    targets = page.switch(
        "targets",
        tr("Targets"),
        tr("Larger rows, buttons and boxes"),
        note=tr("For a hand that is not steady, or a finger. It goes before the rows of lists."),
    )
    _lock_fixed_look(shell, page, control, targets)
    page.switch(
        "flashes",
        tr("Motion"),
        tr("Outline changed cells for a second"),
        note=tr("Nothing else in the window moves by itself."),
    )
    page.switch(
        "tables",
        tr("Charts"),
        tr("Begin as tables"),
        note=tr("Ctrl+Shift+T changes between a chart and its table."),
    )
    spoken = (
        ("all", tr("Everything")),
        ("brief", tr("What happens, without counts and read-outs")),
        ("off", tr("Nothing")),
    )
    page.choice("spoken", tr("Said by a screen reader"), spoken)
    return page


def _lock_fixed_look(shell: ScreenWindow, page: SettingsPage, *controls: QWidget) -> None:
    if shell.theme_switch is None:
        for control in controls:
            page.lock(control, tr("The look is fixed in this session."))


def keyboard_page(shell: ScreenWindow) -> SettingsPage:
    page = SettingsPage("keyboard", tr("Keyboard"), shell.preferences, ("letters", "keys"))
    page.switch(
        "letters",
        tr("Single keys"),
        tr("Letters alone act on lists"),
        note=tr("Off: A, G H and the like do nothing; keys with Ctrl or Alt stay."),
    )
    page.add_note(tr("The keys of a screen stand here once the screen has been open."))
    editor = KeyEditor(shell.actions_registry, shell.preferences)
    page.add_wide(editor)
    page.entries.append((tr("Keys of an action"), editor.filter))
    page.shown_by(lambda _value: editor.refresh())
    shell.actions_registry.changed.connect(editor.refresh_soon)
    return page


def language_page(shell: ScreenWindow) -> SettingsPage:
    page = SettingsPage("language", tr("Language"), shell.preferences, ("language",))
    known = [(code, texts.LANGUAGES[code]) for code in ("en", "nl")]
    control = page.choice(
        "language",
        tr("Language of the window"),
        [("", tr("As the system")), *known],
        note=tr(
            "What is read in it: words, dates, numbers. The trail keeps codes, of no language."
        ),
    )
    registry = shell.actions_registry
    now = Button(tr("Show it now"))
    now.setObjectName("settings.language.now")
    now.clicked.connect(lambda _on: registry.trigger(REOPEN))
    about = tr("The window opens anew on this screen; drafts and open windows stay.")
    page.add(tr("In another language"), now, about)

    def show(value: Preferences) -> None:
        """In the language that it would get, for whoever chose it by mistake or for another."""
        wanted = language.wanted(value.language)
        is_other = wanted != texts.language()
        now.setText(tr("Show it now"))
        if is_other and wanted in texts.LANGUAGES:
            words = tr("Show it now in {language}").format(language=texts.LANGUAGES[wanted])
            now.setText(words)
        why = registry.reason(REOPEN)
        now.set_blocked(why if is_other else tr("It is shown in this language."))

    page.shown_by(show)
    if language.is_named_outside():
        page.lock(control, tr("The language is fixed for this session, by MODELWARD_LANGUAGE."))
    return page


def time_page(shell: ScreenWindow) -> SettingsPage:
    page = SettingsPage("time", tr("Time and numbers"), shell.preferences, ("zone",))
    local = datetime.now().astimezone().tzname() or "UTC"
    options = [("", tr("This computer's ({zone})").format(zone=local))]
    options += [(name, name.replace("_", " ")) for name in ZONES]
    held = shell.preferences.value.zone
    if held and held not in ZONES:
        options.append((held, held))
    page.choice(
        "zone",
        tr("Times are shown in"),
        options,
        note=tr("Stored, signed and exported times are UTC, whatever stands here."),
    )
    sample = StyledLabel("")
    sample.setObjectName("settings.time.sample")
    page.add(tr("So a time looks"), sample)

    def show(value: Preferences) -> None:
        at = datetime.now(UTC)
        shown = at.astimezone(ZoneInfo(value.zone)) if value.zone else at.astimezone(zone())
        numbers = f"{cells.significant(1_234_567)} · {cells.significant(0.8613)}"
        words = f"{shown:%Y-%m-%d %H:%M %Z} · {language.written(at, 'ddd d MMMM')} · {numbers}"
        sample.setText(words)

    page.shown_by(show)
    return page


def notifications_page(shell: ScreenWindow) -> SettingsPage:
    page = SettingsPage(
        "notifications",
        tr("Notifications"),
        shell.preferences,
        ("silent_here", "silent_outside", "quiet", "quiet_from", "quiet_until"),
        tr("The notification centre (G N) always lists everything. These say what also pops up."),
    )
    _add_kinds(page, shell.preferences)
    hours = (_hour(page, "quiet_from", tr("from")), _hour(page, "quiet_until", tr("until")))
    switch = QCheckBox(tr("Nothing pops up"))
    switch.setObjectName("settings.quiet")
    switch.setAccessibleName(tr("Quiet hours"))
    switch.clicked.connect(lambda on: shell.preferences.set(quiet=on))
    for key, part in (("quiet", switch), ("quiet_from", hours[0]), ("quiet_until", hours[1])):
        if why := page.store.why_fixed(key):
            block(part, why)
    page.shown_by(lambda value: switch.setChecked(value.quiet))
    parts = (switch, caption(tr("from")), hours[0], caption(tr("until")), hours[1])
    page.add(tr("Quiet hours"), wrapping_row(*parts, spacing=16), field=switch)
    return page


def _add_kinds(page: SettingsPage, store: PreferenceStore) -> None:
    """A line per kind: in the window, and on the desktop where that has any effect."""
    has_tray = QSystemTrayIcon.isSystemTrayAvailable()
    for kind, words in KINDS.items():
        here = _kind_box(page, store, "silent_here", kind, tr("in the window"))
        boxes = [here]
        if kind in OUTSIDE:
            outside = _kind_box(page, store, "silent_outside", kind, tr("on the desktop"))
            if not has_tray:
                block(outside, tr("This desktop shows no notifications of programs."))
            boxes.append(outside)
        page.add(tr(words), wrapping_row(*boxes, spacing=24), field=here)


def _kind_box(
    page: SettingsPage, store: PreferenceStore, key: str, kind: str, words: str
) -> QCheckBox:
    box = QCheckBox(words)
    box.setObjectName(f"settings.{key}.{kind}")
    box.setAccessibleName(f"{tr(KINDS[kind])}: {words}")

    def change(on: bool) -> None:
        silent: frozenset[str] = getattr(store.value, key)
        store.set(**{key: silent - {kind} if on else silent | {kind}})

    box.clicked.connect(change)
    if why := store.why_fixed(key):
        block(box, why)
    page.shown_by(lambda value: box.setChecked(kind not in getattr(value, key)))
    return box


def _hour(page: SettingsPage, key: str, name: str) -> QLineEdit:
    """A time of day; what is none goes back to what was there."""
    field = QLineEdit()
    field.setObjectName(f"settings.{key}")
    field.setAccessibleName(name)
    field.setInputMask("99:99")
    field.setFixedSize(theme.px(70), theme.px(28))

    def keep() -> None:
        try:
            text = clock(field.text()).strftime("%H:%M")
        except ValueError:
            field.setText(getattr(page.store.value, key))
            return
        page.store.set(**{key: text})

    field.editingFinished.connect(keep)
    page.shown_by(lambda value: field.setText(getattr(value, key)))
    return field


def computer_page(shell: ScreenWindow) -> SettingsPage:
    page = SettingsPage(
        "computer", tr("This computer"), shell.preferences, ("forgets", "lock_after")
    )
    _add_lock(page)
    page.switch(
        "forgets",
        tr("At the end"),
        tr("Forget where I was"),
        note=tr(
            "For a computer that is shared: the workspace and person opened last, the place of the "
            "window and what was seen are forgotten when it closes. These settings stay."
        ),
    )
    now = Button(tr("Forget it now"))
    now.setObjectName("settings.forget")
    now.clicked.connect(partial(_forget_now, shell))
    page.add(
        tr("What is kept"),
        now,
        tr("The window keeps no rows of its own here, only places and settings."),
    )
    registry = shell.actions_registry
    if not registry.reason(REMOVE_DEMO):  # nobody else needs to read of it
        remove = Button(tr("Remove the demo…"))
        remove.setObjectName("settings.remove_demo")
        remove.clicked.connect(lambda _checked: registry.trigger(REMOVE_DEMO))
        page.add(tr("Demo workspace"), remove, tr("Its file, its runtimes and what you did there."))
    path = StyledLabel(str(shell.preferences.path), can_copy=True)
    page.add(tr("File of these settings"), path)
    return page


def _add_lock(page: SettingsPage) -> None:
    """By workspace: who sits at a team's database has more to hide than at a demo."""
    words = [
        tr("%n minute(s)", "", minutes) if minutes else tr("Never by itself")
        for minutes in LOCK_MINUTES
    ]
    control = Choice(tr("Lock this workspace after"), words)
    control.setObjectName("settings.lock_after")
    control.activated.connect(lambda n: page.store.set_lock_minutes(LOCK_MINUTES[n]))
    page.add(
        tr("Lock this workspace after"),
        control,
        tr(
            "Without a key or the mouse, every window is covered; what runs goes on. On a team's "
            "database the password of your login opens it, in a file a click."
        ),
    )
    page.lock_fixed("lock_after", control)
    page.shown_by(
        lambda _value: control.setCurrentIndex(LOCK_MINUTES.index(page.store.lock_minutes))
    )


def _forget_now(shell: ScreenWindow) -> None:
    shell.forget_places()
    shell.toast(tr("Forgotten: the next start begins as the first one did"))


def diagnostics_page(shell: ScreenWindow) -> SettingsPage:
    page = SettingsPage("diagnostics", tr("Diagnostics"), shell.preferences)
    part = DiagnosticsPart(shell.backend)
    page.add_wide(part)
    page.entries.append((tr("Self test"), part.test_button))
    page.entries.append((tr("Copy report"), part.copy_button))
    page.entries.append((tr("Open the folder of the log"), part.log_button))
    return page


PAGES: tuple[Any, ...] = (
    appearance_page,
    keyboard_page,
    notifications_page,
    time_page,
    language_page,
    accessibility_page,
    computer_page,
    diagnostics_page,
)
