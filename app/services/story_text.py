"""The story of a decision in sentences, in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.models.queries.story import BY_DIGEST, BY_PLACE, Measured, Requested, Tested, Voted
from app.models.rules.tasks import STOPPING
from app.services.story import Seal, Story
from app.services.trail.record_seal import SealState
from app.texts import N_, role_name, told, translated, word

DEEDS = {
    "owns_application": N_("answers for the application"),
    "owns_model": N_("owned the model"),
    "registered": N_("registered the version"),
    "author": N_("worked on the version"),
    "froze": N_("took the snapshot"),
    "trained": N_("ran the training"),
    "asked": N_("asked for the stage"),
    "accepted": N_("accepted"),
    "rejected": N_("rejected"),
    "asked_waiver": N_("asked for a waiver"),
    "granted_waiver": N_("granted a waiver"),
}
KNOWN_BY = {
    BY_DIGEST: N_("The record holds the digest of the file that answered; this snapshot has it."),
    BY_PLACE: N_("The record holds no digest; this snapshot served at that time."),
}
NOT_KNOWN = N_("Neither a digest nor a place in a stage shows which snapshot answered.")


def prose(story: Story) -> list[str]:
    """Paragraphs from the decision back to the people."""
    return [
        " ".join(part)
        for part in (
            [*_decision(story)],
            [*_version(story)],
            *([*_request(story, one)] for one in _asked(story)),
            [*_tests(story)],
            [*_waivers(story)],
            [*_training(story)],
            [*_people(story)],
        )
        if part
    ]


def _say(text: str, **places: object) -> str:
    return translated(text).format(**places)


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "?"


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
    yield _say(
        N_("What answered is snapshot s{number}, taken on {at}, with the digest {digest}."),
        number=found.snapshot, at=_when(found.snapshot_at), digest=found.snapshot_digest,
    )  # fmt: skip
    yield _say(KNOWN_BY.get(found.known_by, NOT_KNOWN))
    if found.stage:
        yield _say(
            N_("It had been in {stage} for {service} since {at}."),
            stage=found.stage, service=f"#{found.service_tag}", at=_when(found.placed_from),
        )  # fmt: skip
    else:
        yield _say(N_("At that time it was in no stage: it answered without a place to do so."))


def _asked(story: Story) -> tuple[Requested | None, ...]:
    return story.facts.requests or (None,)


def _request(story: Story, request: Requested | None) -> Iterator[str]:
    if request is None:
        yield _say(N_("Nobody had accepted a request that lets this snapshot into a stage."))
        return
    yield _say(
        N_("Request {number} for {stage} was made by {person} on {at}, and accepted on {closed}."),
        number=request.number, stage=request.stage, person=request.asked_by,
        at=_when(request.asked_at), closed=_when(request.closed_at),
    )  # fmt: skip
    if not request.votes:
        yield _say(N_("No decision of a person stands behind it: the stage asks for none."))
    for vote in request.votes:
        yield _vote(vote)
        yield _seal(story.seals[vote.id])


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
        return _say(N_("It is not signed; in this workspace of one person nothing is."))
    return _say(N_("The signature does not hold: {why}."), why=told(seal.why))


def _tests(story: Story) -> Iterator[str]:
    found, watched = story.facts.tested, story.facts.watched
    if found is None:
        yield _say(N_("No test of this snapshot is recorded before that day."))
    elif not found.verdict and not found.results:
        yield _say(N_("Those who decided saw no test of it."))
    else:
        yield from _tested(found)
    if watched is not None:
        yield _say(
            N_("The last monitor before the decision ran on {at} and said {verdict}, by {table}."),
            at=_when(watched.at), verdict=watched.verdict,
            table=watched.table or translated(N_("no threshold table")),
        )  # fmt: skip


def _tested(found: Tested) -> Iterator[str]:
    yield _say(
        N_("Before that, {count} tests were run, with the verdict {verdict}."),
        count=len(found.results), verdict=found.verdict or "?",
    )  # fmt: skip
    if found.table:
        yield _say(
            N_("They were judged by the threshold table {table}, digest {digest}."),
            table=found.table, digest=found.table_sha256,
        )  # fmt: skip
    if found.data_digest:
        yield _say(N_("They ran on data with the digest {digest}."), digest=found.data_digest)
    listed = [_result(one) for one in found.results if one.verdict in STOPPING]
    if listed:
        yield _say(N_("Not passed: {results}."), results="; ".join(listed))
    passed = [_result(one) for one in found.results if one.verdict not in STOPPING]
    if passed:
        yield _say(N_("The others: {results}."), results="; ".join(passed))


def _result(one: Measured) -> str:
    value = f"{float(one.statistic):.6g}" if one.statistic else "-"
    limit = f" ({one.threshold})" if one.threshold else ""
    return f"{one.rule} {value}{limit} {one.verdict}"


def _waivers(story: Story) -> Iterator[str]:
    for one in story.facts.waivers:
        yield _say(
            N_("Waiver {number} let {rule} pass until {until}: asked by {asker}, granted by"
               " {granter}: “{reason}”."),
            number=one.number, rule=one.rule, until=_when(one.expires_at), asker=one.asked_by,
            granter=one.granted_by, reason=one.reason,
        )  # fmt: skip
        yield _seal(story.seals[one.id])


def _training(story: Story) -> Iterator[str]:
    if not story.facts.trained:
        yield _say(N_("How the version was trained is not recorded."))
    for one in story.facts.trained:
        yield _say(
            N_("It was trained on {at} by {person} with {algorithm} and seed {seed}."),
            at=_when(one.at), person=one.by, algorithm=one.algorithm, seed=one.seed,
        )  # fmt: skip
        for name, digest in one.data:
            yield _say(N_("Of the data, {name} has the digest {digest}."), name=name, digest=digest)
        commit = one.commit or translated(N_("not recorded"))
        yield _say(
            N_("Commit: {commit}. Environment: digest {digest}."),
            commit=commit, digest=one.environment_sha256,
        )  # fmt: skip


def _people(story: Story) -> Iterator[str]:
    listed = [
        f"{person} ({', '.join(translated(DEEDS[deed]) for deed in deeds)})"
        for person, deeds in story.people.items()
    ]
    yield _say(N_("The people: {people}."), people="; ".join(listed))
