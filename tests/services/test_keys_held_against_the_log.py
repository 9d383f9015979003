"""A key is whose, in force and at its end as the log tells it, whatever its row says by now."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from app.services.commands.requests import decide
from app.services.signing import Signer
from app.services.verifying.signatures import UNCONFIRMED_KEY
from tests.postgres import PostgresServer
from tests.services.test_first_event_gone import why_not
from tests.stories import REASON, ask, register
from tests.trail_kit import tamper
from tests.two_units import two_units
from tests.workspaces import Mould, TestWorkspace

GIVEN_AWAY = (
    "UPDATE {schema}signing_key SET person_id ="
    " (SELECT id FROM {schema}person WHERE handle = 'aisha') WHERE kid = :kid"
)


def vote(bank: TestWorkspace, request: UUID, signer: Signer) -> None:
    bank.work("aisha").write(decide, request, verdict="accept", reason=REASON, signer=signer)


def test_a_first_key_is_whose_the_first_event_says(workspace: TestWorkspace) -> None:
    request, hers_no_more = ask(workspace, register(workspace)), workspace.signer("lin")
    tamper(workspace, GIVEN_AWAY, kid=hers_no_more.kid)

    vote(workspace, request, hers_no_more)

    assert why_not(workspace, request) == UNCONFIRMED_KEY


def test_who_reads_one_unit_is_told_whose_a_first_key_is(
    postgres: PostgresServer, postgres_mould: Mould, tmp_path: Path
) -> None:
    with two_units(tmp_path, postgres, postgres_mould) as bank:
        request, not_hers = ask(bank, register(bank, by="carla"), by="carla"), bank.signer("lin")
        tamper(bank, GIVEN_AWAY, kid=not_hers.kid)

        vote(bank, request, not_hers)

        assert why_not(bank, request, "cora") == UNCONFIRMED_KEY
