"""Compare two data sets: profile, measure, judge. What a monitor and the command line call."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# BLAS threads cost CPU time and win nothing here; must be set before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from app.errors import AppError, InputError
from app.services.monitoring.default_thresholds import TABLE_NAME, TABLE_VERSION
from app.services.monitoring.engines.local import profile_source, reference_profile
from app.services.monitoring.judge import Decide, Result, Subject, Verdict, judge, worst
from app.services.monitoring.measure import MEASURES, Measurement, Options, Pair, State
from app.services.monitoring.notes import notes_on_columns, notes_on_guesses, notes_on_roles
from app.services.monitoring.profile import Profile
from app.services.monitoring.schema import FieldFacts, read_schema
from app.services.monitoring.sources.open import open_source
from app.services.monitoring.sources.source import Source
from app.services.monitoring.spec import ProfileSpec

METHOD_VERSION = "1"  # changes when a measure counts or computes differently


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every result of a comparison, and the verdict over all of them."""

    reference_rows: int | None
    current_rows: int
    results: tuple[Result, ...]
    edges_hash: str
    current: Profile
    options: Options = field(default_factory=Options)
    table: str | None = None  # the shipped one; None: the caller's, who knows its version
    notes: tuple[str, ...] = ()  # guessed roles, and columns that were not compared

    @property
    def verdict(self) -> Verdict:
        return worst(result.verdict for result in self.results)

    def to_json(self) -> dict[str, Any]:
        """The standard format of `drift` and `monitor run`; keys are only ever added."""
        return {
            "rows": {"reference": self.reference_rows, "current": self.current_rows},
            "results": [result.to_json() for result in self.results],
            "verdict": self.verdict.value,
            "edges_hash": self.edges_hash,
            "method_version": METHOD_VERSION,
            "correction": "Benjamini-Hochberg over the features of each test",
            "table": self.table,
            "parameters": asdict(self.options),
            "notes": list(self.notes),
        }


def compare(
    reference: Source | Profile | None,
    current: Source | Profile,
    schema: Sequence[FieldFacts] | None = None,
    *,
    tests: Sequence[str] | None = None,
    decide: Decide | None = None,
    subject: Subject = Subject(),  # noqa: B008 - frozen
    options: Options = Options(),  # noqa: B008 - frozen
) -> Comparison:
    """Profiles both sides on the reference's edges, measures and judges.

    Args:
        reference: rows, a stored profile, or None to measure the current side alone.
        schema: roles and classes; guessed from the reference where not given.
        tests: keys of MEASURES; not given: every default one that the roles call for.
        decide: the decision table; not given: the shipped thresholds.
    Raises:
        InputError: a source that can't be read, or profiles counted on different edges.
    """
    before: Profile | None
    if reference is None or isinstance(reference, Profile):
        before = reference
    else:
        before = reference_profile(reference, schema)
    if isinstance(current, Profile):
        now = current
    elif before is None:
        now = reference_profile(current, schema)
    else:
        now = profile_source(current, before.spec)
    if before is not None and before.spec.edges_hash != now.spec.edges_hash:
        raise InputError(
            "The current profile was not counted on the reference's edges.",
            hint="Profile it again with this reference.",
        )
    results = judge(_measured(Pair(now, before, options), tests), decide, subject)
    rows = None if before is None else before.rows
    table = f"{TABLE_NAME} {TABLE_VERSION}" if decide is None else None
    notes = tuple(_notes(reference, current, now.spec, results, is_guessed=schema is None))
    return Comparison(rows, now.rows, results, now.spec.edges_hash, now, options, table, notes)


def _notes(
    reference: Source | Profile | None,
    current: Source | Profile,
    spec: ProfileSpec,
    results: Sequence[Result],
    *,
    is_guessed: bool,
) -> Iterator[str]:
    looked_at = current if reference is None else reference
    if is_guessed and not isinstance(looked_at, Profile):
        yield from notes_on_guesses(spec.facts)
    if reference is None:
        return
    yield from notes_on_roles(spec.facts, results)
    for source in (reference, current):
        if not isinstance(source, Profile):
            is_reference = source is reference
            yield from notes_on_columns(source, spec.columns, is_reference=is_reference)


def run_drift(
    reference: Path,
    current: Path,
    *,
    schema: Path | None = None,
    decide: Decide | None = None,
    tests: Sequence[str] | None = None,
    options: Options = Options(),  # noqa: B008 - frozen
) -> dict[str, Any]:
    """The command `drift`: two files (or a stored reference profile) to the standard format."""
    facts = None if schema is None else read_schema(schema)
    before: Source | Profile = (
        load_profile(reference) if reference.suffix == ".json" else open_source(reference)
    )
    if isinstance(before, Profile) and facts is not None:
        raise InputError(
            "A stored profile has its schema inside.", hint="Leave the schema file away."
        )
    found = compare(
        before, open_source(current), facts, tests=tests, decide=decide, options=options
    )
    return found.to_json()


def run_profile(path: Path, *, schema: Path | None = None) -> Profile:
    """The command `profile`: a reference profile of a file; `Profile.dumps()` stores it."""
    facts = None if schema is None else read_schema(schema)
    return reference_profile(open_source(path), facts)


def load_profile(path: Path) -> Profile:
    """A stored profile.

    Raises:
        InputError: it can't be read, naming the file.
    """
    try:
        return Profile.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name} can't be read: {error}.") from error
    except InputError as error:
        raise InputError(f"{path.name}: {error.message}", hint=error.hint) from error


def _measured(pair: Pair, tests: Sequence[str] | None) -> list[Measurement]:
    if tests is None:
        tests = [key for key, measure in MEASURES.items() if measure.is_default]
    found: list[Measurement] = []
    for key in tests:
        measure = MEASURES.create(key)
        if measure.needs_reference and pair.reference is None:
            continue
        try:
            found.extend(measure.measure(pair))
        except AppError as error:
            found.append(Measurement(key, None, 0, "not measured", dimension=measure.dimension,
                                     state=State.ERROR, note=error.message))  # fmt: skip
    return found
