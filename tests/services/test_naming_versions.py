"""A version is named as windows write it, or as the command line always took it."""

from __future__ import annotations

import pytest

from app.errors import InputError
from app.models.queries.find import find_named, find_version
from tests.stories import register
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(sqlite_workspace: TestWorkspace) -> TestWorkspace:
    """cc-limit with two versions, and a model whose own name ends like a version."""
    register(sqlite_workspace, name="cc-limit")
    register(sqlite_workspace, name="cc-limit", content=b"v2")
    register(sqlite_workspace, name="score v2", by="mark")
    return sqlite_workspace


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("cc-limit v1", ("cc-limit", 1)),
        ("CC-Limit  V1 ", ("cc-limit", 1)),
        ("cc-limit:1", ("cc-limit", 1)),
        ("cc-limit:v1", ("cc-limit", 1)),
        ("cc-limit", ("cc-limit", 2)),
        ("score v2", ("score v2", 1)),
        ("score v2 v1", ("score v2", 1)),
    ],
)
def test_a_version_is_found_as_windows_write_it(
    bank: TestWorkspace, text: str, wanted: tuple[str, int]
) -> None:
    with bank.service.reading() as session:
        model, version = find_version(session, text)

        assert (model.name, version.version) == wanted


def test_a_model_alone_names_no_version(bank: TestWorkspace) -> None:
    with bank.service.reading() as session:
        assert find_named(session, "score v2")[1] is None
        named = find_named(session, "cc-limit v1")[1]
        assert named is not None
        assert named.version == 1


def test_a_version_that_is_not_there_is_said_by_its_number(bank: TestWorkspace) -> None:
    with bank.service.reading() as session, pytest.raises(InputError) as caught:
        find_version(session, "cc-limit v9")

    assert str(caught.value) == "cc-limit has no version v9."


def test_the_hint_names_the_window_s_place_and_the_command(bank: TestWorkspace) -> None:
    with bank.service.reading() as session, pytest.raises(InputError) as caught:
        find_version(session, "nothing v9")

    assert "no model called nothing." in caught.value.message
    assert "Inventory" in caught.value.hint
    assert "modelward model list" in caught.value.hint
