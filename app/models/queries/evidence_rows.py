"""Evidence as screens show it: results against limits, waivers, findings, documents."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.errors import InputError
from app.models.queries.evidence import (
    FAILED,
    granted_waivers,
    latest_release_run,
    list_results,
    rule_name,
)
from app.models.queries.lookups import person_names
from app.models.queries.trends import VersionValue
from app.models.rules import verdicts
from app.models.rules.assessing import TIERS
from app.models.rules.margins import OF_THE_MODEL, got_worse, margin, shown
from app.models.rules.paths import is_web_address
from app.models.rules.severities import GRAVITY
from app.models.tables.governance import Finding, Waiver
from app.models.tables.inventory import Blob, ModelDocument
from app.models.tables.life_cycle import DecisionTable
from app.models.tables.monitoring import MonitorRun, TestResult


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A result of the candidate beside the same one of what is in production.

    `serving` is None where nothing serves or it was not measured there in the same way.
    """

    test: str
    feature: str
    dimension: str
    value: float | None
    serving: float | None  # what the limit is about there, as `held` is here
    threshold: str
    verdict: str
    severity: str
    p_value: float | None
    p_adjusted: float | None
    effect: float | None
    n: int
    method: str
    rule: str
    waiver_number: int | None = None
    waived_until: datetime | None = None
    trend: tuple[VersionValue, ...] = ()  # in the versions up to this one, where that was read
    fails_at: str = ""  # by the table that judged it, where that is one number; else not known

    @property
    def limit(self) -> str:
        """Where it fails, whatever its verdict is; `threshold` may be where it only warns."""
        return self.fails_at or self.threshold

    @property
    def warns_at(self) -> str:
        """The limit behind which it warned, where that is another than `limit`; empty: it passed,
        or it failed.
        """
        return self.threshold if self.verdict == "WARN" and self.limit != self.threshold else ""

    @property
    def name(self) -> str:
        return f"{self.test}:{self.feature}" if self.feature else self.test

    @property
    def held(self) -> float | None:
        """What the limit is about: the size of the effect, where that is another number."""
        return self.value if self.effect is None else self.effect

    @property
    def is_worse(self) -> bool:
        """Than what serves, by what is shown of both, and in what its limit says is better."""
        was, now = margin(self.serving, self.threshold), margin(self.held, self.threshold)
        is_other = shown(self.serving) != shown(self.held)
        return self.dimension in OF_THE_MODEL and is_other and got_worse(was, now)

    @property
    def is_failed(self) -> bool:
        return self.verdict in FAILED


@dataclass(frozen=True, slots=True)
class TestRun:
    """The release test that the results come from."""

    __test__ = False  # not a test class

    id: UUID
    number: int
    verdict: str
    finished_at: datetime | None
    rows: int
    reference_rows: int
    data_digest: str
    data_from: datetime | None
    data_until: datetime | None


@dataclass(frozen=True, slots=True)
class WaiverRow:
    id: UUID
    number: int
    rule: str
    state: str
    reason: str
    asked_by: str
    granted_by: str
    expires_at: datetime
    remark: str = ""  # of who granted or refused it


@dataclass(frozen=True, slots=True)
class FindingRow:
    id: UUID
    number: int
    kind: str
    severity: str
    title: str
    detail: str
    place: str
    fix: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class DocumentRow:
    id: UUID
    kind: str
    title: str
    uri: str
    sha256: str
    version_id: UUID | None
    added_at: datetime
    added_by: str
    is_kept: bool = False  # its bytes are in the workspace
    added_by_id: UUID | None = None

    @property
    def can_be_read(self) -> bool:
        """Here, or in a browser."""
        return self.is_kept or is_web_address(self.uri)


def load_test_run(session: Session, snapshot_id: UUID) -> TestRun | None:
    """The last release test of a snapshot."""
    run = latest_release_run(session, snapshot_id)
    return None if run is None else _test_run(run)


def _test_run(run: MonitorRun) -> TestRun:
    return TestRun(
        run.id,
        run.number,
        run.verdict,
        run.finished_at,
        run.current_rows,
        run.reference_rows,
        run.data_digest,
        run.data_from,
        run.data_until,
    )


def list_result_rows(
    session: Session, snapshot_id: UUID, serving_id: UUID | None = None
) -> tuple[ResultRow, ...]:
    """Results of the last release test, the worst first, beside those of the serving snapshot."""
    run = latest_release_run(session, snapshot_id)
    if run is None:
        return ()
    served: dict[str, TestResult] = {}
    before = latest_release_run(session, serving_id) if serving_id else None
    if before is not None and serving_id != snapshot_id:
        served = {rule_name(one): one for one in list_results(session, before.id)}
    waivers = {rule_name(one): one for one in granted_waivers(session, snapshot_id)}
    results = list_results(session, run.id)
    fails = _where_they_fail(session, run, {one.test for one in results})
    rows = [
        replace(_result(one, served, waivers), fails_at=fails.get(one.test, "")) for one in results
    ]
    return tuple(sorted(rows, key=_worst_first))


def list_failed_results(session: Session, run: MonitorRun) -> tuple[ResultRow, ...]:
    """What failed in a run, the worst first; of a release test with the waiver that let it pass,
    also where that is past its day.
    """
    was_granted = (
        Waiver.snapshot_id == run.snapshot_id,
        Waiver.state.in_(("granted", "expired")),
        Waiver.granted_by.is_not(None),
    )
    granted = session.scalars(select(Waiver).where(*was_granted).order_by(Waiver.number))
    waivers = {rule_name(one): one for one in granted} if run.kind == "release" else {}
    rows = [_result(one, {}, waivers) for one in list_results(session, run.id)]
    return tuple(sorted((one for one in rows if one.is_failed), key=_worst_first))


def _where_they_fail(session: Session, run: MonitorRun, tests: Collection[str]) -> dict[str, str]:
    """By test the limit of a failure, where the table that judged has one for whatever tier."""
    from app.models.dmn.limits import limit_of_test  # Home, which reads rows too, needs no tables

    table = session.get(DecisionTable, run.decision_table_id) if run.decision_table_id else None
    found: dict[str, str] = {}
    if table is None:
        return found
    for test in tests:
        with suppress(InputError):
            said = {limit_of_test(table.dmn, table.decision_id, test, one).text for one in TIERS}
            found |= {test: said.pop()} if len(said) == 1 else {}
    return found


def _result(
    one: TestResult, served: dict[str, TestResult], waivers: dict[str, Waiver]
) -> ResultRow:
    waiver = waivers.get(rule_name(one))
    return ResultRow(
        test=one.test,
        feature=one.feature,
        dimension=one.dimension,
        value=one.statistic,
        serving=_like(one, served.get(rule_name(one))),
        threshold=one.threshold,
        verdict=one.verdict,
        severity=one.severity,
        p_value=one.p_value,
        p_adjusted=one.p_adjusted,
        effect=one.effect,
        n=one.n,
        method=one.method,
        rule=one.rule,
        waiver_number=waiver.number if waiver else None,
        waived_until=waiver.expires_at if waiver else None,
    )


def _like(one: TestResult, other: TestResult | None) -> float | None:
    """The number of the other that may stand beside this one's: an effect only beside an effect."""
    if other is None or (one.effect is None) != (other.effect is None):
        return None
    return other.held


def _worst_first(row: ResultRow) -> tuple[int, str, str]:
    return verdicts.place(row.verdict), row.test, row.feature


def list_waivers(session: Session, snapshot_id: UUID) -> tuple[WaiverRow, ...]:
    rows = session.scalars(
        select(Waiver).where(Waiver.snapshot_id == snapshot_id).order_by(Waiver.number)
    ).all()
    names = person_names(session, [one for row in rows for one in (row.asked_by, row.granted_by)])
    return tuple(
        WaiverRow(
            row.id,
            row.number,
            rule_name(row),
            row.state,
            row.reason,
            names.get(row.asked_by, ""),
            names.get(row.granted_by, "") if row.granted_by else "",
            row.expires_at,
            row.remark,
        )
        for row in rows
    )


def list_findings(session: Session, snapshot_id: UUID) -> tuple[FindingRow, ...]:
    """Findings of a snapshot, open and grave ones first."""
    rows = session.scalars(select(Finding).where(Finding.snapshot_id == snapshot_id)).all()
    ordered = sorted(
        rows, key=lambda one: (one.state != "open", GRAVITY.get(one.severity, 9), one.number)
    )
    return tuple(
        FindingRow(
            one.id,
            one.number,
            one.kind,
            one.severity,
            one.title,
            one.detail,
            one.place,
            one.fix,
            one.state,
            one.reason,
        )
        for one in ordered
    )


def list_documents(
    session: Session, model_id: UUID, version_id: UUID | None = None
) -> tuple[DocumentRow, ...]:
    """Documents of a model and, where one is given, of this version only; the newest first."""
    statement = select(ModelDocument).where(ModelDocument.model_id == model_id)
    if version_id is not None:
        about = or_(ModelDocument.version_id == version_id, ModelDocument.version_id.is_(None))
        statement = statement.where(about)
    rows = session.scalars(
        statement.order_by(ModelDocument.created_at.desc(), ModelDocument.id)
    ).all()
    names = person_names(session, (row.created_by for row in rows))
    digests = {row.sha256 for row in rows if row.sha256}
    kept = set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(digests))))
    return tuple(
        DocumentRow(
            row.id,
            row.kind,
            row.title,
            row.uri,
            row.sha256,
            row.version_id,
            row.created_at,
            names.get(row.created_by, ""),
            row.sha256 in kept,
            row.created_by,
        )
        for row in rows
    )
