"""How deployments are worded: states, steps, and the facts that steps leave behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from app import texts
from app.models.queries.deployments import (
    AGAIN,
    BACK,
    DeploymentDetail,
    DeploymentRow,
    HistoryRow,
    RollBack,
    StepRow,
)
from app.models.queries.lookups import StageRef
from app.models.queries.run_ends import NoLonger
from app.models.queries.runtime_health import AWAY, Silence
from app.models.queries.snapshot_diff import BETTER, BREAKING, COSMETIC, NOTABLE, Change
from app.models.rules.deployment_states import (
    COMING,
    GONE,
    RETIRED,
    SWITCHING,
    WAITING,
    ended_as,
    has_no_cases,
)
from app.models.rules.pauses import Pause
from app.views import cells
from app.views.cells import Stage, State, Status, Text
from app.views.language import N_, listed, tr
from app.views.panels.change_words import change_name, pair_words, value_words
from app.views.panels.home_words import stage_cell
from app.views.panels.limits import rule_words
from app.views.panels.pause_words import pause_words

STATES: dict[str, tuple[Status, str]] = {
    "requested": (Status.WAITING, N_("requested")),
    WAITING: (Status.WAITING, N_("waits")),
    "matching": (Status.RUNNING, N_("matching")),
    "deploying": (Status.RUNNING, N_("deploying")),
    "retrying": (Status.RUNNING, N_("retrying")),
    "deployed": (Status.OK, N_("serves")),
    "undeploying": (Status.RUNNING, N_("being taken off")),
    "undeployed": (Status.UNKNOWN, N_("replaced")),
    "rolling_back": (Status.RUNNING, N_("being rolled back")),
    "rolled_back": (Status.WARNING, N_("rolled back")),
    "failed": (Status.FAILED, N_("failed")),
}
STOPPED = "stopped"  # it was under way when its deployment ended
STEP_NAMES = {
    "verify": N_("Verify hash"),
    "transport": N_("Bring the file"),
    "load": N_("Load"),
    "smoke": N_("Smoke test"),
    "switch": N_("Switch traffic"),
    "confirm": N_("Confirm"),
    "clean_up": N_("Clean up"),
}
SWITCH = "switch"
STEP_STATES = {
    "started": Status.RUNNING,
    "done": Status.OK,
    "failed": Status.FAILED,
    STOPPED: Status.UNKNOWN,
}
_OF_CASES = ("cases", "max_difference")  # what a smoke test says of itself
MOST_CHANGES = 4  # of a kind that are told before a roll back; the rest is counted


def state_of(one: DeploymentRow, *, is_chip: bool = False) -> State:
    return state_cell(one.state, one.reason, one.silence, is_chip=is_chip)


def state_cell(
    state: str, reason: str, silence: Silence | None = None, *, is_chip: bool = False
) -> State:
    """The same words wherever a deployment is listed."""
    if silence is not None and silence.kind == AWAY:
        return State(Status.UNREACHABLE, tr("unreachable"), is_chip)
    if silence is not None:
        return State(Status.CRITICAL, tr("does not serve"), is_chip)
    status, word = STATES.get(state, (Status.UNKNOWN, state))
    if state in GONE and ended_as(state, reason) == RETIRED:
        word = N_("retired")
    return State(status, tr(word), is_chip)


def no_longer_cell(one: NoLonger, *, is_chip: bool = False) -> State:
    """The same of a run; where something that it brought serves on, it says of which place."""
    found = state_cell(one.state, one.reason, is_chip=is_chip)
    if not one.places:
        return found
    words = tr("{state} on {places}").format(state=found.text, places=listed(one.places))
    return replace(found, text=words)


def spell_state(one: HistoryRow) -> State:
    """Of a spell that is over, how it ended; what has served again since is another line."""
    if one.spell is None or one.spell.until is None:
        return state_of(one.deployment)
    return state_cell(one.spell.state, one.spell.reason)


def spell_since(one: HistoryRow) -> str:
    return cells.moment(one.spell.since) if one.spell else tr("never served")


def spell_until(one: HistoryRow) -> str:
    return cells.moment(one.spell.until) if one.spell and one.spell.until else ""


def spell_reason(one: HistoryRow) -> str:
    """Why it serves again or why it ended, and on whose wish and votes it came."""
    if one.spell is None:
        return texts.told(one.deployment.reason)
    back = one.deployment.rolled_back
    if one.spell.until is None and back is not None:
        return tr("again, after the roll back of {number}").format(number=back)
    return " · ".join(filter(None, (texts.told(one.spell.reason), _released_by(one))))


def _released_by(one: HistoryRow) -> str:
    if one.released_by is None or not one.released_by.asked:
        return ""
    asked = texts.person_name(one.released_by.asked)
    accepted = [texts.person_name(each) for each in one.released_by.accepted]
    if not accepted:
        return tr("asked by {asked_by}").format(asked_by=asked)
    return tr("asked by {asked_by}, approved by {people}").format(
        asked_by=asked, people=listed(accepted)
    )


def version_of(one: DeploymentRow) -> str:
    return f"{one.model_name} v{one.version}"


def step_name(step: str) -> str:
    if step.startswith(BACK):
        return tr("Back: {step}").format(step=step_name(step.removeprefix(BACK)))
    if step.startswith(AGAIN):
        return tr("Again: {step}").format(step=step_name(step.removeprefix(AGAIN)))
    return tr(STEP_NAMES.get(step, step.replace("_", " ").capitalize()))


def stage_of(stage: StageRef | None, *, is_quiet: bool = False) -> Stage | str:
    return stage_cell(stage, is_outlined=is_quiet) or ""


def step_words(one: DeploymentRow) -> str:
    if one.rolled_back is not None:
        return tr("serves again since {when}, after the roll back of {number}").format(
            when=cells.moment(one.finished_at or one.started_at), number=one.rolled_back
        )
    if one.state == WAITING:
        return texts.told(one.reason)
    if not one.step:
        return ""
    if one.step_state == "done" and one.state not in (*COMING, *SWITCHING, "failed"):
        return tr("all steps done")
    under_way = tr("stopped") if one.state == "failed" else tr("under way")
    done = tr("not tested") if one.is_untested else tr("done")
    word = {"started": under_way, "done": done, "failed": tr("failed")}.get(one.step_state, "")
    return f"{step_name(one.step)}, {word}"


def step_cell(one: DeploymentRow) -> Text:
    """In a list, beside its state: of what serves again since when; why it stopped behind it."""
    if one.rolled_back is not None:
        when = cells.moment(one.finished_at or one.started_at)
        return Text(tr("again since {when}").format(when=when))
    return Text(step_words(one), "" if one.state == WAITING else texts.told(one.reason))


def step_tip(one: DeploymentRow) -> str:
    """What the list says shorter."""
    return step_words(one) if one.rolled_back is not None else ""


def elapsed(one: DeploymentRow, now: datetime) -> str:
    """How long the deploying took; that it served for months afterwards is no part of it."""
    end = now if one.state in (*SWITCHING, WAITING) else one.worked_until or one.finished_at or now
    return brief((end - one.started_at).total_seconds())


def took(step: StepRow) -> str:
    if step.state == STOPPED:
        return ""
    seconds = step.seconds
    return tr("under way") if seconds is None else brief(seconds)


def step_state(step: StepRow) -> State:
    """One that had nothing to test with is no pass."""
    if step.is_untested:
        return State(Status.WARNING, tr("not tested"))
    return State(STEP_STATES.get(step.state, Status.UNKNOWN), texts.word(step.state))


def strip_words(step: StepRow) -> str:
    """What stands beside its name in the row of steps."""
    return _untested_words() if step.is_untested else took(step) or tr("stopped")


def _untested_words() -> str:
    return tr("not tested: no cases")


def shown_steps(detail: DeploymentDetail) -> list[StepRow]:
    """Its steps; of one that failed or was cancelled, none is under way."""
    if detail.row.state != "failed":
        return list(detail.steps)
    return [replace(s, state=STOPPED) if s.state == "started" else s for s in detail.steps]


def brief(seconds: float) -> str:
    """ "40 ms", "2 min 5 s": the whole and its steps in the same words."""
    return f"{max(0.0, seconds) * 1000:.0f} ms" if seconds < 1 else cells.duration(seconds)


def facts_text(facts: Mapping[str, Any]) -> str:
    """What a step found, in one line: "cases 1, max difference 1.35e-07"."""
    is_untested = has_no_cases(facts)
    parts = [_untested_words()] if is_untested else []
    places: list[str] = []
    for name, value in facts.items():
        if is_untested and name in _OF_CASES:
            continue
        words = texts.word(name)
        if name == "reason":
            parts.insert(0, texts.told(str(value)))
        elif isinstance(value, dict):
            sha = str(value.get("sha256") or "")[:8]
            places.append(f"{words} v{value.get('version', '')} {sha}".strip())
        elif isinstance(value, bool):
            parts.append(words if value else tr("not {words}").format(words=words))
        elif isinstance(value, (int, float)):
            parts.append(f"{words} {cells.significant(value)}")
        elif isinstance(value, list):
            parts.append(f"{words} {', '.join(map(str, value)) or tr('nothing')}")
        elif value is None:
            parts.append(f"{words} {texts.word('none')}")
        else:
            parts.append(f"{words} {value}")
    return ", ".join([*parts, *places])


def reason_line(detail: DeploymentDetail) -> str:
    """Why it is as it is: who rolled it back, what it waits for, or what it says itself."""
    one, undone = detail.row, detail.undone
    if one.silence is not None:
        return texts.told(one.silence.sentence(one.service_tag))
    if undone is not None and undone.at is not None:
        words = tr("Deployment {number} was rolled back {when} by {person}: “{reason}”")
        return words.format(
            number=undone.number,
            when=cells.moment(undone.at),
            person=texts.person_name(undone.by) or tr("the service"),
            reason=texts.told(undone.reason),
        )
    if detail.ended_by:
        words = tr("{person} says that {runtime} has ended, which no service saw: “{reason}”")
        return words.format(
            person=texts.told(texts.person_name(detail.ended_by)),
            runtime=one.runtime_name,
            reason=texts.told(one.reason),
        )
    if detail.pause is not None and one.state in (*COMING, *SWITCHING):
        return pause_words(detail.pause)
    return texts.told(one.reason)


def serving_line(serving: DeploymentRow | None, one: DeploymentRow) -> str:
    """What serves now: the line that must always be true."""
    if serving is None:
        return tr("Nothing serves #{service_tag} on {runtime_name} now.").format(
            service_tag=one.service_tag, runtime_name=one.runtime_name
        )
    if serving.state == "rolling_back":
        return tr(
            "{version_of} is being rolled back on {runtime_name}; until the switch it serves "
            "#{service_tag}."
        ).format(
            version_of=version_of(serving),
            runtime_name=serving.runtime_name,
            service_tag=serving.service_tag,
        )
    if serving.silence is not None:
        return tr("{version_of} should serve #{service_tag} on {runtime_name}. {why}").format(
            version_of=version_of(serving),
            service_tag=serving.service_tag,
            runtime_name=serving.runtime_name,
            why=texts.told(serving.silence.sentence(serving.service_tag)),
        )
    share = cells.percent(serving.traffic_share)
    return tr(
        "{version_of} serves #{service_tag} on {runtime_name}, {share} of the "
        "traffic, since {when}."
    ).format(
        version_of=version_of(serving),
        service_tag=serving.service_tag,
        runtime_name=serving.runtime_name,
        share=share,
        when=cells.moment(serving.finished_at or serving.started_at),
    )


def _change_line(words: str, change: Change) -> str:
    return words.format(
        name=change_name(change),
        before=value_words(change, change.before),
        after=value_words(change, change.after),
    )


def pause_lines(pause: Pause | None) -> list[str]:
    """Why a roll back would wait."""
    if pause is None:
        return []
    waits = tr("The roll back waits until it goes on, and then goes before any release there.")
    return [pause_words(pause), waits]


def breaking_of(detail: DeploymentDetail) -> list[Change]:
    """What a roll back of it breaks."""
    changes = detail.roll_back.diff.changes if detail.roll_back is not None else ()
    return [each for each in changes if each.severity == BREAKING]


def breaking_lines(detail: DeploymentDetail) -> list[str]:
    """What a roll back breaks, why that is breaking, and for whom; nothing where nothing is."""
    back, breaking = detail.roll_back, breaking_of(detail)
    if back is None or not breaking:
        return []
    lines = [_breaking_line(each) for each in breaking[:MOST_CHANGES]]
    if len(breaking) > MOST_CHANGES:
        lines.append(tr("and %n more", "", len(breaking) - MOST_CHANGES))
    is_schema = any(each.group == "schema" for each in breaking)
    if not back.callers:
        words = tr("No application is recorded that asks #{service_tag}.")
    elif is_schema:
        words = tr("What these send or read must change: {callers}.")
    else:
        words = tr("{version_of} answers these then: {callers}.")
    lines.append(
        words.format(
            service_tag=detail.row.service_tag,
            version_of=version_of(back.to),
            callers=listed(back.callers),
        )
    )
    return lines


def _breaking_line(change: Change) -> str:
    """Of a measure its limit says why; of anything else a sentence."""
    before, after = pair_words(change)
    told = tr("{name}: {before} → {after}").format(
        name=change_name(change), before=before, after=after
    )
    return told if change.group == "metrics" else f"{told} ({texts.told(change.rule)})"


def alert_lines(detail: DeploymentDetail) -> list[str]:
    """What is known against the version that would serve again; nothing where nothing is."""
    back = detail.roll_back
    if back is None or not back.alerts:
        return []
    alerts = [f"{count} {texts.word(severity)}" for severity, count in back.alerts.items()]
    said = tr("{version_of} has alerts that are not resolved: {alerts}.")
    return [said.format(version_of=version_of(back.to), alerts=listed(alerts))]


def returning_lines(detail: DeploymentDetail) -> list[str]:
    """The alerts that are open again after a roll back: only what leaves has passed their tests."""
    back = detail.roll_back
    if back is None or not back.returning:
        return []
    said = tr("{version_of} did not pass when it was last measured: {tests}.")
    tests = listed(list(map(rule_words, back.returning)))
    return [said.format(version_of=version_of(back.to), tests=tests)]


def roll_back_lines(detail: DeploymentDetail) -> list[str]:
    """What a roll back leads to, in sentences."""
    back, one = detail.roll_back, detail.row
    if back is None:
        return []
    lines = [
        *pause_lines(detail.pause),
        tr(
            "{version_of} serves #{service_tag} on {runtime_name} again; {before} leaves {stage}."
        ).format(
            version_of=version_of(back.to),
            service_tag=one.service_tag,
            runtime_name=one.runtime_name,
            before=version_of(one),
            stage=one.stage.name if one.stage else tr("its stage"),
        ),
        _before_the_switch(back),
    ]
    if back.diff.is_same_file:
        lines.append(tr("Both have the same model file."))
    breaking = breaking_of(detail)
    if back.callers and not breaking:
        answered = tr("{version_of} answers these then: {callers}.")
        lines.append(answered.format(callers=listed(back.callers), version_of=version_of(back.to)))
    counted = [vote for vote in back.votes if vote.counts]
    if counted:
        who = ", ".join(f"{vote.person} ({texts.role_name(vote.role)})" for vote in counted)
        lines.append(tr("It stands on the votes given then: {who}.").format(who=who))
    else:
        lines.append(tr("No vote was needed for it in this stage."))
    return lines


def _before_the_switch(back: RollBack) -> str:
    if back.is_testable:
        return tr("The service loads and smoke-tests it first; until then nothing is switched.")
    return tr(
        "The service loads it first; until then nothing is switched. It is not tested: no cases "
        "were frozen with {version_of}."
    ).format(version_of=version_of(back.to))


def difference_lines(detail: DeploymentDetail) -> list[str]:
    """In what both snapshots differ, but for what breaks."""
    back = detail.roll_back
    if back is None:
        return []
    lines = []
    # How it is set up: fields, files, packages, tags, life cycle; a metric's value is no setting.
    others = [each for each in back.diff.changes if each.severity == NOTABLE]
    for each in [each for each in others if each.group != "metrics"][:MOST_CHANGES]:
        lines.append(_change_line(tr("Different: {name}, {before} → {after}."), each))
    count = back.diff.count_graded
    lines.append(
        tr(
            "{breaking} breaking, {notable} notable, {better} better and {cosmetic} cosmetic"
            " differences between the two snapshots."
        ).format(
            breaking=count(BREAKING),
            notable=count(NOTABLE),
            better=count(BETTER),
            cosmetic=count(COSMETIC),
        )
    )
    return lines
