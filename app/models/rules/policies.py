"""Policies: decision tables that say who decides, what is let through, how risky a use is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.roles import Role
from app.models.rules.transitions import PUBLISHERS

ROUTE = "approval-route"
RISK_TIER = "risk-tier"
EVIDENCE_OPENING = "evidence-opening"
# Keys of decision tables, and who puts a version in force. What is published under them is in force
# for the unit and those below.
PUBLISHERS_OF: Mapping[str, frozenset[Role]] = {
    ROUTE: PUBLISHERS,
    "monitor-thresholds": PUBLISHERS,
    "release-thresholds": PUBLISHERS,
    RISK_TIER: PUBLISHERS,
    EVIDENCE_OPENING: PUBLISHERS,
}
POLICIES = tuple(PUBLISHERS_OF)
OTHER_PUBLISHERS = frozenset({Role.ARCHITECT})  # of every other table


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """A version of a decision table as whoever publishes it sees it."""

    key: str
    state: str
    writers: Collection[UUID]  # everybody who has changed the draft
    has_predecessor: bool  # another version is in force in the unit or above it


def publishers_of(key: str) -> frozenset[Role]:
    return PUBLISHERS_OF.get(key, OTHER_PUBLISHERS)


def table_blockers(key: str, roles: Iterable[Role]) -> tuple[Blocker, ...]:
    """Why holders of `roles` may not change, publish or refuse a table of this key."""
    needed = publishers_of(key)
    if needed & set(roles):
        return ()
    return (Blocker("table.role", key=key, needed=sorted(map(str, needed))),)


def naming_blockers(key: str, decision_id: str) -> tuple[Blocker, ...]:
    """Why a table may not be kept so: life cycles find it by its key or by its decision."""
    if decision_id in POLICIES and decision_id != key:
        return (Blocker("policy.taken"),)
    return ()


def publish_blockers(facts: PolicyFacts, publisher: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `publisher` may not put the draft in force; a policy takes a second person."""
    found = [*answer_blockers(facts, publisher)]
    is_own = publisher.person in facts.writers
    if facts.key in POLICIES and facts.has_predecessor and is_own:
        found.append(Blocker("policy.second"))
    return tuple(found)


def answer_blockers(facts: PolicyFacts, reader: DeciderFacts) -> tuple[Blocker, ...]:
    """Why `reader` may not refuse the draft; who wrote it may take it back."""
    found = []
    if facts.state != "draft":
        found.append(Blocker("policy.closed", state=facts.state))
    needed = publishers_of(facts.key)
    if not reader.roles & needed:
        found.append(Blocker("policy.role", needed=sorted(map(str, needed))))
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
