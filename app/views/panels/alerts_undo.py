"""How acts on alerts are taken back: by events of their own, where nobody changed them since."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.services.commands.alerts import Acted, Change, take_back_all, take_back_each
from app.views.backend import Backend
from app.views.language import tr
from app.views.panels.alerts_batches import AlertBatches
from app.views.undo import Failed, Turn


def take_back(backend: Backend, changes: tuple[Change, ...]) -> Turn:
    """All of them or none, as they were done."""

    def turn(then: Callable[[Turn, str], object], failed: Failed) -> None:
        def done(back: tuple[Change, ...]) -> None:
            then(take_back(backend, back), not_brought_back(back))

        backend.run(done, take_back_all, changes, on_error=failed)

    return turn


def take_back_whole(backend: Backend, changes: tuple[Change, ...]) -> Turn:
    """What was done to a whole query: those that nobody changed since."""

    def turn(then: Callable[[Turn, str], object], failed: Failed) -> None:
        AlertBatches(
            backend,
            take_back_each,
            done=lambda acted: then(
                take_back_whole(backend, acted.changes),
                " ".join(filter(None, (left_out(acted), not_brought_back(acted.changes)))),
            ),
            failed=lambda error, _acted: failed(error),
            parent=backend,
        ).run(changes)

    return turn


def left_out(acted: Acted) -> str:
    """What became of those that were meant too, as sentences; empty: all were done."""
    told = []
    if acted.changed:
        told.append(
            tr("Changed by others meanwhile, so left out: {count}.").format(count=acted.changed)
        )
    if acted.refused:
        told.append(tr("Not yours to act on, so left out: {count}.").format(count=acted.refused))
    return " ".join(told)


def not_brought_back(changes: Iterable[Change]) -> str:
    """What others had said before is theirs to say again; empty: there was nothing of theirs."""
    names = sorted({one.unrestored for one in changes if one.unrestored})
    if not names:
        return ""
    said = tr("Not brought back: the earlier acknowledgement by {names}; the trail keeps it.")
    return said.format(names=", ".join(names))


def open_again(count: int) -> str:
    return tr("%n alert(s) open again; the trail keeps both", "", count)
