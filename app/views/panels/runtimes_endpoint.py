"""A runtime's endpoint: how it is set up and asked, and a try of it, step by step."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.models.queries.endpoint import Endpoint, ServedColumn, ServedSchema
from app.models.queries.releases import RuntimeRow
from app.services.runtime_adapters import RUNTIMES
from app.services.trying_connections import Step
from app.texts import told
from app.views import notices
from app.views.backend import Backend
from app.views.dialogs.sheet import Sheet
from app.views.errand import Errand
from app.views.language import tr
from app.views.panels.administration_places import step_line
from app.views.panels.operate_sheet import facts_card
from app.views.panels.pause_words import pause_words
from app.views.theme import FontRole
from app.views.widgets.basics import Divider, FactList, SectionLabel, StyledLabel, caption, row

MOST_COLUMNS = 40  # of a service; the rest are counted


class EndpointSheet(Sheet):
    """`Ctrl+Enter` tries it, as often as one likes; it changes nothing, there or here."""

    goes_on = False

    def __init__(self, endpoint: Endpoint, backend: Backend, parent: QWidget) -> None:
        runtime = endpoint.runtime
        title = tr("Endpoint of {name}").format(name=runtime.name)
        super().__init__(
            "endpoint", title, tr("Test", "to test it"), parent, back=tr("Close"), changes=False
        )
        self._runtime, self._backend = runtime, backend
        self.steps: tuple[Step, ...] = ()
        self.body.addWidget(facts_card(_facts(runtime)))
        self._results = QVBoxLayout()
        self._results.setSpacing(4)
        self.body.addLayout(self._results)
        words = tr("The test asks from this computer, with this computer's secret.")
        self._results.addWidget(caption(words, wraps=True))
        for served in endpoint.serves:
            self._add_schema(runtime, served)
        self.submitted.connect(self._begin)
        self.update_verb()
        self.verb_button.setFocus()

    def _add_schema(self, runtime: RuntimeRow, served: ServedSchema) -> None:
        """How a service is asked, and what of."""
        version = f"{served.model_name} v{served.version}"
        tag = StyledLabel(f"#{served.service_tag}", FontRole.STRONG)
        self.body.addWidget(Divider())
        self.body.addWidget(row(tag, caption(version)))
        if runtime.mode == "online":
            path = f"POST {runtime.url}/v2/models/{served.service_tag}/infer"
            self.body.addWidget(StyledLabel(path, FontRole.MONO, wraps=True, can_copy=True))
        facts = FactList(label_width=84)
        facts.set_facts(
            (
                (tr("Goes in"), _columns_words(served.inputs)),
                (tr("Comes out"), _columns_words(served.outputs)),
            )
        )
        self.body.addWidget(facts)

    @override
    def lacks(self) -> str:
        if self._runtime.pause is not None:
            return pause_words(self._runtime.pause)
        return tr("It is retired.") if self._runtime.state == "retired" else ""

    def _begin(self) -> None:
        settings, runtime = self._backend.settings, self._runtime

        def try_it(_tell: object) -> Any:
            # In the thread: what speaks to runtimes brings heavy libraries along.
            module = importlib.import_module("app.services.trying_runtimes")
            return module.try_runtime(settings, runtime)

        # Of the backend's: a sheet that is closed meanwhile must not end under a running thread.
        errand = Errand(try_it, self._backend)
        errand.done.connect(self._on_tried)
        errand.failed.connect(self.fail)
        for ended in (errand.done, errand.failed):
            ended.connect(errand.deleteLater)
        errand.start()

    def _on_tried(self, steps: Sequence[Step]) -> None:
        self.steps = tuple(steps)
        self._is_running = False
        while (item := self._results.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._results.addWidget(SectionLabel(tr("Tried just now")))
        for step in self.steps:
            self._results.addWidget(step_line(step))
            if step.said:
                self._results.addWidget(caption(told(step.said), wraps=True))
        self.verb_button.setText(tr("Test again"))
        self.update_verb()
        is_good = all(step.is_good for step in self.steps)
        notices.announce(
            tr("It answers.") if is_good else tr("It does not answer as it should."), self
        )


def _columns_words(columns: Sequence[ServedColumn]) -> str:
    """ "income double (required), region string"; of many the first."""
    said = [_column_words(one) for one in columns[:MOST_COLUMNS]]
    if len(columns) > MOST_COLUMNS:
        said.append(tr("%n more, in the Inventory", "", len(columns) - MOST_COLUMNS))
    return ", ".join(said) or tr("not told by its schema")


def _column_words(one: ServedColumn) -> str:
    words = f"{one.name} {one.type}".strip()
    return tr("{column} (required)").format(column=words) if one.is_required else words


def _facts(one: RuntimeRow) -> list[tuple[str, object]]:
    where = one.url or (tr("none, batch") if one.mode == "batch" else tr("known to its machine"))
    return [
        (tr("Address"), StyledLabel(where, FontRole.MONO, wraps=True, can_copy=True)),
        (tr("Kind"), told(RUNTIMES.get(one.kind).label)),
        (tr("Mode"), tr("batch") if one.mode == "batch" else tr("online")),
        (tr("Secret"), one.secret_ref or tr("none is named")),
    ]
