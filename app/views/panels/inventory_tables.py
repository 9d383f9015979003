"""The tables in the tabs of a model's detail, as columns, and the page that holds one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from app.models.queries.evidence_rows import DocumentRow, ResultRow, WaiverRow
from app.models.queries.model_page import (
    AssetRow,
    DecisionRow,
    DeploymentRow,
    FieldRow,
    MonitorRow,
    SnapshotRow,
)
from app.models.queries.serving_spells import Spell
from app.services.stores import own_name
from app.texts import WORDS, person_name, role_name, told, word
from app.views import cells
from app.views.cells import Age, Number, Spark, State, Status, Text, TwoLines
from app.views.item_models.columns import Column
from app.views.language import tr
from app.views.panels import inventory_words as words
from app.views.panels.deployments_words import state_cell
from app.views.panels.inventory_list import Ladder
from app.views.panels.limits import full_words, limit_words, method_words, rule_words
from app.views.panels.measure_words import meaning
from app.views.panels.monitoring_words import cron_words
from app.views.shown_time import shown_now
from app.views.zones import zone

WAIVERS = {"granted": Status.OK, "asked": Status.WAITING, "refused": Status.FAILED}


def _ago(at: datetime | None) -> Age:
    return Age(at, shown_now())


def snapshots(ladder: Ladder) -> list[Column[SnapshotRow]]:
    return [
        Column(
            tr("Snapshot"),
            lambda row: Text(f"v{row.version}", _frozen_as(row), is_strong=True),
            key="v",
            width=100,
        ),
        Column(tr("In place"), lambda row: _places(row, ladder), width=100),
        Column(tr("Tests"), lambda row: words.verdict(row.verdict), width=96),
        Column(tr("Taken"), lambda row: cells.moment(row.made_at), width=132),
        Column(tr("By"), lambda row: person_name(row.made_by), width=140, drop_below=620),
        Column(tr("What"), _what, stretches=True),
        Column(
            tr("Digest"),
            lambda row: Text(row.digest[:12] or tr("not frozen"), is_mono=bool(row.digest)),
            width=112,
            tooltip=lambda row: row.digest,
            drop_below=720,
        ),
    ]


def _frozen_as(row: SnapshotRow) -> str:
    return f"s{row.sequence}" if row.sequence else ""


def _places(row: SnapshotRow, ladder: Ladder) -> cells.Stage | Text:
    if not row.stages:
        return Text("–", is_quiet=True)
    more = f" +{len(row.stages) - 1}" if len(row.stages) > 1 else ""
    return ladder.chip(row.stages[0].name, row.stages[0].name + more)


def _what(row: SnapshotRow) -> Text:
    source = {
        "folder": tr("folder"), "onnx": tr("ONNX file"), "training": tr("trained here"),
        "git": tr("Git repository"), "mlflow": tr("MLflow server"),
        "entry": tr("entered by hand"),
    }  # fmt: skip
    return Text(
        row.description or source.get(row.source_kind, row.source_kind),
        tr("Its service tags can't be read. Freeze the version anew.")
        if row.has_unreadable_tags
        else " ".join(f"#{tag}" for tag in row.tags),
    )


def assets() -> list[Column[AssetRow]]:
    return [
        Column(tr("Role"), lambda row: word(row.role), key="role", width=108),
        Column(
            tr("File"),
            lambda row: Text(own_name(row.path), is_strong=True),
            is_name=True,
            key="path",
            stretches=True,
            tooltip=lambda row: row.path,
        ),
        Column(tr("Size"), lambda row: words.size(row.size_bytes), is_number=True, width=88),
        Column(
            "SHA-256",
            lambda row: Text(row.sha256[:12], is_mono=True),
            width=112,
            tooltip=lambda row: row.sha256,
        ),
        Column(tr("Kept in"), lambda row: row.store or tr("workspace"), width=90, drop_below=640),
        Column(tr("Added"), lambda row: cells.moment(row.added_at), width=132, drop_below=760),
        Column(tr("By"), lambda row: person_name(row.added_by), width=140, drop_below=860),
    ]


def fields() -> list[Column[FieldRow]]:
    return [
        Column(
            tr("Column"),
            lambda row: Text(row.name, is_strong=True),
            key="name",
            is_name=True,
            stretches=True,
        ),
        Column(tr("Direction"), lambda row: word(row.direction), key="way", width=72),
        Column(tr("Role"), _role, key="role", width=150),
        Column(tr("Type"), lambda row: _type(row.type), width=130),
        Column(tr("Class"), lambda row: word(row.data_class), width=110, drop_below=980),
        Column(tr("Unit"), lambda row: row.unit, width=110, drop_below=760),
        Column(tr("Before"), _before, width=150),
    ]


def _type(stored: str) -> str:
    """What a column holds: a type as the model has it, else a class in words."""
    held = stored.removesuffix(", null")
    said = word(held) if held in WORDS else held
    return said if held == stored else tr("{type}, null").format(type=said)


def _role(row: FieldRow) -> Text:
    return Text(word(row.role), tr("protected") if row.is_protected else "")


def _before(row: FieldRow) -> State | Text:
    if row.before is None:
        return State(Status.WARNING, tr("new"))
    if not row.before:
        return Text("")
    if row.before != row.type:
        return State(Status.CRITICAL, tr("was {before}").format(before=_type(row.before)))
    return Text(tr("the same"), is_quiet=True)


def deployments(ladder: Ladder) -> list[Column[DeploymentRow]]:
    return [
        Column(tr("No."), lambda row: f"{row.number}", key="number", is_number=True, width=56),
        Column(tr("Version"), lambda row: Text(f"v{row.version}", is_strong=True), width=72),
        Column(tr("Stage"), lambda row: ladder.chip(row.stage.name, is_outlined=True), width=92),
        Column(tr("Runtime"), lambda row: row.runtime, key="runtime", width=150, is_name=True),
        Column(tr("Service"), lambda row: f"#{row.service_tag}", width=130, drop_below=900),
        Column(tr("State"), lambda row: state_cell(row.state, row.reason, row.silence), width=130),
        Column(tr("Began"), lambda row: cells.moment(row.started_at), width=132, drop_below=560),
        Column(
            tr("Note"),
            deployment_note,
            stretches=True,
            tooltip=deployment_tip,
        ),
    ]


def deployment_note(row: DeploymentRow) -> str:
    """What is wrong with it, why it ended, and that it came back."""
    silence, last = row.silence, row.spells[-1] if len(row.spells) > 1 else None
    said = told(row.reason if silence is None else silence.sentence(row.service_tag))
    if last is None:
        return said
    words = tr("again since {when}") if last.until is None else tr("again from {when}")
    return " · ".join(filter(None, [said, words.format(when=cells.moment(last.since))]))


def deployment_tip(row: DeploymentRow) -> str:
    """As the note, with each time in between at which it did not serve."""
    return "\n".join(filter(None, [deployment_note(row), *_breaks(row.spells)]))


def _breaks(spells: Sequence[Spell]) -> Iterator[str]:
    words = tr("Did not serve from {until} until {since}")
    for before, after in pairwise(spells):
        if before.until is not None:
            until, since = cells.moment(before.until), cells.moment(after.since)
            yield words.format(until=until, since=since)


def monitors(ladder: Ladder) -> list[Column[MonitorRow]]:
    return [
        Column(
            tr("Monitor"), lambda row: Text(row.name, is_strong=True), is_name=True, stretches=True
        ),
        Column(tr("Stage"), lambda row: ladder.chip(row.stage.name, is_outlined=True), width=92),
        Column(tr("Measures"), lambda row: word(row.dimension), width=120, drop_below=960),
        Column(
            tr("Last result"),
            _last_result,
            width=140,
        ),
        Column(tr("Last runs"), _series, width=112, drop_below=660),
        Column(tr("Ran"), lambda row: _ago(row.last_at), is_number=True, width=90),
        Column(
            tr("Next"),
            lambda row: tr("paused") if row.is_paused else _next(row),
            width=140,
            drop_below=620,
        ),
        Column(
            tr("When"),
            lambda row: cron_words(row.cron) if row.cron else tr("by hand"),
            width=110,
            drop_below=900,
        ),
    ]


def _last_result(row: MonitorRow) -> State:
    """That another version passed says nothing good of the one that serves."""
    if not row.verdict:
        return State(Status.UNKNOWN, tr("no result"))
    state = words.verdict(row.verdict)
    if row.measured is None:
        return state
    status = Status.UNKNOWN if row.verdict == "PASS" else state.status
    said = tr("{verdict}, of v{version}").format(verdict=state.text, version=row.measured)
    return State(status, said)


def _series(row: MonitorRow) -> Spark | Text:
    values = row.series.values
    if len(values) < 2:
        return Text("–", is_quiet=True)
    said = tr("{rule}: {first} to {last}", "of a value over some runs").format(
        rule=rule_words(row.series.rule),
        first=cells.significant(values[0]),
        last=cells.significant(values[-1]),
    )
    return Spark(values, said, words.verdict(row.verdict).status)


def _next(row: MonitorRow) -> str:
    return cells.moment(row.next_at) if row.next_at else "–"


def _test_tooltip(row: ResultRow) -> str:
    measure = row.name.partition(":")[0]
    return "\n".join(filter(None, (meaning(measure), method_words(row.method))))


def results() -> list[Column[ResultRow]]:
    return [
        Column(tr("Test"), lambda row: Text(rule_words(row.name), is_strong=row.is_failed),
               key="test", stretches=True, tooltip=_test_tooltip),
        Column(tr("Result"), lambda row: words.verdict(row.verdict), key="verdict", width=110),
        Column(tr("Value"), lambda row: Number(row.held), key="value", is_number=True, width=76),
        Column(tr("Limit"), _limit, width=170,
               tooltip=lambda row: full_words(row.threshold, row.fails_at)),
        Column(tr("Over versions"), _trend, width=100, drop_below=700),
        Column(
            tr("In production"),
            lambda row: Number(row.serving, is_quiet=True),
            is_number=True,
            width=104,
            drop_below=900,
        ),
        Column("n", lambda row: Number(row.n), is_number=True, width=76, drop_below=1000),
        Column(tr("p adjusted"), lambda row: Number(row.p_adjusted), is_number=True, width=92,
               drop_below=1100),
        Column(tr("Waiver"), _waived, width=160, drop_below=800),
    ]  # fmt: skip


def _trend(row: ResultRow) -> Spark | Text:
    """One value is no trend: it stands in its own column."""
    if len(row.trend) < 2:
        return Text("–", is_quiet=True)
    said = ", ".join(f"v{one.version} {cells.significant(one.value)}" for one in row.trend)
    return Spark(
        tuple(one.value for one in row.trend), said, words.verdict(row.trend[-1].verdict).status
    )


def _limit(row: ResultRow) -> Text:
    """What must hold, as the one who approves reads it."""
    words = limit_words(row.limit, row.warns_at) if row.limit else ""
    return Text(words) if words else Text(tr("no limit"), is_quiet=True)


def _waived(row: ResultRow) -> Text:
    if row.waiver_number is None:
        return Text("")
    until = (
        tr("to {day}", "until").format(day=f"{row.waived_until:%Y-%m-%d}")
        if row.waived_until
        else ""
    )
    return Text(tr("waiver {waiver_number}").format(waiver_number=row.waiver_number), until)


def documents() -> list[Column[DocumentRow]]:
    return [
        Column(tr("Kind"), lambda row: word(row.kind), key="kind", width=130),
        Column(
            tr("Title"), lambda row: Text(row.title, is_strong=True), key="title", stretches=True
        ),
        Column(
            tr("About"),
            lambda row: tr("this version") if row.version_id else tr("the model"),
            width=100,
        ),
        Column(tr("Where"), _where, width=200, tooltip=lambda row: row.uri or row.sha256),
        Column(tr("Added"), lambda row: cells.moment(row.added_at), width=132, drop_below=760),
        Column(tr("By"), lambda row: person_name(row.added_by), width=140, drop_below=980),
    ]


def _where(row: DocumentRow) -> Text:
    if row.uri:
        return Text(row.uri)
    return (
        Text(tr("file {sha256}").format(sha256=row.sha256[:12]), is_mono=True)
        if row.sha256
        else Text(tr("not recorded"))
    )


def decisions(ladder: Ladder) -> list[Column[DecisionRow]]:
    return [
        Column(tr("When"), lambda row: cells.moment(row.decided_at), key="when", width=132),
        Column(tr("Decision"), _decision, width=110),
        Column(tr("Version"), lambda row: f"v{row.version}", width=70),
        Column(tr("For"), lambda row: ladder.chip(row.stage.name, is_outlined=True), width=86),
        Column(tr("Who"), _voter, width=150),
        Column(
            tr("Reason"),
            lambda row: Text(row.reason, wraps=True),
            stretches=True,
            tooltip=lambda row: row.reason,
        ),
        Column(
            tr("Signed"),
            _signed,
            width=110,
            drop_below=980,
            tooltip=lambda row: told(row.fault) if row.fault else "",
        ),
    ]


def _signed(row: DecisionRow) -> State | str:
    if row.fault:
        return State(Status.FAILED, tr("does not hold"))
    return tr("signed") if row.has_signature and row.fault == "" else tr("recorded")


def _voter(row: DecisionRow) -> TwoLines:
    return TwoLines(row.person, role_name(row.role), None, is_strong=False)


def _decision(row: DecisionRow) -> State | Text:
    if not row.counts:
        return Text(tr("void"), tr("evidence changed"), is_quiet=True)
    is_yes = row.verdict == "accept"
    return State(
        Status.OK if is_yes else Status.FAILED, tr("approved") if is_yes else tr("rejected")
    )


def waivers() -> list[Column[WaiverRow]]:
    return [
        Column(tr("No."), lambda row: f"{row.number}", key="number", is_number=True, width=56),
        Column(tr("Rule"), lambda row: Text(rule_words(row.rule), is_strong=True), width=200),
        Column(
            tr("State"),
            lambda row: State(WAIVERS.get(row.state, Status.UNKNOWN), word(row.state)),
            width=96,
        ),
        Column(tr("Ends"), _ends, width=128),
        Column(tr("Asked by"), lambda row: row.asked_by, width=120, drop_below=720),
        Column(tr("Granted by"), lambda row: row.granted_by or "–", width=120, drop_below=640),
        Column(
            tr("Reason"), lambda row: row.reason, stretches=True, tooltip=lambda row: row.reason
        ),
    ]


def _ends(row: WaiverRow) -> Text:
    is_over = row.expires_at < shown_now()
    return Text(f"{row.expires_at.astimezone(zone()):%Y-%m-%d}", tr("ended") if is_over else "")
