"""The schema of a version beside that of the one before it, where there is one."""

from __future__ import annotations

from typing import Any

from app.models.queries.model_page import load_model
from app.services.commands.models import (
    NewField,
    NewModel,
    NewVersion,
    add_version,
    register_model,
)
from app.views import language
from app.views.panels.inventory_list import Ladder
from app.views.panels.inventory_pages import LISTS
from tests.workspaces import TestWorkspace

SCHEMA = LISTS["Schema"]


def told_of_each(bank: TestWorkspace, *editions: tuple[str, ...]) -> list[tuple[str, list[str]]]:
    """Of each version with these columns: the line above the table, and its last column."""
    found = []
    last = SCHEMA.columns(Ladder())[-1]
    sanne = bank.work("sanne")
    with sanne.unit() as work:
        model_id = register_model(work, NewModel(name="churn")).id
    for names in editions:
        fields = tuple(NewField(one, "predictor", "numerical") for one in names)
        with sanne.unit() as work:
            version_id = add_version(work, model_id, NewVersion("entry", fields=fields)).id
        detail: Any = sanne.read(load_model, model_id, version_id=version_id)
        cells = [last.value(row) for row in SCHEMA.rows(detail)]
        found.append((SCHEMA.note(detail), [one.text for one in cells]))
    return found


def test_a_first_version_is_not_set_beside_another(qapp: Any, sqlite_workspace: Any) -> None:
    (first, second) = told_of_each(sqlite_workspace, ("income",), ("income", "age"))

    assert first == ("of v1", [""])
    assert second == ("of v2, beside the version before it", ["the same", "new"])


def test_beside_a_version_without_a_schema_nothing_is_new(qapp: Any, sqlite_workspace: Any) -> None:
    (_, second) = told_of_each(sqlite_workspace, (), ("income",))

    assert second == ("of v2", [""])


def test_roles_classes_and_what_may_lack_are_words_of_the_readers_language(
    qapp: Any, sqlite_workspace: Any
) -> None:
    sanne = sqlite_workspace.work("sanne")
    fields = (
        NewField("age", "predictor", "numerical"),
        NewField("sum", "score", "numerical", data_type="double", is_nullable=False),
    )
    with sanne.unit() as work:
        model_id = register_model(work, NewModel(name="churn")).id
        add_version(work, model_id, NewVersion("entry", fields=fields))
    detail: Any = sanne.read(load_model, model_id)
    language.use("nl")
    try:
        of_class, role, type_ = (
            next(one for one in SCHEMA.columns(Ladder()) if one.title == title)
            for title in ("Klasse", "Rol", "Type")
        )
        said = {
            row.name: tuple(str(one.value(row)) for one in (role, type_, of_class))
            for row in SCHEMA.rows(detail)
        }
    finally:
        language.use("en")

    assert said["age"] == ("voorspeller", "numeriek, ook leeg", "numeriek")
    assert said["sum"] == ("score", "double", "numeriek")
