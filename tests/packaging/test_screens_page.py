"""docs/screens.md: every screen has its part, every picture is made by the program and is small."""

from __future__ import annotations

import re
import struct

from app.views.cards import CARDS
from tests.packaging.checkout import ROOT
from tests.views.shots_guide import HEIGHT, MOST_BYTES, PICTURES, WIDTH

PAGE = (ROOT / "docs" / "screens.md").read_text(encoding="utf-8")
FOLDER = ROOT / "docs" / "images" / "screens"


def test_every_screen_has_its_part_with_its_key():
    parts = dict(re.findall(r"^## (.+)\n((?:(?!^## ).*\n?)*)", PAGE, re.MULTILINE))
    for card in CARDS.values():
        assert f"`G {card.letter}`" in parts[card.title], card.title
        assert f"images/screens/{card.key.replace('_', '-')}.png" in parts[card.title]


def test_the_pictures_are_those_of_the_program():
    shown = re.findall(r"\(images/screens/(.+)\.png\)", PAGE)
    assert sorted(shown) == sorted(PICTURES)
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(PICTURES)


def test_pictures_are_small_and_of_one_size():
    for path in FOLDER.iterdir():
        content = path.read_bytes()
        assert len(content) <= MOST_BYTES, path.name
        assert struct.unpack(">II", content[16:24]) == (WIDTH, HEIGHT), path.name


def test_links_inside_the_guide_lead_somewhere():
    guide = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    assert "(screens.md)" in guide
    heads = {
        re.sub(r"[^a-z0-9 -]", "", head.lower()).replace(" ", "-")
        for head in re.findall(r"^#+ (.+)$", guide, re.MULTILINE)
    }
    for target in re.findall(r"\(user-guide\.md#(.+?)\)", PAGE):
        assert target in heads
