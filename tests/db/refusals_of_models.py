"""What is refused of models, what they are used for, and the life cycles they are bound to."""

from __future__ import annotations

from typing import Any

from app.models.rules.asking import (
    setting_blockers,
)
from app.models.rules.assessing import lowering_blockers, tag_blockers, use_blockers
from app.models.rules.blockers import Blocker
from app.models.rules.free_variables import free_names, sets_others
from app.models.rules.own_work import (
    GUARDED_PARAMETERS,
    changes_what_is_asked,
    own_work_blockers,
)
from app.models.rules.roles import Role
from app.models.rules.service_tags import ServicesInUse, service_blockers
from tests.db.enforcement_kit import HELD, handle_of
from tests.db.enforcement_refusals import (
    Refusal,
    Rule,
    Scene,
    Told,
    another_unit,
    new,
    own_model,
    unit_below,
)

SCIENTIST = handle_of(Role.DATA_SCIENTIST)


def used_model(*, tag: str | None = None, tier: str = "", **given: Any) -> Told:
    """A model of one use, which asks for `tag` and was found to be of `tier`."""

    def put(scene: Scene) -> Any:
        model = scene.put("registered_model", **given)
        use = scene.put("use_case")
        scene.put("use_case_model", use_case_id=use, model_id=model, service_tag=tag)
        if tier:
            scene.put("risk_assessment", use_case_id=use, tier=tier, state="accepted")
        return model

    return put


def regulated_use(scene: Scene) -> Any:
    """A use of a model that this person worked on."""
    model = own_model()(scene)
    use = scene.put("use_case", is_regulated=True)
    scene.put("use_case_model", use_case_id=use, model_id=model)
    return use


def freed(*, is_author: bool) -> Rule:
    return lambda scene: use_blockers(True, False, HELD[scene.handle], is_author=is_author)


def served_model(scene: Scene) -> Any:
    """A model of the services a and b, with a version that is in place for a."""
    model = scene.put("registered_model", service_tags=["a", "b"])
    scene.put("placement", model_id=model, service_tag="a", state="in_place")
    return model


def released_model(table: str, **given: Any) -> Told:
    """A model of the services a and b, with a release for a: what says so is in `table`."""

    def put(scene: Scene) -> Any:
        model = scene.put("registered_model", service_tags=["a", "b"])
        if table == "engine_inbox":
            payload = {"model_id": str(model), "variables": {"service_tag": "a"}}
            scene.put(table, kind="start", payload=payload)
        else:
            row = scene.put(table, model_id=model, **given)
        if table == "process_instance":
            scene.put("variable", instance_id=row, scope_key="", name="service_tag", value="a")
        return model

    return put


def kept_from(in_use: ServicesInUse, *after: str) -> Rule:
    return lambda _: service_blockers(in_use, ["a", "b"], after)


FOR_A = frozenset({"a"})
MOVED = tuple(
    Refusal(
        "model.tag_released", "registered_model", {"service_tags": after},
        released_model(table, **given), by=SCIENTIST,
        python=kept_from(ServicesInUse(released=FOR_A), *after),
    )
    for after in (["b"], ["b", "a"])
    for table, given in (
        (
            "transition_request",
            {"service_tag": "a", "state": "pending"},
        ),
        ("process_instance", {"state": "active"}),
        ("engine_inbox", {}),
    )
)  # fmt: skip


def tags_gone(scene: Scene) -> Any:
    return tag_blockers(frozenset({"a"}), ["a"], ["b"], HELD[scene.handle])


MODELS = (
    *(
        Refusal(
            "model.stage_path", "registered_model",
            {"stage_path_id": new("stage_path", unit_id=unit)},
        )
        for unit in (another_unit, unit_below)
    ),
    Refusal("model.name_folded", "registered_model", {"name": "x", "name_folded": "cc-fraud"}),
    Refusal("model.search_text", "registered_model", {"search_text": "x"}),
    Refusal("model.search_text", "registered_model", {"search_text": ""}, {"search_text": "x"}),
    Refusal("tier.unknown", "registered_model", {"risk_tier": "extreme"}),
    Refusal("tier.unknown", "registered_model", {"risk_tier": "extreme"}, {}),
    Refusal(
        "model.tier", "registered_model", {"risk_tier": "low"}, {"risk_tier": "high"},
        by=SCIENTIST,
        python=lambda scene: lowering_blockers("high", "low", HELD[scene.handle], is_author=False),
    ),
    Refusal(
        "model.own_work", "registered_model", {"risk_tier": "low"}, own_model(risk_tier="high"),
        python=lambda scene: lowering_blockers("high", "low", HELD[scene.handle], is_author=True),
    ),
    Refusal(
        "model.tag_used", "registered_model", {"service_tags": ["b"]},
        used_model(tag="a", service_tags=["a"]), by=SCIENTIST, python=tags_gone,
    ),
    *MOVED,
    Refusal(
        "model.tag_serves", "registered_model", {"service_tags": ["b"]}, served_model,
        by=SCIENTIST, python=kept_from(ServicesInUse(placed=FOR_A), "b"),
    ),
    Refusal(
        "model.assessed", "registered_model", {"risk_tier": "low"}, used_model(tier="medium")
    ),
    Refusal(
        "use.regulated", "use_case", {"is_regulated": False}, {"is_regulated": True},
        by=SCIENTIST, python=freed(is_author=False),
    ),
    Refusal(
        "use.own_work", "use_case", {"is_regulated": False}, regulated_use,
        python=freed(is_author=True),
    ),
    Refusal(
        "use.tag", "use_case_model",
        {"model_id": new("registered_model", service_tags=["a"]), "service_tag": "b"},
    ),
    Refusal("write.column", "use_case", {"unit_id": unit_below}, {}),
    Refusal("write.column", "application", {"unit_id": unit_below}, {}),
)  # fmt: skip


def bound_by_author(name: str) -> Rule:
    is_less = changes_what_is_asked({}, {name: "critical"})
    return lambda _: own_work_blockers(is_less=is_less, is_author=True)


def set_by_builder(before: dict[str, Any], after: dict[str, Any]) -> Rule:
    def ask(scene: Scene) -> tuple[Blocker, ...]:
        others = sets_others(before, after, free_names({}))
        return setting_blockers(HELD[scene.handle]) if others else ()

    return ask


BOUND = {"model_id": new("registered_model")}
USUAL = {"template_key": "on-model-changed", "parameters": {}}
BINDINGS = (
    Refusal(
        "binding.guarded", "life_cycle_binding", {**BOUND, **USUAL, "template_key": "another"},
        by=SCIENTIST,
    ),
    *(
        Refusal(
            "binding.guarded", "life_cycle_binding",
            {**BOUND, **USUAL, "parameters": {name: "critical"}}, by=SCIENTIST,
        )
        for name in GUARDED_PARAMETERS
    ),
    *(
        Refusal("binding.guarded", "life_cycle_binding", says, {**BOUND, **USUAL}, by=SCIENTIST)
        for says in (
            {"template_key": "another"},
            *({"parameters": {name: "critical"}} for name in GUARDED_PARAMETERS),
        )
    ),
    *(
        Refusal(
            "binding.guarded", "life_cycle_binding", {**mine, "parameters": after}, row,
            by=SCIENTIST, python=set_by_builder(before, after),
        )
        for before, after in (
            ({}, {"remind_after": "P999D"}),
            ({}, {"given_at_start": ["remind_after"], "wanted_runtime": "p"}),
            ({"remind_after": "PT1H"}, {}),
            ({"remind_after": None}, {}),
        )
        for mine, row in (
            ({**BOUND, **USUAL}, None), ({}, {**BOUND, **USUAL, "parameters": before}),
        )
        if row is not None or not before
    ),
    *(
        Refusal(
            "model.own_work", "life_cycle_binding", {**mine, "parameters": {name: "critical"}},
            row, python=bound_by_author(name),
        )
        for name in GUARDED_PARAMETERS
        for mine, row in (
            ({"model_id": own_model(), "template_key": "on-model-changed"}, None),
            ({}, {**USUAL, "model_id": own_model()}),
        )
    ),
)  # fmt: skip

REFUSALS = (*MODELS, *BINDINGS)
