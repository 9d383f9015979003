"""No screen shows a time of day but in the zone that the reader chose."""

from __future__ import annotations

from pathlib import Path

VIEWS = Path(__file__).parents[2] / "app" / "views"
# The zone itself, and the one setting that names this computer's.
ALLOWED = {"zones.py", "settings_pages.py"}


def test_every_local_time_is_in_the_zone_that_was_chosen() -> None:
    found = [
        f"{path.relative_to(VIEWS)}:{number}"
        for path in sorted(VIEWS.rglob("*.py"))
        if path.name not in ALLOWED
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if ".astimezone()" in line
    ]

    assert found == []
