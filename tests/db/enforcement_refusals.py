"""Writes that are refused for one reason: but for it they would be allowed, in all three places.

The data stand in `refusals_of_*.py`; here is what makes cases of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Connection, Table, insert, update

from app.models.rules import blank
from app.models.rules.blockers import Blocker
from app.models.rules.four_eyes import DeciderFacts
from app.models.rules.keys import SignatureFacts, signature_blockers
from app.models.rules.rights import write_blockers
from app.models.rules.tasks import reason_blockers
from app.models.tables.base import mw_now
from tests.db.enforcement_cases import Ask, Case, codes
from tests.db.enforcement_kit import EVERY_HAT, HELD, Bench

BLANK = " "
WHITE = "".join(map(chr, (*blank.WHITE, *blank.UNSEEN)))  # all that nobody sees
SEEN_WHITE = "\u00a0\u2003\u3000"  # that names may hold


@dataclass(frozen=True)
class Scene:
    """Who tries something, and the owner's hand that lays out what they try it on."""

    bench: Bench
    owner: Connection
    handle: str
    made: dict[str, Any] = field(default_factory=dict)  # by a name that several values share

    @property
    def me(self) -> UUID:
        return self.bench.people[self.handle]

    @property
    def actor(self) -> DeciderFacts:
        return DeciderFacts(self.me, HELD[self.handle])

    def put(self, table: str, **given: Any) -> Any:
        return self.bench.put(self.owner, table, **self.filled(given))

    def filled(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: told(self) if callable(told) else told for name, told in values.items()}


Values = Mapping[str, Any]  # of a column: itself, or what a scene gives for it
Told = Callable[[Scene], Any]
Rule = Callable[[Scene], Iterable[Blocker]]


@dataclass(frozen=True)
class Refusal:
    """`code` refuses that `by` writes `says` into `table`: a new row, or over the `row` put there.

    `python` is Python's own rule, where it has one; the codes it gives are then the case's. Where
    it has none no command of the product writes so, and the code stands for itself.
    """

    code: str
    table: str
    says: Values
    row: Values | Told | None = None  # the values of the row, or what gives the key of one
    by: str = EVERY_HAT
    python: Rule | None = None
    only_on: str = ""  # the one database that has it
    is_hidden: bool = False  # on PostgreSQL row security lets nobody see another's row

    def case(self, bench: Bench, owner: Connection) -> Case:
        scene = Scene(bench, owner, self.by)
        table = bench.table(self.table)
        if self.row is None:
            says = scene.filled(self.says)
            statement: Any = (
                bench.new_row(self.table, **says).values(**says)  # type: ignore[attr-defined]
            )
        else:
            key = self.row(scene) if callable(self.row) else scene.put(self.table, **self.row)
            says = scene.filled(self.says)
            if self.code != "act.unsigned":
                bench.sign_step(owner, self.table, key, says.get("state"), self.by)
            if "row_version" in table.c:
                says = {"row_version": table.c.row_version + 1, **says}
            statement = update(table).where(_key(table) == key).values(**says)
        what = "insert" if self.row is None else "update"
        label = f"{what} {self.table}, {self.code}: {', '.join(self.says)}"
        return Case(label, self.by, self._ask(scene), statement, self.is_hidden)

    def _ask(self, scene: Scene) -> Ask:
        rule = self.python
        if rule is None:
            return lambda: (self.code,)
        return lambda: codes(rule(scene))


def _key(table: Table) -> Column[Any]:
    return next(iter(table.primary_key.columns))


def refusal_cases(bench: Bench, refusals: Iterable[Refusal]) -> Iterator[Case]:
    """A row for each; the rules are off while it is laid out."""
    with bench.as_owner() as owner:
        for one in refusals:
            if one.only_on in ("", bench.name):
                yield one.case(bench, owner)


# What several tables say of a person, a row, a signature


def me(scene: Scene) -> UUID:
    return scene.me


def somebody(name: str = "other") -> Told:
    return lambda scene: scene.bench.people[name]


def new(table: str, **given: Any) -> Told:
    """The key of a row put there for this."""
    return lambda scene: scene.put(table, **given)


def once(name: str, told: Told) -> Told:
    """The same for all values of the case that give this name."""

    def find(scene: Scene) -> Any:
        if name not in scene.made:
            scene.made[name] = told(scene)
        return scene.made[name]

    return find


def fresh(scene: Scene) -> str:
    return uuid4().hex


def now(_: Scene) -> Any:
    """The database's, at the moment it is written."""
    return mw_now()


def another_unit(scene: Scene) -> UUID:
    """In which nobody of the bench has a role."""
    found: UUID = scene.bench.seeds["2 unit_id"]
    return found


def unit_below(scene: Scene) -> UUID:
    found: UUID = scene.bench.seeds["unit below"]
    return found


def written_by(name: str = EVERY_HAT) -> Told:
    """A version that this person worked on."""

    def find(scene: Scene) -> UUID:
        version: UUID = scene.put("model_version")
        author = {"version_id": version, "person_id": scene.bench.people[name]}
        scene.owner.execute(insert(scene.bench.table("version_author")).values(**author))
        return version

    return find


def own_model(**given: Any) -> Told:
    """A model that this person worked on."""

    def put(scene: Scene) -> Any:
        version: UUID = written_by(scene.handle)(scene)
        versions = scene.bench.table("model_version")
        model = scene.put("registered_model", **given)
        mine = versions.c.id == version
        scene.owner.execute(versions.update().where(mine).values(model_id=model))
        return model

    return put


def own_key(scene: Scene) -> UUID:
    return scene.bench.keys[scene.handle]


def anothers_key(scene: Scene) -> UUID:
    return scene.bench.keys["other"]


SIGNED: Values = {"document": "{}", "signature": "c2lnbmVk", "key_id": own_key}
FOREIGN: Values = {**SIGNED, "key_id": anothers_key}


def stray(table: str, code: str, says: Values | None = None, **given: Any) -> Iterator[Refusal]:
    """A part of a signature, put beside what nobody signs."""
    for name, value in {**SIGNED, "signature": ""}.items():
        yield Refusal(code, table, {**(says or {}), name: value}, **given)


def unsigned_as(code: str) -> Rule:
    facts = SignatureFacts(is_required=True, is_signed=False, has_active_key=False)
    return lambda _: signature_blockers(facts, unsigned=code)


def signed_by_another(_: Scene) -> Iterable[Blocker]:
    facts = SignatureFacts(is_required=True, is_signed=True, has_active_key=False)
    return signature_blockers(facts, unsigned="")


def powerless(table: str, action: str) -> Rule:
    """Python's rule for somebody who has no right in the row's unit."""
    return lambda _: write_blockers(table, action, ())


def unexplained(_: Scene) -> Iterable[Blocker]:
    return reason_blockers(BLANK)


def signed_acts(table: str, says: Values, unsigned: str, **given: Any) -> tuple[Refusal, ...]:
    """Nobody signed it, or somebody with another's key."""
    bare = Refusal(unsigned, table, says, python=unsigned_as(unsigned), **given)
    foreign = {**says, **FOREIGN}
    return bare, Refusal("key.inactive", table, foreign, python=signed_by_another, **given)
