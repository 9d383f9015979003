"""A request as text: what is asked, who voted with which reason, and the evidence they signed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.command_line.output import aligned, facts, listed, moment
from app.models.queries.listing_tasks import EarlierRow, RequestRow, VoteRow
from app.models.rules.verdicts import VERDICT_ORDER
from app.services.signed_votes import CheckedVote
from app.texts import told

_EMERGENCY = "yes: fewer people decide than usual, and a second role reviews it afterwards"


def request_text(found: RequestRow) -> str:
    """In short: what was asked and where it stands."""
    votes = [f"{vote.verdict} by {vote.by} ({vote.role})" for vote in found.votes]
    return facts({**_head(found), "votes": votes, **_before(found)})


def approval_text(found: RequestRow) -> str:
    """In full: also each vote's reason, and the evidence behind the digest that is signed."""
    head = facts({**_head(found), "evidence": found.evidence_digest, **_before(found)})
    return "\n".join([head, *_votes(found), *_evidence(found.evidence)])


def _head(found: RequestRow) -> dict[str, object]:
    return {
        "request": found.number,
        "for": f"{found.model}:{found.version} into {found.stage}",
        "state": found.state,
        "emergency": _EMERGENCY if found.is_emergency else "",
        "asked by": found.requested_by,
        "asked": found.requested_at,
        "because": found.reason,
        "closed": found.closed_at,
        "documents": found.documents,
        "decided by": [f"{one.needed} of {' or '.join(one.roles)}" for one in found.slots],
    }


def _before(found: RequestRow) -> dict[str, object]:
    return {
        "decided before": "; ".join(map(_earlier, found.earlier)),
        "new since rejected": list(found.new_documents),
    }


def _earlier(one: EarlierRow) -> str:
    what = f"request {one.number}" if one.kind == "decision" else f"test {one.number}"
    return f"{one.verdict} for {one.stage} by {one.by}, {moment(one.at)} ({what}): {one.reason}"


def _votes(found: RequestRow) -> list[str]:
    if not found.votes:
        return ["", "No votes yet."]
    return ["", "Votes:", listed(f"  {_vote(one)}" for one in found.votes)]


def _vote(one: VoteRow) -> str:
    said = f"{one.verdict} by {one.by} ({one.role}), {moment(one.at)}, {_signature(one)}"
    if not one.counts:
        said += f"; given on other evidence ({one.seen_digest}), so it doesn't count"
    return f"{said}: {one.reason}"


def _signature(one: VoteRow) -> str:
    by = f"signed with {one.key}" if one.key else "not signed"
    if not isinstance(one, CheckedVote) or one.holds is None:
        return by
    said = f"{by}, which holds" if one.holds else f"{by}, which does not hold ({told(one.why_not)})"
    if one.key_revoked_at is not None:
        at, place = moment(one.key_revoked_at), one.key_revoked_at_size
        said += f"; that key was revoked at {at}, at position {place} of the log"
    return said


def _evidence(evidence: Mapping[str, Any]) -> list[str]:
    """What the set says that the digest is of; nothing where none is pinned yet."""
    if not evidence:
        return []
    return [
        "",
        facts(
            {
                "snapshot": evidence["snapshot"],
                "in production": evidence["in_production"],
                "risk tier": evidence["risk_tier"],
                "regulated use": "yes" if evidence["is_regulated"] else "no",
                "test data": evidence["data"],
                "limits by": _named(evidence["thresholds"]),
                "route by": _named(evidence["route"]),
                "life cycle": _named(evidence.get("life_cycle")),
                "who decides": _deciders(evidence),
            }
        ),
        *_tests(evidence),
        *_block("Waivers", evidence["waivers"], ("rule", "expires_at", "id")),
        *_block("Findings", evidence["findings"], ("severity", "state", "id")),
        *_block("Documents", evidence["documents"], ("kind", "uri", "sha256")),
    ]


def _named(table: Mapping[str, Any] | None) -> str:
    return f"{table['key']} v{table['version']}" if table else ""


def _deciders(evidence: Mapping[str, Any]) -> str:
    """Empty in a set of an earlier version, which does not say it."""
    slots = sorted(evidence.get("slots", ()), key=lambda one: (one["rank"], one["slot"]))
    said = ", ".join(f"{one['needed']} of {' or '.join(one['roles'])}" for one in slots)
    return f"{said}, in this order" if evidence.get("is_ordered") else said


def _tests(evidence: Mapping[str, Any]) -> list[str]:
    if not evidence["results"]:
        return ["", "No tests."]
    rows = sorted(evidence["results"], key=lambda one: VERDICT_ORDER.index(one["verdict"]))
    shown = [
        (one["verdict"], one["rule"], _short(one["statistic"]), one["threshold"]) for one in rows
    ]
    lines = aligned([("verdict", "rule", "value", "not met where"), *shown])
    return ["", f"Tests ({evidence['verdict']}):", *(f"  {one}" for one in lines)]


def _short(number: str) -> str:
    """Six digits of a number that the set has in full; `--json` gives all of them."""
    return f"{float(number):.6g}" if number else "–"


def _block(title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[str]:
    lines = aligned([[row[name] for name in columns] for row in rows]) if rows else []
    return ["", f"{title}:", *(f"  {one}" for one in lines)] if rows else []
