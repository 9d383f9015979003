"""The guide in Dutch: every part of the English one, with its commands, its links and its names."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from app import texts
from app.views import language
from app.views.language import tr
from tests.packaging.checkout import ROOT

DOCS = ROOT / "docs"
PAGES = ("screens", "user-guide")
TWINS = sorted(page.name for page in DOCS.glob("*.nl.md"))

MARK = re.compile(r"^<!-- en: (\w+) -->$", re.MULTILINE)
BLOCK = re.compile(r"^ *```\w*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
NAME = re.compile(r"(?<!\*)\*([^*\s][^*]*?)\*(?!\*)")  # as it stands on a button or a menu
LINK = re.compile(r"!?\[[^\]]+\]\(([^)#]*)(?:#([^)]+))?\)")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, and what stands below it until the next one."""

    heading: str
    body: str

    @property
    def prose(self) -> str:
        return MARK.sub("", BLOCK.sub("", self.body))

    @property
    def level(self) -> int:
        return len(self.heading) - len(self.heading.lstrip("#"))

    @property
    def anchor(self) -> str:
        words = self.heading.lstrip("# ").lower()
        return re.sub(r"[^\w -]", "", words).replace(" ", "-")

    @property
    def digest(self) -> str:
        """Of what it says, whatever the lines are broken at."""
        said = " ".join(f"{self.heading} {self.body}".split())
        return hashlib.sha256(said.encode()).hexdigest()[:8]


def parts(path: Path) -> list[Part]:
    found: list[list[str]] = []
    in_block = False
    for line in path.read_text(encoding="utf-8").splitlines(keepends=True):
        in_block ^= line.lstrip().startswith("```")
        if line.startswith("#") and not in_block:
            found.append([line])
        else:
            found[-1].append(line)
    return [Part(lines[0].strip(), "".join(lines[1:])) for lines in found]


def pairs(page: str) -> list[tuple[Part, Part]]:
    english, dutch = parts(DOCS / f"{page}.md"), parts(DOCS / f"{page}.nl.md")
    assert [one.level for one in dutch] == [one.level for one in english]
    return list(zip(english, dutch, strict=True))


def twin_of(page: str, file: str, anchor: str) -> tuple[str, str]:
    """Where a Dutch page leads for what this page leads to."""
    other = file.removesuffix(".md") if file else page
    if other not in PAGES:
        return file, anchor
    anchors = {english.anchor: dutch.anchor for english, dutch in pairs(other)}
    return f"{other}.nl.md" if file else "", anchors[anchor] if anchor else ""


def codes(part: Part) -> Counter[str]:
    return Counter(" ".join(code.split()) for code in CODE.findall(part.prose))


def commands(block: str) -> list[str]:
    """Its lines without what explains them: after `#`, or after two spaces where none has that."""
    apart = r"\s*# .*$" if "# " in block else r"(?<=\S) {2,}.*$"
    return [re.sub(apart, "", line) for line in block.splitlines()]


def shape(part: Part) -> tuple[int, ...]:
    """Its paragraphs, rows, items and strong words."""
    kinds = (r"\n\n+", r"^\|", r"^ *(?:- |\d+\. )", r"\*\*[^*]+\*\*")
    return tuple(len(re.findall(kind, part.prose.strip(), re.MULTILINE)) for kind in kinds)


def test_every_dutch_page_is_looked_at():
    assert [f"{page}.nl.md" for page in PAGES] == TWINS


@pytest.mark.parametrize("page", PAGES)
def test_what_was_written_anew_in_english_is_written_anew_in_dutch(page):
    late = [
        f"{dutch.heading}: read it beside {english.heading!r}, then mark it "
        f"<!-- en: {english.digest} -->"
        for english, dutch in pairs(page)
        if MARK.findall(dutch.body) != [english.digest]
    ]

    assert late == []


@pytest.mark.parametrize("page", PAGES)
def test_every_part_has_the_paragraphs_and_the_code_of_the_english_one(page):
    other = [
        dutch.heading
        for english, dutch in pairs(page)
        if (shape(dutch), codes(dutch)) != (shape(english), codes(english))
    ]

    assert other == []


@pytest.mark.parametrize("page", PAGES)
def test_what_can_be_typed_is_the_same(page):
    for english, dutch in pairs(page):
        wanted = [commands(block) for block in BLOCK.findall(english.body)]
        assert [commands(block) for block in BLOCK.findall(dutch.body)] == wanted, dutch.heading


@pytest.mark.parametrize("page", PAGES)
def test_links_and_pictures_lead_where_the_english_ones_do(page):
    for english, dutch in pairs(page):
        wanted = [twin_of(page, *link) for link in LINK.findall(english.prose)]
        assert LINK.findall(dutch.prose) == wanted, dutch.heading


@pytest.fixture
def dutch_words():
    language.use("nl")
    yield
    language.use("en")


@pytest.mark.parametrize("page", PAGES)
def test_buttons_and_menus_are_called_as_they_are_in_the_window(page, dutch_words):
    strange = []
    for english, dutch in pairs(page):
        said = " ".join(dutch.prose.casefold().split())
        for names in NAME.findall(english.prose):
            for name in re.split(r" [›>] ", " ".join(names.split())):
                called = {tr(name), texts.translated(name)} - {name}
                if called and not any(one.casefold() in said for one in called):
                    strange.append((dutch.heading, name, called))

    assert strange == []
