"""The runs of one monitor, each as a line: of which data, with which verdict."""

from __future__ import annotations

from app.models.queries.monitoring import RunRow
from app.texts import told
from app.views import cells
from app.views.cells import Number, Text
from app.views.item_models.columns import Column
from app.views.language import N_
from app.views.panels.monitoring_words import verdict_state


def _took(run: RunRow) -> str:
    if run.finished_at is None:
        return "–"
    seconds = max(0.0, (run.finished_at - run.started_at).total_seconds())
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else cells.duration(seconds)


RUN_COLUMNS: list[Column[RunRow]] = [
    Column("#", lambda r: Number(r.number), width=52, is_number=True),
    Column(N_("Data of"), lambda r: cells.moment(r.fire_at), width=136),
    Column(N_("Verdict"), lambda r: verdict_state(r.verdict or r.state.upper()), width=140),
    Column(N_("Version"), lambda r: f"v{r.version}" if r.version else "–", width=64),
    Column(N_("Rows"), lambda r: Number(r.current_rows), width=76, is_number=True),
    Column(
        N_("Reference"),
        lambda r: Number(r.reference_rows),
        width=80,
        is_number=True,
        drop_below=700,
    ),
    Column(N_("Took"), _took, width=72, is_number=True, drop_below=760),
    Column(
        N_("Data digest"),
        lambda r: Text(r.data_digest[:12], is_mono=True),
        width=110,
        drop_below=860,
    ),
    Column(N_("Note"), lambda r: told(r.note), stretches=True, drop_below=640),
]
