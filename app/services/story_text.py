"""The story of a decision in sentences, in the language of whoever reads."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from datetime import datetime

from app.models.queries.monitoring import limits_of
from app.models.queries.story import (
    BY_DIGEST,
    BY_PLACE,
    Measured,
    Requested,
    Tested,
    Tried,
    Voted,
    Watched,
)
from app.models.rules.instants import instant
from app.models.rules.tasks import STOPPING
from app.services.story import Seal, Story
from app.services.trail.record_seal import SealState
from app.texts import N_, coded, limit, number, person_name, role_name, told, translated, word

When = Callable[[datetime], str]
_WHEN: ContextVar[When] = ContextVar("how times are written", default=instant)
_PERSONS = frozenset(("person", "owner", "asker", "granter"))  # places of names
_ENDED = re.compile(r"([.!?…]”)\.$")
WARN, PASS = "WARN", "PASS"
NEAREST = 3
MOST_TOLD = 10  # of the tests that did not pass; the evidence has all
DEEDS = {
    "owns_application": N_("answers for the application"),
    "owns_model": N_("owned the model"),
    "registered": N_("registered the version"),
    "author": N_("worked on the version"),
    "froze": N_("took the snapshot"),
    "trained": N_("ran the training"),
    "asked": N_("asked for the stage"),
    "accepted": N_("voted for it"),
    "rejected": N_("voted against it"),
    "reviewed": N_("reviewed the emergency"),
    "tried": N_("did the acceptance test"),
    "asked_waiver": N_("asked for a waiver"),
    "granted_waiver": N_("granted a waiver"),
}
KNOWN_BY = {
    BY_DIGEST: N_("The record holds the digest of the file that answered; this snapshot has it."),
    BY_PLACE: N_("The record holds no digest; this snapshot served at that time."),
}
NOT_KNOWN = N_(
    "Which snapshot answered is not known: neither a digest nor a place in a stage shows it."
)


def prose(story: Story, *, when: When = instant) -> list[str]:
    """Paragraphs from the decision back to the people.

    Args:
        when: writes a time; without one as the command line does.
    """
    before = _WHEN.set(when)
    try:
        return _paragraphs(story)
    finally:
        _WHEN.reset(before)


def stands_out(story: Story, *, when: When = instant) -> list[str]:
    """What somebody would ask about first, each in a sentence; empty: nothing does.

    The prose tells each of them again, in its place.
    """
    before = _WHEN.set(when)
    try:
        return [*_outstanding(story)]
    finally:
        _WHEN.reset(before)


def _outstanding(story: Story) -> Iterator[str]:
    facts, found = story.facts, story.facts.tested
    if story.record.state is SealState.BROKEN:
        yield _sealed(story)
    if not facts.requests:
        yield _step_of_nobody()
    if found is None:
        yield _no_test()
    elif not found.verdict and not found.results:
        yield _seen_without()
    else:
        yield from _not_passed(found)
    for one in facts.waivers:
        yield _say(
            N_("Waiver {number} let {rule} pass until {until}, granted by {granter}."),
            number=one.number, rule=one.rule, until=_when(one.expires_at), granter=one.granted_by,
        )  # fmt: skip
    for request in facts.requests:
        yield from _outstanding_in(story, request)
    if facts.watched is not None and facts.watched.verdict != PASS:
        yield _watched(facts.watched)


def _outstanding_in(story: Story, request: Requested) -> Iterator[str]:
    if request.is_emergency:
        yield _say(
            N_("Request {number} for {stage} was an emergency, in which fewer people decide."),
            number=request.number, stage=request.stage,
        )  # fmt: skip
    for vote in request.votes:
        seal = story.seals[vote.id]
        if vote.verdict != "accept":
            yield _vote(vote)
        if seal.is_required and not seal.holds:
            yield _say(
                N_("The signature of {person} under request {number} does not hold: {why}."),
                person=vote.person, number=request.number, why=told(seal.why),
            )  # fmt: skip


def _paragraphs(story: Story) -> list[str]:
    return [
        " ".join(part)
        for part in (
            [*_decision(story)],
            [*_version(story)],
            *([*_step(story, one)] for one in _steps(story)),
            [*_tests(story)],
            [*_waivers(story)],
            [*_training(story)],
            [*_people(story)],
        )
        if part
    ]


def _say(text: str, **places: object) -> str:
    named = {key: person_name(str(places[key])) for key in _PERSONS & places.keys()}
    # Whose reason is a sentence has ended it: "Limits met.”." would end twice.
    return _ENDED.sub(r"\1", translated(text).format(**places | named))


def _when(moment: datetime | None) -> str:
    return _WHEN.get()(moment) if moment else "?"


def _decision(story: Story) -> Iterator[str]:
    asked, answered = story.facts.asked, story.facts.answered
    name = f"{answered.model}:{answered.version}"
    places = {"decision": asked.decision_id, "at": _when(asked.at), "version": name}
    if asked.application:
        yield _say(
            N_(
                "Decision {decision} was made on {at} by {application} with the score of {version}."
            ),
            application=asked.application,
            **places,
        )
    else:
        yield _say(
            N_("Decision {decision} was made on {at} with the score of {version}; which application"
               " made it is not recorded."),
            **places,
        )  # fmt: skip
    if asked.inference_sha256:
        yield _say(
            N_("Features and score have the digest {digest}."), digest=asked.inference_sha256
        )
    yield _sealed(story)


def _sealed(story: Story) -> str:
    seal = story.record
    if seal.state is SealState.BROKEN:
        return _say(N_("The record can't be relied on: {why}."), why=translated(seal.why))
    sealed = N_("The record came in on {at} through {person}, and is what the trail sealed then.")
    waiting = N_(
        "The record came in on {at} through {person}; the trail has that, and seals it next."
    )
    return _say(
        sealed if seal.state is SealState.HOLDS else waiting,
        at=_when(seal.imported_at),
        person=seal.imported_by,
    )


def _version(story: Story) -> Iterator[str]:
    found = story.facts.answered
    yield _say(
        N_("{model} is a model of {unit}, then owned by {owner}, of risk tier {tier}."),
        model=found.model, unit=found.unit, owner=found.owner, tier=word(found.risk_tier),
    )  # fmt: skip
    yield _say(
        N_("Its version {version} was registered on {at} by {person}."),
        version=found.version, at=_when(found.registered_at), person=found.registered_by,
    )  # fmt: skip
    if found.snapshot is None:
        yield _say(N_("No snapshot of it was ever taken."))
        return
    yield from _snapshot(story)


def _snapshot(story: Story) -> Iterator[str]:
    """What answered and where it stood then; what is only supposed is called so."""
    found = story.facts.answered
    places = {
        "number": found.snapshot,
        "at": _when(found.snapshot_at),
        "digest": found.snapshot_digest,
    }
    if found.known_by in KNOWN_BY:
        said = N_("What answered is snapshot s{number}, taken on {at}, with the digest {digest}.")
        yield _say(said, **places)
        yield _say(KNOWN_BY[found.known_by])
    else:
        is_earlier = found.snapshot_at is not None and found.snapshot_at <= story.facts.asked.at
        yield _say(NOT_KNOWN)
        yield _say(
            N_("What follows is told of the last one before, s{number}, taken on {at}, with the"
               " digest {digest}.")
            if is_earlier
            else N_("All were taken later; what follows is told of the first one, s{number}, taken"
                    " on {at}, with the digest {digest}."),
            **places,
        )  # fmt: skip
    if found.stage:
        yield _say(
            N_("It had been in {stage} for {service} since {at}."),
            stage=found.stage, service=f"#{found.service_tag}", at=_when(found.placed_from),
        )  # fmt: skip
    else:
        yield _say(
            N_("At that time this snapshot was in no stage: it answered without a place to do so.")
            if found.known_by in KNOWN_BY
            else N_("At that time the version was in no stage: it had no place to answer from.")
        )


def _steps(story: Story) -> list[Requested | Tried | None]:
    """Requests and acceptance tests as they followed each other; None: nothing was asked."""
    facts = story.facts
    steps: list[tuple[datetime, Requested | Tried | None]] = [
        *((one.closed_at or one.asked_at, one) for one in facts.requests),
        *((one.at, one) for one in facts.tried),
    ]
    found = [one for _, one in sorted(steps, key=lambda step: step[0])]
    return found if facts.requests else [*found, None]


def _step(story: Story, step: Requested | Tried | None) -> Iterator[str]:
    if step is None:
        yield _step_of_nobody()
    elif isinstance(step, Tried):
        yield _trial(step)
    else:
        yield from _request(story, step)


def _step_of_nobody() -> str:
    return _say(N_("Nobody had accepted a request that lets this snapshot into a stage."))


def _trial(found: Tried) -> str:
    text = (
        N_("{person} did the acceptance test in {stage} (task {number}, of snapshot s{snapshot}) on"
           " {at}, with the outcome “{outcome}”: “{reason}”.")
        if found.snapshot is not None
        else N_("{person} did the acceptance test in {stage} (task {number}) on {at}, with the"
                " outcome “{outcome}”: “{reason}”.")
    )  # fmt: skip
    return _say(
        text, person=found.by, stage=found.stage or "?", number=found.number,
        snapshot=found.snapshot, at=_when(found.at), outcome=word(found.outcome),
        reason=found.reason,
    )  # fmt: skip


def _request(story: Story, request: Requested) -> Iterator[str]:
    yield _say(
        N_("Request {number} for {stage} was made by {person} on {at}, and accepted on {closed}."),
        number=request.number, stage=request.stage, person=request.asked_by,
        at=_when(request.asked_at), closed=_when(request.closed_at),
    )  # fmt: skip
    if request.reason:
        yield _say(N_("Asked for because: “{reason}”."), reason=request.reason)
    if request.is_emergency:
        yield _say(N_("It was an emergency, in which fewer people decide than usual."))
        yield from _review(story, request)
    if not request.votes:
        yield _say(N_("No decision of a person stands behind it: the stage asks for none."))
    for vote in request.votes:
        yield _vote(vote)
        yield _seal(story.seals[vote.id])


def _review(story: Story, request: Requested) -> Iterator[str]:
    """Of an emergency, by somebody who neither asked for it nor decided."""
    review = request.review
    if review is None:
        yield _say(
            N_("The review of that by others was still to be done when the decision on the"
               " customer was made.")
        )  # fmt: skip
        return
    yield _say(
        N_("Others had reviewed that before the decision on the customer: {person} on {at},"
           " with the reason “{reason}”."),
        person=review.person, at=_when(review.at), reason=review.reason,
    )  # fmt: skip
    yield _seal(story.seals[review.id])


def _vote(vote: Voted) -> str:
    text = (
        N_("{person} accepted it as {role} on {at}: “{reason}”.")
        if vote.verdict == "accept"
        else N_("{person} rejected it as {role} on {at}: “{reason}”.")
    )
    return _say(
        text, person=vote.person, role=role_name(vote.role), at=_when(vote.at), reason=vote.reason
    )


def _seal(seal: Seal) -> str:
    if seal.holds:
        return _say(N_("The signature holds."))
    if not seal.is_required:
        return _say(N_("It is not signed: this workspace, a file, asks nobody for a signature."))
    return _say(N_("The signature does not hold: {why}."), why=told(seal.why))


def _tests(story: Story) -> Iterator[str]:
    found, watched = story.facts.tested, story.facts.watched
    if found is None:
        yield _no_test()
    elif not found.verdict and not found.results:
        yield _seen_without()
    else:
        yield from _tested(found, story.facts.answered.snapshot)
    if watched is not None:
        yield _watched(watched)


def _no_test() -> str:
    return _say(N_("No test of this snapshot is recorded before that day."))


def _seen_without() -> str:
    return _say(N_("Those who decided saw no test of it."))


def _watched(watched: Watched) -> str:
    return _say(
        N_("The last monitor before the decision ran on {at} and said {verdict}, by {table}."),
        at=_when(watched.at), verdict=coded(watched.verdict),
        table=watched.table or translated(N_("no threshold table")),
    )  # fmt: skip


def _not_passed(found: Tested) -> Iterator[str]:
    """What stopped or warned, the worse first."""
    stopped = [one for one in found.results if one.verdict in STOPPING]
    warned = [one for one in found.results if one.verdict == WARN]
    if stopped:
        yield _say(N_("Not passed: {results}."), results=_listed(stopped))
    if warned:
        yield _say(N_("Passed with a warning: {results}."), results=_listed(warned))


def _tested(found: Tested, snapshot: int | None) -> Iterator[str]:
    """What decided: what did not pass, what warned, what came nearest. The rest is counted."""
    yield _say(
        N_("Before that, {count} tests were run, with the verdict {verdict}."),
        count=len(found.results), verdict=coded(found.verdict) or "?",
    )  # fmt: skip
    if found.table:
        yield _say(
            N_("They were judged by the threshold table {table}, digest {digest}."),
            table=found.table, digest=found.table_sha256,
        )  # fmt: skip
    if found.data_digest:
        yield _say(N_("They ran on data with the digest {digest}."), digest=found.data_digest)
    stopped = [one for one in found.results if one.verdict in STOPPING]
    warned = [one for one in found.results if one.verdict == WARN]
    near = nearest_to_limit(one for one in found.results if one.verdict == PASS)
    if found.results and not stopped:
        yield _say(N_("None of them failed."))
    yield from _not_passed(found)
    if near:
        yield _say(N_("Nearest to their limit: {results}."), results=_listed(near))
    rest = Counter(one.verdict for one in found.results)
    rest.subtract(one.verdict for one in (*stopped, *warned, *near))
    counts = ", ".join(f"{count} {coded(verdict)}" for verdict, count in rest.items() if count)
    if counts:
        yield _say(N_("The others: {results}."), results=counts)
    if found.request is not None:
        yield _say(
            N_("Request {number} has all of them in its evidence, each with its limit."),
            number=found.request,
        )  # fmt: skip
    elif found.results:
        yield _say(
            N_("The release test of snapshot s{number} has all of them, each with its limit."),
            number=snapshot,
        )  # fmt: skip


def nearest_to_limit(results: Iterable[Measured]) -> list[Measured]:
    """Those that would have changed first: the least distance in shares of the limit itself.

    Not those of 0 under an upper limit, 0 itself too: nothing is farther from being broken.
    """
    ranked = [
        (distance, one.rule, one) for one in results if (distance := _distance(one)) is not None
    ]
    return [one for _, _, one in sorted(ranked, key=lambda each: each[:2])[:NEAREST]]


def _distance(one: Measured) -> float | None:
    value = one.held
    if value is None or not math.isfinite(value) or not value:
        return None
    sides = [
        side for limit in limits_of(one.threshold) for side in (limit.value, limit.low)
        if side is not None
    ]  # fmt: skip
    return min((abs(value - side) / (abs(side) or 1.0) for side in sides), default=None)


def _listed(results: Sequence[Measured]) -> str:
    told = [_result(one) for one in results[:MOST_TOLD]]
    if len(results) > MOST_TOLD:
        told.append(_say(N_("and {count} more"), count=len(results) - MOST_TOLD))
    return "; ".join(told)


def _result(one: Measured) -> str:
    """What is kept as the limit is the condition under which a value does not pass."""
    value = number(f"{float(one.statistic):.6g}") if one.statistic else "-"
    if one.effect is not None:
        value += f", {word('effect')} {number(f'{one.effect:.3g}')}"
    if one.p is not None:
        value += f", p {number(f'{one.p:.3g}')}"
    said = f"{one.rule} {value} {coded(one.verdict)}"
    if not one.threshold:
        return said
    return said + " " + _say(N_("(not met where {limit})"), limit=limit(one.threshold))


def _waivers(story: Story) -> Iterator[str]:
    for one in story.facts.waivers:
        yield _say(
            N_("Waiver {number} let {rule} pass until {until}: asked by {asker}: “{reason}”;"
               " granted by {granter}: “{remark}”.")
            if one.remark
            else N_("Waiver {number} let {rule} pass until {until}: asked by {asker}: “{reason}”;"
                    " granted by {granter}."),
            number=one.number, rule=one.rule, until=_when(one.expires_at), asker=one.asked_by,
            granter=one.granted_by, reason=one.reason, remark=one.remark,
        )  # fmt: skip
        yield _seal(story.seals[one.id])


def _training(story: Story) -> Iterator[str]:
    one = story.facts.trained
    if not story.facts.is_training_known:
        yield _say(
            N_("How it was trained can't be told: its snapshot says something that was not frozen"
               " so, or that can't be read.")
        )  # fmt: skip
        return
    if one is None:
        yield _say(N_("Its snapshot tells of no training."))
        return
    if one.at is None:
        yield _say(
            N_("It was trained with {algorithm} and seed {seed}; no event tells by whom and when."),
            algorithm=one.algorithm, seed=one.seed,
        )  # fmt: skip
    else:
        yield _say(
            N_("It was trained on {at} by {person} with {algorithm} and seed {seed}."),
            at=_when(one.at), person=one.by, algorithm=one.algorithm, seed=one.seed,
        )  # fmt: skip
    for name, digest in one.data:
        yield _say(N_("Of the data, {name} has the digest {digest}."), name=name, digest=digest)
    if one.commit is None or one.environment_sha256 is None:
        yield _say(N_("Commit and environment of the training were not frozen with it."))
        return
    yield _say(
        N_("Commit: {commit}. Environment: digest {digest}."),
        commit=one.commit or translated(N_("not recorded")), digest=one.environment_sha256,
    )  # fmt: skip


def _people(story: Story) -> Iterator[str]:
    listed = [
        f"{person_name(person)} ({', '.join(translated(DEEDS[deed]) for deed in deeds)})"
        for person, deeds in story.people.items()
    ]
    yield _say(N_("The people: {people}."), people="; ".join(listed))
