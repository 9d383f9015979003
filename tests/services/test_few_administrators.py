"""Where the loss of one key would end all confirming, `workspace check` says it beforehand."""

from __future__ import annotations

import pytest

from app.models.rules.roles import Role
from app.services.administrators import few_administrators, roles_that_meet
from app.services.commands.keys import revoke_key
from tests.governance_kit import WHY
from tests.trail_kit import holding, tamper
from tests.workspaces import TestWorkspace


@pytest.fixture
def bank(workspace: TestWorkspace) -> TestWorkspace:
    """Also a file that says it is a team's, so that both databases answer the same."""
    if workspace.is_sqlite:
        tamper(workspace, "UPDATE {schema}workspace SET is_team = true")
    return workspace


def said(bank: TestWorkspace) -> list[str]:
    return bank.service.read(few_administrators)


def test_two_administrators_are_too_few_and_three_are_not(bank: TestWorkspace) -> None:
    (found,) = said(bank)
    assert "can confirm roles and keys: root, rosa." in found
    with holding(bank, "lin", Role.ADMINISTRATOR):
        assert said(bank) == []


def test_who_has_no_key_any_more_confirms_nothing(bank: TestWorkspace) -> None:
    key = bank.signer("rosa").key_id
    with holding(bank, "lin", Role.ADMINISTRATOR):
        bank.work("rosa").write(revoke_key, key, reason=WHY)
        (found,) = said(bank)

    assert "lin, root." in found


def test_a_workspace_of_one_person_needs_no_second(sqlite_workspace: TestWorkspace) -> None:
    assert said(sqlite_workspace) == []


def test_who_holds_roles_that_never_meet_is_named(bank: TestWorkspace) -> None:
    assert bank.service.read(roles_that_meet) == []
    with holding(bank, "aisha", Role.ADMINISTRATOR):
        (found,) = bank.service.read(roles_that_meet)

    assert found.startswith("aisha holds administrator, ")
