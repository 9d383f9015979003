"""Ctrl+P: what is shown, on paper; the trail is told as of every export."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import select

from app.models.tables.trail import AuditEvent
from app.views.panels.printed_view import printed_view
from app.views.proof_pdf import Page, fitting, print_pdf
from tests import stories
from tests.views.desks import desk
from tests.views.operate_kit import wait
from tests.workspaces import TestWorkspace


def test_the_view_is_printed_as_it_is_read_and_the_trail_is_told(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    found = stories.register(sqlite_workspace)
    for feature in ("income", "region"):
        stories.alarm(sqlite_workspace, found, feature=feature)
    with desk(sqlite_workspace, "tom", tmp_path, "alerts") as desktop:
        window = desktop.window
        screen: Any = window.current_screen
        wait(qtbot, lambda: screen.detail.shown is not None)
        # What is shown is laid out a turn later.
        wait(qtbot, lambda: len(printed_view(screen, (), datetime.now(UTC)).parts) == 2)

        said = printed_view(screen, ("Alerts", "PSI"), datetime.now(UTC))
        rows, beside = said.parts
        assert said.picture.size() == screen.size() * screen.devicePixelRatio()
        assert said.title == "Alerts › PSI"
        assert [row[1] for row in rows.rows] == [
            str(screen.list.model.columns[1].value(one)) for one in screen.list.model.rows
        ]
        assert len(rows.heads) == len(rows.widths) == len(rows.rows[0])
        assert any("what was done and said" in line.casefold() for line in beside.lines)
        assert any("Background service" in line for line in beside.lines)

        path = tmp_path / "view.pdf"
        window.actions_registry.trigger("file.print")
        dialog = window.findChild(QFileDialog)
        dialog.fileSelected.emit(str(path))
        dialog.close()
        wait(qtbot, lambda: "The view is printed" in window.toasts.texts)

    assert path.read_bytes().startswith(b"%PDF")
    document = QPdfDocument()
    document.load(str(path))
    text = " ".join(document.getAllText(n).text() for n in range(document.pageCount()))
    assert "region" in text
    assert not document.render(0, QSize(200, 280)).isNull()
    with sqlite_workspace.service.reading() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.tag == "list.exported")).one()
    assert told.facts["list"] == "view"


HEADS = ("State", "Life-cycle step", "Approvals", "Deployments", "Version", "Owner", "Recorded")
ROW = ("acknowledged", "Supply what is missing", "3", "12", "v14", "Sanne de Vries", "2026-03-14")


def words_of(path: Path) -> set[str]:
    document = QPdfDocument()
    document.load(str(path))
    pages = range(document.pageCount())
    return {word for n in pages for word in document.getAllText(n).text().split()}


def test_no_word_of_a_printed_list_breaks_however_narrow_its_column_was(
    qtbot: Any, tmp_path: Path
) -> None:
    wide_first = (70, 5, 5, 5, 5, 5, 5)
    long = "a" * 60

    def make() -> Any:
        page = Page()
        page.table([ROW, (long, *ROW[1:])], wide_first, HEADS)
        return page.document

    print_pdf(make, tmp_path / "list.pdf", "List")

    wanted = {word for text in (*HEADS, *ROW) for word in text.split()}
    assert wanted <= words_of(tmp_path / "list.pdf")


def test_a_column_gets_what_its_words_need_and_no_other_loses_more_than_it_has(qtbot: Any) -> None:
    size, shares = fitting([HEADS, ROW], (70, 5, 5, 5, 5, 5, 5), bold=1)
    assert size == 9
    assert shares[0] == max(shares)
    assert sum(shares) == pytest.approx(100)

    roomy = (30, 25, 45)
    assert fitting([("a", "b", "c")], roomy) == (9, pytest.approx(list(roomy)))

    many = ["Deployments"] * 9
    smaller, _shares = fitting([many], [1] * 9, bold=1)
    assert smaller < 9
