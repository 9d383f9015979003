"""Every refusal has its words."""

from __future__ import annotations

import re
from pathlib import Path

from app import texts

APP = Path(texts.__file__).parent
CODE = re.compile(r'(?:Guard|Blocker)\(\s*"([a-z_]+\.[a-z_]+)"')


def test_no_blocker_of_rules_guards_and_commands_is_without_words() -> None:
    files = [*(APP / "models").rglob("*.py"), *(APP / "services").rglob("*.py")]

    codes = {code for file in files for code in CODE.findall(file.read_text(encoding="utf-8"))}

    assert len(codes) > 40
    assert sorted(codes - set(texts.BLOCKERS)) == []


def test_words_are_filled_with_what_the_rule_knows() -> None:
    said = texts.message("request.role", {"needed": ["risk_officer", "compliance"]})

    assert said == "This needs the role risk officer, compliance officer in the model's unit."
