"""The lineage timeline as a table: its events, what was in place, and what was reviewed."""

from __future__ import annotations

from collections.abc import Sequence

from app.texts import word
from app.views import cells
from app.views.charts.chart import ChartTable
from app.views.charts.timeline_data import Lane, TimelineBar, TimelineEvent, TimelineReview
from app.views.language import tr

Row = tuple[str, str, str, str, str]


def table_of(
    lanes: Sequence[Lane],
    events: Sequence[TimelineEvent],
    bars: Sequence[TimelineBar],
    reviewed: Sequence[TimelineReview],
    *,
    present: str,
) -> ChartTable:
    """`present`: what the end of a bar is called that goes on."""
    titles = {lane.key: lane.title for lane in lanes}
    rows: list[Row] = [
        (cells.moment(e.at), titles.get(e.lane, e.lane), e.title, word(e.status.value), e.id)
        for e in events
    ]
    for bar in bars:
        told = _until(bar.label, cells.moment(bar.until) if bar.until else present)
        rows.append((cells.moment(bar.since), titles.get(bar.lane, bar.lane), told, "", bar.id))
    for review in reviewed:
        told = _until(review.words, cells.moment(review.end))
        rows.append((cells.moment(review.start), tr("Reviewed"), told, "", review.id))
    heads = (tr("Time"), tr("Lane"), tr("What"), tr("State"), tr("Number"))
    return ChartTable(heads, tuple(sorted(rows)))


def _until(label: str, until: str) -> str:
    return tr("{label}, until {until}").format(label=label, until=until)
