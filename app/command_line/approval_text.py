"""A request as text: what is asked, who voted with which reason, and the evidence they signed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.command_line.output import aligned, facts, listed, moment, told_code
from app.models.queries.listing_tasks import EarlierRow, RequestRow, VoteRow
from app.models.rules.verdicts import VERDICT_ORDER
from app.services.signed_votes import CheckedVote
from app.texts import heading, told, told_by_commands

_Measured = Mapping[str, Mapping[str, float | None]]  # see `RequestRow.measured`
_EMERGENCY = "yes: fewer people decide than usual, and a second role reviews it afterwards"


def request_text(found: RequestRow) -> str:
    """In short: what was asked and where it stands."""
    votes = ["; ".join(filter(None, [_by(one), _not_counted(one)])) for one in found.votes]
    return facts({**_head(found), "votes": votes, **_before(found)})


def _by(one: VoteRow) -> str:
    return f"{told_code(one.verdict)} {heading('by')} {one.by} ({told_code(one.role)})"


def _needed(needed: object, roles: Iterable[str]) -> str:
    who = f" {heading('or')} ".join(map(told_code, roles))
    return f"{needed} {heading('of')} {who}"


def approval_text(found: RequestRow) -> str:
    """In full: also each vote's reason, and the evidence behind the digest that is signed."""
    head = facts({**_head(found), "evidence": found.evidence_digest, **_before(found)})
    evidence = _evidence(found.evidence, found.measured)
    return "\n".join([head, *_votes(found), *evidence, *_own(found)])


def _head(found: RequestRow) -> dict[str, object]:
    return {
        "request": found.number,
        "for": f"{found.model}:{found.version} {heading('into')} {found.stage}",
        "state": found.state,
        "emergency": told_by_commands(_EMERGENCY) if found.is_emergency else "",
        "asked by": found.requested_by,
        "asked": found.requested_at,
        "because": found.reason,
        "closed": found.closed_at,
        "documents": found.documents,
        "decided by": [_needed(one.needed, one.roles) for one in found.slots],
    }


def _before(found: RequestRow) -> dict[str, object]:
    return {
        "decided before": "; ".join(map(_earlier, found.earlier)),
        "new since rejected": list(found.new_documents),
    }


def _earlier(one: EarlierRow) -> str:
    what = f"{heading('request') if one.kind == 'decision' else heading('test')} {one.number}"
    said = f"{told_code(one.verdict)} {heading('for')} {one.stage} {heading('by')} {one.by}"
    return f"{said}, {moment(one.at)} ({what}): {one.reason}"


def _votes(found: RequestRow) -> list[str]:
    if not found.votes:
        return ["", "No votes yet."]
    return ["", heading("Votes:"), listed(f"  {_vote(one)}" for one in found.votes)]


def _vote(one: VoteRow) -> str:
    said = f"{_by(one)}, {moment(one.at)}, {_signature(one)}"
    return f"{'; '.join(filter(None, [said, _not_counted(one)]))}: {one.reason}"


def _not_counted(one: VoteRow) -> str:
    if one.counts:
        return ""
    return told_by_commands(f"given on other evidence ({one.seen_digest}), so it doesn't count")


def _signature(one: VoteRow) -> str:
    by = told_by_commands(f"signed with {one.key}" if one.key else "not signed")
    if not isinstance(one, CheckedVote) or one.holds is None:
        return by
    holds = "which holds" if one.holds else f"which does not hold ({told(one.why_not)})"
    said = f"{by}, {told_by_commands(holds)}"
    if one.key_revoked_at is not None:
        at, place = moment(one.key_revoked_at), one.key_ended_at
        revoked = f"that key was revoked at {at}"
        if place is not None:
            revoked = f"that key was revoked at {at}, at position {place} of the log"
        said += f"; {told_by_commands(revoked)}"
    return said


def _evidence(evidence: Mapping[str, Any], measured: _Measured) -> list[str]:
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
                "regulated use": heading("yes") if evidence["is_regulated"] else heading("no"),
                "test data": evidence["data"],
                "limits by": _named(evidence["thresholds"]),
                "route by": _named(evidence["route"]),
                "life cycle": _named(evidence.get("life_cycle")),
                "who decides": _deciders(evidence),
            }
        ),
        *_tests(evidence, measured),
        *_block(heading("Waivers"), evidence["waivers"], ("rule", "expires_at", "id")),
        *_block(heading("Findings"), evidence["findings"], ("severity", "state", "id")),
        *_block(heading("Documents"), evidence["documents"], ("kind", "uri", "sha256")),
    ]


def _own(found: RequestRow) -> list[str]:
    """A validation is to be somebody else's than who wants the model on: else it is said."""
    asker = found.requested_by
    return [
        told_by_commands(f"{one}: added by {asker}, who asked for it")
        for one in found.own_validations
    ]


def _named(table: Mapping[str, Any] | None) -> str:
    return f"{table['key']} v{table['version']}" if table else ""


def _deciders(evidence: Mapping[str, Any]) -> str:
    """Empty in a set of an earlier version, which does not say it."""
    slots = sorted(evidence.get("slots", ()), key=lambda one: (one["rank"], one["slot"]))
    said = ", ".join(_needed(one["needed"], one["roles"]) for one in slots)
    in_order = f", {told_by_commands('in this order')}"
    return f"{said}{in_order if evidence.get('is_ordered') else ''}"


def _tests(evidence: Mapping[str, Any], measured: _Measured) -> list[str]:
    """Effect and p stand beside the value where any limit is about them."""
    if not evidence["results"]:
        return ["", "No tests."]
    rows = sorted(evidence["results"], key=lambda one: VERDICT_ORDER.index(one["verdict"]))
    beside = ("effect", "p_adjusted") if measured else ()
    shown = [
        (
            told_code(one["verdict"]),
            one["rule"],
            _short(one["statistic"]),
            *(_digits(measured.get(one["rule"], {}).get(name)) for name in beside),
            one["threshold"],
        )
        for one in rows
    ]
    heads = [name.removesuffix("_adjusted") for name in beside]
    titles = (heading("verdict"), heading("rule"), heading("value"), *map(heading, heads))
    lines = aligned([(*titles, heading("not met where")), *shown])
    title = f"{heading('Tests')} ({told_code(evidence['verdict'])}):"
    return ["", title, *(f"  {one}" for one in lines)]


def _short(number: str) -> str:
    """Six digits of a number that the set has in full; `--json` gives all of them."""
    return f"{float(number):.6g}" if number else "–"


def _digits(number: float | None) -> str:
    return "" if number is None else f"{number:.3g}"


def _block(title: str, rows: list[dict[str, Any]], columns: tuple[str, ...]) -> list[str]:
    lines = aligned([[row[name] for name in columns] for row in rows]) if rows else []
    return ["", f"{title}:", *(f"  {one}" for one in lines)] if rows else []
