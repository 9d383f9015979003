"""T9. "Why can it not go there?": an engineer reads which rule fails, and mends it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.models.tables.execution import Runtime
from tests.journeys.window.conftest import Noorderbank

pytestmark = [pytest.mark.slow]

TAG = "aml-screening"


def tagged(bank: Noorderbank) -> set[str]:
    """The runtimes that may serve the model."""
    with bank.stage.work("tom").reading() as session:
        return {one.name for one in session.scalars(select(Runtime)) if TAG in one.service_tags}


def test_the_rule_that_fails_is_read_and_mended_by_keys(noorderbank: Noorderbank) -> None:
    with noorderbank.sit_down("tom", "T9", theme="dark") as tom:
        tom.press("g", "m")
        tom.wait_for_title("Runtimes › ")
        tom.see("runtimes")
        with tom.sees_a_change():
            tom.press("slash")
            tom.type("aml")
        tom.see("places")
        tom.press("F6")
        tom.see("fix")
        tom.press("space")
        tom.wait_for_title("Tags of")
        tom.see_main_button()
        tom.see("what follows")
        assert tagged(noorderbank) == set()
        tom.press("ctrl+Return")
        (found,) = tom.wait_until("tagged runtime", lambda: tagged(noorderbank))
        tom.see("fits")

        assert found in ("sit-1", "prod-eu-2")
        assert tom.clicks == 0
        assert tom.keys <= 10
