"""A version whose run is stuck says where, why and for whom, and what the last stage asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from app.models.queries.search import search
from app.views.panels.inventory_overview import Overview
from app.views.places import ObjectRef
from app.views.widgets.basics import StyledLabel
from app.views.widgets.button import Button
from tests.views.demo_desk import calm, demo_desk


def opened(desktop: Any, name: str) -> Any:
    found = desktop.seat.read(search, (name,), {})
    model = next(one for one in found if one.kind == "model")
    desktop.window.open_ref(ObjectRef("model", str(model.id), name))
    calm(desktop)
    return desktop.window.current_screen


def test_the_overview_says_why_it_waits_and_leads_to_the_run(demo: Path, tmp_path: Path) -> None:
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        screen = opened(desktop, "aml-screening")
        link = screen.pane.findChild(Button, "overview.run")
        said = link.toolTip().splitlines()

        assert link.text().endswith("No runtime fits")
        assert said[1].startswith("It waits at “No runtime fits”: task ")
        assert said[2].startswith("sit-1 does not take the service #aml-screening.")
        assert screen.actions_.why_not_submit().splitlines() == said

        link.click()
        calm(desktop)

        run = desktop.window.current_screen
        lines = [one.text() for one in run.findChildren(StyledLabel) if one.isVisibleTo(run)]
        assert any(one.startswith("sit-1 does not take the service") for one in lines)


def gate_of(screen: Any) -> list[str]:
    overview = screen.pane.findChild(Overview)
    lines = [one.text() for one in overview.findChildren(StyledLabel) if one.isVisibleTo(overview)]
    heads = [n for n, text in enumerate(lines) if text == "GATE TO PROD TODAY"]
    return lines[heads[0] :] if heads else []


def test_what_the_gate_asks_is_read_without_asking(demo: Path, tmp_path: Path) -> None:
    with demo_desk(demo, "sanne", tmp_path) as desktop:
        stuck = gate_of(opened(desktop, "aml-screening"))
        serving = gate_of(opened(desktop, "hmrm"))

    assert any("SIT" in one for one in stuck)
    assert any(one.startswith("No runtime fits PROD and aml-screening.") for one in stuck)
    assert serving == []
