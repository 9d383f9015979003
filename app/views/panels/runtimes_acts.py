"""What is done with the chosen runtime: its tags, its endpoint, times without deployments."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Slot

from app import texts
from app.models.queries.endpoint import Endpoint, load_endpoint
from app.models.queries.lookups import UnitRef
from app.models.queries.runtime_edit import TagPreview, preview_tags
from app.models.queries.runtimes import RuntimeRow, ServingRow
from app.models.rules.matching import Match, MatchRule
from app.models.rules.pauses import RUNTIME
from app.services.commands.runtimes import tag_runtime
from app.views.actions import ActionSpec
from app.views.language import tr
from app.views.panels.connecting import ask_runtime
from app.views.panels.operate_sheet import ConfirmSheet
from app.views.panels.pause_sheet import turn_connection
from app.views.panels.runtimes_dialogs import TagSheet
from app.views.panels.runtimes_drag import Drop
from app.views.panels.runtimes_endpoint import EndpointSheet
from app.views.panels.runtimes_windows import WindowActs
from app.views.panels.watch_action import Watchable, add_watch_action
from app.views.places import ObjectRef
from app.views.widgets.scrim import open_sheet

if TYPE_CHECKING:
    from app.views.screens.runtimes import RuntimesScreen


class RuntimeActs(QObject):
    """Acts of the runtimes screen, by button, by key and by a tag that is dragged."""

    def __init__(self, screen: RuntimesScreen) -> None:
        super().__init__(screen)
        self._screen = screen
        self.units: tuple[UnitRef, ...] = ()  # where this person may add one
        self.windows = WindowActs(screen, screen.backend, self._on_changed)

    def offer(self) -> None:
        """In menus, by keys and in the palette."""
        specs: tuple[tuple[str, str, str, Any, Any], ...] = (
            ("tags", tr("Tags…"), "T", self.edit_tags, self.why_no_tags),
            (
                "endpoint",
                tr("Endpoint, and a test of it…"),
                "E",
                self.open_endpoint,
                self._why_no_row,
            ),
            (
                "window",
                tr("Plan maintenance or a freeze…"),
                "P",
                self.plan_window,
                self.why_no_window,
            ),
            ("pause", tr("Pause, or let it go on"), "Shift+P", self.turn, self.why_no_turn),
            ("add", tr("Add runtime…"), "Ctrl+N", self.add_runtime, self.why_no_add),
            (
                "details",
                tr("Deployments of the runtime"),
                "O",
                self._open_deployment,
                self._why_no_row,
            ),
        )
        for key, text, keys, callback, blocked in specs:
            spec = ActionSpec(f"runtimes.{key}", text, (keys,), "Actions", context="runtimes",
                              changes=key in ("tags", "add", "window", "pause"))  # fmt: skip
            self._screen.add_action(spec, callback, blocked=blocked)
        add_watch_action(
            self._screen, "runtimes", self._watchable, self._screen, blocked=self._why_no_row
        )

    def _watchable(self) -> Watchable | None:
        one = self._screen.chosen_row()
        return None if one is None else Watchable("runtime", one.id, one.name)

    # Why not

    def _why_no_row(self) -> str:
        return "" if self._screen.chosen_row() else tr("Choose a runtime first.")

    def why_no_tags(self) -> str:
        one = self._screen.chosen_row()
        return self._why_no_row() if one is None else self.why_not_tag(one.id)

    def why_not_tag(self, runtime_id: UUID) -> str:
        found = self._screen.runtime_map
        blockers = found.blockers.get(runtime_id, ()) if found else ()
        return "\n".join(map(texts.blocker, blockers))

    def why_no_window(self) -> str:
        return self.windows.why_not(self._screen.runtime_map, self._screen.chosen_row())

    def why_no_turn(self) -> str:
        one, found = self._screen.chosen_row(), self._screen.runtime_map
        if one is None or found is None:
            return self._why_no_row()
        return "\n".join(map(texts.blocker, found.turning.get(one.id, ())))

    def why_no_add(self) -> str:
        if self.units:
            return ""
        return tr("Adding runtimes needs the role operator or administrator in a unit.")

    # Tags

    @Slot()
    def edit_tags(self) -> None:
        self._open_tags()

    @Slot()
    def tag_untagged(self) -> None:
        found = self._screen.runtime_map
        if found is not None and found.matrix.without_stage:
            self._screen.choose_runtime(found.matrix.without_stage[0].id)
            self._open_tags()

    @Slot(object)
    def tag_dropped(self, drop: Drop) -> None:
        taken = (drop.takes.stage, drop.takes.service)
        self._tag(drop.runtime_id, stage=drop.adds.stage, service=drop.adds.service, without=taken)

    @Slot(object, object)
    def tag_for_fix(self, match: Match, rule: MatchRule) -> None:
        is_stage = rule.rule == "stage_tag"
        tag = rule.needed.removeprefix("#")
        stage, service = (tag, "") if is_stage else ("", tag)
        self._tag(match.runtime.id, stage=stage, service=service)

    def _tag(
        self, runtime_id: UUID, *, stage: str, service: str, without: tuple[str, ...] = ()
    ) -> None:
        self._screen.choose_runtime(runtime_id)
        if reason := self.why_no_tags():
            self._screen.shell.toast(reason)
            return
        self._open_tags(stage=stage, service=service, without=without)

    def _open_tags(
        self, *, stage: str = "", service: str = "", without: tuple[str, ...] = ()
    ) -> None:
        one, found = self._screen.chosen_row(), self._screen.runtime_map
        if one is None or self.why_no_tags() or found is None:
            return
        sheet = TagSheet(
            one,
            lambda stages, services: self._screen.backend.read(
                partial(_preview, sheet), preview_tags, one.id, stages, services
            ),
            self._screen,
            stages=[column.name for column in found.matrix.columns],
            services=found.services,
            add_stage=stage,
            add_service=service,
            without=without,
        )
        sheet.confirmed.connect(partial(self._apply_tags, sheet, one))
        open_sheet(sheet, draft=(str(one.id), "tag_runtime"))
        sheet.go_to_end()

    def _apply_tags(self, sheet: TagSheet, one: RuntimeRow, _reason: str) -> None:
        self._screen.backend.run(
            partial(self._on_changed, sheet, tr("Tags of {name} changed").format(name=one.name)),
            tag_runtime,
            one.id,
            stage_tags=sheet.stage_tags,
            service_tags=sheet.service_tags,
            seen=sheet.seen,
            on_error=sheet.fail,
        )

    # Connections

    @Slot()
    def add_runtime(self) -> None:
        if self.why_no_add():
            return
        said = tr("Runtime added; a service that works looks at it")
        ask_runtime(
            self._screen.backend,
            self.units,
            self._screen,
            lambda sheet: self._on_changed(sheet, said, None),
        )

    @Slot()
    def plan_window(self) -> None:
        found = self._screen.runtime_map
        if found is not None and not self.why_no_window():
            self.windows.plan(found, self._screen.chosen_row())

    @Slot()
    def turn(self) -> None:
        """Pause it, or let it go on."""
        one = self._screen.chosen_row()
        if one is not None and not self.why_no_turn():
            turn_connection(
                self._screen.backend,
                self._screen.window(),
                (RUNTIME, one.id, one.name),
                self._on_turned,
                is_paused=one.is_paused,
            )

    def _on_turned(self, sheet: ConfirmSheet, said: str) -> None:
        self._on_changed(sheet, said, None)

    def _on_changed(self, sheet: Any, words: str, _result: object) -> None:
        sheet.accept()
        self._screen.show_changed(words)

    # What it serves

    @Slot()
    def open_endpoint(self) -> None:
        one = self._screen.chosen_row()
        if one is not None:
            self._screen.backend.read_for_sheet(self._show_endpoint, load_endpoint, one.id)

    def _show_endpoint(self, endpoint: Endpoint) -> None:
        open_sheet(EndpointSheet(endpoint, self._screen.backend, self._screen.window()))

    @Slot(object)
    def open_serving(self, serving: ServingRow) -> None:
        title = tr("Deployment {deployment_number}").format(
            deployment_number=serving.deployment_number
        )
        self._screen.shell.open_ref(ObjectRef("deployment", str(serving.deployment_id), title))

    @Slot()
    def _open_deployment(self) -> None:
        one = self._screen.chosen_row()
        if one is not None and one.serving:
            self.open_serving(one.serving[0])


def _preview(sheet: TagSheet, preview: TagPreview) -> None:
    sheet.show_preview(preview)
