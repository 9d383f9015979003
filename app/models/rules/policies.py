"""What comes in force by a second person: life cycles and decision tables, policies among them.

Policies are the tables that say who decides, what is let through, how risky a use is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from app.models.rules.blank import bare
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.tasks import REASON_MINIMUM
from app.models.rules.transitions import PUBLISHERS, Thing, transition_blockers

ROUTE = "approval-route"
EMERGENCY_ROUTE = "emergency-route"
RETENTION = "retention"
DATA_PROTECTION = "data-protection"
RISK_TIER = "risk-tier"
EVIDENCE_OPENING = "evidence-opening"
# Keys of decision tables: what is published under them is in force for the unit and those below.
POLICIES = (
    ROUTE, EMERGENCY_ROUTE, "monitor-thresholds", "release-thresholds", RISK_TIER, EVIDENCE_OPENING,
    RETENTION, DATA_PROTECTION,
)  # fmt: skip


DRAFTS = ("draft", "in_review")  # states in which a second person is asked


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A version of a life cycle or decision table as whoever publishes it sees it."""

    state: str
    writers: Collection[UUID]  # everybody who has changed the draft
    version: int = 0
    published: Collection[int] = ()  # versions that leave force when this one comes in
    put_up_by: UUID | None = None  # who asked last that it be published


def naming_blockers(key: str, decision_id: str) -> tuple[Blocker, ...]:
    """Why a table may not be kept so: life cycles find it by its key or by its decision."""
    if decision_id in POLICIES and decision_id != key:
        return (Blocker("policy.taken"),)
    return ()


def publish_blockers(facts: DraftFacts, publisher: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `publisher` may not put the draft in force: it takes a second person."""
    found = [*answer_blockers(facts, publisher)]
    if facts.state not in DRAFTS:  # whoever answered it has written in it too: that says nothing
        return tuple(found)
    if publisher.person in facts.writers:
        found.append(Blocker("policy.second"))
    if facts.published:
        found.extend(leaving_blockers(max(facts.published), [facts.version]))
    return tuple(found)


def put_up_blockers(facts: DraftFacts, asker: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `asker` may not put the draft of a life cycle up for those who may publish it.

    Whoever does has written in it too: one who may publish it does that instead.
    """
    if facts.state == "draft" and not publish_blockers(facts, asker):
        return (Blocker("policy.publishes"),)
    return transition_blockers(Thing.TEMPLATE, facts.state, "in_review", asker.roles)


def take_back_blockers(facts: DraftFacts, asker: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `asker` may not take back what was put up: it is for who put it up."""
    found = list(transition_blockers(Thing.TEMPLATE, facts.state, "draft", asker.roles))
    if not found and asker.person != facts.put_up_by:
        found.append(Blocker("policy.not_yours"))
    return tuple(found)


def send_back_blockers(
    facts: DraftFacts, asker: DeciderFacts, reason: str | None = None
) -> tuple[Blocker, ...]:
    """Why `asker`, who is asked to publish it, may not send it back: who wrote it is told why.

    `reason`: None: it is not written yet.
    """
    found = list(transition_blockers(Thing.TEMPLATE, facts.state, "draft", asker.roles))
    if reason is not None and len(bare(reason)) < REASON_MINIMUM:
        found.append(Blocker("template.reason", minimum=REASON_MINIMUM))
    return tuple(found)


def leaving_blockers(version: int, published: Iterable[int]) -> tuple[Blocker, ...]:
    """Why a version may not leave force where these are published, of its unit and key.

    What counts is the highest one: so none but a newer one, which a second person published, takes
    its place; neither an older one nor that of a unit above.
    """
    if not any(version < one for one in published):
        return (Blocker("policy.in_force"),)
    return ()


def answer_blockers(facts: DraftFacts, reader: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `reader` may not refuse the draft; who wrote it may take it back."""
    found = []
    if facts.state not in DRAFTS:
        state = "in force" if facts.version in facts.published else facts.state
        found.append(Blocker("policy.closed", state=state))
    if not reader.roles & PUBLISHERS:
        found.append(Blocker("policy.role", needed=sorted(map(str, PUBLISHERS))))
    return tuple(found)


# A switch is a table of one rule. The databases can't evaluate a table, so they compare its digest:
# under this key only these two files come in force.
_SWITCH = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="evidence-opening_definitions"\
 name="Opened evidence" namespace="https://modelward.example/decisions" exporter="Modelward">
  <decision id="evidence-opening" name="Opened evidence">
    <decisionTable id="evidence-opening_table" hitPolicy="FIRST">
      <output id="evidence-opening_output" label="who accepts has opened all of the evidence"\
 name="is_required" typeRef="boolean"/>
      <rule id="evidence-opening_rule">
        <outputEntry id="evidence-opening_rule_out">
          <text>{value}</text>
        </outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""


def opening_file(*, is_required: bool) -> bytes:
    """The table that says whether who accepts must have opened every part of the evidence."""
    return _SWITCH.format(value="true" if is_required else "false").encode()


MUST_OPEN = sha256(opening_file(is_required=True)).hexdigest()
NEED_NOT_OPEN = sha256(opening_file(is_required=False)).hexdigest()


def switch_blockers(key: str, digest: str) -> tuple[Blocker, ...]:
    """Why content of this digest may not come in force under `key`."""
    if key == EVIDENCE_OPENING and digest not in (MUST_OPEN, NEED_NOT_OPEN):
        return (Blocker("policy.switch"),)
    return ()
