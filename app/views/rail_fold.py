"""The rail folds where the window has little room, by zoom too, and unfolds with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.views import theme

if TYPE_CHECKING:
    from app.views.main_window import MainWindow

# Of the mock-ups' pixels; the smallest window is larger, until it is zoomed.
_NARROW = 900
_SMALL = 700, 420


class RailFold:
    """Whoever folded it themselves finds it folded when there is room again."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._is_narrow = self._was_folded = False

    def begin(self, *, is_folded: bool) -> None:
        """As the reader left it, and from now on by the room there is."""
        self._window.rail.set_folded(is_folded)
        theme.keep_sized(self._window, self.fit)

    @property
    def is_chosen(self) -> bool:
        """Folded by the reader, not for want of room."""
        return self._was_folded if self._is_narrow else self._window.rail.is_folded

    def reset(self) -> None:
        """Unfolded, as after the first start; `fit` folds it again where it must."""
        self._is_narrow = self._was_folded = False
        self._window.rail.set_folded(False)

    def fit(self) -> None:
        """The strips above and below give way as well."""
        window, (width, height) = self._window, _SMALL
        window.frame.set_small(
            window.width() <= theme.px(width) or window.height() <= theme.px(height)
        )
        is_narrow = window.width() < theme.px(_NARROW)
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        if is_narrow:
            self._was_folded = window.rail.is_folded
        window.rail.set_folded(is_narrow or self._was_folded)
