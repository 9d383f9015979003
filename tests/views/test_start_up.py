"""Starting: heavy libraries stay out, and a broken Qt binding is refused."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from PySide6.QtGui import QColor

from app.errors import AppError
from app.views import guard, icons
from app.views.resources import resource_path

HEAVY = ("pyqtgraph", "numpy", "pandas", "scipy", "pyarrow", "PySide6.QtWebEngineWidgets")
# All that is imported until the first screen is filled.
PROGRAM = """
import sys
import app.views.desktop
from app.views.screen import SCREENS
assert len(list(SCREENS.items())) > 9
print([name for name in {heavy!r} if name in sys.modules])
"""


def test_the_window_imports_no_heavy_library():
    program = PROGRAM.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_home_waits_for_no_part_that_only_other_screens_need():
    elsewhere = (
        "app.models.bpmn",
        "app.models.dmn",
        "app.models.enforcement.guards",
        "app.models.queries.approval_detail",
        "app.models.queries.model_page",
        "app.models.rules.framework_file",
        "app.services.trail.export",
        "app.verifier",
        "app.views.panels.governance_forms",
        "app.views.panels.runs_words",
    )
    program = (
        "import sys; import app.services.seat, app.views.desktop, app.views.screens.home;"
        f"print([name for name in {elsewhere!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "[]"


def test_no_source_is_read_for_an_import_of_the_window():
    program = (
        "import linecache, sys; import app.views.desktop;"
        "ours = {m.__file__ for name, m in sys.modules.items() if name.startswith('app.')};"
        "print(len(ours) > 200, sorted(ours & set(linecache.cache)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "True []"


def test_this_binding_keeps_its_references():
    guard.check_binding()


def test_a_binding_that_loses_references_is_refused(monkeypatch):
    monkeypatch.setattr(guard, "lost_references", lambda calls=300: 300)

    with pytest.raises(AppError, match="loses count"):
        guard.check_binding()


def test_every_icon_is_valid_and_comes_with_its_licence():
    files = sorted(resource_path("icons").glob("*.svg"))

    assert len(files) > 60
    for file in files:
        ET.parse(file)
    assert "ISC License" in resource_path("icons", "LICENSE").read_text("utf-8")


def test_an_icon_takes_the_colour_it_is_asked_for(qapp):
    image = icons.pixmap("star-filled", "#ff0000", 24).toImage()

    assert image.pixelColor(12, 12) == QColor("#ff0000")


def test_an_unknown_icon_is_replaced_rather_than_missing(qapp):
    assert not icons.pixmap("there-is-no-such-icon", "#000000", 16).isNull()
