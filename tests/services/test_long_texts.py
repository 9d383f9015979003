"""Words of people are refused in a sentence when they are longer than anybody reads."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.errors import InputError
from app.models.queries.inventory import InventoryQuery, list_models
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.personal import SavedView
from app.services.commands.models import (
    LONGEST_TAG,
    MOST_TAGS,
    ModelEdit,
    NewModel,
    NewVersion,
    add_version,
    clean_tag,
    edit_model,
    register_model,
)
from app.services.commands.processes import send_message, withdraw
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.names import LONGEST_NAME, clean_name
from app.services.unit_of_work import InboxKind, UnitOfWork
from tests.workspaces import TestWorkspace

LONG = "x" * 10_001


def test_descriptions_and_reasons_over_the_limit_are_refused_and_nothing_is_kept(
    workspace: TestWorkspace,
) -> None:
    sanne = workspace.work("sanne")
    model = sanne.write(register_model, NewModel(name="cc-fraud", description="x" * 10_000))
    version = sanne.write(add_version, model.id, NewVersion("trained"))
    acts: dict[str, Callable[[UnitOfWork], object]] = {
        "description": lambda work: register_model(work, NewModel("other", description=LONG)),
        " description": lambda work: edit_model(work, model.id, ModelEdit(description=LONG)),
        "  description": lambda work: add_version(
            work, model.id, NewVersion("trained", description=LONG)
        ),
    }
    for what, act in acts.items():
        with pytest.raises(InputError) as refused:
            sanne.write(act)
        said = f"The {what.strip()} has 10001 characters; 10000 are allowed."
        assert refused.value.message == said
    with sanne.reading() as session:
        assert session.scalars(select(RegisteredModel.name)).all() == ["cc-fraud"]
        assert session.scalars(select(ModelVersion.id)).all() == [version.id]


def test_a_reason_on_its_way_to_the_engine_is_refused_too(workspace: TestWorkspace) -> None:
    sanne = workspace.work("sanne")
    model = sanne.write(register_model, NewModel(name="cc-fraud"))
    version = sanne.write(add_version, model.id, NewVersion("trained"))

    with pytest.raises(InputError, match="10001 characters"):
        sanne.write(withdraw, version.id, reason=LONG)
    with pytest.raises(InputError, match="10001 characters"):
        sanne.write(send_message, "hello", LONG, workspace.unit_id)


def test_the_longest_names_and_tags_fit_into_what_is_searched(workspace: TestWorkspace) -> None:
    """PostgreSQL's index rows have a limit; a hash-like name can't be packed to fit."""
    dice = random.Random(7)
    name = "".join(dice.choice("ΐΰﬃἂἄἒἔἢἤὒὔὢὤ") for _ in range(LONGEST_NAME))
    tags = tuple(f"{number:02d}{'x' * LONGEST_TAG}" for number in range(MOST_TAGS))

    workspace.work("sanne").write(register_model, NewModel(name=name, service_tags=tags))

    with workspace.service.reading() as session:
        for tag in tags:
            page = list_models(session, InventoryQuery.of(f"tag:{clean_tag(tag)}"))
            assert [row.name for row in page.rows] == [clean_name(name)]


def test_more_service_tags_than_a_model_may_have_are_refused(workspace: TestWorkspace) -> None:
    tags = tuple(f"tag-{number}" for number in range(MOST_TAGS + 1))

    with pytest.raises(InputError, match=f"{MOST_TAGS + 1} service tags"):
        workspace.work("sanne").write(register_model, NewModel(name="many", service_tags=tags))


@pytest.mark.parametrize("sign", ["\0", "\ud800"], ids=["nul", "half a pair"])
def test_a_sign_that_can_not_be_kept_is_refused_in_a_sentence_and_nothing_is_lost(
    workspace: TestWorkspace, sign: str
) -> None:
    sanne = workspace.work("sanne")
    model = sanne.write(register_model, NewModel(name="cc-fraud", description="Before."))
    version = sanne.write(add_version, model.id, NewVersion("trained"))
    text = f"All that was typed{sign} before."
    acts: dict[str, Callable[[UnitOfWork], object]] = {
        "description": lambda work: register_model(work, NewModel("other", description=text)),
        " description": lambda work: edit_model(work, model.id, ModelEdit(description=text)),
        "place": lambda work: add_runtime(
            work, NewRuntime("far", "bank", kind="oip", url="https://far", description=text)
        ),
        "reason": lambda work: withdraw(work, version.id, reason=text),
        "payload": lambda work: work.tell_engine(
            InboxKind.MESSAGE, workspace.unit_id, deep=[{"reason": "fine"}, [text]]
        ),
        " filter": lambda work: work.add(
            SavedView(
                person_id=work.actor.id, unit_id=workspace.unit_id, name="mine", screen="inventory",
                content={"filter": [text]},
            )
        ),
    }  # fmt: skip
    for act in acts.values():
        person = workspace.work("tom" if act is acts["place"] else "sanne")
        with pytest.raises(InputError, match=r"holds a sign that can't be kept\.") as refused:
            person.write(act)
        assert refused.value.hint == "Type it anew."

    with sanne.reading() as session:
        found = session.execute(select(RegisteredModel.name, RegisteredModel.description)).all()
        assert found == [("cc-fraud", "Before.")]


def test_words_asked_for_with_such_a_sign_are_no_fault_of_the_program(
    workspace: TestWorkspace,
) -> None:
    sanne = workspace.work("sanne")
    signs = ("\ud800",) if workspace.is_sqlite else ("\0", "\ud800")  # a file finds nothing by NUL

    for sign in signs:
        with pytest.raises(InputError, match="a sign that can't be kept"):
            sanne.read(list_models, InventoryQuery.of(f"fraud{sign}"))
