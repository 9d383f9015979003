"""Frozen rows of the one story (Noorderbank), with their columns, facets and words to filter by."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from app.views.cells import Age, Stage, Star, State, Status, Text
from app.views.filters import FilterGrammar, FilterKey
from app.views.item_models.columns import Column
from app.views.widgets.facets import Facet, FacetValue

NOW = datetime(2026, 3, 14, 13, 2, tzinfo=UTC)
PATH = ("DEV", "SIT", "UAT", "PROD")


_S = Status


def stage(name: str) -> Stage:
    return Stage.on(PATH, name, is_protected=name == "PROD")


@dataclass(frozen=True, slots=True)
class AlertRow:
    id: int
    status: Status
    state: str
    title: str
    model: str
    stage: str
    minutes: int
    owner: str = "—"
    times: int = 1

    @property
    def is_done(self) -> bool:
        return self.state.startswith("resolved")


ALERTS = tuple(
    AlertRow(800 + n, *values)
    for n, values in enumerate(
        [
            (
                _S.CRITICAL,
                "open",
                "Volume 41 % below normal",
                "cc-fraud v13",
                "PROD",
                4,
                "—",
                3,
            ),
            (
                _S.CRITICAL,
                "open, again",
                "Health check 503 on prod-eu-3",
                "cc-limit v6",
                "PROD",
                9,
                "T. Mulder",
                2,
            ),
            (_S.CRITICAL, "open", "Endpoint /score p95 1.9 s > 0.8 s", "hmrm v3", "PROD", 11),
            (_S.WARNING, "open", "Heartbeat lost", "prod-us-1", "PROD", 3),
            (_S.WARNING, "open", "AUC 0.861 < 0.870", "churn v8", "UAT", 26, "S. de Vries"),
            (
                _S.WARNING,
                "open",
                "CSI 0.23 > 0.20 on region",
                "credit-score v21",
                "PROD",
                52,
                "—",
                2,
            ),
            (
                _S.RUNNING,
                "in remediation",
                "PSI 0.41 > 0.25 on income",
                "cc-fraud v13",
                "PROD",
                482,
                "you",
            ),
            (
                _S.ACKNOWLEDGED,
                "acknowledged",
                "Schema: new value in channel",
                "cc-limit v5",
                "PROD",
                130,
                "you",
            ),
            (
                _S.ACKNOWLEDGED,
                "acknowledged",
                "Error rate 1.2 % > 1.0 %",
                "churn v8",
                "UAT",
                151,
                "M. Jansen",
                4,
            ),
            (
                _S.WAITING,
                "snoozed to 16:00",
                "Labels late, 2 batches",
                "cc-limit v5",
                "PROD",
                182,
                "you",
            ),
            (
                _S.WAITING,
                "until it changes",
                "No threshold for Gini",
                "hmrm v3",
                "PROD",
                316,
                "A. Rahman",
            ),
            (
                _S.OK,
                "resolved 13:20",
                "Latency p95 0.9 s > 0.8 s",
                "churn v8",
                "UAT",
                358,
                "you",
            ),
            (
                _S.OK,
                "resolved 12:47",
                "Drift on merchant_code 0.27 > 0.25",
                "cc-fraud v13",
                "PROD",
                372,
                "P. Smit",
            ),
            (
                _S.OK,
                "resolved 09:54",
                "Runtime sit-02 without service tag",
                "sit-02",
                "SIT",
                550,
                "you",
            ),
        ]
    )
)

ALERT_COLUMNS: list[Column[AlertRow]] = [
    Column("State", lambda a: State(a.status, a.state), key="state", width=140),
    Column(
        "Alert",
        lambda a: Text(a.title, is_strong=a.state.startswith("open"), is_quiet=a.is_done),
        key="title",
        stretches=True,
    ),
    Column("Model or runtime", lambda a: Text(a.model, is_quiet=a.is_done), key="model", width=135),
    Column(
        "Stage", lambda a: replace(stage(a.stage), is_outlined=a.is_done), key="stage", width=80
    ),
    Column(
        "Age",
        lambda a: Age(NOW - timedelta(minutes=a.minutes), NOW),
        key="age",
        width=86,
        is_number=True,
    ),
    Column("Owner", lambda a: Text(a.owner, is_quiet=a.is_done), width=105, drop_below=800),
    Column("×", lambda a: str(a.times) if a.times > 1 else "", width=40, is_number=True),
]

GRAMMAR = FilterGrammar(
    (
        FilterKey("severity", "Severity", ("critical", "warning"), is_open=False),
        FilterKey("stage", "Stage", PATH),
        FilterKey("service", "Service", ("mine", "cc-fraud", "hmrm")),
        FilterKey("risk", "Risk tier", ("high", "medium", "low")),
        FilterKey("owner", "Owner", ("me",)),
        FilterKey("age", "Age", ("today",)),
        FilterKey("tag", "Tag"),
    )
)


@dataclass(frozen=True, slots=True)
class ModelRow:
    id: int
    name: str
    version: str
    stage: str
    risk: str
    owner: str
    unit: str
    health: Status
    health_word: str
    step: str
    of: str
    days: int
    debt: str = ""
    starred: bool = False


MODELS = tuple(
    ModelRow(n, *values)
    for n, values in enumerate(
        [
            (
                "cc-fraud",
                "v14",
                "PROD v13",
                "high",
                "S. de Vries",
                "Fraud",
                _S.WARNING,
                "drift",
                "Approval",
                "9 of 12",
                3,
                "",
                True,
            ),
            (
                "hmrm",
                "v4",
                "PROD v3",
                "high",
                "M. Jansen",
                "HR",
                _S.CRITICAL,
                "latency",
                "Approval",
                "9 of 12",
                190,
                "stale",
                True,
            ),
            (
                "credit-score",
                "v21",
                "PROD v21",
                "high",
                "A. Visser",
                "Credit",
                _S.OK,
                "ok",
                "Monitoring",
                "",
                41,
            ),
            (
                "cc-limit",
                "v6",
                "PROD v5",
                "high",
                "T. Mulder",
                "Credit",
                _S.CRITICAL,
                "incident",
                "Deploy",
                "11 of 12",
                2,
                "no card",
            ),
            (
                "aml-screening",
                "v7",
                "PROD v7",
                "high",
                "S. de Vries",
                "Fraud",
                _S.OK,
                "ok",
                "Monitoring",
                "",
                66,
            ),
            (
                "hr-attrition",
                "v2",
                "PROD v1",
                "high",
                "M. Jansen",
                "HR",
                _S.WARNING,
                "fairness",
                "Test failed",
                "",
                12,
            ),
            (
                "sme-lgd",
                "v5",
                "PROD v5",
                "high",
                "—",
                "Credit",
                _S.UNKNOWN,
                "no monitor",
                "Monitoring",
                "",
                131,
                "no monitor",
            ),
            (
                "cv-ranking",
                "v3",
                "PROD v3",
                "high",
                "M. Jansen",
                "HR",
                _S.UNKNOWN,
                "no labels",
                "Periodic review",
                "",
                74,
            ),
            (
                "merchant-risk",
                "v9",
                "PROD v9",
                "high",
                "S. de Vries",
                "Fraud",
                _S.OK,
                "ok",
                "Monitoring",
                "",
                29,
            ),
            (
                "collections-nba",
                "v2",
                "PROD v2",
                "high",
                "T. Mulder",
                "Credit",
                _S.UNREACHABLE,
                "unreachable",
                "Monitoring",
                "",
                54,
            ),
            (
                "chat-intent",
                "v1",
                "PROD v1",
                "high",
                "L. Chen",
                "Credit",
                _S.OK,
                "ok",
                "Monitoring",
                "",
                18,
            ),
            (
                "kyc-doc-match",
                "v6",
                "PROD v6",
                "high",
                "S. de Vries",
                "Fraud",
                _S.OK,
                "ok",
                "Monitoring",
                "",
                37,
            ),
        ]
    )
)

MODEL_COLUMNS: list[Column[ModelRow]] = [
    Column("", lambda m: Star(m.starred), width=30),
    Column("Model", lambda m: Text(m.name, is_strong=True), key="name", stretches=True),
    Column("Latest", lambda m: m.version, width=60),
    Column(
        "Stage",
        lambda m: replace(stage("PROD"), name=m.stage, is_outlined=False),
        key="stage",
        width=106,
    ),
    Column("Risk", lambda m: m.risk, width=54),
    Column("Owner", lambda m: m.owner, key="owner", width=96),
    Column("Health", lambda m: State(m.health, m.health_word), width=112),
    Column("Life-cycle step", lambda m: Text(m.step, m.of), width=150),
    Column("Age", lambda m: Text(f"{m.days} d", is_quiet=True), width=60, is_number=True),
    Column(
        "Debt",
        lambda m: State(_S.CRITICAL, m.debt) if m.debt else Text("·", is_quiet=True),
        width=106,
    ),
]

FACETS = (
    Facet(
        "stage",
        "Stage",
        tuple(FacetValue(s, n) for s, n in zip(PATH[::-1], (87, 41, 22, 54), strict=True)),
    ),
    Facet(
        "risk",
        "Risk tier",
        (FacetValue("high", 87), FacetValue("medium", 139), FacetValue("low", 86)),
    ),
    Facet(
        "owner", "Unit", (FacetValue("Credit", 46), FacetValue("Fraud", 24), FacetValue("HR", 17))
    ),
)
