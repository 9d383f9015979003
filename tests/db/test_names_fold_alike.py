"""A name is one model in its unit: the database folds it by itself, and as Python does."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import DBAPIError

from app.errors import AppError
from app.models.enforcement.dialect import POSTGRESQL, SQLITE
from app.models.enforcement.postgresql import statements
from app.models.queries.find import find_model
from app.models.rules.folding import CASES, fold, fold_tag, search_text
from app.models.rules.sizes import SEARCHED_BYTES
from app.models.tables.everything import METADATA
from app.services.commands.models import NewModel, register_model
from app.texts.columns import DERIVED
from tests.db.enforcement_kit import verdict_of
from tests.stories import register
from tests.workspaces import TestWorkspace

MODEL = METADATA.tables["mw.registered_model"]
OF_FOLDING = st.sampled_from([*CASES, *" \t\u00a0\u0300\u0301\u0308\u0345ab"])
TEXTS = st.text(OF_FOLDING | st.characters(codec="utf-8", exclude_categories=["Cn"]), max_size=12)

TAGS = st.text(OF_FOLDING | st.sampled_from("# "), max_size=6)


def in_database(connection: Connection, name: str) -> str:
    folded = "mw_fold_name" if connection.dialect.name == "sqlite" else "mw.fold_name"
    asked = text(f"SELECT {folded}(:name)")
    return str(connection.execute(asked, {"name": name}).scalar_one())


def tag_in_database(connection: Connection, tag: str) -> str:
    words = SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL
    asked = text(f"SELECT {words.folded_tag('CAST(:tag AS text)')}")
    return str(connection.execute(asked, {"tag": tag}).scalar_one())


def try_insert(bank: TestWorkspace, **said: str) -> str:
    """What the database says to a login that writes a model by SQL."""
    with bank.work("sanne").reading() as session:
        row = dict(session.execute(select(MODEL).limit(1)).one()._mapping)
    stamps = {"recorded_from", "recorded_by", "number"}
    values = {name: value for name, value in row.items() if name not in stamps}
    values |= {"id": uuid4(), "service_tags": [], "row_version": 1, **said}
    try:
        with bank.work("sanne").unit() as work:
            work.session.execute(insert(MODEL).values(**values))
    except DBAPIError as error:
        return verdict_of(error)
    except AppError as error:
        return error.message
    return "ok"


def test_every_sign_folds_alike_in_python_and_in_the_database(workspace: TestWorkspace) -> None:
    with workspace.owner_database().session() as session:
        connection = session.connection()
        for sign in CASES:
            assert in_database(connection, f"{sign}\u00a0 {sign}x") == fold(f"{sign} {sign}x")

        @settings(max_examples=300, deadline=None)
        @given(TEXTS.filter(lambda one: "\0" not in one))
        def agrees(words: str) -> None:
            assert in_database(connection, words) == fold(words)

        @settings(max_examples=300, deadline=None)
        @given(TAGS.filter(lambda one: "\0" not in one))
        def agrees_on_tags(tag: str) -> None:
            assert tag_in_database(connection, tag) == fold_tag(tag)

        agrees()
        agrees_on_tags()


def test_a_model_is_found_by_its_own_name_alone(workspace: TestWorkspace) -> None:
    register(workspace)

    def written(name: str, folded: str) -> str:
        said = search_text(name, [], "Sanne de Vries", "in_house", "")
        return try_insert(
            workspace,
            name=name,
            name_folded=folded,
            kind="in_house",
            framework="",
            search_text=said,
        )

    assert written("totally other", "cc-fraud") == "model.name_folded"
    assert written("churn", "zzz") == "model.name_folded"
    assert written("Churn ", "Churn ") == "model.name_folded"
    assert written("Churn", "churn") == "ok"
    assert written(" CHURN", "churn") == "This exists already."
    with workspace.work("sanne").reading() as session:
        assert find_model(session, "cc-fraud").name == "cc-fraud"


@pytest.mark.parametrize("name", ["\u03a3\u03b1\u03c2 Stra\u00dfe", "\ufb01x\u00a0\u0130"])
def test_whoever_registers_names_it_in_any_script(workspace: TestWorkspace, name: str) -> None:
    row = workspace.work("sanne").write(
        register_model, NewModel(name=name, framework="\u00c9x" * 500)
    )

    assert row.name_folded == fold(name)
    assert len(row.search_text.encode()) <= SEARCHED_BYTES


def test_no_login_is_granted_another_column_that_follows_from_others() -> None:
    """These two are compared by guards; the next one is to be made by the database, or guarded."""
    writes = ("GRANT INSERT (", "GRANT UPDATE (")
    grants = [one for one in statements(METADATA) if one.startswith(writes)]
    granted = {
        (table, column)
        for one in grants
        for columns, table in re.findall(r"\((.+?)\) ON mw\.(\w+)", one)
        for column in columns.split(", ")
    }
    following = {(table, one) for table, one in granted if one.endswith(("_folded", "_text"))}

    assert following == {("registered_model", one) for one in DERIVED}
