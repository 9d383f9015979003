"""What is typed to sign is in nothing that the window keeps, prints or exports."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QAbstractTableModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from app.models.tables.governance import TransitionRequest
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.views.desktop import Desktop
from app.views.panels.lineage_head import GRAPH
from app.views.places import ObjectRef
from tests import stories
from tests.canaries import cells_of, files_with
from tests.hands import Hands, wait_for
from tests.trail_kit import sealer
from tests.views.demo_desk import SCREENS, calm, faces, go
from tests.views.desks import desk
from tests.views.signing_keys import reject_until_refused
from tests.workspaces import TestWorkspace, give_keys, lock_key

PASSWORD = f"canary-password-{uuid4().hex}"
WRONG = f"canary-wrong-{uuid4().hex}"
TOKEN = f"canary-token-{uuid4().hex}"
REASON = "The sample is of another year; the limits say nothing of this one."
# What is surely in them, or nothing would be found at all; dots show what the drawing shows.
SEARCHED = {"pdf": "cc-fraud", "csv": REASON, "svg": "snapshot of"}

SHOWN = "shown.txt"


def shown_words(window: QWidget) -> Iterator[str]:
    """Of what is seen, as a picture of it has them: words, tooltips, and cells of lists."""
    for one in window.findChildren(QWidget):
        if not one.isVisible():
            continue
        yield one.toolTip()
        yield one.accessibleName()
        if isinstance(one, QAbstractButton | QLabel | QLineEdit):
            yield one.text()
        elif isinstance(one, QPlainTextEdit | QTextEdit):
            yield one.toPlainText()
        elif isinstance(one, QAbstractItemView) and one.model() is not None:
            model = one.model()
            columns = range(model.columnCount() if isinstance(model, QAbstractTableModel) else 1)
            for row, column in product(range(model.rowCount()), columns):
                yield str(model.data(model.index(row, column)))


def hand_out(desktop: Desktop, out: Path) -> None:
    """All that the screen in front shows, and gives away as a file, in each kind it offers."""
    with (out / SHOWN).open("a") as file:
        file.writelines(f"{words}\n" for words in shown_words(desktop.window))
    key, registry = desktop.window.current_key, desktop.window.actions_registry
    for spec in registry.specs():
        place, _, act = spec.id.rpartition(".")
        if act not in ("print", "export") or place not in ("file", key) or registry.reason(spec.id):
            continue
        registry.trigger(spec.id)
        calm(desktop)
        for dialog in desktop.window.findChildren(QFileDialog):
            for kind in re.findall(r"\*\.(\w+)", " ".join(dialog.nameFilters())):
                path = out / f"{len(list(out.iterdir()))}-{spec.id}.{kind}"
                dialog.fileSelected.emit(str(path))
                wait_for(path.name, path.is_file)
            dialog.close()
            dialog.setParent(None)


def test_a_password_and_a_token_are_in_nothing_the_window_writes(
    qapp: Any,
    workspace: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    given, out = tmp_path / "credentials", tmp_path / "out"
    give_keys(given)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(given))
    lock_key(given, "jo", PASSWORD)
    (given / "runtime.far").write_text(TOKEN)
    new = NewRuntime("far", "bank", stage_tags=("PROD",), secret_ref="runtime.far")
    workspace.work("tom").write(add_runtime, new)
    found = stories.register(workspace)
    request_id = stories.ask(workspace, found)
    sealer(workspace).run_once()
    out.mkdir()

    with (
        desk(workspace, "jo", tmp_path, "approvals") as desktop,
        Hands(desktop.window) as hands,
    ):
        screen: Any = desktop.window.current_screen
        hands.until("case", lambda: screen.case.shown is not None)
        reject_until_refused(hands, "jo", reason=REASON, wrong=WRONG)
        hands.type(PASSWORD)
        hands.press("Return")
        hands.until("vote", lambda: has_voted(workspace, request_id))
        for key in (*SCREENS, "settings"):
            go(desktop, key)
            hand_out(desktop, out)
        desktop.window.go("lineage", ObjectRef("lineage", str(found.model_id), "cc-fraud"))
        lineage: Any = desktop.window.current_screen
        lineage.head.views.choose(GRAPH)
        hands.until("graph", lambda: len(lineage.graph.chart.part.things) > 2)
        hand_out(desktop, out)
    with desk(workspace, "root", tmp_path, "administration") as desktop:
        for show in faces(desktop, "administration"):
            show()
            calm(desktop)
            hand_out(desktop, out)

    for kind, words in SEARCHED.items():
        assert kind in {one.suffix[1:] for one in files_with(out, words, beside=set())}
    assert "runtime.far" in (out / SHOWN).read_text()  # the name of the secret
    private = {*given.iterdir()}
    for needle in (PASSWORD, WRONG, TOKEN):
        assert [name for name, row in cells_of(workspace) if needle in row] == []
        assert files_with(tmp_path, needle, beside=private) == []
        assert needle not in caplog.text


def has_voted(bank: TestWorkspace, request_id: UUID) -> bool:
    with bank.service.reading() as session:
        return session.get_one(TransitionRequest, request_id).state == "rejected"
