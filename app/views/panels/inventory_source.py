"""From where a model is registered: a server, a folder or file, a repository here, or by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.errors import AppError
from app.models.home_folders import typed_path
from app.services.intake.git import SCHEME
from app.services.intake.mlflow_server import Listed, MlflowAddress, parse_mlflow
from app.services.intake.sources import Entry
from app.texts import told
from app.views import cells, notices, theme
from app.views.cells import Text
from app.views.file_dialogs import open_dialog
from app.views.item_models.columns import Column
from app.views.item_models.row_table import RowTableModel
from app.views.language import N_, tr
from app.views.theme import FontRole
from app.views.widgets.basics import StyledLabel, caption, row
from app.views.widgets.button import Button
from app.views.widgets.data_table import DataTable
from app.views.widgets.segments import Segments

FILES = N_("Models and data (*.onnx *.zip *.csv *.tsv *.parquet)")
ONNX = N_("ONNX models (*.onnx)")
KINDS = {
    "mlflow": N_("MLflow server"),
    "folder": N_("Folder or file"),
    "onnx": N_("ONNX file"),
    "git": N_("Git repository"),
    "entry": N_("By hand"),
}
EXAMPLE = "https://tracking.bank.example"
LIST_HEIGHT = 168  # px
Told = str | Entry | tuple[str, ...]  # a path or an address, by hand, several of the first


class SourceFields(QWidget):
    """`given` says what is to be looked at; `searched` asks a server what it holds."""

    given = Signal(object)  # a `Told`
    searched = Signal(object, str)  # MlflowAddress of the server, words
    changed = Signal()
    resized = Signal()

    def __init__(self, server: MlflowAddress | None) -> None:
        super().__init__()
        self.kind = Segments(tr("Source"), [tr(one) for one in KINDS.values()], wraps=True)
        self.kind.setObjectName("register.source")
        files = self._files()
        self._pages = {
            "mlflow": self._mlflow(server),
            "folder": files,
            "onnx": files,
            "git": self._git(),
            "entry": self._entry(),
        }
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(row(self.kind, None))
        for page in dict.fromkeys(self._pages.values()):
            layout.addWidget(page)
        self.choose_kind("folder")
        self.kind.chosen.connect(self._on_kind_chosen)
        self._show()

    @property
    def key(self) -> str:
        """Of `KINDS`: what is chosen."""
        return tuple(KINDS)[self.kind.current]

    def choose_kind(self, key: str) -> None:
        self.kind.choose(tuple(KINDS).index(key))

    @property
    def said(self) -> str:
        """What was entered, in one line; empty: nothing yet."""
        if self.key == "mlflow":
            return ", ".join(str(one.address) for one in self._listed())
        edits = {"git": self.repository, "entry": self.entry_name}
        return edits.get(self.key, self.path).text().strip()

    @property
    def current(self) -> Told | None:
        """What the fields mean, as `given` tells it; None: something is lacking."""
        if not self.said:
            return None
        if self.key == "entry":
            return Entry(self.said, self.purpose.text().strip())
        if self.key == "mlflow" and len(listed := self._listed()) > 1:
            return tuple(str(one.address) for one in listed)
        return self._git_address() if self.key == "git" else self.said

    def lacks(self) -> str:
        if self.said:
            return ""
        if self.key == "mlflow":
            return tr("Search the server, and choose a model.")
        if self.key == "entry":
            return tr("Give the model a name.")
        return tr("Choose what to register.")

    @Slot()
    def offer(self) -> None:
        """Have it looked at, where nothing is lacking."""
        listed = self._listed() if self.key == "mlflow" else []
        problems = [one.problem for one in listed if one.problem]
        if problems:
            self.state.setText(told(problems[0]))
        elif (found := self.current) is not None:
            self.given.emit(found)

    def entries(self) -> dict[str, str]:
        """What was entered, to be kept."""
        return {"source": self.key} | {name: edit.text() for name, edit in self._edits().items()}

    def restore(self, entries: Mapping[str, str]) -> None:
        """Show again what `entries` gave; what is unknown is passed over."""
        if entries.get("source") in KINDS:
            self.choose_kind(entries["source"])
        for name, edit in self._edits().items():
            edit.setText(entries.get(name, ""))

    def _edits(self) -> dict[str, QLineEdit]:
        return {
            "path": self.path, "repository": self.repository, "revision": self.revision,
            "folder": self.folder, "server": self.server, "secret": self.secret,
            "words": self.words, "entry": self.entry_name, "tool": self.tool,
            "purpose": self.purpose,
        }  # fmt: skip

    # The pages

    def _files(self) -> QWidget:
        self.path = self._edit(tr("Folder, ONNX file or table"), "register.path")
        self.path.returnPressed.connect(self.offer)
        page, grid = _page()
        grid.addWidget(self.path, 0, 0)
        self._folder_button = _button(tr("Folder…"), self._choose_folder)
        grid.addWidget(self._folder_button, 0, 1)
        grid.addWidget(_button(tr("File…"), self._choose_file), 0, 2)
        self.path.setPlaceholderText(tr("path of a folder or a file"))
        note = tr(
            "A folder, an ONNX file or a ZIP; or a table (CSV, Parquet) with a label column, from"
            " which a model is trained. Each can be dropped on the window too. Nothing is executed."
        )
        grid.addWidget(caption(note, wraps=True), 1, 0, 1, 3)
        return page

    def _git(self) -> QWidget:
        self.repository = self._edit(tr("Repository on this computer"), "register.repository")
        self.revision = self._edit(tr("Branch, tag or commit"), "register.revision")
        self.revision.setPlaceholderText(tr("what is checked out"))
        self.folder = self._edit(tr("Folder in it"), "register.folder")
        self.folder.setPlaceholderText(tr("all of it, or for example models/credit"))
        # Not as soon as a field is left: the whole of a large repository is seldom meant.
        for edit in (self.repository, self.revision, self.folder):
            edit.returnPressed.connect(self.offer)
        page, grid = _page()
        _add_line(grid, 0, tr("Repository"), self.repository)
        grid.addWidget(_button(tr("Folder…"), self._choose_repository), 0, 2)
        _add_line(grid, 1, tr("Revision"), self.revision)
        _add_line(grid, 2, tr("Folder"), self.folder)
        note = tr("Read from its objects: no hook and no filter runs, and nothing is fetched.")
        grid.addWidget(caption(note, wraps=True), 3, 0, 1, 3)
        return page

    def _mlflow(self, server: MlflowAddress | None) -> QWidget:
        self.server = self._edit(tr("Address of the server"), "register.server")
        self.server.setPlaceholderText(EXAMPLE)
        self.secret = self._edit(tr("Name of the secret with its token"), "register.secret")
        self.secret.setPlaceholderText(tr("none, or for example mlflow.prod"))
        if server is not None:
            self.server.setText(server.server)
            self.secret.setText(server.secret)
        self.words = self._edit(tr("Search models and runs"), "register.words")
        self.words.setPlaceholderText(tr("a part of the name; empty: the newest"))
        for edit in (self.server, self.secret, self.words):
            edit.returnPressed.connect(self.search)
        self._found: RowTableModel[Listed] = RowTableModel(
            [
                Column(tr("Name"), lambda one: one.title, is_name=True, stretches=True),
                Column(tr("What"), _what, width=220),
                Column(tr("Changed"), _changed, width=130, drop_below=480),
            ],
            lambda one: str(one.address),
            self,
        )
        self.found = DataTable(self._found, tr("Models and runs"))
        self.found.setObjectName("register.found")
        self.found.setFixedHeight(theme.px(LIST_HEIGHT))
        self.found.opened.connect(self._on_found_opened)
        self.found.selection_changed.connect(lambda _count: self.changed.emit())
        self.state = StyledLabel("", is_secondary=True, wraps=True)
        self.state.setObjectName("register.state")
        page, grid = _page()
        _add_line(grid, 0, tr("Server"), self.server)
        _add_line(grid, 1, tr("Secret"), self.secret)
        _add_line(grid, 2, tr("Search"), self.words)
        grid.addWidget(_button(tr("Search"), self.search), 2, 2)
        grid.addWidget(self.found, 3, 0, 1, 3)
        grid.addWidget(self.state, 4, 0, 1, 3)
        self.state.setText(
            tr("Its host must be allowed on this computer: modelward runtime allow HOST:PORT.")
        )
        return page

    def _entry(self) -> QWidget:
        self.entry_name = self._edit(tr("Name of the model"), "register.entry")
        self.tool = self._edit(tr("Made with"), "register.tool")
        self.tool.setPlaceholderText(tr("for example Excel, SAS, the name of the vendor's product"))
        self.purpose = self._edit(tr("What it is for"), "register.purpose")
        for edit in (self.entry_name, self.tool, self.purpose):
            edit.returnPressed.connect(self.offer)
        page, grid = _page()
        _add_line(grid, 0, tr("Name"), self.entry_name)
        _add_line(grid, 1, tr("Made with"), self.tool)
        _add_line(grid, 2, tr("Purpose"), self.purpose)
        note = tr("A spreadsheet, or what a vendor runs: its files may follow later.")
        grid.addWidget(caption(note, wraps=True), 3, 0, 1, 3)
        return page

    def _edit(self, name: str, object_name: str) -> QLineEdit:
        edit = QLineEdit()
        edit.setAccessibleName(name)
        edit.setObjectName(object_name)
        edit.setFixedHeight(theme.px(28))
        edit.textChanged.connect(lambda _text: self.changed.emit())
        edit.installEventFilter(self)
        return edit

    def take_focus(self) -> None:
        """Where the first thing is entered: most come with a folder or a file."""
        self._first.setFocus()

    def return_to_entry(self) -> None:
        """What was entered is to be mended: what is typed next goes there."""
        (self.found if self.key == "mlflow" else self._first).setFocus()

    @property
    def _first(self) -> QLineEdit:
        """The first field of the source that is chosen; of a known server, what it is asked."""
        asked = self.words if self.server.text() else self.server
        firsts = {"git": self.repository, "entry": self.entry_name, "mlflow": asked}
        return firsts.get(self.key, self.path)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In a field that is empty up and down choose the source, as left and right in its tabs."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if step is not None and isinstance(watched, QLineEdit) and not watched.text():
                self.kind.choose(self.kind.current + step)
                self.take_focus()
                return True
        return super().eventFilter(watched, event)

    def _show(self) -> None:
        for page in self._pages.values():
            page.setVisible(page is self._pages[self.key])
        self._folder_button.setVisible(self.key == "folder")
        self.resized.emit()

    @Slot(int)
    def _on_kind_chosen(self, _index: int) -> None:
        self._show()
        self.changed.emit()

    # A folder or file

    @Slot()
    def _choose_folder(self) -> None:
        self._ask_folder(tr("Folder of a model"), self._take_path)

    @Slot()
    def _choose_file(self) -> None:
        dialog = QFileDialog(
            self, tr("Model or data"), "", tr(ONNX if self.key == "onnx" else FILES)
        )
        dialog.fileSelected.connect(self._take_path)
        open_dialog(dialog)

    def _ask_folder(self, title: str, take: Callable[[str], object]) -> None:
        dialog = QFileDialog(self, title)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(take)
        open_dialog(dialog)

    def _take_path(self, chosen: str) -> None:
        self.path.setText(chosen)
        self.given.emit(chosen)

    # A Git repository

    def _choose_repository(self) -> None:
        self._ask_folder(tr("Folder of a repository"), self._take_repository)

    def _take_repository(self, chosen: str) -> None:
        self.repository.setText(chosen)
        self.revision.setFocus()

    def _git_address(self) -> str:
        """What the three fields say."""
        path = quote(typed_path(self.repository.text().strip()).absolute().as_posix())
        slash = "" if path.startswith("/") else "/"
        revision, folder = self.revision.text().strip(), self.folder.text().strip()
        at = f"@{quote(revision)}" if revision else ""
        return f"{SCHEME}://{slash}{path}{at}{folder and '#' + quote(folder)}"

    # An MLflow server

    @Slot()
    def search(self) -> None:
        """Ask the server; an answer comes to `show_found` or `show_not_found`."""
        server, secret = self.server.text().strip(), self.secret.text().strip()
        if not server:
            self.state.setText(tr("Enter the address of the server."))
            return
        whole = server if "://" in server else f"https://{server}"
        try:
            address = parse_mlflow(f"mlflow+{whole}{secret and '?secret=' + quote(secret)}")
        except AppError as error:
            self.show_not_found(error)
            return
        self.state.setText(tr("Asking the server…"))
        self.searched.emit(address, self.words.text())

    def show_found(self, found: tuple[Listed, ...]) -> None:
        self._found.set_rows(found)
        self.found.select_first()
        count = tr("%n model(s) and runs.", "", len(found))
        count += " " + tr("Enter takes what is chosen; X chooses more of them.")
        self.state.setText(count if found else tr("The server holds nothing of that name."))
        if found:
            self.found.setFocus()

    def show_not_found(self, error: BaseException) -> None:
        """The server is down, or refuses: the other sources can be used all the same."""
        self._found.set_rows(())
        wording = notices.word(error)
        self.state.setText(wording.text or wording.title)
        self.resized.emit()

    def _listed(self) -> list[Listed]:
        """What is chosen of what the server holds."""
        return self.found.selected_rows()

    @Slot(object)
    def _on_found_opened(self, one: Listed) -> None:
        if one in (chosen := self._listed()) and len(chosen) > 1:
            self.offer()
        elif one.problem:
            self.state.setText(told(one.problem))
        else:
            self.given.emit(str(one.address))


def _page() -> tuple[QWidget, QGridLayout]:
    page = QWidget()
    grid = QGridLayout(page)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(8)
    return page, grid


def _add_line(grid: QGridLayout, line: int, title: str, edit: QLineEdit) -> None:
    label = StyledLabel(title, FontRole.CAPTION_MEDIUM)
    label.setBuddy(edit)
    grid.addWidget(label, line, 0)
    grid.addWidget(edit, line, 1)


def _button(text: str, press: Callable[[], object]) -> Button:
    button = Button(text)
    button.clicked.connect(lambda _checked: press())
    return button


def _what(one: Listed) -> Text:
    return Text(told(one.problem) if one.problem else one.detail, is_quiet=True)


def _changed(one: Listed) -> str:
    return cells.moment(one.at) if one.at else ""
