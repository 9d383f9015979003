"""A model's lineage as the timeline draws it: lanes, marks and bars, each with its sentence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.models.queries.lineage import Lineage, Mark
from app.models.queries.lineage_reviews import SIGNED_OFF, LineageReviewRow, Reviewed
from app.models.queries.lookups import StageRef
from app.texts import is_deployed_again, person_name, told, word
from app.views import cells
from app.views.cells import Stage, Status
from app.views.charts import timeline_data
from app.views.charts.timeline_data import Lane, TimelineBar, TimelineEvent, TimelineReview
from app.views.language import N_, tr

BUCKET = "bucket:"
TESTS = {
    "PASS": Status.OK,
    "WARN": Status.WARNING,
    "FAIL": Status.FAILED,
    "ERROR": Status.FAILED,
}
COMPARED = ("challenger", "champion", "undecided")  # how a comparison of versions ends
ALERTS = {
    "critical": Status.CRITICAL,
    "high": Status.CRITICAL,
    "medium": Status.WARNING,
    "low": Status.WARNING,
}
# Tag -> what it is called at the mark, the drawing, its status where that is always the same.
DOT, DIAMOND = timeline_data.Mark.DOT, timeline_data.Mark.DIAMOND
SIGNED, GLYPH = timeline_data.Mark.SIGNED, timeline_data.Mark.STATUS
MARKS: dict[str, tuple[str, timeline_data.Mark, Status]] = {
    "version.registered": (N_("registered"), DIAMOND, Status.OK),
    "snapshot.taken": (N_("snapshot taken"), DIAMOND, Status.OK),
    "training.recorded": (N_("training recorded"), DOT, Status.OK),
    "profile.recorded": (N_("data profile recorded"), DOT, Status.OK),
    "test_run.finished": (N_("tests finished"), GLYPH, Status.UNKNOWN),
    "request.draft": (N_("promotion asked for"), GLYPH, Status.WAITING),
    "decision.recorded": (N_("decision"), SIGNED, Status.OK),
    "request.accepted": (N_("promotion accepted"), GLYPH, Status.OK),
    "request.rejected": (N_("promotion rejected"), GLYPH, Status.FAILED),
    "request.withdrawn": (N_("promotion withdrawn"), GLYPH, Status.UNKNOWN),
    "waiver.granted": (N_("waiver granted"), GLYPH, Status.WARNING),
    "document.added": (N_("document added"), DOT, Status.OK),
    SIGNED_OFF: (N_("range signed off"), SIGNED, Status.OK),
    "deployment.deployed": (N_("deployed"), GLYPH, Status.OK),
    "deployment.failed": (N_("deployment failed"), GLYPH, Status.FAILED),
    "deployment.rolled_back": (N_("rolled back"), GLYPH, Status.WARNING),
    "deployment.undeployed": (N_("taken off"), GLYPH, Status.ACKNOWLEDGED),
    "alert.open": (N_("alert"), GLYPH, Status.WARNING),
    "alert.acknowledged": (N_("alert acknowledged"), GLYPH, Status.ACKNOWLEDGED),
    "alert.commented": (N_("comment"), GLYPH, Status.ACKNOWLEDGED),
    "alert.taken_back": (N_("acknowledgement taken back"), GLYPH, Status.WARNING),
    "alert.in_remediation": (N_("alert being remedied"), GLYPH, Status.RUNNING),
    "alert.resolved": (N_("alert resolved"), GLYPH, Status.ACKNOWLEDGED),
}
LANE_TITLES = {
    "snapshots": N_("Snapshots"),
    "data": N_("Data"),
    "tests": N_("Tests"),
    "approvals": N_("Approvals"),
    "deployments": N_("Deploying"),
    "alerts": N_("Alerts"),
}


def lanes(stages: Sequence[StageRef], *, is_compact: bool = False) -> list[Lane]:
    """Every lane, the stages of the model's path in the middle."""
    height = 40 if is_compact else 56
    found = [
        Lane("snapshots", tr(LANE_TITLES["snapshots"]), height=height + 8, is_linked=True),
        *(
            Lane(key, tr(LANE_TITLES[key]), height=height)
            for key in ("data", "tests", "approvals", "deployments")
        ),
    ]
    path = sorted(stages, key=lambda one: one.position)
    for n, one in enumerate(path):
        chip = Stage(one.name, one.level, is_protected=one.is_protected)
        group = tr("Deployed") if n == 0 else ""
        found.append(Lane(_stage_key(one), one.name, chip, 34 if is_compact else 46, group=group))
    found.append(Lane("alerts", tr(LANE_TITLES["alerts"]), height=height))
    return found


def _stage_key(stage: StageRef) -> str:
    return f"stage:{stage.id}"


def events(lineage: Lineage) -> list[TimelineEvent]:
    """The marks. A version that was frozen has one mark in its lane: the snapshot's."""
    frozen = {mark.version for mark in lineage.marks if mark.tag == "snapshot.taken"}
    return [
        _event(mark)
        for mark in lineage.marks
        if mark.tag != "version.registered" or mark.version not in frozen
    ]


def _event(mark: Mark) -> TimelineEvent:
    if mark.event_id is None:
        status = TESTS.get(mark.verdict) or ALERTS.get(mark.verdict) or Status.UNKNOWN
        return TimelineEvent(
            id=f"{BUCKET}{mark.at.isoformat()}|{mark.until.isoformat()}|{mark.lane}",
            lane=mark.lane,
            at=mark.at + (mark.until - mark.at) / 2,
            title=tr("%n event(s) until {when}", "", mark.count).format(
                when=cells.moment(mark.until)
            ),
            status=status,
            count=mark.count,
        )
    what, drawn, status = MARKS.get(mark.tag, (mark.tag, GLYPH, Status.UNKNOWN))
    if mark.tag == "test_run.finished":
        status = TESTS.get(mark.verdict, Status.UNKNOWN)
    elif mark.tag == "alert.open":
        status = ALERTS.get(mark.verdict, Status.WARNING)
    elif mark.tag == "decision.recorded" and mark.verdict == "reject":
        drawn, status = GLYPH, Status.FAILED
    if mark.tag == "test_run.finished" and mark.verdict in COMPARED:
        what = N_("held against the champion")
    if is_deployed_again(mark.tag, {"from": mark.before}):
        what = N_("deployed again")
    version = f"v{mark.version} " if mark.version else ""
    said = mark.tag in ("test_run.finished", "decision.recorded", "alert.open")
    verdict = f": {word(mark.verdict.lower())}" if mark.verdict and said else ""
    return TimelineEvent(
        id=str(mark.event_id),
        lane=mark.lane,
        at=mark.at,
        title=f"{version}{tr(what)}{verdict}",
        mark=drawn,
        status=status,
        label=f"v{mark.version}" if mark.lane == "snapshots" and mark.version else "",
    )


def bars(lineage: Lineage) -> list[TimelineBar]:
    found = []
    for bar in lineage.bars:
        place = ", ".join(bar.runtimes)
        found.append(
            TimelineBar(
                id=str(bar.placement_id),
                lane=_stage_key(bar.stage),
                since=bar.start,
                until=bar.until,
                label=f"v{bar.version} {place}".strip(),
            )
        )
    return found


def reviews(rows: Sequence[LineageReviewRow]) -> list[TimelineReview]:
    """What was signed off, to be shaded: nothing that does not hold."""
    return [
        TimelineReview(str(row.id), row.first_at, row.last_at, reviewed_words(row))
        for row in rows
        if not row.fault
    ]


def reviewed_words(row: LineageReviewRow | Reviewed) -> str:
    """ "Reviewed by Jo Vermeer on 2026-03-14 15:02"; where it does not hold, why."""
    of = {"person": person_name(row.by), "when": cells.moment(row.at)}
    if row.fault:
        said = tr("Recorded as reviewed by {person} on {when}, which does not hold: {why}")
        return said.format(**of, why=told(row.fault))
    return tr("Reviewed by {person} on {when}").format(**of)


def bucket_range(event_id: str) -> tuple[datetime, datetime]:
    """The stretch of time that a counted mark stands for."""
    start, end, _lane = event_id.removeprefix(BUCKET).split("|")
    return datetime.fromisoformat(start), datetime.fromisoformat(end)
