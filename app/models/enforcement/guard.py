"""What a guard is, and the fragments of SQL that several of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.models.enforcement.dialect import Words
from app.models.rules.assessing import TIERS
from app.models.rules.tasks import REASON_MINIMUM

FORBIDDEN = "MW403"
STALE = "MW409"
APPEND_ONLY = "MW405"
BAD_MODE = "MW400"
CROSSED = "40001"  # PostgreSQL's own: asked once more, in a new transaction, it may hold


@dataclass(frozen=True, slots=True)
class Guard:
    """`violated_if` may use NEW and, on updates, OLD; `when` spares the look-ups."""

    code: str  # of the blocker
    violated_if: str
    when: str = ""
    status: str = FORBIDDEN


def quoted(values: Sequence[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


KNOWN_TIERS = quoted(("", *TIERS))  # empty: nobody has said yet


def reworded_guard(words: Words, may: str) -> Guard:
    """What somebody said for a reason stays theirs: it is said anew only where `may` holds."""
    said = f"NEW.reason {words.differs} OLD.reason"
    return Guard("reason.reworded", f"({may}) IS NOT TRUE", when=said)


def is_short(words: Words, column: str) -> str:
    """Nobody could learn from it why."""
    said = words.bare.format(f"NEW.{column}")
    return f"coalesce(length({said}), 0) < {REASON_MINIMUM}"


def asks_for_signatures(words: Words) -> str:
    """A team's workspace does, and a demo; in a file of one person nothing has to be signed."""
    return f"EXISTS (SELECT 1 FROM {words.schema}workspace w WHERE w.is_team OR w.is_demo)"


def is_their_step(words: Words) -> str:
    """The state goes on, or who wrote the row last writes it again."""
    return f"NEW.state {words.differs} OLD.state OR OLD.recorded_by = {words.actor}"


def is_author(words: Words, version: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}version_author v WHERE v.version_id = {version}"
        f" AND v.person_id = {words.actor})"
    )


def is_author_of_model(words: Words, model: str) -> str:
    """The actor worked on a version of it."""
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}model_version w"
        f" WHERE w.model_id = {model} AND {is_author(words, 'w.id')})"
    )


def is_author_for_use(words: Words, use: str) -> str:
    """The actor worked on a version of a model of this use."""
    return (
        f"EXISTS (SELECT 1 FROM {words.schema}use_case_model u"
        f" WHERE u.use_case_id = {use} AND {is_author_of_model(words, 'u.model_id')})"
    )


def in_force(words: Words, table: str, key: str, unit: str, *, gives: str, where: str) -> str:
    """SQL for `gives` of the version `p` that counts in `unit`: as `queries/in_force.py` says.

    `key` is SQL too.
    """
    depth = f"(SELECT count(*) FROM {words.schema}unit_ancestor b WHERE b.unit_id = p.unit_id)"
    return (
        f"(SELECT {gives} FROM {words.schema}{table} p"
        f" JOIN {words.schema}unit_ancestor a ON a.ancestor_id = p.unit_id"
        f" WHERE a.unit_id = {unit} AND p.key = {key} AND {where}"
        f" ORDER BY {depth} DESC, p.version DESC LIMIT 1)"
    )


def is_on_path(words: Words) -> str:
    """The stage of the row is one that its model goes through."""
    s = words.schema
    return (
        f"EXISTS (SELECT 1 FROM {s}stage x JOIN {s}registered_model m"
        " ON m.stage_path_id = x.stage_path_id WHERE x.id = NEW.stage_id AND m.id = NEW.model_id)"
    )


def asks_for_approval(stage: str) -> str:
    """As `rules/matching.py` says it of a stage."""
    return f"({stage}.is_protected OR {stage}.kind = 'production')"


def parent_unit(words: Words, table: str, key: str) -> str:
    return f"(SELECT p.unit_id FROM {words.schema}{table} p WHERE p.id = NEW.{key})"
