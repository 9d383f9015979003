"""How long what is said of frameworks may be, in their files and in their rows."""

from __future__ import annotations

LARGEST_BYTES = 2 << 20
LONGEST_LINE = 200
LONGEST_TEXT = 10_000
LONGEST_KEY = 61
LONGEST_CADENCE_DAYS = 9999
LONGEST_TITLE = 500  # of evidence: a model and what of it
LONGEST_ABOUT = 600  # of a responsibility: a key and a step, or a reference
FIRST_YEAR, LAST_YEAR = 1900, 2200
# Of each table, how long a text may be; those of NEEDED are not empty.
LONGEST: dict[str, dict[str, int]] = {
    "framework": {
        "key": LONGEST_KEY, "name": LONGEST_LINE, "publisher": LONGEST_LINE,
        "edition": LONGEST_LINE, "file": LARGEST_BYTES, "reason": LONGEST_TEXT,
    },
    "requirement": {"reference": LONGEST_LINE, "title": LONGEST_LINE, "text": LONGEST_TEXT},
    "requirement_mapping": {"note": LONGEST_TEXT},
    "control": {"name": LONGEST_LINE, "description": LONGEST_TEXT, "wanted": LONGEST_TEXT},
    "requirement_evidence": {"title": LONGEST_TITLE, "reason": LONGEST_TEXT},
    "raci_entry": {"about": LONGEST_ABOUT, "reason": LONGEST_TEXT},
}  # fmt: skip
