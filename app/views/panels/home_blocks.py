"""The blocks of Home's role views, as words: titles, what an empty one says, and their lines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.models.queries.home_blocks import WorkRow
from app.models.queries.lookups import Why
from app.texts import told, why, word
from app.views.cells import Cell, State, Status, TwoLines
from app.views.item_models.columns import Column
from app.views.language import N_, tr
from app.views.panels.home_rows import WATCH_STATES
from app.views.panels.home_words import clock, due_note, past, stage_cell
from app.views.panels.limits import VERDICTS, alert_words, held, number, rule_words, test_name
from app.views.panels.runtimes_words import HEALTH
from app.views.places import ObjectRef

# Per block: its heading, and what stands there when there is nothing.
BLOCKS: dict[str, tuple[str, str]] = {
    "runtimes": (N_("Runtimes that are not well"), N_("Every runtime you see to is well.")),
    "my_models": (N_("My models, by the step that holds them"),
                  N_("No life cycle of your models is under way.")),
    "failing": (N_("Steps that fail, by life cycle"),
                N_("No step got stuck in the last 90 days.")),
    "drafts": (N_("Drafts and proposals"), N_("Every life cycle and table is in force.")),
    "longest": (N_("Waiting longest"), N_("No task waits for anybody.")),
    "given": (N_("Your decisions"), N_("You have not decided on a request yet.")),
    "due": (N_("Due next"), N_("Within 60 days no answer, finding or waiver falls due.")),
    "exceptions": (N_("Critical or late"),
                   N_("No critical alert is open, and no vote or answer is late.")),
    "beyond": (N_("Measured beyond a limit"), N_("No last measurement is beyond its limit.")),
    "used": (N_("Models your business uses"),
             N_("No use case of your units has a model. Add one under Governance.")),
    "measured": (N_("How well they do"), N_("No monitor has measured how well they do.")),
    "roles": (N_("Roles to confirm"), N_("Nobody waits for a role.")),
    "access": (N_("Keys and roles with a day"),
               N_("No key waits, and no role ends within a month.")),
    "service": (N_("Service and seal"), N_("No service has run here yet.")),
}  # fmt: skip
TILE_ROWS: dict[str, str] = {
    "tiles": N_("Gaps in your scope"),
    "severities": N_("Open alerts"),
    "figures": N_("At a glance"),
}
STATES: dict[str, tuple[Status, str]] = {
    **WATCH_STATES,
    **VERDICTS,
    "late": HEALTH["late"],
    "lost": HEALTH["lost"],
    "silent": HEALTH["silent"],
    "draining": HEALTH["draining"],
    "unseen": HEALTH["unknown"],
    "resolved": (Status.OK, N_("resolved")),
    "draft": (Status.WAITING, N_("draft")),
    "in_review": (Status.RUNNING, N_("in review")),
    "pending": (Status.WAITING, N_("undecided")),
    "accepted": (Status.OK, N_("accepted")),
    "rejected": (Status.FAILED, N_("rejected")),
    "withdrawn": (Status.UNKNOWN, N_("withdrawn")),
    "rolled_back": (Status.WARNING, N_("rolled back")),
    "replaced": (Status.UNKNOWN, N_("replaced")),
    "retired": (Status.UNKNOWN, N_("retired")),
    "expired": (Status.UNKNOWN, N_("expired")),
    "overdue": (Status.CRITICAL, N_("overdue")),
    "open": (Status.WAITING, N_("open")),
    "submitted": (Status.RUNNING, N_("submitted")),
    "returned": (Status.WARNING, N_("returned")),
    "scheduled": (Status.UNKNOWN, N_("scheduled")),
    "granted": (Status.WARNING, N_("ends")),
    "asked": (Status.WAITING, N_("asked")),
    "mitigating": (Status.RUNNING, N_("mitigating")),
    "critical": (Status.CRITICAL, N_("critical")),
    "warning": (Status.WARNING, N_("warning")),
    "ok": (Status.OK, N_("ok")),
    "unknown": (Status.UNKNOWN, N_("not measured")),
    "none": (Status.UNKNOWN, N_("not watched")),
    "yours": (Status.WAITING, N_("asked by you")),
    "proposed": (Status.WAITING, N_("proposed")),
    "endorsed": (Status.WAITING, N_("confirmed once")),
    "ends": (Status.WARNING, N_("ends")),
    "running": (Status.OK, N_("running")),
    "stopped": (Status.CRITICAL, N_("stopped")),
    "sealed": (Status.OK, N_("sealed")),
    "unsealed": (Status.WARNING, N_("behind")),
}
SCREENS = {"service": "jobs", "seal": "lineage"}  # what is no object, and the screen that tells


def work_columns(title: str, now: Callable[[], datetime]) -> list[Column[WorkRow]]:
    def what(one: WorkRow) -> Cell:
        note = ""
        if one.ended_at is not None:
            note = tr("until {when}").format(when=clock(one.ended_at, now()))
        elif one.at is not None:
            note = due_note(one.at, now()) if one.is_due else past(one.at, now())
        return TwoLines(
            _title(one),
            _reason(one.why),
            None,
            stage=stage_cell(one.stage),
            note=note,
            is_urgent=one.state == "overdue",
        )

    def state(one: WorkRow) -> Cell:
        status, words = STATES.get(one.state, (Status.UNKNOWN, word(one.state)))
        if one.votes is not None:
            given, needed = one.votes
            said = tr("{given} of {needed} given", "votes").format(given=given, needed=needed)
            return State(status, said, is_chip=True)
        return State(status, tr(words), is_chip=True)

    # At the right edge, under the heading's end: chips of different widths would stand ragged.
    return [
        Column(title, what, stretches=True),
        Column(tr("State"), state, width=112, is_number=True),
    ]


def _title(one: WorkRow) -> str:
    if one.kind == "seal":
        return tr("Seal of the trail")
    name = told(one.title) if one.kind in ("template", "table") else one.title
    return f"{name} v{one.version}" if one.version else name


def _reason(reason: Why) -> str:
    """The sentence, with what the database keeps in English said in the reader's language."""
    params = dict(reason.params)
    if "words" in params:
        params["words"] = alert_words(told(str(params["words"])))
    if reason.code == "home.said":
        return str(params["words"])
    for name in ("step", "title"):
        if name in params:
            params[name] = told(str(params[name]))
    if reason.code == "home.beyond":
        params["tests"] = ", ".join(rule_words(one) for one in str(params["tests"]).split(", "))
    if reason.code == "home.measured":
        value = float(str(params["value"]))
        limit = held(str(params["limit"]), value).words
        params |= {"test": test_name(str(params["test"])), "value": number(value), "limit": limit}
    return why(Why(reason.code, **params))


def work_ref(one: WorkRow) -> ObjectRef:
    return ObjectRef(one.kind, str(one.id), _title(one))
