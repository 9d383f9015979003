"""How monitors are worded: verdicts, names of tests, schedules, limits with their operator."""

from __future__ import annotations

from datetime import datetime

from app.models.queries.monitoring import Limit, MonitorDetail, MonitorRow
from app.views import cells
from app.views.cells import Stage, State, Status

VERDICTS: dict[str, tuple[Status, str]] = {
    "PASS": (Status.OK, "pass"),
    "WARN": (Status.WARNING, "warning"),
    "FAIL": (Status.CRITICAL, "over the limit"),
    "NOT_RUN": (Status.UNKNOWN, "not measured"),
    "INSUFFICIENT_DATA": (Status.UNKNOWN, "too few rows"),
    "ERROR": (Status.FAILED, "could not be measured"),
    "FAILED": (Status.FAILED, "run failed"),
    "": (Status.UNKNOWN, "has not run"),
}
TESTS = {
    "psi": "PSI",
    "csi": "CSI",
    "ks": "KS",
    "auc": "AUC",
    "gini": "Gini",
    "f1": "F1",
    "mae": "MAE",
    "mape": "MAPE",
    "rmse": "RMSE",
    "r2": "R²",
    "chi_square": "Chi-square",
    "jensen_shannon": "Jensen-Shannon",
    "log_loss": "Log loss",
}
SIGNS = {">=": "≥", "<=": "≤"}


def test_name(test: str) -> str:
    return TESTS.get(test, test.replace("_", " ").capitalize())


def verdict_state(verdict: str, *, is_chip: bool = False) -> State:
    status, word = VERDICTS.get(verdict, (Status.UNKNOWN, verdict.lower()))
    return State(status, word, is_chip)


def value_words(row: MonitorRow) -> str:
    """ "PSI income 0.41": the result that the verdict comes from."""
    if row.value is None:
        return ""
    test, _, feature = row.value_of.partition(":")
    name = f"{test_name(test)} {feature}".strip()
    return f"{name} {cells.significant(row.value)}"


def limit_words(limit: Limit) -> str:
    """What fails: "≥ 0.25"."""
    return f"{SIGNS.get(limit.operator, limit.operator)} {limit.value:g}"


def stage_of(row: MonitorRow) -> Stage | None:
    if row.stage is None:
        return None
    level = {"production": 1.0, "staging": 0.35}.get(row.stage.kind, 0.0)
    return Stage(row.stage.name, level, row.stage.is_protected)


def cron_words(cron: str) -> str:
    """The usual schedules in words; any other as it is written."""
    fields = cron.split()
    if len(fields) == 5 and fields[0].isdecimal() and fields[1].isdecimal():
        at = f"{int(fields[1]):02}:{int(fields[0]):02}"
        if fields[2:] == ["*", "*", "*"]:
            return f"Daily {at}"
        if fields[2:] == ["*", "*", "1-5"]:
            return f"Weekdays {at}"
    return f"Schedule {cron}"


def schedule_words(row: MonitorRow) -> str:
    if not row.cron:
        return "Runs by hand or by its life cycle"
    words = f"{cron_words(row.cron)} {row.zone}"
    if row.next_fire_at is not None:
        words += f", next {cells.moment(row.next_fire_at)}"
    return words


def about(detail: MonitorDetail) -> str:
    row = detail.row
    parts = [schedule_words(row)]
    if detail.reference_rows:
        rows = cells.significant(detail.reference_rows)
        parts.append(f"reference: training data, {rows} rows")
    if row.last_fire_at is not None:
        parts.append(f"last run {cells.moment(row.last_fire_at)}, n {cells.significant(row.rows)}")
    if detail.table_name:
        parts.append(f"judged by {detail.table_name}")
    return "    ".join(parts)


def times(count: int) -> str:
    return {0: "never", 1: "once"}.get(count, f"{count} times")


def fired_words(value: float, count: int, days: int) -> str:
    return f"With {value:g} it would have fired {times(count)} in {days} days"


def when(at: datetime) -> str:
    return cells.day(at)
