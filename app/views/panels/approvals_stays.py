"""What came of an accepted request: where its version served, until when, and who ended it."""

from __future__ import annotations

from datetime import datetime

from app.models.queries.approval_detail import RequestDetail
from app.models.queries.request_stays import Serving, Stay
from app.texts import person_name, told
from app.views.language import tr
from app.views.panels.home_words import clock
from app.views.panels.lineage_moment import long_day
from app.views.zones import zone

_COUNTS = ("withdrawn", "left", "promised", "in_place")  # the last that it has is what is so now


def serving_words(serving: Serving | None, now: datetime) -> str:
    """ "v13 on prod-eu-2 since 24 Sep"."""
    if serving is None:
        return tr("Nothing")
    where = ", ".join(serving.runtimes) or tr("no runtime")
    said = tr("v{version} on {where}").format(version=serving.version, where=where)
    if serving.since is None:
        return said
    return tr("{serving} since {when}").format(serving=said, when=clock(serving.since, now))


def stay_words(stay: Stay, now: datetime) -> str:
    """One stay in the stage, or why there was none."""
    if stay.since is None:
        if stay.state == "promised":
            return tr("Its life cycle takes it there")
        return tr("It did not come there: {reason}").format(reason=told(stay.reason))
    where = ", ".join(stay.runtimes) or tr("no runtime")
    if stay.until is None:
        return tr("On {where} since {when}").format(where=where, when=clock(stay.since, now))
    said = tr("On {where} from {since} until {until}").format(
        where=where, since=clock(stay.since, now), until=clock(stay.until, now)
    )
    return f"{said}; {_end(stay)}"


def _end(stay: Stay) -> str:
    back = stay.rolled_back
    if back is not None:
        by = person_name(back.by) or tr("the service")
        words = tr("rolled back by {person}: “{reason}”")
        return words.format(person=by, reason=told(back.reason))
    if stay.followed_by is not None:
        return tr("then v{version} came").format(version=stay.followed_by)
    return told(stay.reason) or tr("then it left")


def after_acceptance(detail: RequestDetail, now: datetime) -> str:
    """What is so by now: who gave the last vote wonders what it set going."""
    stage = detail.row.stage.name if detail.row.stage else tr("its stage")
    version = detail.row.version
    stay = max(detail.stays, key=lambda one: _COUNTS.index(one.state), default=None)
    if stay is None or stay.state == "promised":
        words = tr(
            "Accepted. Its life cycle takes v{version} to {stage}; the tab Run shows how far."
        )
        return words.format(version=version, stage=stage)
    if stay.since is None:
        words = tr("Accepted, but v{version} did not come to {stage}: {reason}")
        return words.format(version=version, stage=stage, reason=told(stay.reason))
    if stay.until is None:
        words = tr("Accepted. v{version} serves in {stage} since {when}.")
        if any(one.until is not None for one in detail.stays):
            words = tr("Accepted. v{version} serves in {stage} again since {when}.")
        return words.format(version=version, stage=stage, when=_day_and_time(stay.since, now))
    return _after_leaving(detail.stays, version, stage, now)


def _day_and_time(at: datetime, now: datetime) -> str:
    """The day also where it is today: the line is read long after the vote."""
    is_this_year = at.astimezone(zone()).year == now.astimezone(zone()).year
    return f"{long_day(at, with_year=not is_this_year)}, {at.astimezone(zone()):%H:%M}"


def _after_leaving(stays: tuple[Stay, ...], version: int | None, stage: str, now: datetime) -> str:
    last = [one for one in stays if one.until is not None][-1]
    assert last.since is not None
    assert last.until is not None
    since, until = clock(last.since, now), clock(last.until, now)
    if last.rolled_back is not None:
        by = person_name(last.rolled_back.by) or tr("the service")
        words = tr(
            "Accepted. v{version} came to {stage} {since} and was rolled back {until} by {person}."
        )
        return words.format(version=version, stage=stage, since=since, until=until, person=by)
    words = tr("Accepted. v{version} served in {stage} from {since} until {until}.")
    return words.format(version=version, stage=stage, since=since, until=until)
