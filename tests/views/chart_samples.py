"""Charts of the one story, filled with frozen data."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from app.models.bpmn.graph import (
    Edge,
    EventDefinition,
    EventKind,
    Flow,
    Node,
    NodeKind,
    ProcessDefinition,
    Shape,
)
from app.views.cells import Status
from app.views.charts.bpmn_painter import Progress
from app.views.charts.distribution import Distribution
from app.views.charts.heat_map import HeatRow
from app.views.charts.limit import Limit
from app.views.charts.steps_gantt import StepBar, Work
from app.views.charts.timeline_data import Lane, Mark, TimelineBar, TimelineEvent
from app.views.charts.trend import Happening, TrendPoint
from tests.views.sample_rows import NOW, PATH, stage

_TASKS = {
    "freeze": ("Freeze snapshot", 72, 120, NodeKind.SERVICE, "freeze_snapshot"),
    "train": ("Train", 212, 36, NodeKind.SERVICE, "train_model"),
    "scan": ("Scan and test", 254, 120, NodeKind.SERVICE, "scan"),
    "judge": ("Judge results", 354, 120, NodeKind.BUSINESS_RULE, ""),
    "approve": ("Approve", 530, 120, NodeKind.USER, ""),
    "match": ("Match runtime", 622, 120, NodeKind.SERVICE, "match_runtime"),
    "deploy": ("Deploy", 724, 120, NodeKind.SERVICE, "deploy"),
    "review": ("Review failed limits", 436, 258, NodeKind.USER, ""),
    "review2": ("Review deployment", 704, 258, NodeKind.USER, ""),
}
_FLOWS = [
    ("f1", "start", "freeze", "", [(48, 148), (72, 148)]),
    ("f2", "freeze", "g1", "", [(154, 148), (170, 148)]),
    ("f3", "g1", "train", "yes", [(192, 126), (192, 60), (212, 60)]),
    ("f4", "train", "scan", "", [(294, 60), (304, 60), (304, 120)]),
    ("f5", "g1", "scan", "no", [(214, 148), (254, 148)]),
    ("f6", "scan", "judge", "", [(336, 148), (354, 148)]),
    ("f7", "judge", "g2", "", [(436, 148), (455, 148)]),
    ("f8", "g2", "approve", "pass", [(499, 148), (530, 148)]),
    ("f9", "g2", "review", "fail", [(477, 170), (477, 258)]),
    ("f10", "approve", "match", "", [(612, 148), (622, 148)]),
    ("f11", "match", "deploy", "", [(704, 148), (724, 148)]),
    ("f12", "deploy", "end", "", [(806, 148), (828, 148)]),
    ("f13", "review", "freeze", "fix and resubmit", [(436, 286), (113, 286), (113, 176)]),
    ("f14", "review", "rejected", "", [(518, 286), (578, 286)]),
    ("f15", "error", "review2", "", [(745, 194), (745, 258)]),
    ("f16", "review2", "failed", "", [(786, 286), (828, 286)]),
]


def process() -> ProcessDefinition:
    """On model changed, as in the mock-up of run 551."""
    nodes = {
        "start": Node(
            "start", NodeKind.START, "submitted", event=EventDefinition(EventKind.MESSAGE)
        ),
        "g1": Node("g1", NodeKind.EXCLUSIVE, "train?"),
        "g2": Node("g2", NodeKind.EXCLUSIVE, "limits met?"),
        "end": Node("end", NodeKind.END, "DEPLOYED"),
        "rejected": Node("rejected", NodeKind.END, "REJECTED"),
        "failed": Node("failed", NodeKind.END, "FAILED"),
        "error": Node(
            "error", NodeKind.BOUNDARY, event=EventDefinition(EventKind.ERROR), attached_to="deploy"
        ),
    }
    for key, (name, _x, _y, kind, task_type) in _TASKS.items():
        nodes[key] = Node(key, kind, name, task_type=task_type)
    flows = {f[0]: Flow(f[0], f[1], f[2], f[3]) for f in _FLOWS}
    for key, node in nodes.items():
        out = tuple(f.id for f in flows.values() if f.source == key)
        into = tuple(f.id for f in flows.values() if f.target == key)
        fields = {name: getattr(node, name) for name in Node.__slots__}
        nodes[key] = Node(**{**fields, "outgoing": out, "incoming": into})
    shapes = [Shape(k, x, y, 82, 56) for k, (_n, x, y, _k, _t) in _TASKS.items()]
    shapes += [
        Shape("start", 14, 131, 34, 34),
        Shape("g1", 170, 126, 44, 44),
        Shape("g2", 455, 126, 44, 44, (440, 98, 74, 16)),
        Shape("end", 828, 131, 34, 34),
        Shape("rejected", 578, 269, 34, 34),
        Shape("failed", 828, 269, 34, 34),
        Shape("error", 728, 160, 34, 34),
    ]
    edges = [Edge(f[0], tuple((float(x), float(y)) for x, y in f[4])) for f in _FLOWS]
    return ProcessDefinition("p", "On model changed", nodes, flows, tuple(shapes), tuple(edges))


PROGRESS = Progress(
    done=frozenset({"start", "freeze", "g1", "scan", "judge", "g2", "approve", "match"}),
    active=frozenset({"deploy"}),
    taken=frozenset({"f1", "f2", "f5", "f6", "f7", "f8", "f10", "f11"}),
    incidents={"deploy": 1},
    durations={
        "freeze": "2 s",
        "scan": "14 min",
        "judge": "0.4 s",
        "approve": "2 d 4 h",
        "match": "1 s",
        "deploy": "11 min",
    },
)


def steps() -> list[StepBar]:
    start = datetime(2026, 3, 12, 8, 40, tzinfo=UTC)
    after = timedelta(minutes=15)
    bars = [
        StepBar("1", "Freeze snapshot", Status.OK, start, start + timedelta(seconds=2)),
        StepBar("2", "Scan and test", Status.OK, start, start + timedelta(minutes=14)),
        StepBar(
            "3", "Judge results", Status.OK, start + after, start + after + timedelta(seconds=1)
        ),
    ]
    for n, (who, hours) in enumerate((("Risk", 21.3), ("Compliance", 51.9))):
        end = start + after + timedelta(hours=hours)
        bars.append(StepBar(f"4{n}", f"Approve, {who}", Status.OK, start + after, end, Work.PEOPLE))
    deploy = NOW - timedelta(minutes=11)
    bars.append(StepBar("6", "Match runtime", Status.OK, deploy - timedelta(seconds=60), deploy))
    bars.append(StepBar("7", "Deploy to prod-eu-3", Status.CRITICAL, deploy, None, Work.INCIDENT))
    return bars


def trend() -> tuple[list[TrendPoint], Limit, list[Happening]]:
    points = []
    for n in range(90):
        at = NOW - timedelta(days=89 - n)
        value: float | None = 0.10 + 0.02 * math.sin(n / 2.3) + 0.01 * math.sin(n * 1.7)
        if n in (21, 52):
            value = 0.275
        if n in (62, 63):
            value = None
        if n > 80:
            value = 0.14 + (n - 80) * 0.03
        points.append(TrendPoint(at, value))
    return points, Limit(0.25, "<"), [Happening(NOW - timedelta(days=40), "#87")]


def distribution() -> Distribution:
    return Distribution(
        tuple(float(n) for n in range(0, 121, 10)),
        (20, 50, 90, 130, 160, 160, 130, 100, 70, 45, 25, 20),
        (12, 25, 45, 70, 100, 135, 155, 150, 125, 85, 55, 43),
        current_name="14 March",
    )


def heat() -> tuple[list[str], list[HeatRow], Limit]:
    names = (
        "income",
        "device_age",
        "amount_7d",
        "merchant_code",
        "region",
        "hour_of_day",
        "card_age",
    )
    days = [
        f"{(NOW - timedelta(days=44 - n)).day} {(NOW - timedelta(days=44 - n)):%b}"
        for n in range(45)
    ]
    rows = []
    for r, name in enumerate(names):
        values: list[float | None] = []
        for d in range(45):
            value = 0.06 + 0.05 * math.sin(d / (3 + r)) ** 2 + 0.01 * ((d * 7 + r * 3) % 5)
            if r == 0:
                value = 0.02 + (d / 45) ** 3 * 0.4
            if r == 1 and d > 13:
                value = 0.18
            if r == 3 and d == 7:
                value = 0.27
            values.append(None if d in (19, 20) else round(value, 3))
        rows.append(HeatRow(name, tuple(values)))
    return days, rows, Limit(0.25)


def lineage() -> tuple[list[Lane], list[TimelineEvent], list[TimelineBar]]:
    lanes = [
        Lane("snapshot", "Snapshots", height=64, is_linked=True),
        Lane("data", "Data"),
        Lane("test", "Tests"),
        Lane("approval", "Approvals"),
        *(Lane(f"deploy.{s}", s, stage(s), 46, "Deployed" if s == "DEV" else "") for s in PATH),
        Lane("alert", "Alerts"),
    ]
    start = datetime(2025, 10, 13, tzinfo=UTC)
    events = []
    for n, days in enumerate((0, 37, 86, 124, 147)):
        at = start + timedelta(days=days)
        events.append(
            TimelineEvent(
                f"s{n}", "snapshot", at, f"Snapshot v{10 + n}", Mark.DIAMOND, label=f"v{10 + n}"
            )
        )
        for k, status in enumerate((Status.OK, Status.WARNING if n % 2 else Status.OK)):
            when = at + timedelta(days=1 + 4 * k)
            events.append(TimelineEvent(f"t{n}{k}", "test", when, "Tests ran", status=status))
            later = at + timedelta(days=9 + 3 * k)
            if later < NOW:
                events.append(
                    TimelineEvent(
                        f"a{n}{k}", "approval", later, f"Approved {k + 1} of 2", Mark.SIGNED
                    )
                )
    for n in range(11):
        events.append(
            TimelineEvent(
                f"d{n}", "data", start + timedelta(days=14 * n - 19), "New data", Mark.DOT
            )
        )
    for n, days in enumerate((0, 40, 75, 115, 129, 129, 130, 130, 146)):
        status = Status.CRITICAL if n == 2 else Status.WARNING
        events.append(
            TimelineEvent(f"l{n}", "alert", start + timedelta(days=days), "Drift", status=status)
        )
    bars = []
    for s, shift in zip(PATH, (0, 4, 7, 13), strict=True):
        edges = [start + timedelta(days=d + shift) for d in (-60, 0, 37, 86, 124)]
        for n, since in enumerate(edges):
            until = edges[n + 1] if n + 1 < len(edges) else None
            bars.append(TimelineBar(f"b{s}{n}", f"deploy.{s}", since, until, f"v{9 + n}"))
    return lanes, events, bars
