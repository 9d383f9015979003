"""The guide as a book: its pages cut into parts, the parts found by words, the words by parts.

Read when it is first opened, from the files of the installed product alone.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from app.models.rules.folding import casefolded, fold
from app.views.glossary import Term, terms
from app.views.language import tr
from app.views.resources import docs_folder, in_readers_language

LISTED = ("user-guide", "screens")  # the pages of the table of contents, in its order
WORDS = "glossary"  # the page of all terms: of the words' file, in the reader's language
_MOST_WORDS, _MOST_TOLD = 10, 3
_BEFORE, _AFTER = 12, 160  # letters of a snippet around what was found
_TOPIC = 2  # the level of headings that are read as one: what stands deeper belongs to it

_COMMENT = re.compile(r"^<!--.*?-->\n*", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]*)\)")
_SCREEN = re.compile(r"images/screens/(.+)\.png")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_RULE = re.compile(r"^[|\s:-]+$", re.MULTILINE)  # of a table, below its head
_BESIDE = re.compile(r"^ *(?:```\w*$|[-#>]+ )|\|", re.MULTILINE)  # stand for a space
_MARKS = re.compile(r"[*`\\]")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with what stands below it until the next one, in Markdown."""

    page: str  # its file without language and ending, as links write it
    anchor: str  # empty: the page from its beginning
    level: int
    title: str
    text: str

    @property
    def link(self) -> str:
        return f"{self.page}.md#{self.anchor}" if self.anchor else f"{self.page}.md"

    @property
    def plain(self) -> str:
        """What is read, in one line."""
        bare = _LINK.sub(r"\1", _PICTURE.sub("", self.text))
        return " ".join(_MARKS.sub("", _BESIDE.sub(" ", _RULE.sub("", bare))).split())

    @property
    def screen(self) -> str:
        """The key of the screen that it is about; empty: of none."""
        found = _PICTURE.search(self.text)
        shown = _SCREEN.fullmatch(found[1]) if found else None
        return shown[1].replace("-", "_") if shown else ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A part that has every word looked for; `at` is where it is seen in `snippet`.

    Where only its title has them, the snippet is how the part begins, and `at` is -1.
    """

    part: Part
    snippet: str
    at: int
    where: str  # what it stands in: its topic, or its page


class GuideBook:
    """Its pages are read as they are wanted, once."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or docs_folder()
        self._pages: dict[str, tuple[Part, ...]] = {}

    @property
    def folder(self) -> Path:
        return self._folder

    def parts(self, page: str) -> tuple[Part, ...]:
        """Of one page, in their order; none where it is not there."""
        if page not in self._pages:
            self._pages[page] = self._words() if page == WORDS else self._read(page)
        return self._pages[page]

    @property
    def contents(self) -> list[Part]:
        """Every part of the table of contents; of the words only their page."""
        listed = [part for page in LISTED for part in self.parts(page)]
        return [*listed, *self.parts(WORDS)[:1]]

    def linked(self, href: str, page: str = "") -> Part | None:
        """Where a link on `page` leads within the book; None: nowhere."""
        file, _, anchor = href.partition("#")
        name = page
        if file:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), file))
            if path.startswith("..") or not path.endswith(".md"):
                return None
            name = re.sub(r"(\.[a-z]{2})?\.md$", "", path)
        found = self.parts(name)
        return next((one for one in found if one.anchor == anchor), None) or next(iter(found), None)

    def of_screen(self, key: str) -> Part | None:
        return next((one for one in self.parts("screens") if one.screen == key), None)

    def of_term(self, term: Term) -> Part | None:
        return self.linked(f"{WORDS}.md#{slug(term.said)}")

    def topic(self, part: Part) -> tuple[Part, ...]:
        """What is read with it: its own part of the page, from the heading that leads it on."""
        page = self.parts(part.page)
        if part.page not in LISTED:
            return page
        found: list[Part] = []
        for one in page:
            if one.level <= _TOPIC:
                if part in found:
                    break
                found = []
            found.append(one)
        return tuple(found)

    def beside(self, part: Part) -> tuple[Part | None, Part | None]:
        """The topics before and after the one that it belongs to."""
        leads = [one for one in self.contents if one.level <= _TOPIC]
        lead = self.topic(part)[0]
        if lead not in leads:
            return None, None
        n = leads.index(lead)
        return leads[n - 1] if n else None, leads[n + 1] if n + 1 < len(leads) else None

    def find(self, typed: str) -> list[Hit]:
        """Parts with every typed word: those called so first, then in the order of the book."""
        words = fold(typed).split()
        if not words:
            return []
        called, others = [], []
        for part, plain in self._plain.items():
            title, text = casefolded(part.title), casefolded(plain)
            if all(word in title for word in words):
                called.append(self._hit(part, plain, words))
            elif all(word in title or word in text for word in words):
                others.append(self._hit(part, plain, words))
        return [*called, *others]

    def _hit(self, part: Part, plain: str, words: Sequence[str]) -> Hit:
        above = self.parts(part.page)[0], self.topic(part)[0]
        where = next((one.title for one in reversed(above) if one != part), part.title)
        return Hit(part, *_snippet(plain, words), where)

    def words_in(self, topic: Sequence[Part]) -> list[Term]:
        """Its terms: of many those that stand in few other topics, which tell most about it."""
        here = self._counts.get(topic[0], Counter())
        telling = sorted(here, key=lambda name: (self._spread[name], -here[name]))[:_MOST_WORDS]
        return sorted(
            (one for one in terms() if one.name in telling), key=lambda one: casefolded(one.said)
        )

    @cached_property
    def _plain(self) -> Mapping[Part, str]:
        searched = [part for page in (*LISTED, WORDS) for part in self.parts(page)]
        return {part: part.plain for part in searched}

    @cached_property
    def _counts(self) -> Mapping[Part, Counter[str]]:
        """How often each topic says each term, by its lead and the term's English name."""
        named = {casefolded(one.said): one.name for one in terms()}
        longest = sorted(named, key=len, reverse=True)
        # With the endings that a word may have in its place, in either language.
        said = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?:s|es|n|en|e)?(?!\w)")
        counts: dict[Part, Counter[str]] = {}
        for lead in (one for page in LISTED for one in self.parts(page) if one.level <= _TOPIC):
            text = " ".join(f"{one.title} {self._plain[one]}" for one in self.topic(lead))
            counts[lead] = Counter(named[word] for word in said.findall(casefolded(text)))
        return counts

    @cached_property
    def _spread(self) -> Counter[str]:
        """In how many topics each term stands."""
        return Counter(name for counts in self._counts.values() for name in counts)

    def told_in(self, term: Term) -> list[Part]:
        """The topics that say most about a term: of its own screens first, then of the others."""
        found = [
            (lead.screen not in term.screens, -counts[term.name] / counts.total(), lead.link, lead)
            for lead, counts in self._counts.items()
            if counts[term.name]
        ]
        return [lead for *_rank, lead in sorted(found, key=lambda one: one[:3])[:_MOST_TOLD]]

    def _read(self, page: str) -> tuple[Part, ...]:
        path = in_readers_language(self._folder / f"{page}.md")
        if not path.is_file():
            return ()
        return tuple(_cut(page, _COMMENT.sub("", path.read_text(encoding="utf-8"))))

    def _words(self) -> tuple[Part, ...]:
        intro = tr("What each word means here, where the thing lives, and which parts tell of it.")
        in_order = sorted(terms(), key=lambda one: casefolded(one.said))
        return (
            Part(WORDS, "", 1, tr("Words"), f"{intro}\n\n"),
            *(Part(WORDS, slug(one.said), 3, one.said, f"{one.told}\n\n") for one in in_order),
        )


def slug(heading: str) -> str:
    """As links to a heading write it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def _cut(page: str, text: str) -> Iterator[Part]:
    """What looks like a heading inside a block of code is none."""
    lines: list[str] = []
    title, level, in_block = "", 1, False
    for line in text.splitlines(keepends=True):
        in_block ^= line.lstrip().startswith("```")
        found = None if in_block else re.match(r"(#+) +(.+)", line)
        if found is None:
            lines.append(line)
            continue
        if title:
            yield Part(page, slug(title) if level > 1 else "", level, title, "".join(lines))
        title, level, lines = found[2].strip(), len(found[1]), []
    if title:
        yield Part(page, slug(title) if level > 1 else "", level, title, "".join(lines))


def _snippet(plain: str, words: Sequence[str]) -> tuple[str, int]:
    """Around the words as they were typed, where they stand so; else around the longest of them."""
    # Folding may change the length of a word: only lower letters keep their places.
    lowered = plain.lower()
    wanted = [" ".join(words), *sorted(words, key=len, reverse=True)]
    places = [place for place in map(lowered.find, wanted) if place >= 0]
    if not places or len(lowered) != len(plain):
        return plain[: _BEFORE + _AFTER], -1
    start = plain.rfind(" ", 0, max(0, places[0] - _BEFORE)) + 1
    lead = "… " if start else ""
    return lead + plain[start : places[0] + _AFTER], places[0] - start + len(lead)
