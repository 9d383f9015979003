"""Charts with something in them, shown, for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from app.views.charts.bpmn_painter import ProcessDiagram
from app.views.charts.steps_gantt import StepsGantt
from app.views.charts.timeline import Timeline
from tests.views import chart_samples as data
from tests.views.sample_rows import NOW


def show(qtbot, chart: QWidget, width: int = 800, height: int = 500):
    qtbot.addWidget(chart)
    chart.resize(width, height)
    chart.show()
    chart.grab()
    return chart


def diagram(qtbot) -> ProcessDiagram:
    chart = ProcessDiagram()
    chart.set_process(data.process())
    chart.set_progress(data.PROGRESS)
    return show(qtbot, chart)


def timeline(qtbot) -> Timeline:
    chart = Timeline()
    chart.set_data(*data.lineage(), now=NOW)
    chart.set_view(datetime(2025, 9, 22, tzinfo=UTC), datetime(2026, 3, 24, tzinfo=UTC))
    return show(qtbot, chart)


def gantt(qtbot) -> StepsGantt:
    chart = StepsGantt()
    chart.set_data(data.steps(), NOW)
    return show(qtbot, chart)
