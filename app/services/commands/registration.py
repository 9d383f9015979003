"""Registering from the window: all is read first, then one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from uuid import UUID

from app.config import Settings
from app.errors import AppError, CancelledError, NotReachableError
from app.models.queries.find import find_latest_snapshot
from app.models.rules.blockers import require
from app.models.rules.roles import BUILDERS
from app.models.tables.inventory import RegisteredModel
from app.models.tables.organisation import BusinessUnit
from app.services.commands.asked_registrations import settle_registration
from app.services.commands.models import NewModel, model_name_blockers
from app.services.commands.people import default_unit, find_unit
from app.services.commands.snapshots import take_snapshot
from app.services.intake.assets import IsCancelled, never
from app.services.intake.mlflow_server import Progress
from app.services.intake.several import not_kept
from app.services.intake.sources import Given
from app.services.names import clean_name
from app.services.registering import Registration, register_data, register_path
from app.services.unit_of_work import UnitOfWork, Work


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks to register. With a `label` the path is data to train on.

    With a `model_id` it is the next version of that model, and `new` tells nothing. `request_id`:
    of somebody who asked for it; registering it closes that request. `seen`: of the look at it.
    """

    given: Given
    new: NewModel
    label: str = ""
    protected: tuple[str, ...] = ()
    model_id: UUID | None = None
    card: str = ""  # the words of a model card that was written here
    request_id: UUID | None = None
    seen: str = ""


def register_wanted(
    work: Work, settings: Settings, wanted: Wanted, *, is_cancelled: IsCancelled = never
) -> Registration:
    """Register a model or its next version, from files, data with a label or by hand; freeze it.

    Raises:
        InputError: what is at the path can't be used, or was changed since it was looked at.
        RefusedError: the unit has a model of that name, and another version was not asked for.
        CancelledError: somebody stopped it; nothing is stored.
    """
    place, after = partial(_placed, wanted), partial(settle, wanted.request_id)
    if wanted.label and isinstance(wanted.given, Path):
        return register_data(
            work, settings, wanted.given, wanted.new,
            label=wanted.label, protected=wanted.protected, seen=wanted.seen,
            place=place, after=after,
        )  # fmt: skip
    return register_path(
        work, settings, wanted.given, wanted.new,
        card=wanted.card, seen=wanted.seen, place=place, after=after, is_cancelled=is_cancelled,
    )  # fmt: skip


def settle(request_id: UUID | None, work: UnitOfWork, made: Registration) -> None:
    """Close the request that it answers, where it answers one."""
    if request_id is not None:
        settle_registration(work, request_id, made.version_id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several; neither: it was not tried."""

    made: Registration | None = None
    error: AppError | None = None


def register_several(
    work: Work,
    settings: Settings,
    wanted: Sequence[Wanted],
    *,
    progress: Progress | None = None,
    is_cancelled: IsCancelled = never,
) -> tuple[Outcome, ...]:
    """Register each in a transaction of its own: one that fails takes none of the others with it.

    What was stored before somebody stopped it stays. Where the database or the disk takes nothing
    any more, the rest is not tried.
    """
    outcomes: list[Outcome] = []
    for one in wanted:
        if is_cancelled():
            break
        try:
            made = register_wanted(work, settings, one, is_cancelled=is_cancelled)
        except CancelledError:
            break
        except (NotReachableError, OSError) as error:  # the others would fail of it, too
            told = not_kept(error) if isinstance(error, OSError) else error
            outcomes.append(Outcome(error=told))
            break
        except AppError as error:
            outcomes.append(Outcome(error=error))
        else:
            outcomes.append(Outcome(made))
        if progress is not None:
            progress(len(outcomes), len(wanted))
    return (*outcomes, *[Outcome()] * (len(wanted) - len(outcomes)))


def _placed(wanted: Wanted, work: UnitOfWork, new: NewModel) -> NewModel:
    """A version has the name and unit of its model; a new model a name that is free."""
    if wanted.model_id is not None:
        row = work.get(RegisteredModel, wanted.model_id)
        return replace(new, name=row.name, unit=work.get(BusinessUnit, row.unit_id).key)
    unit = find_unit(work, new.unit) if new.unit else default_unit(work, BUILDERS)
    require(model_name_blockers(work, clean_name(new.name), unit))
    return new


@dataclass(frozen=True, slots=True)
class Frozen:
    """The snapshot a version has now, and whether it is new."""

    sequence: int
    digest: str
    is_new: bool


def freeze(work: UnitOfWork, version_id: UUID) -> Frozen:
    """Take a snapshot of a version, where something changed since the last one."""
    before = find_latest_snapshot(work.session, version_id)
    snapshot = take_snapshot(work, version_id)
    return Frozen(snapshot.sequence, snapshot.digest, before is None or before.id != snapshot.id)
