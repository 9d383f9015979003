"""How notices are worded, and where each leads."""

from __future__ import annotations

from app.models.queries.events import EventRow
from app.models.queries.notices import Notice, WatchedRow
from app.texts import person_name, told, word
from app.views.cells import State, Status
from app.views.language import N_, tr
from app.views.notice_kinds import KINDS
from app.views.panels.event_words import event_words
from app.views.panels.home_words import TASK_WORDS
from app.views.places import QUESTIONS, ObjectRef

STATUSES: dict[str, Status] = {
    "assigned": Status.WAITING,
    "escalated": Status.WARNING,
    "alert": Status.CRITICAL,
    "note": Status.WAITING,
    "deployment": Status.RUNNING,
    "request": Status.RUNNING,
    "account": Status.UNKNOWN,
    "watched": Status.UNKNOWN,
}
BAD = (
    "deployment.failed", "request.rejected", "role_request.refused", "key.refused",
    "registration_request.declined",
)  # fmt: skip
GOOD = (
    "deployment.deployed", "request.accepted", "role_request.confirmed", "key.active",
    "registration_request.registered",
)  # fmt: skip
# The object of an event, as the screens call it.
SCREEN_KINDS = {
    "alert": "alert",
    "deployment": "deployment",
    "request": "request",
    "registration_request": "registration_request",
    "task": "task",
    "instance": "run",
    "monitor": "monitor",
    "runtime": "runtime",
    "template": "template",
    "table": "table",
    "model": "model",
    # Case files of Governance.
    "use_case": "use_case",
    "risk": "risk",
    "finding": "finding",
    "waiver": "waiver",
    "attestation": "attestation",
    "application": "application",
    "data_source": "source",
    "framework": "framework",
    "raci": "raci",
}
CASES = ("use_case", "risk", "finding", "waiver", "attestation", "application", "source",
         "framework", "raci")  # fmt: skip
ACCOUNT = ("role_request", "membership", "key", "person")
ADMINISTRATION = "administration"
STEPS = {
    "alert": N_("Look at the alert"),
    "deployment": N_("Look at the deployment"),
    "request": N_("Open the request"),
    "registration_request": N_("Open the request"),
    "task": N_("Open the task"),
    "run": N_("Look at the run"),
    "monitor": N_("Look at the monitor"),
    "runtime": N_("Look at the runtime"),
    "template": N_("Open the life cycle"),
    "table": N_("Open the decision table"),
    "model": N_("Look at the model"),
    "lineage": N_("Look at the lineage"),
    ADMINISTRATION: N_("Look at roles and keys"),
    **dict.fromkeys(CASES, N_("Open the case file")),
}


def sentence(event: EventRow) -> str:
    """ "Tom Bakker acknowledged alert 4, …": the actor and what they did."""
    return f"{person_name(event.actor)} {event_words(event)}"


def note(one: Notice) -> str:
    """As it pops up: of a task that is this person's what it asks."""
    task = TASK_WORDS.get(str(one.event.facts.get("kind", "")), "")
    if not is_own_task(one) or not task:
        return sentence(one.event)
    return tr("For you: {task}, {subject}").format(task=tr(task), subject=one.event.subject)


def is_own_task(one: Notice) -> bool:
    return one.kind == "assigned" and one.event.tag == "task.created"


def status_of(one: Notice) -> Status:
    if one.event.tag in BAD:
        return Status.CRITICAL
    if one.event.tag == "deployment.rolled_back":  # it is done, and was not meant
        return Status.WARNING
    return Status.OK if one.event.tag in GOOD else STATUSES[one.kind]


def kind_of(one: Notice) -> State:
    if one.is_over:
        return State(Status.OK, tr("Alert that has ended"))
    return State(status_of(one), tr(KINDS[one.kind]))


def leads_to(event: EventRow) -> ObjectRef:
    """Where its one action leads: the object itself, else the model's lineage."""
    if event.object_type == "note":  # it stands with its request
        request = str(event.facts.get("request_id", ""))
        return ObjectRef("request", request, event.subject, QUESTIONS)
    if event.object_type in ACCOUNT:
        return ObjectRef(ADMINISTRATION, str(event.object_id), "")
    kind = SCREEN_KINDS.get(event.object_type)
    if kind is not None:
        return ObjectRef(kind, str(event.object_id), event.subject)
    if event.model_id is not None:
        return ObjectRef("lineage", str(event.model_id), event.model_name)
    return ObjectRef("", "", "")


def step_words(ref: ObjectRef) -> str:
    return tr(STEPS.get(ref.kind, N_("Open")))


def watched_ref(one: WatchedRow) -> ObjectRef:
    return ObjectRef(SCREEN_KINDS[one.object_type], str(one.object_id), watched_name(one))


def watched_name(one: WatchedRow) -> str:
    name = told(one.name)
    if one.object_type == "deployment":
        return tr("Deployment {number} of {model}").format(number=one.number, model=name)
    return f"{one.number} · {name}" if one.number else name


def watched_kind(one: WatchedRow) -> str:
    words = word("run" if one.object_type == "instance" else one.object_type)
    return words[:1].upper() + words[1:]
