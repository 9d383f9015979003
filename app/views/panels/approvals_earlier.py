"""What was decided on the same version before: nobody approves what others rejected unawares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.models.queries.approval_detail import EarlierRow, RequestDetail
from app.models.rules.transitions import UNDECIDED
from app.texts import role_name, word
from app.views.cells import State, Status
from app.views.language import tr
from app.views.panels.home_words import clock
from app.views.widgets.banner import BannerArea
from app.views.widgets.basics import SectionLabel, StateChip, StyledLabel, caption

REJECTED_BEFORE = "rejected-before"  # key of the banner
STATUS = {
    "accept": Status.OK,
    "passed": Status.OK,
    "reject": Status.FAILED,
    "failed": Status.FAILED,
}


def tell_rejection(banners: BannerArea, detail: RequestDetail, now: datetime) -> None:
    """That this version was rejected before, by whom and why, and what is new since."""
    since = detail.since
    if since is None or detail.row.state not in UNDECIDED:
        banners.clear(REJECTED_BEFORE)
        return
    person = next((one.person for one in detail.earlier if one.found.id == since.rejection.id), "")
    said = tr("{person}, {when}, for {stage}: “{reason}”").format(
        person=person,
        when=clock(since.rejection.at, now),
        stage=since.rejection.stage,
        reason=since.rejection.reason,
    )
    banners.show_banner(
        REJECTED_BEFORE,
        Status.WARNING,
        tr("This version was rejected before"),
        f"{said}\n{_new(detail)}",
        can_close=False,
    )


def _new(detail: RequestDetail) -> str:
    since = detail.since
    assert since is not None
    by = {one.id: one.added_by for one in detail.documents}
    new = [
        tr("{title} by {person}").format(title=one.title, person=by.get(one.id, ""))
        for one in since.documents
    ]
    if since.snapshots is not None:
        before, after = since.snapshots
        new.append(tr("its content, s{before} to s{after}").format(before=before, after=after))
    if not new:
        return tr("Nothing was added since.")
    return tr("New since: {what}.").format(what=", ".join(new))


def add_earlier(column: QVBoxLayout, earlier: Sequence[EarlierRow], now: datetime) -> None:
    """One line for each vote or test, the newest first."""
    if not earlier:
        return
    column.addSpacing(8)
    column.addWidget(SectionLabel(tr("Decided on this version before"), len(earlier)))
    for one in reversed(earlier):
        found = one.found
        status = STATUS.get(found.verdict, Status.UNKNOWN)
        chip = StateChip(State(status, _verdict(one)))
        who = one.person if not found.role else f"{one.person} ({role_name(found.role)})"
        said = tr("{person}: “{reason}”").format(person=who, reason=found.reason)
        words = StyledLabel(said if found.reason else who, wraps=True)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(chip)
        line.addWidget(words, 1)
        line.addWidget(caption(clock(found.at, now)))
        column.addLayout(line)


def _verdict(one: EarlierRow) -> str:
    """In the outcome's own word: a life cycle may give a test others than passed and rejected."""
    found = one.found
    said = {
        ("decision", "accept"): tr("approved for {stage}"),
        ("decision", "reject"): tr("rejected for {stage}"),
        ("test", "passed"): tr("tested in {stage}: passed"),
        ("test", "reject"): tr("tested in {stage}: rejected"),
        ("test", "failed"): tr("tested in {stage}: failed"),
    }.get((found.kind, found.verdict), tr("tested in {stage}: {outcome}"))
    return said.format(stage=found.stage, outcome=word(found.verdict))
