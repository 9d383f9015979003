"""Pictures of the operate screens on the demo's data, to be looked at.

python -m tests.views.shots_operate --home DIR --out DIR
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.models.queries.run_list import list_run_page
from app.models.queries.runs import RunRow
from app.models.tables.life_cycle import LifeCycleTemplate
from app.services.commands.life_cycles import import_template, publish
from app.services.demo.preparing import prepare
from app.services.demo.stage import Stage
from app.services.unit_of_work import InboxKind, UnitOfWork
from app.views import theme
from app.views.main_window import MainWindow
from app.views.places import ObjectRef
from app.views.screens.deployments import DeploymentsScreen
from app.views.screens.life_cycles import LifeCyclesScreen
from app.views.screens.monitoring import MonitoringScreen
from app.views.screens.runs import RunsScreen
from app.views.screens.runtimes import RuntimesScreen
from tests.views.operate_kit import BPMN
from tests.views.shots_catalogue import SIZES, open_window, settle

SCREENS = ("runs", "runtimes", "deployments", "monitoring", "life_cycles")


def make_incident(stage: Stage) -> None:
    """A run that can't go on: its scan is told nothing of a version."""
    if any(row.run.incident for row in stage.work("tom").read(list_run_page).rows):
        return

    def draft_small(work: UnitOfWork) -> LifeCycleTemplate:
        data = BPMN.replace(b'mw:task="ask_host"', b'mw:task="scan"')
        return import_template(
            work,
            unit="bank",
            key="small",
            name="Small release",
            process_id="small",
            bpmn=data,
            parameters={"given_at_start": ["host"]},
        )

    drafted = stage.work("eva").write(draft_small)
    stage.work("jo").write(
        publish, LifeCycleTemplate, drafted.id, seen=drafted.sha256, signer=stage.signer("jo")
    )
    with stage.work("sanne").unit() as work:
        unit_id = next(iter(work.actor.memberships))[1]
        work.tell_engine(
            InboxKind.START, unit_id, template_key="small", start_key="shot", title="by hand",
            variables={"host": "x"},
        )  # fmt: skip
    background = stage.background("shots")
    background.settle(lambda: True, when_idle=True)
    background.watch_once()
    background.close()


def _save(window: MainWindow, out: Path, name: str) -> None:
    settle()
    window.grab().save(str(out / f"{name}.png"))


def shoot(window: MainWindow, stage: Stage, out: Path, only: str = "") -> None:
    """Every screen with its tabs, light and dark, at both sizes."""
    rows = [row.run for row in stage.work("tom").read(list_run_page).rows]
    for dark in (False, True):
        theme.apply(dark=dark)
        for size in SIZES:
            window.resize(*size)
            tail = f"{'dark' if dark else 'light'}-{size[0]}"
            for screen in SCREENS:
                if not only or only in screen:
                    window.go(screen)
                    settle(1.0)
                    _save(window, out, f"{screen}-{tail}")
                    _shoot_parts(window, out, tail, rows)


def _shoot_parts(window: MainWindow, out: Path, tail: str, rows: list[RunRow]) -> None:
    screen = window.current_screen
    match screen:
        case RunsScreen():
            wanted = [next((r for r in rows if r.state == s), None) for s in ("incident", "active")]
            for run in filter(None, wanted):
                window.open_ref(ObjectRef("run", str(run.id), f"Run {run.number}"))
                _save(window, out, f"run-{run.state}-{tail}")
                for n, name in ((1, "steps"), (2, "variables"), (3, "events"), (0, "")):
                    screen.page.tabs.show_page(n)
                    if name:
                        _save(window, out, f"run-{run.state}-{name}-{tail}")
        case RuntimesScreen():
            screen.view.choose(1)
            _save(window, out, f"runtimes-table-{tail}")
            screen.view.choose(0)
        case DeploymentsScreen():
            screen.pane.tabs.show_page(1)
            _save(window, out, f"deployments-history-{tail}")
            screen.pane.tabs.show_page(0)
        case MonitoringScreen():
            for n, name in ((1, "trend"), (2, "distribution"), (3, "runs")):
                screen.view.tabs.show_page(n)
                _save(window, out, f"monitoring-{name}-{tail}")
            screen.view.tabs.show_page(0)
        case LifeCyclesScreen():
            screen.table.select_key(screen._found.rows[-1].id)
            _save(window, out, f"life_cycles-table-{tail}")
            screen.tabs.show_page(1)
            _save(window, out, f"life_cycles-check-{tail}")
            screen.tabs.show_page(0)
            screen.table.select_key(screen._found.rows[0].id)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--home", type=Path, default=Path(tempfile.gettempdir()) / "mw-shots")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--person", default="tom")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    theme.apply(dark=False)
    stage = prepare(given.home)
    make_incident(stage)
    window, backend = open_window(stage, given.person)
    shoot(window, stage, given.out, given.only)
    window.close()
    backend.close()
    stage.close()
    application.quit()


if __name__ == "__main__":
    main()
