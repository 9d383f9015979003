"""The evaluator and the scorer: kept by the service that measured, given to it when it does again.

Both are this product's own code, in one file that the same sources make byte for byte the same. A
release test keeps it, with the libraries that the service had; so does the first scoring again of
a snapshot that was never tested.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from app.errors import InputError
from app.models.queries.releases import load_profile_text, load_table
from app.models.queries.reproduction import MeasuredBy, Pinned
from app.services.commands.assets import keep_content, read_blob, write_blob
from app.services.digests import digest_bytes
from app.services.installed import installed, python_version
from app.services.intake.schema import schema_to_json
from app.services.reproducing import confine
from app.services.reproducing.compare import environment_changes, pinned_versions
from app.services.reproducing.files import (
    FIELDS_FILE,
    MODEL_FILE,
    PROFILE_FILE,
    TABLE_FILE,
)
from app.services.reproducing.lock import lock_lines
from app.services.reproducing.parts import Held, Part
from app.services.reproducing.pinned_code import CODE_FOLDER, PARAMETERS_FILE
from app.services.reproducing.pinned_libraries import TIME_LIMIT_S as INSTALL_LIMIT_S
from app.services.reproducing.pinned_training import Environment, environment_of
from app.services.reproducing.spec import TIME_LIMIT_S, ReproductionSpec, What
from app.services.schema_facts import intake_fields
from app.services.task_types import TaskContext
from app.services.training.own_code import OwnCode, own_code, own_modules
from app.services.training.spec import write_json
from app.services.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)
MEASURER = OwnCode(
    "measure.pyz",
    "app.services.reproducing.measure_again",
    drop_ins=("app.services.monitoring.measures",),
)
LOADED_AT = time.time()
LIBRARIES = ("numpy", "scipy", "pyarrow", "onnxruntime", "lxml", "PyYAML")  # that it imports


@dataclass(frozen=True, slots=True)
class Measurer:
    """What measured then, and the digest of the code that does it now."""

    then: MeasuredBy
    code: str

    @property
    def is_todays(self) -> bool:
        return self.code == digest_bytes(own_measurer())

    def parts(self) -> list[Part]:
        then = self.then
        code = Part.of("code", then.code, self.code)
        if not then.code:
            code = Part("code", Held.NOT_PINNED, now=self.code)
        return [code, Part.of("python", then.python, python_version())]

    def told(self) -> str:
        if self.is_todays or self.code != self.then.code:
            return ""
        return "Measured by the code that was kept, which is not today's."


@cache
def own_measurer() -> bytes:
    """The code as it is today."""
    return own_code(MEASURER)


@cache
def _sources() -> tuple[Path, ...]:
    return tuple(own_modules(MEASURER).values())


def own_lock() -> str:
    """The libraries that it runs with here, as a lock."""
    return "\n".join(installed(LIBRARIES)) + "\n"


def keep_measurer(work: UnitOfWork) -> dict[str, str]:
    """Keep what measures here today; what it is found by again. Nothing where nobody can say.

    A service whose files are replaced while it runs goes on with the code that it has loaded.
    """
    if not _sources() or any(map(_is_replaced, _sources())):
        log.warning("the product's files were replaced: start this service anew")
        return {}
    return {
        "code": keep_content(work.session, own_measurer()),
        "lock": keep_content(work.session, own_lock().encode()),
        "python": python_version(),
    }


def _is_replaced(path: Path) -> bool:
    """Since this process began; a file that is gone is one, too."""
    try:
        return path.stat().st_ctime > LOADED_AT
    except FileNotFoundError:
        return True


def measurer_of(what: What, pinned: Pinned) -> Measurer:
    """Today's where none was kept, or where this machine can't keep another one apart."""
    then = pinned.scored_by
    if what is What.EVALUATION:
        then = pinned.evaluation.measured_by if pinned.evaluation is not None else MeasuredBy()
    own = digest_bytes(own_measurer())
    can_run = then.code == own or (then.code and confine.is_possible())
    return Measurer(then, then.code if can_run else own)


def measuring_environment(
    context: TaskContext,
    what: What,
    pinned: Pinned,
    measurer: Measurer,
    changed: Collection[str] = (),
) -> Environment:
    """What to measure with: the service's libraries of that day, of a scoring the version's first.

    The tests ran with the service's, whatever the version was made with. A score is the model's,
    so what its lock names of them wins.
    """
    kept = measurer.then.lock
    if kept in changed:
        return Environment(kept)
    lock = context.read(read_blob, kept).decode("utf-8") if kept else own_lock()
    if kept and what is What.EVALUATION:
        return _environment(kept, lock, len(pinned_versions(lock)))
    made_with = environment_of(context, pinned, changed)
    if made_with.lock in changed:
        return made_with
    lock, taken = with_versions_of(made_with.text, lock)
    return _environment(made_with.lock, lock, len(pinned_versions(lock)) if kept else taken)


def with_versions_of(lock: str, of: str) -> tuple[str, int]:
    """The libraries of `of`, in the versions that `lock` has; how many of them it names."""
    wanted = {canonicalize_name(one.name): one for one in lock_lines(lock)}
    found = {canonicalize_name(one.name): one for one in lock_lines(of)}
    taken = {name: one for name, one in wanted.items() if name in found}
    text = "".join(f"{one.as_requirement()}\n" for one in (found | taken).values())
    return text, len(taken)


def _environment(digest: str, lock: str, pinned: int) -> Environment:
    return Environment(digest, pinned, lock, environment_changes(lock))


def measuring_spec(
    context: TaskContext,
    pinned: Pinned,
    measurer: Measurer,
    spec: ReproductionSpec,
    folder: Path,
) -> ReproductionSpec:
    """The code with what it is given beside it; `spec` says on which data, with what libraries."""
    code = folder / CODE_FOLDER
    code.mkdir(parents=True, exist_ok=True)
    if measurer.is_todays:
        (code / MEASURER.name).write_bytes(own_measurer())
    else:
        context.read(write_blob, measurer.code, code / MEASURER.name)
    given = _put_tests if spec.what is What.EVALUATION else _put_model
    write_json(
        folder / PARAMETERS_FILE,
        {"what": spec.what, "positive": spec.positive, **given(context, pinned, code)},
    )
    limit = TIME_LIMIT_S + (INSTALL_LIMIT_S if spec.lock else 0.0)
    return replace(spec, start=MEASURER.name, is_own_code=measurer.is_todays, time_limit_s=limit)


def _put_tests(context: TaskContext, pinned: Pinned, code: Path) -> dict[str, Any]:
    tests = pinned.evaluation
    assert tests is not None
    if tests.table_id is None:
        raise InputError("No table judged this evaluation.")
    table = context.read(load_table, tests.table_id)
    (code / TABLE_FILE).write_bytes(table.dmn)
    profile = context.read(load_profile_text, pinned.snapshot_id)
    if profile:
        (code / PROFILE_FILE).write_text(profile, encoding="utf-8")
    return {
        "decision_id": table.decision_id,
        "risk_tier": tests.risk_tier,
        "is_regulated": tests.is_regulated,
    }


def _put_model(context: TaskContext, pinned: Pinned, code: Path) -> dict[str, Any]:
    context.read(write_blob, pinned.model_sha256, code / MODEL_FILE)
    write_json(code / FIELDS_FILE, schema_to_json(intake_fields(pinned.files.fields)))
    return {}
