"""Several models at once: what a folder holds beside each other, and a look at each of them."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.config import Settings
from app.errors import AppError, CancelledError, InputError
from app.services.digests import digest
from app.services.intake.assets import SCHEMA_NAMES, IsCancelled, never
from app.services.intake.look import Look, look_at
from app.services.intake.mlflow_server import MlflowAddress, Progress
from app.services.intake.sources import Given, download, parse_given
from app.services.intake.walk import SKIPPED

MOST_AT_ONCE = 100
NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
SUFFIXES = (".onnx", ".zip")
MARKS = frozenset({"MLmodel", *SCHEMA_NAMES})  # a folder that holds one of these is a model


@dataclass(frozen=True, slots=True)
class Held:
    """What a folder holds beside each other: models, and names of what is none."""

    models: tuple[Path, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """One of several: what was found, or why it can't be registered."""

    given: str  # as it was told
    name: str
    look: Look | None = None
    problem: AppError | None = None


@dataclass(frozen=True, slots=True)
class Several:
    """A look at each; `others` lie in the same folder and are no models."""

    checked: tuple[Checked, ...]
    others: tuple[str, ...] = ()

    @property
    def seen(self) -> str:
        """As of a look at one: another as soon as one of them is."""
        return digest([[one.given, one.look.seen if one.look else ""] for one in self.checked])


def look_at_any(
    settings: Settings,
    given: Given | tuple[str, ...],
    scratch: Path | None = None,
    *,
    is_one: bool = False,
    progress: Progress | None = None,
    is_cancelled: IsCancelled = never,
) -> Look | Several:
    """A look at it; at each, where it is a folder of several models or several were named.

    Args:
        scratch: where what is elsewhere is fetched to, and must stay; needed for that alone.
        is_one: a folder is one model, whatever it holds.
    Raises:
        InputError: it can't be registered, with the reason.
        AppError: this computer has no room for it.
        CancelledError: somebody stopped it.
    """
    try:
        return _look_at_any(
            settings, given, scratch, is_one=is_one, progress=progress, is_cancelled=is_cancelled
        )
    except OSError as error:  # gone, closed to us, or no name that this system has
        raise failed_system(error) from error


def _look_at_any(
    settings: Settings,
    given: Given | tuple[str, ...],
    scratch: Path | None,
    *,
    is_one: bool,
    progress: Progress | None,
    is_cancelled: IsCancelled,
) -> Look | Several:
    held = Held()
    if isinstance(given, Path) and given.is_dir() and not is_one:
        held = models_in(given)
    if isinstance(given, tuple) and len(given) > MOST_AT_ONCE:
        raise InputError(
            f"{len(given)} models are more than the {MOST_AT_ONCE} that are registered at once.",
            hint="Choose some of them.",
        )
    texts = given if isinstance(given, tuple) else tuple(map(str, held.models))
    if texts or isinstance(given, tuple):
        checked = look_at_several(
            settings, texts, scratch, progress=progress, is_cancelled=is_cancelled
        )
        return Several(checked, held.others)
    return look_at(given, is_cancelled=is_cancelled)


def models_in(path: Path) -> Held:
    """The models that lie beside each other in a folder; without models: it holds no two of them.

    A folder with any other file at its top is one model: that file belongs to it.

    Raises:
        InputError: it holds too many to be looked at.
    """
    entries = _entries(path)
    files = [one for one in entries if not one.is_dir()]
    if any(one.suffix.lower() not in SUFFIXES for one in files):
        return Held()
    found = [*files, *(one for one in entries if one.is_dir() and _is_model(one))]
    if len(found) > MOST_AT_ONCE:
        raise InputError(
            f"{path.name} holds more than {MOST_AT_ONCE} models.",
            hint="Give a folder of some of them.",
        )
    if len(found) < 2:
        return Held()
    return Held(tuple(found), tuple(one.name for one in entries if one not in found))


def _is_model(folder: Path) -> bool:
    return any(one.name in MARKS or one.suffix.lower() == ".onnx" for one in _entries(folder))


def _entries(folder: Path) -> list[Path]:
    """What lies in it; links and what is no part of a model are passed over."""
    try:
        with os.scandir(folder) as found:
            entries = [
                Path(one.path)
                for one in found
                if one.name not in SKIPPED and not one.name.startswith(".") and not one.is_symlink()
            ]
    except OSError:
        return []
    return sorted(entries, key=lambda one: one.name.casefold())


def unreadable(cause: OSError) -> InputError:
    """In words, what a system says of files that are gone or closed to us."""
    name = Path(os.fsdecode(cause.filename)).name if cause.filename else ""
    error = InputError(
        f"{name} can't be read: {cause.strerror}." if name else "The files can't be read.",
        hint="Look whether they are still there.",
    )
    error.__cause__ = cause
    return error


def failed_system(cause: OSError) -> AppError:
    """In words, what a system says while it reads files: they are closed to us, or it is full."""
    return not_kept(cause) if cause.errno in NO_ROOM else unreadable(cause)


def not_kept(cause: OSError) -> AppError:
    """In words, why this computer can't keep files, whoever's they are."""
    error = AppError(
        f"This computer can't keep the files: {cause.strerror}.", hint="Make room, then repeat."
    )
    error.__cause__ = cause
    return error


def look_at_several(
    settings: Settings,
    given: Sequence[str],
    scratch: Path | None = None,
    *,
    progress: Progress | None = None,
    is_cancelled: IsCancelled = never,
) -> tuple[Checked, ...]:
    """What is there, one after the other; one that can't be used holds up no other.

    Args:
        scratch: where what is elsewhere is fetched to, and must stay; needed for that alone.
    Raises:
        CancelledError: somebody stopped it.
    """
    found = []
    for n, text in enumerate(given):
        found.append(_check(settings, text, scratch, is_cancelled))
        if progress is not None:
            progress(n + 1, len(given))
    return tuple(found)


def _check(
    settings: Settings, text: str, scratch: Path | None, is_cancelled: IsCancelled
) -> Checked:
    name = text
    try:
        address = parse_given(text)
        name = address.name if isinstance(address, Path) else str(address)
        given: Given
        if isinstance(address, MlflowAddress):
            assert scratch is not None
            given = download(settings, address, scratch, is_cancelled=is_cancelled)
        else:
            given = address
        look = look_at(given, is_cancelled=is_cancelled)
    except CancelledError:
        raise
    except AppError as error:
        return Checked(text, name, problem=error)
    except OSError as error:  # gone, or not to be read: of this one only
        return Checked(text, name, problem=failed_system(error))
    return Checked(text, look.name, look)
