"""How monitors are worded: verdicts, names of tests, schedules, limits with their operator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from app.models.dmn.limits import plain
from app.models.queries.monitoring import Limit, MonitorDetail, MonitorRow
from app.models.rules.windows import zone_of
from app.texts import titled, told
from app.views import cells
from app.views.cells import Stage, State, Status
from app.views.language import N_, tr
from app.views.panels.home_words import stage_cell
from app.views.panels.limits import test_name
from app.views.zones import zone, zone_name

VERDICTS: dict[str, tuple[Status, str]] = {
    "PASS": (Status.OK, N_("pass")),
    "WARN": (Status.WARNING, N_("warning")),
    "FAIL": (Status.CRITICAL, N_("over the limit")),
    "NOT_RUN": (Status.UNKNOWN, N_("not measured")),
    "INSUFFICIENT_DATA": (Status.UNKNOWN, N_("too few rows")),
    "ERROR": (Status.FAILED, N_("could not be measured")),
    "FAILED": (Status.FAILED, N_("run failed")),
    "": (Status.UNKNOWN, N_("has not run")),
}
SIGNS = {">=": "≥", "<=": "≤"}


def verdict_state(verdict: str, *, is_chip: bool = False) -> State:
    status, word = VERDICTS.get(verdict, (Status.UNKNOWN, verdict.lower()))
    return State(status, tr(word), is_chip)


def of_another(row: MonitorRow) -> int | None:
    """The version that the last run measured, where another one serves by now."""
    is_same = row.serving_version in (None, row.measured_version)
    return None if is_same else row.measured_version


def last_state(row: MonitorRow, *, is_chip: bool = False) -> State:
    """Of the last run; that another version passed says nothing good of the one that serves."""
    found = verdict_state(row.verdict, is_chip=is_chip)
    measured = of_another(row)
    if measured is None:
        return found
    status = Status.UNKNOWN if row.verdict == "PASS" else found.status
    words = tr("{verdict}, of v{version}").format(verdict=found.text, version=measured)
    return State(status, words, is_chip)


def value_words(row: MonitorRow) -> str:
    """ "PSI income 0.41": the result that the verdict comes from."""
    if row.value is None:
        return ""
    test, _, feature = row.value_of.partition(":")
    name = f"{test_name(test)} {feature}".strip()
    return f"{name} {cells.significant(row.value)}"


def limit_words(limit: Limit) -> str:
    """What fails: "≥ 0.25", "outside 0.8 to 1.25"."""
    if limit.low is not None:
        return tr("outside {low} to {high}").format(**_sides(limit.low, limit.value))
    return f"{SIGNS.get(limit.operator, limit.operator)} {cells.decimal(plain(limit.value))}"


def stage_of(row: MonitorRow) -> Stage | None:
    return stage_cell(row.stage)


def cron_words(cron: str) -> str:
    """The usual schedules in words; any other as it is written."""
    fields = cron.split()
    if len(fields) == 5 and fields[0].isdecimal() and fields[1].isdecimal():
        at = f"{int(fields[1]):02}:{int(fields[0]):02}"
        if fields[2:] == ["*", "*", "*"]:
            return tr("Daily {at}").format(at=at)
        if fields[2:] == ["*", "*", "1-5"]:
            return tr("Weekdays {at}").format(at=at)
    return tr("Schedule {cron}").format(cron=cron)


def schedule_words(row: MonitorRow) -> str:
    if not row.cron:
        return tr("Runs by hand or by its life cycle")
    words = f"{cron_words(row.cron)} {row.zone}"
    if row.next_fire_at is None:
        return words
    return tr("{schedule}, next {when}").format(
        schedule=words, when=_next(row.next_fire_at, row.zone)
    )


def _next(at: datetime, schedule_zone: str) -> str:
    """In the reader's zone; where the schedule's clocks say something else, with its name."""
    when = cells.moment(at)
    there, here = at.astimezone(zone_of(schedule_zone)), at.astimezone(zone())
    return when if there.utcoffset() == here.utcoffset() else f"{when} {zone_name(at)}"


def about(detail: MonitorDetail) -> str:
    row = detail.row
    parts = [schedule_words(row)]
    if detail.reference_rows:
        rows = cells.significant(detail.reference_rows)
        parts.append(tr("reference: training data, {rows} rows").format(rows=rows))
    if row.last_fire_at is not None:
        parts.append(
            tr("last run {when}, n {rows}").format(
                when=cells.moment(row.last_fire_at), rows=cells.significant(row.rows)
            )
        )
    if detail.table_name:
        parts.append(tr("judged by {table_name}").format(table_name=titled(detail.table_name)))
    return "\n".join(filter(None, ("    ".join(parts), lack_words(detail))))


def lack_words(detail: MonitorDetail) -> str:
    """Why the last run judged nothing; empty: it had its rows."""
    row = detail.row
    if row.verdict != "INSUFFICIENT_DATA":
        return ""
    span = cells.duration(detail.window_s)
    stays = tr("Alerts stay until a run has enough of them.")
    if row.note:
        found = tr("▲ The last run measured nothing: {reason}").format(reason=told(row.note))
    elif row.rows == 0:
        found = tr(
            "▲ The last run found no rows in the {span} before it: v{version} has scored nothing "
            "in that time, or its source has none of it."
        ).format(span=span, version=row.serving_version or "–")
    else:
        found = tr("▲ The last run found {rows} rows in {span}; it needs {needed}.").format(
            rows=cells.significant(row.rows),
            span=span,
            needed=cells.significant(detail.minimum_rows),
        )
    return f"{found} {stays}"


def times(count: int) -> str:
    return {0: tr("never"), 1: tr("once")}.get(count) or tr("%n time(s)", "", count)


def bound_words(limit: Limit) -> str:
    """The number that is tried: "0.25", "0.8 to 1.25"."""
    if limit.low is not None:
        return tr("{low} to {high}").format(**_sides(limit.low, limit.value))
    return cells.decimal(plain(limit.value))


def _sides(low: float, high: float) -> dict[str, str]:
    return {"low": cells.decimal(plain(low)), "high": cells.decimal(plain(high))}


def fired_words(limit: Limit, count: int, lasts: timedelta) -> str:
    """`lasts`: how long a time was looked at; what is shorter than a day is told as it is."""
    if lasts < timedelta(days=1):
        said = tr("With {value} it would have fired {times} in {lasts}")
    else:
        said = tr("With {value} it would have fired {times} in %n day(s)", "", -(-lasts).days)
    return said.format(
        value=bound_words(limit), times=times(count), lasts=cells.duration(lasts.total_seconds())
    )


def when(at: datetime) -> str:
    return cells.day(at)


def columns_of(fires: Sequence[datetime]) -> list[str]:
    """Runs as columns are called: by their day; with the time where that day has several.

    Within a day the time alone: there is no room for more over a narrow column.
    """
    runs = Counter(map(when, fires))
    if len(runs) < len(fires) and max(fires) - min(fires) < timedelta(days=1):
        return [f"{at.astimezone(zone()):%H:%M}" for at in fires]
    return [when(at) if runs[when(at)] == 1 else cells.moment(at) for at in fires]


def ticks_of(fires: Sequence[datetime]) -> list[str]:
    """What stands below some of the columns: their days, within a day their times."""
    is_a_day = len(fires) > 1 and max(fires) - min(fires) < timedelta(days=1)
    return columns_of(fires) if is_a_day else [when(at) for at in fires]
