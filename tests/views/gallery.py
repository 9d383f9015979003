"""Pictures of every widget and of the shell, to be looked at: `python -m tests.views.gallery DIR`."""
# ruff: noqa: E501 -- sample rows read better in one line each

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from app.views import theme
from app.views.cells import Status
from app.views.command_palette import CommandPalette
from app.views.dialogs.decision_dialog import Asked, DecisionDialog
from app.views.main_window import MainWindow, Setup
from app.views.places import ObjectRef
from app.views.widgets.basics import StageChip, StyledLabel, row
from app.views.widgets.person_picker import PersonChoice
from app.views.widgets.scrim import open_sheet
from app.views.widgets.status_bar import CellState
from app.views.widgets.toasts import undoing
from tests.views import sample_rows, samples

SIZES = ((1280, 800), (1920, 1080))


def settle(milliseconds: int = 250) -> None:
    """Let threads answer and timers fire."""
    deadline = QDeadlineTimer(milliseconds)
    while not deadline.hasExpired():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(0.005)


def make_window(folder: Path) -> MainWindow:
    backend = samples.make_backend()
    window = MainWindow(
        backend,
        Setup(
            folder / "settings.ini",
            samples.palette_items,
            samples.SAMPLES,
            samples.SHOWN,
        ),
    )
    window.set_person("Jo Vermeer", "Compliance officer")
    window.set_service(CellState("Service: this computer · 2 jobs", status=Status.OK))
    window.set_database_name("PostgreSQL gov@db1")
    window.status.set_drafts(1)
    window.set_zone("CET")
    window.set_notifications(3)
    window.set_jobs(2)
    return window


def sign_dialog(window: MainWindow) -> DecisionDialog:
    asked = Asked(
        title="Sign: approve promotion",
        facts=(
            (
                "You sign",
                row(
                    StyledLabel("Promote cc-fraud v14", theme.FontRole.STRONG),
                    StageChip(sample_rows.stage("UAT")),
                    StyledLabel("→", is_secondary=True),
                    StageChip(sample_rows.stage("PROD")),
                    spacing=6,
                ),
            ),
            ("Digest", StyledLabel("4be1 07c2 9f2c 41aa a604 e1bd 77b1 0c3e", theme.FontRole.MONO)),
            ("Covers", "5 evidence items, waiver 12, policy v5"),
        ),
        verb="Sign and approve",
        person="Jo Vermeer",
        role="Compliance officer",
        consequence="v14 deploys to prod-eu-2, v13 serves until the switch",
        meanings=("Approved", "Reviewed", "Responsible"),
        recent_reasons=("Evidence complete, limits met", "Covered by waiver, re-test planned"),
        needs_password=True,
        is_first_signature=True,
        user_id="jo.vermeer",
    )
    dialog = DecisionDialog(asked, window)
    dialog.reason.set_text(
        "FPR gap covered by waiver 12. Bias and recall improve. Re-test on April data."
    )
    dialog.password.setText("not a password")
    return dialog


def shot(widget: QWidget, folder: Path, name: str) -> None:
    settle()
    widget.grab().save(str(folder / f"{name}.png"))


def shell_shots(folder: Path, dark: bool, size: tuple[int, int]) -> None:
    theme.apply(dark=dark)
    suffix = f"{'dark' if dark else 'light'}-{size[0]}"
    window = make_window(folder)
    window.resize(*size)
    window.show()
    window.start("alerts")
    settle()
    alerts = window.current_screen
    assert isinstance(alerts, samples.AlertsScreen)
    alerts.filter.set_query(
        samples.FilterQuery().with_values("service", ["mine"]).with_values("age", ["today"])
    )
    alerts.table.select_key(802)
    shot(window, folder, f"alerts-{suffix}")
    theme.apply(dark=dark, zoom_factor=1.5)
    shot(window, folder, f"zoomed-{suffix}")
    theme.apply(dark=dark)
    window.go("inventory", ObjectRef("model", "cc-fraud", "cc-fraud"))
    shot(window, folder, f"inventory-{suffix}")
    window.show_demo_strip([PersonChoice("jo", "Jo Vermeer", "Compliance officer")], "jo")
    window.rail.set_folded(True)
    banner = window.show_banner(
        "offline",
        Status.WARNING,
        "Offline since 14:02",
        "Lists show what was read last. Changes can't be stored until it is back.",
    )
    banner.add_action("Reconnect now", lambda: None)
    window.show_error(ValueError("a bug"))
    window.toasts.show_toast("Acknowledged 3 alerts", undoing(lambda: None))
    window.toast("Connected again, 14 changes")
    shot(window, folder, f"states-{suffix}")
    window.rail.set_folded(False)
    palette = window.findChild(CommandPalette)
    assert palette is not None
    palette.open("alerts", "cc-f")
    shot(window, folder, f"palette-{suffix}")
    palette.close_palette()
    dialog = sign_dialog(window)
    open_sheet(dialog)
    settle()
    picture = window.grab()
    dialog.grab().save(str(folder / f"sign-{suffix}.png"))
    picture.save(str(folder / f"scrim-{suffix}.png"))
    dialog.reject()
    window.close()
    window.backend.close()


def chart_shots(folder: Path, dark: bool) -> None:
    from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

    from app.views.charts.bpmn_painter import ProcessDiagram
    from app.views.charts.distribution import DistributionChart
    from app.views.charts.heat_map import HeatMap
    from app.views.charts.overview import Overview
    from app.views.charts.steps_gantt import StepsGantt
    from app.views.charts.timeline import Timeline
    from app.views.charts.timeline_data import TimelineReview
    from app.views.charts.trend import TrendChart
    from app.views.widgets.basics import Pane
    from tests.views import chart_samples as data

    theme.apply(dark=dark)
    suffix = "dark" if dark else "light"
    run = Pane()
    diagram, gantt = ProcessDiagram(), StepsGantt()
    diagram.set_process(data.process())
    diagram.set_progress(data.PROGRESS)
    diagram.select("deploy")
    gantt.set_data(data.steps(), sample_rows.NOW)
    gantt.select("7")
    layout = QVBoxLayout(run)
    layout.addWidget(diagram, 3)
    layout.addWidget(gantt, 2)
    run.resize(1000, 720)
    run.show()
    shot(run, folder, f"run-{suffix}")
    (folder / f"bpmn-{suffix}.png").write_bytes(diagram.picture("png"))

    monitor = Pane()
    heat, trend = HeatMap("PSI per feature"), TrendChart("PSI", can_edit_limit=True)
    distribution = DistributionChart("Distribution of income")
    heat.set_data(*data.heat())
    heat._go(0, 44)
    trend.set_data(*data.trend())
    distribution.set_data(data.distribution())
    below = QHBoxLayout()
    below.addWidget(distribution, 1)
    below.addWidget(trend, 1)
    outer = QVBoxLayout(monitor)
    outer.addWidget(heat)
    outer.addLayout(below, 1)
    monitor.resize(1000, 640)
    monitor.show()
    shot(monitor, folder, f"monitoring-{suffix}")

    lineage = Pane()
    timeline, overview = Timeline(), Overview()
    timeline.set_data(*data.lineage(), now=sample_rows.NOW)
    start, end = datetime(2025, 9, 22, tzinfo=UTC), datetime(2026, 3, 24, tzinfo=UTC)
    timeline.set_view(start, end)
    timeline.set_as_of(datetime(2026, 3, 1, tzinfo=UTC))
    first, last = datetime(2025, 10, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    timeline.set_reviewed([TimelineReview("r1", first, last, "Reviewed by Jo Vermeer")])
    timeline.select("a31")
    overview.set_data(
        datetime(2024, 3, 1, tzinfo=UTC), sample_rows.NOW, [(n * 37) % 11 + 2 for n in range(104)]
    )
    overview.set_window(start, sample_rows.NOW)
    column = QVBoxLayout(lineage)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(timeline, 1)
    column.addWidget(overview)
    lineage.resize(920, 660)
    lineage.show()
    shot(lineage, folder, f"lineage-{suffix}")
    for pane in (run, monitor, lineage):
        pane.close()


def widget_shots(folder: Path, dark: bool) -> None:
    """The parts side by side: lists, buttons, fields, what stands where rows will be."""
    from PySide6.QtWidgets import (
        QCheckBox,
        QHBoxLayout,
        QLineEdit,
        QVBoxLayout,
    )

    from app.views.cells import AgainstLimit, GroupTitle, Progress, State, Tags, TwoLines, Votes
    from app.views.item_models.columns import Column
    from app.views.item_models.row_table import RowTableModel
    from app.views.widgets.basics import Avatar, KeyCap, Pane, StateChip, TagChip
    from app.views.widgets.button import Button, Kind
    from app.views.widgets.data_table import DataTable
    from app.views.widgets.fields import Choice, NumberBox
    from app.views.widgets.person_picker import PersonPicker
    from app.views.widgets.pill import NewRowsPill
    from app.views.widgets.placeholders import EmptyState, SkeletonRows
    from app.views.widgets.segments import Segments

    theme.apply(dark=dark)
    prod = sample_rows.stage("PROD")
    tasks = [
        GroupTitle("Overdue", 1),
        TwoLines(
            "churn v8", "Question from M. Jansen", Status.CRITICAL, None, "2 h late", is_urgent=True
        ),
        GroupTitle("Today", 2),
        TwoLines("cc-fraud v14", "Promotion, S. de Vries", Status.WARNING, prod, "16:00"),
        TwoLines("hmrm", "Sign lineage proof, Q1 audit", Status.WARNING, None, "17:00"),
        GroupTitle("Waiting for others", 1),
        TwoLines(
            "hr-attrition v2",
            "you asked, L. Chen answers",
            Status.UNKNOWN,
            sample_rows.stage("UAT"),
            "3 d",
            is_strong=False,
        ),
    ]
    model: RowTableModel[tuple[int, object]] = RowTableModel(
        [Column("Task", lambda pair: pair[1], stretches=True)], lambda pair: pair[0]
    )
    model.set_rows(list(enumerate(tasks)))
    cells = [
        AgainstLimit(0.048, high=0.045, before=0.041, is_over=True),
        AgainstLimit(0.881, low=0.870, before=0.874),
        Progress(0.66, "step 4 of 6", Status.CRITICAL),
        Votes(1, 2),
        State(Status.ACKNOWLEDGED, "acknowledged", is_pending=True),
        Tags(("cc-fraud", "retail")),
    ]
    small: RowTableModel[tuple[int, object]] = RowTableModel(
        [
            Column("Cell", lambda pair: pair[1], width=200),
            Column("Says", lambda pair: str(pair[1]), stretches=True),
        ],
        lambda pair: pair[0],
    )
    small.set_rows(list(enumerate(cells)))
    cell_list = DataTable(small, "Cells")
    tasks_list = DataTable(model, "Tasks")
    tasks_list.hide_header()
    tasks_list.fit_rows()
    tasks_list.select_key(3)
    tasks_list.setFixedWidth(304)

    parts = Pane()
    middle = QVBoxLayout()
    middle.setSpacing(10)
    kinds = [Button(kind.value.capitalize(), kind=kind, icon="check", keys="Y") for kind in Kind]
    off = Button("Blocked", keys="P")
    off.set_blocked("v14 waits for a decision")
    middle.addWidget(row(*kinds[:3], off))
    middle.addWidget(
        row(
            *kinds[3:],
            Button("Menu", has_menu=True),
            Button(kind=Kind.QUIET, icon="link", name="Link"),
        )
    )
    chips = [StateChip(State(status, status.value, is_chip=True)) for status in Status]
    middle.addWidget(row(*chips[:5]))
    middle.addWidget(row(*chips[5:], TagChip("cc-fraud"), KeyCap("Ctrl+K"), Avatar("Jo Vermeer")))
    stages = [StageChip(sample_rows.stage(name)) for name in sample_rows.PATH]
    middle.addWidget(row(*stages, Segments("View", ["Timeline", "Graph", "Table"])))
    box, edit = QCheckBox("Ticked"), QLineEdit("text")
    combo, spin = Choice("Due", ["two days", "three"]), NumberBox("Threshold")
    box.setChecked(True)
    edit.setFixedHeight(28)
    middle.addWidget(row(box, QCheckBox("Empty"), combo, spin, edit))
    pill = NewRowsPill()
    pill.set_count(3)
    middle.addWidget(row(pill))
    people = PersonPicker(
        [
            PersonChoice("b", "Bo Visser", "Risk officer"),
            PersonChoice("a", "Ana Novak", "Compliance officer", "asked for this promotion"),
        ]
    )
    middle.addWidget(people, 1)
    middle.addWidget(cell_list, 1)
    right = QVBoxLayout()
    empty = EmptyState(
        "Nothing needs you", "Next check 15:00.", pictures=("box", "shield-check", "upload")
    )
    empty.add_action("Register a model…", lambda: None, kind=Kind.PRIMARY, keys="Ctrl+N")
    empty.add_action("Load demo data", lambda: None)
    right.addWidget(empty, 1)
    right.addWidget(SkeletonRows(), 1)
    layout = QHBoxLayout(parts)
    layout.addWidget(tasks_list)
    layout.addLayout(middle, 1)
    layout.addLayout(right, 1)
    parts.resize(1400, 680)
    parts.show()
    shot(parts, folder, f"widgets-{'dark' if dark else 'light'}")
    parts.close()


def main(arguments: list[str]) -> int:
    import logging

    logging.disable(logging.ERROR)
    folder = Path(arguments[0] if arguments else "shots/gallery")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    wanted = arguments[1:]
    parts: dict[str, Callable[[], None]] = {}
    for dark in (False, True):
        for size in SIZES:
            name = f"shell-{'dark' if dark else 'light'}-{size[0]}"
            parts[name] = lambda dark=dark, size=size: shell_shots(folder, dark, size)
        parts[f"widgets-{'dark' if dark else 'light'}"] = lambda dark=dark: widget_shots(
            folder, dark
        )
        parts[f"charts-{'dark' if dark else 'light'}"] = lambda dark=dark: chart_shots(folder, dark)
    for name, part in parts.items():
        if not wanted or any(word in name for word in wanted):
            part()
    app.processEvents()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
