"""Writes the words of `resources/glossary.toml` as a page: `docs/glossary.md`."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "glossary.md"
HEAD = """# Glossary

One word per thing, in the product, its code and its documents. "Where" names the screens on which
the thing lives, and the command. In the window `F1` has the words of a screen, and `Ctrl+K` finds
all of them. This page is made of `resources/glossary.toml` by `make words`.

| Term | Meaning here | Where |
|---|---|---|
"""


def written() -> str:
    sys.path.insert(0, str(ROOT))
    from app.views.cards import CARDS
    from app.views.glossary import Term, terms

    def where(term: Term) -> str:
        titles = [CARDS[key].title for key in term.screens]
        links = [f"[{title}](screens.md#{title.lower().replace(' ', '-')})" for title in titles]
        return " · ".join([*links, *([f"`modelward {term.command}`"] if term.command else [])])

    lines = [f"| {term.name} | {term.meaning} | {where(term)} |\n" for term in terms()]
    return HEAD + "".join(lines)


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
