"""Who answers for an act or a step, as lines of a card."""

from __future__ import annotations

from collections.abc import Sequence

from app.models.queries.responsibilities import RaciRow
from app.models.rules.frameworks import PARTS
from app.texts import role_name
from app.views.language import N_, tr

TITLES = {
    "responsible": N_("Responsible"), "accountable": N_("Accountable"),
    "consulted": N_("Consulted"), "informed": N_("Kept informed"),
}  # fmt: skip


def duty_lines(duties: Sequence[RaciRow]) -> list[tuple[str, str]]:
    """Each part that somebody has, with who: roles as readers call them."""
    found = ((part, [role_name(x.who) for x in duties if x.part == part]) for part in PARTS)
    return [(tr(TITLES[part]), ", ".join(names)) for part, names in found if names]
