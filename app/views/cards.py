"""The screens by their cards: what the rail, the keys and the feed must know before one is built.

A screen itself is a file of the card's name in `app/views/screens`. It is imported when it is first
wanted, or while the window is idle: fifteen screens take most of a second.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from app.models.rules.role_views import views_of
from app.models.rules.roles import Role
from app.models.topics import Topic
from app.views.language import N_


class RailGroup(IntEnum):
    """The groups of the rail, top to bottom; the last stands at the foot."""

    WORK = 1
    CATALOGUE = 2
    OPERATE = 3
    INSIGHT = 4
    FOOT = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """A command of a screen that is about none of its rows: it is wanted from anywhere."""

    action: str
    text: str  # by itself, without its screen around it
    keys: str = ""
    icon: str = ""
    words: str = ""
    changes: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a screen without it."""

    key: str
    title: str
    icon: str
    letter: str  # `G` then this letter
    group: RailGroup
    topics: frozenset[str] = frozenset()  # what makes it stale
    kinds: frozenset[str] = frozenset()  # ObjectRef kinds it opens
    words: str = ""  # what else somebody may look for it by
    offers: tuple[Offer, ...] = ()
    is_in_rail: bool = True  # else it is reached by its letter and a button of the bar


def _topics(names: str) -> frozenset[Topic]:
    return frozenset(Topic(name) for name in names.split())


# As the rail lists them.
# fmt: off
_ALL = (
    Card(
        "home", N_("Home"), "house", "H", RailGroup.WORK,
        words=N_("what needs me, to do, overview"),
        topics=_topics(
            "alert deployment incident instance model request decision task waiver "
            "monitor placement registration_request template"
        ),
    ),
    Card(
        "approvals", N_("Approvals"), "shield-check", "A", RailGroup.WORK,
        words=N_("approve, reject, vote, decide, delegate, sign, promotion"),
        topics=_topics(
            "task request decision evidence waiver finding test_run document instance note "
            "registration_request placement deployment runtime"
        ),
        kinds=frozenset({"request", "task", "registration_request"}),
    ),
    Card(
        "alerts", N_("Alerts"), "bell", "T", RailGroup.WORK,
        words=N_("acknowledge, snooze, escalate, drift, warning"),
        topics=_topics("alert runtime deployment on_call instance"),
        kinds=frozenset({"alert"}),
        offers=(Offer("alerts.on_call", N_("Who is on call…"), words=N_("duty, shift")),),
    ),
    Card(
        "inventory", N_("Inventory"), "box", "I", RailGroup.CATALOGUE,
        words=N_("models, versions, register, submit, search, why blocked, why not in production"),
        topics=_topics(
            "model version snapshot asset document placement deployment alert monitor "
            "test_run request decision waiver finding instance task binding"
        ),
        kinds=frozenset({"model", "version", "snapshot", "registration", "asked_model"}),
        offers=(
            Offer(
                "inventory.register", N_("Register a model…"), "Ctrl+N", "plus",
                words=N_("register model, new, add, import, MLflow, ONNX, folder"),
            ),
        ),
    ),
    Card(
        "lineage", N_("Lineage"), "git-branch", "L", RailGroup.CATALOGUE,
        words=N_("which version served on a day, who approved, history, audit trail, proof"),
        topics=_topics(
            "model version snapshot asset document placement deployment alert monitor "
            "test_run request decision waiver finding instance task binding training "
            "profile evidence records lineage_review act"
        ),
        kinds=frozenset({"lineage", "event", "customer_decision"}),
        offers=(
            Offer("lineage.verify", N_("Verify the trail"), changes=False),
            Offer("lineage.story", N_("Story of a decision…"), changes=False),
        ),
    ),
    Card(
        "life_cycles", N_("Life cycles"), "workflow", "C", RailGroup.OPERATE,
        words=N_("process, BPMN, workflow, template, draw"),
        topics=_topics("template table instance"),
        kinds=frozenset({"template", "table"}),
        offers=(Offer("life_cycles.import", N_("Import BPMN or DMN…"), "Ctrl+I", "upload"),),
    ),
    Card(
        "runs", N_("Runs"), "circle-play", "R", RailGroup.OPERATE,
        words=N_("process, incident, retry, what waits"),
        topics=_topics("instance incident task deployment"),
        kinds=frozenset({"run"}),
        offers=(Offer("runs.start", N_("Start a run…"), "Ctrl+N", "play"),),
    ),
    Card(
        "runtimes", N_("Runtimes"), "server", "M", RailGroup.OPERATE,
        words=N_("servers, where models run, capacity, maintenance, freeze"),
        topics=_topics("runtime deployment placement window"),
        kinds=frozenset({"runtime", "place"}),
        offers=(Offer("runtimes.add", N_("Add runtime…"), "Ctrl+N", "plus"),),
    ),
    Card(
        "deployments", N_("Deployments"), "upload", "D", RailGroup.OPERATE,
        words=N_("deploy, roll back, rollback, what serves"),
        topics=_topics("deployment placement runtime inbox"),
        kinds=frozenset({"deployment"}),
    ),
    Card(
        "monitoring", N_("Monitoring"), "activity", "O", RailGroup.OPERATE,
        words=N_("drift, bias, performance, tests, measure"),
        topics=_topics("monitor test_run alert placement"),
        kinds=frozenset({"monitor"}),
        offers=(Offer("monitoring.new", N_("New monitor…"), "Ctrl+N", "plus"),),
    ),
    Card(
        "reports", N_("Reports"), "chart-column", "K", RailGroup.INSIGHT,
        words=N_("KPI, figures, executive, board, how we stand"),
        topics=_topics(
            "model version placement deployment alert monitor test_run request attestation waiver "
            "document use_case"
        ),
    ),
    Card(
        "governance", N_("Governance"), "landmark", "P", RailGroup.INSIGHT,
        words=N_("risk, use case, finding, waiver, attestation, policy, framework, RACI"),
        topics=_topics(
            "use_case risk finding waiver attestation table application data_source model "
            "framework control requirement_evidence raci"
        ),
        kinds=frozenset(
            {"use_case", "risk", "finding", "waiver", "attestation", "policy", "application",
             "source", "framework", "raci"}
        ),
    ),
    Card(
        "administration", N_("Administration"), "users", "X", RailGroup.FOOT,
        words=N_("people, users, roles, units, stages, keys"),
        topics=_topics(
            "person membership role_request key unit stage stage_path store table window "
            "runtime placement"
        ),
        kinds=frozenset({"person", "role_request", "membership", "key"}),
    ),
    Card(
        "settings", N_("Settings"), "sliders-horizontal", "S", RailGroup.FOOT,
        words=N_("preferences, language, dark, passphrase, signing key"),
    ),
    Card(
        "notifications", N_("Notifications"), "bell", "N", RailGroup.FOOT,
        words=N_("messages, watch, what is new"),
        topics=_topics(
            "alert deployment request task membership role_request key instance incident "
            "model monitor runtime placement snapshot version test_run finding waiver note "
            "registration_request"
        ),
        is_in_rail=False,
    ),
    Card(
        "jobs", N_("Jobs"), "zap", "J", RailGroup.FOOT,
        words=N_("background service, what is under way"),
        topics=_topics("instance incident deployment test_run"),
        is_in_rail=False,
    ),
)
# fmt: on
CARDS: Mapping[str, Card] = {card.key: card for card in _ALL}
# Where the first view of somebody's roles begins, if not at Home: what they look at all day.
LANDS_ON: Mapping[str, str] = {"operator": "alerts", "architect": "life_cycles"}


def landing(roles: Iterable[Role]) -> str:
    """The screen of a first start for who holds these roles."""
    views = views_of(roles)
    return LANDS_ON.get(views[0], "home") if views else "home"
