"""The inventory's list: its columns, its filter, its facets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from app.models.queries.inventory import ModelRow
from app.models.queries.inventory_facets import FacetCount
from app.models.queries.lookups import StageRef
from app.texts import told, word
from app.views.cells import Age, Stage, State, Status, Text
from app.views.filters import FilterGrammar, FilterKey, FilterQuery
from app.views.item_models.columns import Column
from app.views.language import N_, tr
from app.views.panels import inventory_words as words
from app.views.panels.deployments_words import no_longer_cell
from app.views.panels.limits import rule_words
from app.views.shown_time import shown_now
from app.views.widgets.facets import Facet, FacetValue

FACETS = (
    ("stage", N_("Stage")),
    ("risk", N_("Risk tier")),
    ("unit", N_("Unit")),
    ("health", N_("Health")),
    ("debt", N_("Debt")),
    ("step", N_("Life-cycle step")),
    ("kind", N_("Kind")),
    ("framework", N_("Framework")),
    ("tag", N_("Service tag")),
)
VIEWS = (
    (N_("All models"), ""),
    (N_("My models"), "owner:me"),
    (N_("In production"), "stage:PROD"),
    (N_("High risk"), "risk:high"),
    (N_("With debt"), "debt:any"),
)
RISKS = ("high", "medium", "low")
HEALTHS = ("critical", "warning", "ok", "unknown", "none")
KINDS = ("in_house", "vendor", "open_source", "generative", "rule_set", "citizen")
# Tasks that ask for a repair, before what was wanted goes on.
TROUBLES = frozenset(("results", "findings", "deployment", "runtime"))
RUN_STATES = {"incident": Status.CRITICAL, "suspended": Status.WAITING}


class Ladder:
    """Where each stage stands on its path, for the ramp of the chips."""

    def __init__(self) -> None:
        self.names: tuple[str, ...] = ()
        self._levels: dict[str, float] = {}
        self._protected: set[str] = set()

    def learn(self, stages: Mapping[UUID, StageRef]) -> None:
        for one in stages.values():
            self._levels[one.name] = one.level
            if one.is_protected:
                self._protected.add(one.name)
        ordered = sorted(stages.values(), key=lambda one: one.rank, reverse=True)
        self.names = tuple(dict.fromkeys(one.name for one in ordered))

    def chip(self, name: str, label: str = "", *, is_outlined: bool = False) -> Stage:
        return Stage(
            label or name,
            self._levels.get(name, 0.0),
            is_protected=name in self._protected,
            is_outlined=is_outlined,
        )


class InventoryColumns:
    """The columns; where the filter fixes the stage, its chips are outlined."""

    def __init__(self, ladder: Ladder) -> None:
        self._ladder = ladder
        self.is_stage_fixed = False

    def columns(self) -> list[Column[ModelRow]]:
        return [
            Column(
                tr("Model"),
                lambda row: Text(row.name, is_strong=True),
                key="name",
                is_name=True,
                stretches=True,
                filter_key="name",
                filter_value=lambda row: row.name,
                tooltip=lambda row: row.name + "".join(f"\n#{tag}" for tag in row.tags),
            ),
            Column(tr("Latest"), _latest, key="latest", width=56),
            Column(tr("Stage"), self._stage, key="stage", width=96, filter_key="stage"),
            Column(
                tr("Risk"),
                lambda row: word(row.risk_tier),
                key="risk",
                width=64,
                filter_key="risk",
            ),
            Column(
                tr("Owner"),
                _owner,
                key="owner",
                width=104,
                drop_below=860,
                filter_key="owner",
                filter_value=lambda row: row.owner_name or "",
            ),
            Column(
                tr("Unit"),
                lambda row: row.unit_name,
                width=104,
                drop_below=1100,
                filter_key="unit",
                filter_value=lambda row: row.unit_name,
            ),
            Column(
                tr("Health"),
                lambda row: words.health(row.health),
                width=140,
                tooltip=_health_in_full,
                filter_key="health",
            ),
            Column(tr("Life-cycle step"), _step, width=170, drop_below=800, tooltip=_run),
            Column(
                tr("Age"),
                _age,
                key="age",
                is_number=True,
                width=92,
                drop_below=990,
                filter_key="age",
            ),
            Column(
                tr("Debt"),
                _debt,
                width=92,
                tooltip=_debts_in_full,
                drop_below=620,
                filter_key="debt",
                about=tr(
                    "Model debt: ready and not deployed, or deployed without monitor, approval, "
                    "limit or review"
                ),
            ),
        ]

    def _stage(self, row: ModelRow) -> Stage | Text:
        if not row.stage:
            return Text("–", is_quiet=True)
        return self._ladder.chip(row.stage, row.in_place, is_outlined=self.is_stage_fixed)


def _latest(row: ModelRow) -> Text:
    return Text(f"v{row.latest_version}") if row.latest_version else Text("–", is_quiet=True)


def _owner(row: ModelRow) -> str:
    return row.owner_name or "–"


def _health_in_full(row: ModelRow) -> str:
    count = row.health.open_alerts
    if count:
        return tr("%n open alert(s); the worst: {rule}", "", count).format(
            rule=rule_words(row.health.cause)
        )
    return ""


def _step(row: ModelRow) -> Text | State:
    if not row.step.name and not row.step.state:
        return Text(tr("not requested"), is_quiet=True)
    status = RUN_STATES.get(row.step.state)
    if status is not None:
        return State(status, told(row.step.name) or word(row.step.state))
    if row.step.state == "active" and row.step.task_kind:
        status = Status.WARNING if row.step.task_kind in TROUBLES else Status.WAITING
        return State(status, told(row.step.name))
    if row.step.state == "active":
        return Text(told(row.step.name) or tr("under way"))
    if row.step.no_longer is not None:
        return no_longer_cell(row.step.no_longer)
    return Text(word(row.step.name.lower() or row.step.state), is_quiet=True)


def _run(row: ModelRow) -> str:
    if row.step.run_number is None:
        return tr("Its promotion has not been requested yet (P).")
    return tr("Run {run_number}, {state}").format(
        run_number=row.step.run_number, state=word(row.step.state)
    )


def _age(row: ModelRow) -> Age:
    return Age(row.since, max(row.since, shown_now()))


def _debt(row: ModelRow) -> State | Text:
    if not row.debt:
        return Text("–", is_quiet=True)
    more = f" +{len(row.debt) - 1}" if len(row.debt) > 1 else ""
    return State(Status.CRITICAL, tr(words.DEBT_WORDS.get(row.debt[0], row.debt[0])) + more)


def _debts_in_full(row: ModelRow) -> str:
    return "\n".join(tr(words.DEBT_WORDS.get(one, one)) for one in row.debt) or tr("No debt")


def grammar(stages: tuple[str, ...] = (), units: tuple[str, ...] = ()) -> FilterGrammar:
    """What the filter bar completes."""
    return FilterGrammar(
        (
            FilterKey(
                "stage",
                tr("Highest stage in place"),
                (*stages, "none"),
                known=(*stages, "none") if stages else (),
            ),
            FilterKey("risk", tr("Risk tier"), RISKS, is_open=False, known=(*RISKS, "med")),
            FilterKey("owner", tr("Owner"), ("me",)),
            FilterKey("health", tr("Health"), HEALTHS, is_open=False, shown=_SHOWN["health"]),
            FilterKey(
                "debt",
                tr("Debt"),
                (*words.DEBT_WORDS, "any", "none"),
                is_open=False,
                shown=_SHOWN["debt"],
            ),
            FilterKey("unit", tr("Unit"), units),
            FilterKey("kind", tr("Kind"), KINDS, is_open=False, known=KINDS),
            FilterKey("step", tr("Life-cycle step"), ("any",), shown=_SHOWN["step"]),
            FilterKey("framework", tr("Framework")),
            FilterKey("tag", tr("Service tag")),
            FilterKey("age", tr("Age"), ("<30d", ">180d", ">1y"), is_compared=True),
            FilterKey("name", tr("Name begins with")),
        )
    )


def facets(
    counts: Mapping[str, tuple[FacetCount, ...]], query: FilterQuery, known: FilterGrammar
) -> list[Facet]:
    """The facets that have something to choose between, and those of which a value is ticked.

    What is no value of its key, as `known` has them, is none to tick.
    """
    found = []
    for key, title in FACETS:
        values = tuple(
            FacetValue(one.value, one.count, one.name or _shown(key, one.value))
            for one in counts.get(key, ())[:8]
        )
        asked, of_key = query.values(key), known.key(key)
        strange = of_key.strange(asked) if of_key is not None else ()
        if values or set(asked) - set(strange):
            found.append(Facet(key, tr(title), values, partial(_shown, key), strange))
    return found


def _shown(key: str, value: str) -> str:
    if key == "health":
        return {"unknown": tr("no result"), "none": tr("no monitor")}.get(value) or word(value)
    if key == "debt":
        said = words.DEBT_WORDS.get(value)
        return tr(said) if said else tr("with debt") if value == "any" else tr("no debt")
    if key == "stage" and value == "none":
        return tr("in no stage")
    if key == "tag":
        return f"#{value}"
    if key == "step":
        return tr("at any step") if value == "any" else told(value)
    return word(value)


# The same functions each time: a grammar that says the same is the same.
_SHOWN = {key: partial(_shown, key) for key in ("health", "debt", "step")}


def is_stage_fixed(query: FilterQuery) -> bool:
    return len(query.values("stage")) == 1
