"""How the window looks: Fusion, our palette, fonts and sizes; switched while the program runs.

`apply` alone changes it, the palette of the application with what `tokens()` gives: delegates and
painters are right as soon as Qt has repainted. Widgets that keep derived things (pixmaps, pens)
rebuild them on `QEvent.PaletteChange`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import cast

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.views.resources import resource_folder, resource_path
from app.views.tokens import DARK, DARK_CONTRAST, LIGHT, LIGHT_CONTRAST, Tokens

_FAMILY = "modelward.family"
_CALM = "modelward.calm"
_STYLED = "modelward.styled"
_SHEET, _DRESSED = "modelward.sheet", "modelward.dressed"  # of the application, of a window
_TABLES = "modelward.tables"
ROW_HEIGHTS = {"compact": 24, "normal": 28, "comfortable": 34}
ZOOM_STEPS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
# Desktops without a UI font of their own fall back to one of these; ours reads better.
_NO_UI_FONT = frozenset({"DejaVu Sans", "Sans Serif", "Sans", "Nimbus Sans", ""})
_STEADY_MS = 120  # without another step of zoom: every widget alive is styled anew by one
TARGET = 24  # px each way: what is pressed is no smaller (WCAG 2.5.8)
CONTROL = 28  # px high: buttons and choices
LARGE = 40  # px of either, and of a line of a table, where the reader wants larger targets


class Choice(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class FontRole(StrEnum):
    """Pixel size at zoom 1 and weight are in `_FONTS`."""

    BODY = "body"
    STRONG = "strong"
    NUMBER = "number"  # tabular figures
    NUMBER_CAPTION = "number_caption"
    CAPTION = "caption"
    CAPTION_MEDIUM = "caption_medium"  # table headers, chips, links, key caps
    CAPTION_STRONG = "caption_strong"  # stage chips, direct labels
    SECTION = "section"  # capitals
    PANE_TITLE = "pane_title"
    SCREEN_TITLE = "screen_title"
    KPI = "kpi"
    MONO = "mono"
    AVATAR = "avatar"


_FONTS: dict[FontRole, tuple[float, QFont.Weight]] = {
    FontRole.BODY: (13, QFont.Weight.Normal),
    FontRole.STRONG: (13, QFont.Weight.DemiBold),
    FontRole.NUMBER: (13, QFont.Weight.Normal),
    FontRole.NUMBER_CAPTION: (12, QFont.Weight.Normal),
    FontRole.CAPTION: (12, QFont.Weight.Normal),
    FontRole.CAPTION_MEDIUM: (12, QFont.Weight.Medium),
    FontRole.CAPTION_STRONG: (12, QFont.Weight.DemiBold),
    FontRole.SECTION: (12, QFont.Weight.DemiBold),
    FontRole.PANE_TITLE: (15, QFont.Weight.DemiBold),
    FontRole.SCREEN_TITLE: (18, QFont.Weight.DemiBold),
    FontRole.KPI: (26, QFont.Weight.DemiBold),
    FontRole.MONO: (12, QFont.Weight.Normal),
    FontRole.AVATAR: (10, QFont.Weight.DemiBold),
}


def application() -> QApplication:
    return cast(QApplication, QApplication.instance())


@dataclass(slots=True)
class _Worn:
    """What the application wears now: asked for several times by each cell that is painted."""

    tokens: Tokens = LIGHT
    zoom: float = 1.0
    density: str = "normal"
    has_large_targets: bool = False
    family: str = ""  # empty: not dressed yet


_WORN = _Worn()


def tokens() -> Tokens:
    """The colours in use now."""
    return _WORN.tokens


def zoom() -> float:
    return _WORN.zoom


def row_height() -> int:
    """Of a line of a table, before zoom: as dense as the reader wants lists."""
    return LARGE if _WORN.has_large_targets else ROW_HEIGHTS[_WORN.density]


def target() -> int:
    """The least that is pressed measures, before zoom."""
    return LARGE if _WORN.has_large_targets else TARGET


def control_height() -> int:
    """Of a button or choice, before zoom."""
    return LARGE if _WORN.has_large_targets else CONTROL


def flashes() -> bool:
    """Whether cells that change are outlined for a moment."""
    return not application().property(_CALM)


def set_flashes(on: bool) -> None:
    application().setProperty(_CALM, not on)


def shows_tables() -> bool:
    """Whether charts begin as their tables."""
    return bool(application().property(_TABLES))


def set_tables(on: bool) -> None:
    application().setProperty(_TABLES, on)


def px(size: float) -> int:
    """A size of the mock-ups, zoomed. Fonts, rows and icons grow; gaps of layouts stay."""
    return round(size * _WORN.zoom)


def font(role: FontRole) -> QFont:
    """The font of a role; shared, so copy it before changing it."""
    return _font(role, _WORN.zoom, _WORN.family or application().font().family())


def _as_written(font: QFont) -> None:
    """Inter would draw the x of "2x4" as a cross and "->" as an arrow: names are names."""
    font.setFeature(QFont.Tag("calt"), 0)


@lru_cache(maxsize=64)
def _font(role: FontRole, zoom_factor: float, family: str) -> QFont:
    size, weight = _FONTS[role]
    if role is FontRole.MONO:
        made = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    else:
        made = QFont(family)
    if role in (FontRole.NUMBER, FontRole.NUMBER_CAPTION):
        # Only for numbers: it widens hyphens too, and names are full of them.
        made.setFeature(QFont.Tag("tnum"), 1)
    _as_written(made)
    made.setPixelSize(max(8, round(size * zoom_factor)))
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if role is FontRole.SCREEN_TITLE:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -0.1)
    return made


def _tokens(*, is_dark: bool, has_high_contrast: bool) -> Tokens:
    if has_high_contrast:
        return DARK_CONTRAST if is_dark else LIGHT_CONTRAST
    return DARK if is_dark else LIGHT


def make_palette(t: Tokens) -> QPalette:
    """Every role of every group, so that nothing of the platform's palette shines through."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    palette = QPalette()
    pairs = {
        role.Window: t.window,
        role.WindowText: t.text,
        role.Base: t.base,
        role.AlternateBase: t.alternate,
        role.Text: t.text,
        role.PlaceholderText: t.placeholder,
        role.Button: t.base,
        role.ButtonText: t.text,
        role.BrightText: t.critical,
        role.Highlight: t.highlight,
        role.HighlightedText: t.highlight_text,
        role.Accent: t.focus,
        role.Link: t.focus,
        role.LinkVisited: t.waiting,
        role.ToolTipBase: t.base,
        role.ToolTipText: t.text,
        role.Light: t.alternate,
        role.Midlight: t.divider,
        role.Mid: t.divider,
        role.Dark: t.edge,
        role.Shadow: t.secondary,
    }
    for color_role, value in pairs.items():
        palette.setColor(color_role, QColor(value))
    for color_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(group.Disabled, color_role, QColor(t.placeholder))
    palette.setColor(group.Disabled, role.Base, QColor(t.window))
    palette.setColor(group.Disabled, role.Highlight, QColor(t.edge))
    return palette


# Longer names before those that they begin with.
_IN_SHEET = (
    "highlight_text", "highlight", "placeholder", "base", "window", "edge", "divider", "focus",
)  # fmt: skip


def _style_sheet(t: Tokens) -> str:
    sheet = resource_path("style", "inputs.qss").read_text(encoding="utf-8")
    for name in _IN_SHEET:
        sheet = sheet.replace(f"@{name}", getattr(t, name))
    tick = px(13)  # as large as the words beside it
    sheet = sheet.replace("@tick", f"{tick}px").replace("@round", f"{tick // 2 + 1}px")
    # With the keyboard on it a box is as large as before; the ring stands apart from what is full.
    sheet = sheet.replace("@smaller", f"{tick - 2}px").replace("@ringed", f"{tick - 4}px")
    sheet = sheet.replace("@target", f"{px(target())}px")
    return sheet.replace("@text", t.text).replace(
        "@icons", (resource_folder() / "icons").as_posix()
    )


def _family() -> str:
    """The platform's UI font; ours (Inter) where the desktop has none worth the name."""
    family = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    if sys.platform in ("win32", "darwin") or family not in _NO_UI_FONT:
        return family
    for file in sorted(resource_path("style", "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    return "Inter" if "Inter" in QFontDatabase.families() else family


def apply(
    *,
    dark: bool,
    zoom_factor: float = 1.0,
    density: str = "normal",
    has_high_contrast: bool = False,
    has_large_targets: bool = False,
) -> None:
    """Dress the application; may be called again at any time."""
    app = application()
    t = _tokens(is_dark=dark, has_high_contrast=has_high_contrast)
    before = zoom(), row_height(), target()
    _WORN.tokens, _WORN.zoom, _WORN.density = t, zoom_factor, density
    _WORN.has_large_targets = has_large_targets
    has_other_rows = (row_height(), target()) != before[1:]
    if not app.property(_STYLED):
        app.setStyle("Fusion")
        app.setProperty(_STYLED, True)
    _WORN.family = app.property(_FAMILY) or _remember_family(app)
    base_font = QFont(_WORN.family)
    base_font.setPixelSize(px(13))
    base_font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    _as_written(base_font)
    app.setFont(base_font)
    palette, sheet = make_palette(t), _style_sheet(t)
    if palette != app.palette():
        app.setPalette(palette)
    # Every widget is styled anew by it, hidden ones too, and hears that its sizes are others.
    if sheet != app.property(_SHEET) or has_other_rows:
        app.setProperty(_SHEET, sheet)
        for one in QApplication.topLevelWidgets():
            if one.property(_DRESSED):
                one.setStyleSheet(sheet)
    if (zoom(), row_height(), target()) != before:
        _sizes().tell_soon()


def dress(window: QWidget) -> None:
    """Give a window, and all that it ever holds, the look of our inputs, now and in any theme.

    The sheet is the windows', not the application's: that one is laid upon every part again, with
    all that is in it, each time it is put into another, which is half of what building a screen
    took.
    """
    window.setProperty(_DRESSED, True)
    window.setStyleSheet(application().property(_SHEET) or "")


def _remember_family(app: QApplication) -> str:
    family = _family()
    app.setProperty(_FAMILY, family)
    return family


class _Sizes(QObject):
    """Tells that sizes are others: the zoom changed, or how dense lists are."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.changed)

    def tell_soon(self) -> None:
        """Not now: widgets that are styled anew may reset what would be set."""
        self._soon.start()


@cache
def _sizes() -> _Sizes:
    return _Sizes(application())


class _Sizer(QObject):
    """Sets a widget's fixed sizes again; it goes with its widget.

    No filter of its events, which are many while a screen comes up: each would be looked at here.
    """

    def __init__(self, widget: QWidget, apply_sizes: Callable[[], object]) -> None:
        super().__init__(widget)
        self._apply_sizes = apply_sizes
        _sizes().changed.connect(self._on_sizes_changed)

    @Slot()
    def _on_sizes_changed(self) -> None:
        self._apply_sizes()


def keep_sized(widget: QWidget, apply_sizes: Callable[[], object]) -> None:
    """Call `apply_sizes` now and after every change of zoom; for `setFixedHeight(px(…))`."""
    apply_sizes()
    _Sizer(widget, apply_sizes)


class ThemeSwitch(QObject):
    """The reader's choice of look, following the system where they want that."""

    def __init__(
        self,
        choice: Choice = Choice.SYSTEM,
        zoom_factor: float = 1.0,
        *,
        density: str = "normal",
        contrast: str = "system",
        has_large_targets: bool = False,
    ) -> None:
        super().__init__()
        self._choice = choice
        self._zoom = zoom_factor
        self._density = density
        self._contrast = contrast
        self._has_large_targets = has_large_targets
        self._soon = QTimer(self, singleShot=True, interval=_STEADY_MS)
        self._soon.timeout.connect(self._apply)
        self._hints = application().styleHints()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._access = self._hints.accessibility()
        self._access.contrastPreferenceChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def choice(self) -> Choice:
        return self._choice

    @property
    def zoom_factor(self) -> float:
        return self._zoom

    def set_choice(self, choice: Choice) -> None:
        self._choice = choice
        self._apply()

    def set_look(
        self,
        choice: Choice,
        zoom_factor: float,
        density: str,
        contrast: str,
        *,
        has_large_targets: bool = False,
    ) -> None:
        """Everything at once; nothing is drawn anew where nothing changes."""
        wanted = (choice, zoom_factor, density, contrast, has_large_targets)
        present = (
            self._choice, self._zoom, self._density, self._contrast, self._has_large_targets,
        )  # fmt: skip
        if wanted != present:
            self._choice, self._zoom, self._density, self._contrast = wanted[:4]
            self._has_large_targets = has_large_targets
            self._apply()

    def toggle(self) -> None:
        self.set_choice(Choice.LIGHT if tokens().is_dark else Choice.DARK)

    def zoom_by(self, steps: int) -> None:
        """One step larger or smaller; 0 resets. Steps in one go are one change of the look."""
        nearest = min(range(len(ZOOM_STEPS)), key=lambda n: abs(ZOOM_STEPS[n] - self._zoom))
        place = min(len(ZOOM_STEPS) - 1, max(0, nearest + steps))
        self._zoom = ZOOM_STEPS[place] if steps else 1.0
        self._soon.start()

    def _is_dark(self) -> bool:
        if self._choice is Choice.SYSTEM:
            return application().styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._choice is Choice.DARK

    def _has_high_contrast(self) -> bool:
        if self._contrast == "system":
            return self._access.contrastPreference() == Qt.ContrastPreference.HighContrast
        return self._contrast == "high"

    @Slot()
    def _apply(self) -> None:
        self._soon.stop()
        apply(
            dark=self._is_dark(),
            zoom_factor=self._zoom,
            density=self._density,
            has_high_contrast=self._has_high_contrast(),
            has_large_targets=self._has_large_targets,
        )

    @Slot()
    def _on_system_changed(self) -> None:
        if self._choice is Choice.SYSTEM or self._contrast == "system":
            self._apply()
