"""Which view of Home a role has, and what stands in each view."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from app.models.rules.roles import Role

# Who does the same work shares a view; the first of a person's views is shown, in this order.
ROLE_VIEWS: Mapping[Role, tuple[str, ...]] = {
    Role.OPERATOR: ("operator",),
    # Both decide by evidence and keep watch over what is due.
    Role.COMPLIANCE: ("compliance",),
    Role.RISK_OFFICER: ("compliance",),
    # Both judge by what was tested.
    Role.VALIDATOR: ("validator",),
    Role.TESTER: ("validator",),
    # Both bring versions through; an engineer also sees to what runs.
    Role.DATA_SCIENTIST: ("engineer",),
    Role.MLOPS_ENGINEER: ("engineer", "operator"),
    Role.ARCHITECT: ("architect",),
    Role.LOB_ANALYST: ("analyst",),
    # They look on and decide nothing.
    Role.EXECUTIVE: ("executive",),
    Role.AUDITOR: ("executive",),
    Role.VIEWER: ("executive",),
    Role.ADMINISTRATOR: ("administrator",),
}
ONLOOKER = "executive"  # the view of who holds no role
# Blocks of each view, top to bottom; those of one line stand side by side.
BLOCKS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "operator": (("severities",), ("needs",), ("runtimes", "watching"), ("since",)),
    "compliance": (
        ("needs",),
        ("given", "due"),
        ("watching", "since"),
        ("severities",),
        ("tiles",),
    ),
    "validator": (("needs",), ("beyond", "watching"), ("since",)),
    "engineer": (("needs",), ("my_models", "waiting"), ("watching", "since"), ("tiles",)),
    "architect": (("needs",), ("failing", "drafts"), ("longest", "since")),
    "analyst": (("needs",), ("used", "measured"), ("since",), ("tiles",)),
    "executive": (("figures",), ("exceptions",), ("needs",), ("since",), ("tiles",)),
    "administrator": (("needs",), ("roles", "access"), ("service",), ("since",)),
}
# Who hid what needs them would miss it, and with it the day by which it has to be done.
ALWAYS = frozenset({"needs"})


def views_of(roles: Iterable[Role]) -> tuple[str, ...]:
    """The views of who holds these roles, the first one first."""
    held = frozenset(roles)
    found = (view for role, views in ROLE_VIEWS.items() if role in held for view in views)
    return tuple(dict.fromkeys(found))


def first_view(roles: Iterable[Role]) -> str:
    """The view that who holds these roles sees first; who holds none looks on."""
    return next(iter(views_of(roles)), ONLOOKER)


def blocks_of(view: str) -> frozenset[str]:
    return frozenset(name for line in BLOCKS[view] for name in line)


def arranged(
    view: str, order: Sequence[str] = (), hidden: Collection[str] = ()
) -> tuple[tuple[str, ...], ...]:
    """The lines of a view as somebody wants them; by what they chose in another version, too.

    What they never placed comes last. Blocks of one line stay side by side where they still
    follow one another.
    """
    home = {name: n for n, line in enumerate(BLOCKS[view]) for name in line}
    placed = [name for name in dict.fromkeys(order) if name in home]
    names = [*placed, *(name for name in home if name not in placed)]
    lines: list[list[str]] = []
    for name in names:
        if name in hidden and name not in ALWAYS:
            continue
        if lines and home[lines[-1][-1]] == home[name]:
            lines[-1].append(name)
        else:
            lines.append([name])
    return tuple(map(tuple, lines))
