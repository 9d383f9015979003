"""What is refused of decision records and of the imports that seal them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from app.models.rules.records import LOG
from app.models.rules.roles import Role
from tests.db.enforcement_kit import Bench, handle_of
from tests.db.enforcement_refusals import Refusal, Scene, Told
from tests.db.enforcement_rows import a_block, an_import

Row = dict[str, Any]
OTHER = "ab" * 32


def _of(make: Callable[..., Row], name: str, records: int = 2) -> Told:
    """A value of the one true row that all values of a case share."""

    def find(scene: Scene) -> Any:
        if "row" not in scene.made:
            scene.made["row"] = make(scene.bench, scene.owner, records)
        return scene.made["row"][name]

    return find


def _refused(code: str, table: str, make: Callable[..., Row], *names: str, **lie: Any) -> Refusal:
    says = {**{name: _of(make, name) for name in names}, **lie}
    return Refusal(code, table, says, only_on="postgresql")


def _block(**lie: Any) -> Refusal:
    names = ("import_id", "model_id", "position", "entries", "sha256")
    return _refused("record.block", "record_block", a_block, *names, **lie)


def _import(**lie: Any) -> Refusal:
    return _refused(
        "record.root", "record_import", an_import, "id", "model_id", "sha256", "records", **lie
    )


def _shortened(scene: Scene) -> bytes:
    entries: bytes = _of(a_block, "entries")(scene)
    return entries[:48]


def _turned(scene: Scene) -> bytes:
    entries: bytes = _of(a_block, "entries")(scene)
    return entries[48:] + entries[:48]


def _behind(bench: Bench, owner: Any, records: int) -> Row:
    """One more record has come in than the blocks hold."""
    row = an_import(bench, owner, records)
    bench.put(owner, "decision_record", import_id=row["id"], position=records)
    return row


def _twice(bench: Bench, owner: Any, records: int) -> Row:
    """A second block, which holds the records of the first one."""
    row = an_import(bench, owner, records)
    block = a_block(bench, owner, records)
    bench.put(owner, "record_block", **{**block, "import_id": row["id"], "position": 1})
    return row


_IMPORT = ("id", "model_id", "sha256", "records")
_LOGGED: Row = {"source": LOG}
REFUSALS = (
    Refusal(
        "record.log",
        "decision_record",
        {"import_id": lambda _: uuid4(), "position": 0, **_LOGGED},
        by=handle_of(Role.TESTER),
    ),
    Refusal(
        "record.log",
        "record_import",
        {**{name: _of(an_import, name) for name in _IMPORT}, **_LOGGED},
        by=handle_of(Role.TESTER),
        only_on="postgresql",
    ),
    Refusal("record.log", "record_import", _LOGGED, by=handle_of(Role.TESTER), only_on="sqlite"),
    Refusal("record.order", "decision_record", {"import_id": lambda _: uuid4(), "position": 1}),
    Refusal("record.order", "decision_record", {"import_id": lambda _: uuid4(), "position": -1}),
    _block(sha256=OTHER),
    _block(entries=_shortened),
    _block(entries=_turned),
    _block(entries=b""),
    _block(position=1),
    _block(position=2**31 - 1),
    _import(sha256=OTHER),
    _import(records=1),
    _import(records=0),
    _import(records=2**31 - 1),
    _import(id=lambda _: uuid4()),  # of which nothing came in
    _refused("record.root", "record_import", _behind, *_IMPORT),
    _refused("record.root", "record_import", _twice, *_IMPORT),
)
