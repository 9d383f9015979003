"""The number at which a test fails: found in the shipped table, and put in anew."""

from __future__ import annotations

import pytest

from app.config import resources_folder
from app.errors import InputError
from app.models.dmn.decisions import HitPolicy
from app.models.dmn.evaluate import evaluate
from app.models.dmn.limits import failing_limits, limit_of_test, plain, with_limit
from app.models.dmn.xml_io import parse
from tests.dmn_writer import InputDraft, OutputDraft, RuleDraft, TableDraft, table_to_dmn

KEY = "monitor-thresholds"


@pytest.fixture(scope="module")
def shipped() -> bytes:
    return (resources_folder() / "tables" / f"{KEY}.dmn").read_bytes()


@pytest.mark.parametrize("test", ["psi", "chi_square", "auc", "statistical_parity", "missing"])
def test_another_limit_moves_the_failure_and_nothing_else(shipped: bytes, test: str) -> None:
    before = limit_of_test(shipped, KEY, test, "high")
    other = round(before.value + 0.07, 3)

    changed = with_limit(shipped, KEY, test, "high", other)

    after = limit_of_test(changed, KEY, test, "high")
    assert (after.value, after.low, after.operator) == (other, before.low, before.operator)
    assert f"{other:g}" in after.text
    assert {k: v for k, v in failing_limits(changed, KEY).items() if k != test} == {
        k: v for k, v in failing_limits(shipped, KEY).items() if k != test
    }
    beyond = 1 if before.operator.startswith(">") else -1
    for value, verdict in ((other + 0.001 * beyond, "FAIL"), (other - 0.001 * beyond, "other")):
        inputs = {"test": test, "feature": "x", "role": "", "dimension": "", "tier": "high",
                  "regulated": False, "value": value, "p_adjusted": 0.01, "effect": value,
                  "n": 5000}  # fmt: skip
        said = evaluate(parse(changed), KEY, inputs).rows[0]["verdict"]
        assert (said == "FAIL") is (verdict == "FAIL")


def made(*rules: tuple[str, str, str, str]) -> bytes:
    """Rules of (test, tier, value, verdict)."""
    return table_to_dmn(
        TableDraft(
            id=KEY, name="Own",
            inputs=(InputDraft("test"), InputDraft("tier"), InputDraft("value", type="number")),
            outputs=(OutputDraft("verdict"), OutputDraft("limit"), OutputDraft("severity")),
            rules=tuple(
                RuleDraft((test, tier, value), (f'"{verdict}"', f'"{value}"', '"high"'))
                for test, tier, value, verdict in rules
            ),
            hit_policy=HitPolicy.FIRST,
        )
    )  # fmt: skip


def test_the_limit_of_a_tier_is_found_and_others_stay() -> None:
    table = made(('"psi"', '"high"', ">= 0.1", "FAIL"), ('"psi"', '"low"', ">= 0.3", "FAIL"))

    changed = with_limit(table, KEY, "psi", "low", 0.4)

    assert limit_of_test(changed, KEY, "psi", "high").value == 0.1
    assert limit_of_test(changed, KEY, "psi", "low").value == 0.4


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([('"auc"', "-", "< 0.7", "FAIL")], "no result of psi fails"),
        ([("-", "-", ">= 0.2", "FAIL")], "several rules"),
        ([('"psi","csi"', "-", ">= 0.2", "FAIL")], "several rules"),
        ([('"psi"', "-", "< 0.05", "PASS"), ('"psi"', "-", ">= 0.2", "FAIL")], "several rules"),
        ([('"psi"', "-", "[0.2..0.3]", "FAIL")], "more than one number"),
    ],
)
def test_what_no_number_alone_says_is_left_to_the_table(
    rules: list[tuple[str, str, str, str]], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        with_limit(made(*rules), KEY, "psi", "high", 0.25)


def test_a_limit_with_two_sides_keeps_its_other_side(shipped: bytes) -> None:
    with pytest.raises(InputError, match="other side"):
        with_limit(shipped, KEY, "disparate_impact", "high", 0.8)


@pytest.mark.parametrize("value", [0.00001, 1234567.0, 0.123456789])
def test_every_digit_of_a_limit_is_written_and_read_again(value: float) -> None:
    table = made(('"psi"', "-", ">= 0.20", "FAIL"))

    changed = with_limit(table, KEY, "psi", "high", value)

    after = limit_of_test(changed, KEY, "psi", "high")
    assert after.value == value
    assert after.text == f">= {plain(value)}"  # of ">= 0.20": however the old one is written
    assert limit_of_test(with_limit(changed, KEY, "psi", "high", 0.3), KEY, "psi", "high").value \
        == 0.3  # fmt: skip


def test_words_that_say_another_number_than_the_rule_are_not_made_to_lie() -> None:
    table = made(('"psi"', "-", ">= 0.2", "FAIL")).replace(b'"&gt;= 0.2"', b'"&gt;= 0.25"')
    assert limit_of_test(table, KEY, "psi", "high").text == ">= 0.25"

    with pytest.raises(InputError, match=r"says “>= 0\.25” of a limit of 0\.2"):
        with_limit(table, KEY, "psi", "high", 0.3)
