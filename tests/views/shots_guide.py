"""The pictures of docs/screens.md, made on the demo: `python -m tests.views.shots --guide`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from sqlalchemy import select

from app.models.queries.challenges import load_challenges
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.services.commands.challenges import ask_comparison
from app.services.demo.stage import Stage
from app.views import theme
from app.views.desktop import Desktop
from app.views.panels.lineage_head import GRAPH
from app.views.panels.monitoring_page import CHALLENGE
from app.views.places import ObjectRef
from tests.views.demo_desk import calm
from tests.views.shots import SETTLE_MS, opened, settle

MODEL = "cc-fraud"
WIDTH, HEIGHT = 1280, 800
MOST_BYTES = 120_000
Prepared = Callable[[Desktop, Any], object]


@dataclass(frozen=True, slots=True)
class Picture:
    """A screen as this person sees it, once `prepare(desktop, screen)` has been done."""

    screen: str
    person: str
    prepare: Prepared = lambda _desktop, _screen: None
    object_kind: str = ""  # it opens with the demo's main model


def _first_row(_desktop: Desktop, screen: Any) -> None:
    table = getattr(screen, "table", None) or screen.list.table
    table.select_first()


def _open_run(desktop: Desktop, screen: Any) -> None:
    screen.table.select_first()
    _rest(desktop, 300)
    QTest.keyClick(screen.table, Qt.Key.Key_Return)


def _tests(_desktop: Desktop, screen: Any) -> None:
    screen.case.show_tab(1)


def _main_model(_desktop: Desktop, screen: Any) -> None:
    screen.table.select_key(next(one.id for one in screen.model.rows if one.name == MODEL))


def _graph(desktop: Desktop, screen: Any) -> None:
    screen.head.views.choose(GRAPH)
    _rest(desktop, 800)
    chart = screen.graph.chart
    chart.choose(next(one.key for one in chart.part.things if one.kind == "request"))


def _of_model(_desktop: Desktop, screen: Any) -> None:
    entry = next(one for one in screen._model.rows if one.one and one.one.model_name == MODEL)
    screen.table.select_key(entry.key)


def _challenge(desktop: Desktop, screen: Any) -> None:
    _of_model(desktop, screen)
    _rest(desktop, 600)
    screen.view.tabs.show_page(CHALLENGE)


def _month_ago(desktop: Desktop, _screen: Any) -> None:
    desktop.backend.look_back(datetime.now(UTC) - timedelta(days=30))


PICTURES: dict[str, Picture] = {
    "home": Picture("home", "jo"),
    "approvals": Picture("approvals", "jo", _tests),
    "alerts": Picture("alerts", "tom", _first_row),
    "inventory": Picture("inventory", "sanne", _main_model),
    "lineage": Picture("lineage", "jo", object_kind="lineage"),
    "lineage-graph": Picture("lineage", "jo", _graph, object_kind="lineage"),
    "as-of": Picture("inventory", "jo", _month_ago),
    "life-cycles": Picture("life_cycles", "eva", _first_row),
    "runs": Picture("runs", "tom", _open_run),
    "runtimes": Picture("runtimes", "tom"),
    "deployments": Picture("deployments", "tom", _first_row),
    "monitoring": Picture("monitoring", "tom", _of_model),
    "champion-challenger": Picture("monitoring", "tom", _challenge),
    "reports": Picture("reports", "lin"),
    "governance": Picture("governance", "aisha"),
    "administration": Picture("administration", "ada"),
    "settings": Picture("settings", "jo"),
    "notifications": Picture("notifications", "sanne"),
    "jobs": Picture("jobs", "tom"),
}


def make_guide(stage: Stage, out: Path, *, only: frozenset[str] = frozenset()) -> int:
    """Every picture of the guide, light, at 1280 by 800; how many were made."""
    out.mkdir(parents=True, exist_ok=True)
    theme.apply(dark=False)
    service = stage.background("guide")
    service.start()  # or every window would warn that nothing seals the trail
    try:
        model_id = _compare_versions(stage)
        chosen = {name: one for name, one in PICTURES.items() if not only or name in only}
        for name, picture in chosen.items():
            with opened(stage, picture.person, stage.folder) as desktop:
                _prepare(desktop, picture, model_id)
                save(desktop.window.grab().toImage(), out / f"{name}.png")
        return len(chosen)
    finally:
        service.stop()
        service.close()


def _prepare(desktop: Desktop, picture: Picture, model_id: str) -> None:
    desktop.window.resize(WIDTH, HEIGHT)
    kind = picture.object_kind
    desktop.window.go(picture.screen, ObjectRef(kind, model_id, MODEL) if kind else None)
    _rest(desktop)
    picture.prepare(desktop, desktop.window.current_screen)
    _rest(desktop)


def _rest(desktop: Desktop, milliseconds: int = SETTLE_MS) -> None:
    """Until what is asked of the database is there, however busy the machine, and is drawn."""
    calm(desktop)
    settle(milliseconds)


def save(image: QImage, path: Path) -> None:
    """With a palette of its own 256 colours: a third of the size, and the same to the eye."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(plain.constBits(), np.uint32)
    small = plain.convertToFormat(
        QImage.Format.Format_Indexed8, _palette(pixels), Qt.ImageConversionFlag.ThresholdDither
    )
    small.save(str(path), "PNG", 0)  # the densest compression


def _palette(pixels: npt.NDArray[np.uint32]) -> list[int]:
    """The most frequent colour of each shade, so that a small red mark stays red; then the rest."""
    colors, counts = np.unique(pixels, return_counts=True)
    colors = colors[np.argsort(-counts)]
    _, first_of_shade = np.unique(colors & 0xE0E0E0, return_index=True)
    shades = colors[np.sort(first_of_shade)][:160]
    frequent = colors[~np.isin(colors, shades)][: 256 - len(shades)]
    return [int(one) | 0xFF000000 for one in (*shades, *frequent)]


def _compare_versions(stage: Stage) -> str:
    """A comparison of the two newest versions, by the service, once; the id of their model."""
    work = stage.work("mark")
    with work.reading() as session:
        model = session.scalars(
            select(RegisteredModel.id).where(RegisteredModel.name == MODEL)
        ).one()
        newest = session.scalars(
            select(ModelVersion.id)
            .where(ModelVersion.model_id == model)
            .order_by(ModelVersion.version.desc())
        ).first()
    if newest is None or work.read(load_challenges, model, work.actor.id).runs:
        return str(model)
    work.write(ask_comparison, newest)
    for _ in range(600):
        runs = work.read(load_challenges, model, work.actor.id).runs
        if runs and runs[0].state == "done":
            break
        settle(100)
    return str(model)
