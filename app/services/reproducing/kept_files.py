"""What the database keeps for a run again, held against its digests before anything is run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.errors import InputError, VerificationError
from app.models.queries.releases import AssetRow
from app.models.queries.reproduction import Pinned
from app.services.commands.assets import found_digest
from app.services.reproducing.parts import Part
from app.services.reproducing.pinned_measuring import Measurer
from app.services.reproducing.pinned_training import (
    TRAINING_FILE,
    given_files,
    kept_training_data,
    pinned_lock,
    training_start,
)
from app.services.reproducing.spec import REFERENCE_FILE, What
from app.services.training.own_code import is_own_code
from app.services.training.spec import METRICS_FILE

SHOWN_DIGITS = 12


@dataclass(frozen=True, slots=True)
class KeptFile:
    """One file that a run takes from the database."""

    path: str  # as its version names it
    sha256: str


def kept_files(
    what: What, pinned: Pinned, measurer: Measurer, sample: AssetRow | None
) -> list[KeptFile]:
    """What this run would read there, each once; the rest of the version plays no part in it."""
    lock = pinned_lock(pinned)
    if what is What.TRAINING:
        return _of_assets([*_training_files(pinned), lock, kept_training_data(pinned)])
    found = [pinned.files.named(REFERENCE_FILE), sample]
    if what is What.SCORING or not measurer.then.lock:
        found.append(lock)
    kept = _of_assets(found)
    if what is What.SCORING:
        kept += [
            KeptFile(one.path, one.sha256)
            for one in pinned.files.assets
            if one.sha256 == pinned.model_sha256
        ][:1]
    if not measurer.is_todays:
        kept.append(KeptFile("the code that measured", measurer.code))
    if measurer.then.lock:
        kept.append(KeptFile("the lock of what measured", measurer.then.lock))
    return kept


def changed_files(session: Session, kept: Iterable[KeptFile]) -> dict[KeptFile, str]:
    """Of those whose bytes are others or gone, the digest that is found; empty: they are gone."""
    found = {one: found_digest(session, one.sha256) for one in kept}
    return {one: digest for one, digest in found.items() if digest != one.sha256}


def require_unchanged(changed: Mapping[KeptFile, str]) -> None:
    """
    Raises:
        VerificationError: files that the run takes were changed in the database; all are told.
    """
    if changed:
        raise VerificationError(
            " ".join(_told(one, found) for one, found in changed.items()),
            hint="Nothing was run. Restore the database from a backup.",
        )


def as_found(part: Part, changed: Mapping[KeptFile, str]) -> Part:
    """The part as the database has it, where that is not what was kept."""
    for one, found in changed.items():
        if one.sha256 == part.then:
            return replace(Part.of(part.name, part.then, found), where=part.where or one.path)
    return part


def _training_files(pinned: Pinned) -> list[AssetRow | None]:
    given = given_files(pinned.files.assets)
    try:
        start = training_start(pinned)
    except InputError:
        return list(given)
    named = [pinned.files.named(name) for name in (TRAINING_FILE, REFERENCE_FILE)]
    if pinned.training is None:
        named.append(pinned.files.named(METRICS_FILE))
    return [start, *([] if is_own_code(start.sha256) else given), *named]


def _of_assets(found: Iterable[AssetRow | None]) -> list[KeptFile]:
    kept = (KeptFile(one.path, one.sha256) for one in found if one is not None and not one.store)
    return list(dict.fromkeys(kept))


def _told(one: KeptFile, found: str) -> str:
    if not found:
        return f"{one.path} ({_short(one.sha256)}) is missing in the database."
    return (
        f"{one.path} was changed in the database: {_short(one.sha256)} was kept,"
        f" {_short(found)} is found."
    )


def _short(digest: str) -> str:
    return f"{digest[:SHOWN_DIGITS]}…"
