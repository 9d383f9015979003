"""Governed things in words: kinds, states, facts, links, and why a bank keeps such a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.models.queries.case_parts import Fact, Link
from app.models.queries.governance import CaseRow
from app.services.library import TABLES
from app.texts import EVENTS, act, person_name, role_name, told, word
from app.views import cells, painting, theme
from app.views.cells import OF_SEVERITY, Age, Cell, State, Status, Text, TwoLines
from app.views.item_models.columns import Column
from app.views.language import N_, tr
from app.views.panels.administration_words import capital
from app.views.panels.duty_words import TITLES
from app.views.panels.home_words import due_state
from app.views.panels.limits import rule_words
from app.views.shown_time import shown_now


@dataclass(frozen=True, slots=True)
class KindWords:
    """How a kind is called, and what its list is good for."""

    plural: str
    one: str
    new: str
    why: str
    pictures: tuple[str, ...]


KINDS: Mapping[str, KindWords] = {
    "use_case": KindWords(
        N_("Use cases"), N_("Use case"), N_("New use case…"),
        N_(
            "A bank keeps its uses apart from its models: the same model may serve a regulated "
            "use and one that is not, under different rules."
        ),
        ("briefcase", "box"),
    ),
    "risk": KindWords(
        N_("Risk assessments"), N_("Risk assessment"), N_("Assess a use…"),
        N_(
            "A bank assesses each use by one method, so that the tier of a model can be "
            "explained years later: answers, version of the method, and two people."
        ),
        ("sliders-horizontal", "shield-check"),
    ),
    "finding": KindWords(
        N_("Findings"), N_("Finding"), N_("New finding…"),
        N_(
            "A bank keeps what scans and reviews found until it is mended or accepted: an open "
            "one that is grave stops a release."
        ),
        ("triangle-alert", "check"),
    ),
    "waiver": KindWords(
        N_("Waivers"), N_("Waiver"), N_("Ask for a waiver…"),
        N_(
            "A bank keeps its exceptions in one list, each with a reason and a last day: the "
            "rule stays failed, and a second person signed for it."
        ),
        ("ticket", "calendar"),
    ),
    "attestation": KindWords(
        N_("Attestations"), N_("Attestation"), N_("Plan a campaign…"),
        N_(
            "A bank asks owners from time to time whether what is on record is still so. Who "
            "did not answer in time stands here as overdue."
        ),
        ("pencil", "shield-check"),
    ),
    "policy": KindWords(
        N_("Policies"), N_("Policy"), N_("Propose a version…"),
        N_(
            "A bank writes down who decides and what is let through, with versions: what was in "
            "force on a day can be shown, and nobody changes it alone."
        ),
        ("landmark", "users"),
    ),
    "framework": KindWords(
        N_("Frameworks"), N_("Framework"), N_("Bring in a framework…"),
        N_(
            "A bank keeps what laws and standards ask of it, version by version, with what it does "
            "about each and what shows that: so it knows what still counts after a change."
        ),
        ("book-open", "landmark"),
    ),
    "raci": KindWords(
        N_("Responsibilities"), N_("Responsibility"), N_("Say who answers…"),
        N_(
            "A bank writes down who is responsible, accountable, consulted and informed. One is "
            "accountable for each, and who was so on a day can be shown."
        ),
        ("users", "user"),
    ),
    "application": KindWords(
        N_("Applications"), N_("Application"), N_("New application…"),
        N_(
            "A bank knows which of its systems ask which model version, and since when: from one "
            "customer's decision back to the model."
        ),
        ("globe", "box"),
    ),
    "source": KindWords(
        N_("Data sources"), N_("Data source"), N_("New data source…"),
        N_(
            "A bank keeps where the data of its monitors come from, whose they are and how they "
            "must be protected."
        ),
        ("database", "activity"),
    ),
}  # fmt: skip
TWO_LINES = ("risk", "finding", "waiver", "attestation")  # in their rows
# Which lists somebody looks at first: (name, kind, filter, which of its counts).
# What may need a person, by kind: the view of it.
NEEDED: tuple[tuple[str, str], ...] = (
    ("risk", N_("Risk to judge")),
    ("finding", N_("Emergencies to review")),
    ("attestation", N_("Your attestations")),
    ("waiver", N_("Your waivers")),
)
VIEWS: tuple[tuple[str, str, str, str], ...] = (
    (N_("Waivers ending in 30 d"), "waiver", "expiring:30d", "expiring"),
    (N_("Attestations due in 30 d"), "attestation", "expiring:30d", "expiring"),
    (N_("Overdue attestations"), "attestation", "overdue:yes", "overdue"),
    (N_("Risk to accept"), "risk", "state:proposed", "waiting"),
    (N_("Open findings"), "finding", "state:open,mitigating", "waiting"),
    (N_("Policy drafts"), "policy", "state:draft", "waiting"),
    (N_("Framework drafts"), "framework", "state:draft", "waiting"),
    (N_("Regulated uses"), "use_case", "regulated:yes", "regulated"),
)
# Code of a state -> mark and word, by kind where kinds differ.
_STATES: Mapping[str, tuple[Status, str]] = {
    "risk.proposed": (Status.WAITING, N_("proposed")),
    "risk.accepted": (Status.OK, N_("accepted")),
    "risk.refused": (Status.ACKNOWLEDGED, N_("refused")),
    "risk.superseded": (Status.ACKNOWLEDGED, N_("superseded")),
    "finding.open": (Status.WARNING, N_("open")),
    "finding.mitigating": (Status.RUNNING, N_("mitigating")),
    "finding.accepted": (Status.ACKNOWLEDGED, N_("accepted")),
    "finding.closed": (Status.OK, N_("closed")),
    "waiver.asked": (Status.WAITING, N_("asked")),
    "waiver.granted": (Status.WARNING, N_("granted")),
    "waiver.refused": (Status.ACKNOWLEDGED, N_("refused")),
    "waiver.expired": (Status.UNKNOWN, N_("expired")),
    "attestation.scheduled": (Status.UNKNOWN, N_("scheduled")),
    "attestation.open": (Status.WAITING, N_("open")),
    "attestation.submitted": (Status.RUNNING, N_("submitted")),
    "attestation.returned": (Status.WARNING, N_("returned")),
    "attestation.approved": (Status.OK, N_("approved")),
    "policy.draft": (Status.WAITING, N_("proposed")),
    "policy.published": (Status.OK, N_("in force")),
    "policy.deprecated": (Status.ACKNOWLEDGED, N_("replaced")),
    "policy.refused": (Status.ACKNOWLEDGED, N_("refused")),
    "policy.retired": (Status.ACKNOWLEDGED, N_("retired")),
    "framework.draft": (Status.WAITING, N_("proposed")),
    "framework.published": (Status.OK, N_("put in force")),
    "framework.coming": (Status.RUNNING, N_("coming")),
    "framework.in_force": (Status.OK, N_("in force")),
    "framework.superseded": (Status.ACKNOWLEDGED, N_("superseded")),
    "framework.over": (Status.ACKNOWLEDGED, N_("past")),
    "framework.refused": (Status.ACKNOWLEDGED, N_("refused")),
    "raci.in_force": (Status.OK, N_("in force")),
    "raci.ended": (Status.ACKNOWLEDGED, N_("ended")),
    "application.in_use": (Status.OK, N_("uses models")),
    "application.unused": (Status.UNKNOWN, N_("uses none")),
    "use_case.regulated": (Status.WARNING, N_("regulated")),
    "use_case.unregulated": (Status.UNKNOWN, N_("not regulated")),
}
OVERDUE = N_("overdue")
SHIPPED = frozenset(one.name for one in TABLES)  # their names are words, not names of somebody's
VERSIONED = ("policy", "framework")  # their number is a version's
_GRAVE = {**OF_SEVERITY, "low": Status.UNKNOWN}  # a grade is no matter that is open
FACTS: Mapping[str, str] = {
    "owner": N_("Owner"), "unit": N_("Unit"),
    "description": N_("What for"), "regulated": N_("Regulated"), "tier": N_("Risk tier"),
    "tier_differs": N_("Below that tier"), "score": N_("Points"), "method": N_("Method"),
    "reason": N_("Reason"), "assessed_by": N_("Assessed by"), "assessed_at": N_("On"),
    "answered_by": N_("Answered by"), "remark": N_("Remark"), "severity": N_("Severity"),
    "found_by": N_("Found by"), "detail": N_("What was seen"), "place": N_("Where"),
    "fix": N_("What would mend it"), "rule": N_("Rule"), "expires_at": N_("Last day"),
    "asked_by": N_("Asked by"), "asked_because": N_("Asked because"),
    "granted_by": N_("Granted by"), "signed": N_("Signed"),
    "question": N_("Question"), "asked_of": N_("Asked of"), "due_at": N_("Due"),
    "repeat_days": N_("Repeats"), "answer": N_("Statement"), "review": N_("Review"),
    "reviewed_by": N_("Reviewed by"), "key": N_("Policy"), "version": N_("Version"),
    "sha256": N_("Digest"), "records": N_("Decisions on record"),
    "kind": N_("Kind"), "store": N_("Store"), "pattern": N_("Files"),
    "label_key": N_("Outcomes by"), "label_delay_s": N_("Outcomes after"),
    "data_class": N_("Protection"), "purpose": N_("Purpose"), "access": N_("Who may read"),
    "retention_days": N_("Kept for"), "encryption": N_("Encrypted"),
    "publisher": N_("Publisher"), "edition": N_("Edition"), "framework": N_("Framework"),
    "effective_from": N_("From"), "effective_until": N_("Until"),
    "requirements": N_("Requirements"), "counting": N_("Evidence that counts"),
    "to_reassess": N_("To assess anew"), "dropped": N_("Dropped"), "doubtful": N_("Doubtful"),
    "unmet": N_("Nothing shows"), "as_filed": N_("As in its file"),
    "about_kind": N_("Of"), "part": N_("Part"), "role": N_("Role"), "person": N_("Person"),
    "can_show": N_("Nothing shows it; can mend that"),
    "can_name": N_("Nothing shows it and nobody is named for it; can name somebody"),
    "change": N_("Change"), "note": N_("Note"), "control": N_("Control"),
    **TITLES,
}  # fmt: skip
# Questions of the shipped method; those of a bank's own are named by the method itself.
ANSWERS: Mapping[str, str] = {
    "people": N_("People affected"), "decision": N_("Who decides"), "loss": N_("Worst loss"),
    "data": N_("Data used"), "insight": N_("How far it can be explained"),
    "is_regulated": N_("Regulated"),
}  # fmt: skip
PARTS: Mapping[str, str] = {
    "responsible": N_("responsible"), "accountable": N_("accountable"),
    "consulted": N_("consulted"), "informed": N_("informed"),
}  # fmt: skip
NOTES: Mapping[str, str] = {
    "about": N_("about"), "serves": N_("serves it"), "uses": N_("uses"),
    "used_before": N_("used before"), "for": N_("for"), "follows": N_("follows its tier"),
    "method": N_("method"), "file": N_("its file"), "request": N_("request"),
    "same_campaign": N_("same campaign"), "read_by": N_("read by"),
    "supersedes": N_("superseded by this"), "evidence_for": N_("evidence for"),
    "counts": N_("counts"), "reassess": N_("to assess anew"),
    "reassessed": N_("assessed anew"), "dropped": N_("dropped"),
    "withdrawn": N_("withdrawn"), "too_old": N_("too old"), "changed": N_("changed"),
    "replaced": N_("a newer one is there"), "not_in_force": N_("no more in force"),
    "other_evidence": N_("other evidence since"), "other_verdict": N_("another verdict since"),
    "gone": N_("not to be seen"), "decided": N_("decided"), **PARTS,
}  # fmt: skip
LINK_KINDS: Mapping[str, str] = {
    "model": N_("Model"), "version": N_("Version"), "request": N_("Request"),
    "monitor": N_("Monitor"), "table": N_("Decision table"),
    "customer_decision": N_("Decision"),
    **{kind: one.one for kind, one in KINDS.items()},
}  # fmt: skip


def state_of(row: CaseRow, *, is_chip: bool = False) -> State:
    if row.is_overdue:
        return State(Status.CRITICAL, tr(OVERDUE), is_chip=is_chip)
    status, words = _STATES.get(f"{row.kind}.{row.state}", (Status.UNKNOWN, row.state))
    return State(status, tr(words) if words != row.state else word(row.state), is_chip=is_chip)


def state_words(kind: str, state: str) -> str:
    found = _STATES.get(f"{kind}.{state}")
    return tr(found[1]) if found else word(state)


def title_of(row: CaseRow) -> str:
    if row.step:
        return " · ".join(map(told, row.step))
    if row.kind == "raci":  # what is asked about first: a list is narrow
        first, slash, rest = row.title.partition("/")
        if slash:
            return f"{rest} · {first}"
        return capital(act(row.title)) if row.title in EVENTS else row.title
    if row.kind == "policy":  # those of the product are told, as wherever they judge
        return told(row.title)
    return rule_words(row.title) if row.kind == "waiver" else row.title


def name_of(row: CaseRow) -> str:
    """For the breadcrumb: "Waiver 12", "Card payments"."""
    if row.kind in VERSIONED:
        return f"{title_of(row)} v{row.number}"
    one = tr(KINDS[row.kind].one)
    return f"{one} {row.number}" if row.number else row.title


def inside(row: CaseRow) -> str:
    """Its name within a sentence or a title: "finding 12", "approval route v2"."""
    name = name_of(row)
    is_ours = row.title in SHIPPED if row.kind in VERSIONED else bool(row.number)
    return name[:1].lower() + name[1:] if is_ours else name


def titled(pattern: str, row: CaseRow) -> str:
    """A title with its name, which some languages put first: "Finding 12 is closed"."""
    is_first = pattern.startswith("{name}")
    return pattern.format(name=name_of(row) if is_first else inside(row))


def head_of(row: CaseRow) -> str:
    """Over the title of a case file: "Waiver 12", "Use case"."""
    one = tr(KINDS[row.kind].one)
    return f"{one} {row.number}" if row.number and row.kind not in VERSIONED else one


def subject_of(row: CaseRow) -> str:
    return f"{row.model} v{row.version}" if row.version else row.model


def _about(row: CaseRow) -> TwoLines:
    """What it is called, over its number and what it is about: names come again."""
    detail = " · ".join(filter(None, (f"#{row.number}", subject_of(row))))
    return TwoLines(title_of(row), detail, None)


def _grade(row: CaseRow) -> Cell:
    if not row.grade:
        return Text("–", is_quiet=True)
    return State(_GRAVE.get(row.grade, Status.UNKNOWN), word(row.grade))


def _grade_code(row: CaseRow) -> str:
    return row.grade


def _part(row: CaseRow) -> Cell:
    return tr(PARTS.get(row.grade, row.grade))


def _parts_width() -> int:
    """As wide as the longest of the four words: in Dutch they are long."""
    font = theme.font(theme.FontRole.BODY)
    widest = max(painting.text_width(tr(one), font) for one in PARTS.values())
    return max(92, round(widest / theme.zoom()) + 24)


def _who(row: CaseRow) -> Cell:
    """A person, or whoever holds a role."""
    return person_name(row.owner) or role_name(row.detail)


def _due(row: CaseRow) -> Cell:
    if row.due_at is None:
        return ""
    now = shown_now()
    words = cells.moment(row.due_at)[:10]
    if row.is_overdue or row.is_expiring:
        return State(due_state(row.due_at, now).status, words)
    return Text(words, is_quiet=True)


def columns(kind: str) -> list[Column[CaseRow]]:
    """The columns of a kind; only those that say something of it."""
    number: Column[CaseRow] = Column(
        "#", lambda row: str(row.number), is_number=True, width=44, drop_below=560
    )
    name: Column[CaseRow] = Column(
        tr("Name"), lambda row: Text(title_of(row), is_strong=True, wraps=True), key="title",
        is_name=True, stretches=True,
    )  # fmt: skip
    about: Column[CaseRow] = Column(tr("Name"), _about, key="title", stretches=True)
    state: Column[CaseRow] = Column(
        tr("State"), state_of, key="state", width=108, filter_key="state"
    )
    model: Column[CaseRow] = Column(
        tr("Model"), subject_of, width=120, is_name=True, drop_below=900,
        filter_key="model", filter_value=lambda row: row.model,
    )  # fmt: skip
    unit: Column[CaseRow] = Column(
        tr("Unit"), lambda row: row.unit, width=100, drop_below=640,
        filter_key="unit", filter_value=lambda row: row.unit,
    )  # fmt: skip
    changed: Column[CaseRow] = Column(
        tr("Changed"), lambda row: Age(row.changed_at, shown_now()), key="changed",
        is_number=True, width=84, drop_below=650,
    )  # fmt: skip

    def graded(title: str, width: int = 92) -> Column[CaseRow]:
        return Column(title, _grade, key="grade", width=width, drop_below=240 + width,
                      filter_key="grade", filter_value=_grade_code)  # fmt: skip

    def person(title: str, drop_below: int = 560, width: int = 112) -> Column[CaseRow]:
        return Column(
            title, lambda row: person_name(row.owner) or "–", key="owner", width=width,
            drop_below=drop_below,
            filter_key="owner", filter_value=lambda row: row.owner,
        )  # fmt: skip

    def due(title: str, drop_below: int = 352, filter_key: str = "expiring") -> Column[CaseRow]:
        return Column(title, _due, key="due", width=112, drop_below=drop_below,
                      filter_key=filter_key)  # fmt: skip

    found: Mapping[str, list[Column[CaseRow]]] = {
        "use_case": [name, state, graded(tr("Risk tier")), person(tr("Owner"), 530), unit, changed],
        "risk": [about, state, graded(tr("Risk tier")), person(tr("Assessed by")), unit,
                 changed],
        "finding": [about, state, graded(tr("Severity")), model, person(tr("Owner")),
                    changed],
        "waiver": [about, state, due(tr("Last day")), model, person(tr("Asked by"))],
        "attestation": [about, state, due(tr("Due")), person(tr("Asked of"), 520)],
        "policy": [name, Column(tr("Version"), lambda row: f"v{row.number}", width=64,
                          drop_below=304), state,
                   person(tr("By"), 590), unit, changed],
        "framework": [name, Column(tr("Version"), lambda row: f"v{row.number}", width=56,
                             drop_below=304), state,
                      due(tr("From"), 500, ""), person(tr("By")), unit],
        "raci": [number, name, Column(tr("Part"), _part, key="grade", width=_parts_width(),
                        filter_key="grade", filter_value=_grade_code),
                 Column(tr("Who"), _who, key="owner", width=136,
                        drop_below=260 + _parts_width()),
                 Column(tr("State"), state_of, key="state", width=96, filter_key="state",
                        drop_below=470 + _parts_width()), unit],
        "application": [name, state, person(tr("Owner"), 530), unit, changed],
        "source": [name, Column(tr("Kind"), lambda row: Text(word(row.state), wraps=True),
                          width=110,
                          filter_key="state", filter_value=lambda row: row.state),
                   Column(tr("Protection"), lambda row: word(row.grade), key="grade", width=104,
                          drop_below=340,
                          filter_key="grade", filter_value=_grade_code),
                   person(tr("Owner"), 570, 148), unit, changed],
    }  # fmt: skip
    return found[kind]


def fact_title(fact: Fact) -> str:
    name = fact.key.removeprefix("answer:")
    if name != fact.key:
        return tr(ANSWERS[name]) if name in ANSWERS else name
    return tr(FACTS.get(fact.key, fact.key))


def fact_value(fact: Fact) -> object:
    """As the pane shows it: a day, a yes, the word of a code, a chip of a tier."""
    value = fact.value
    by_key = _BY_KEY.get("answer:" if fact.key.startswith("answer:") else fact.key)
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if by_key is not None and value not in (None, ""):
        return by_key(value)
    if isinstance(value, datetime):
        return cells.moment(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _tier(value: object) -> object:
    if value == "not_assessed":
        return tr("not assessed yet")
    return State(_GRAVE.get(str(value), Status.UNKNOWN), word(str(value)))


def _names(value: object) -> str:
    """People, and roles as readers call them."""
    return ", ".join(map(_holder, value)) if isinstance(value, tuple) else str(value)


def _holder(value: object) -> str:
    if not isinstance(value, tuple):
        return role_name(str(value))
    who, carried_from, is_to_confirm = value
    carried = tr("carried from {reference}").format(reference=carried_from)
    notes = (carried if carried_from else "", tr("to be confirmed") if is_to_confirm else "")
    return f"{role_name(who)} ({', '.join(filter(None, notes))})"


def _control(value: object) -> str:
    assert isinstance(value, tuple)
    name, owner, days, is_ended = value
    often = tr("every %n day(s)", "", days) if days else ""
    return " · ".join(filter(None, [name, owner, often, tr("no more done") if is_ended else ""]))


def _day(value: object) -> str:
    """A law begins on a day of its own calendar, wherever the reader is."""
    return f"{value:%Y-%m-%d}" if isinstance(value, datetime) else str(value)


def _code(value: object) -> str:
    return word(str(value))


_BY_KEY: Mapping[str, Callable[[object], object]] = {
    "answer:": _code,
    "severity": _code,
    "found_by": _code,
    "owner": lambda value: person_name(str(value)),
    "kind": _code,
    "data_class": _code,
    "encryption": _code,
    "retention_days": lambda value: tr("%n day(s)", "", int(str(value))),
    "tier": _tier,
    "rule": lambda value: rule_words(str(value)),
    "repeat_days": lambda value: tr("every %n day(s)", "", int(str(value))),
    "label_delay_s": lambda value: cells.duration(int(str(value))),
    "sha256": lambda value: str(value)[:16],
    "reason": lambda value: told(str(value)),
    "detail": lambda value: told(str(value)),
    "part": lambda value: tr(PARTS.get(str(value), str(value))),
    "role": lambda value: role_name(str(value)),
    "about_kind": _code,
    "expires_at": lambda value: cells.moment(value)[:10] if isinstance(value, datetime) else "",
    "asked_because": lambda value: told(str(value)),
    "effective_from": _day,
    "effective_until": _day,
    "change": lambda value: tr(NOTES[str(value)]) if str(value) in NOTES else word(str(value)),
    "control": _control,
    **dict.fromkeys((*PARTS, "can_show", "can_name"), _names),
}


def link_note(link: Link) -> str:
    """What the other thing is, and how they belong together."""
    kind = tr(LINK_KINDS.get(link.kind, link.kind))
    states = {"risk": "risk", "attestation": "attestation", "policy": "policy"}
    if link.note in NOTES:
        said = tr(NOTES[link.note])
    else:
        said = state_words(states.get(link.kind, link.kind), link.note)
    if link.kind == "attestation":
        detail = state_words("attestation", link.detail)
    elif link.kind in ("request", "risk"):
        detail = word(link.detail)
    elif link.kind == "raci":
        detail = role_name(link.detail)
    else:
        detail = link.detail
    return " · ".join(filter(None, [kind, said if said != kind.lower() else "", detail]))
