"""What every table shares: keys, types, and the columns that only the database fills."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

SCHEMA = "mw"
NOBODY = uuid.UUID(int=0)  # stands in for a parent's unit until the database has copied it


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; `timestamptz` on PostgreSQL, sortable text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone can't be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# One page of a list holds the same id in many rows; to parse it costs more than to find it again.
_read_id = lru_cache(maxsize=32_768)(uuid.UUID)


class Id(Uuid[uuid.UUID]):
    """An id. SQLite stores text; PostgreSQL has a type of its own, which takes this one's place."""

    cache_ok = True

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], uuid.UUID | None]:
        return _id_or_none


def _id_or_none(value: str | None) -> uuid.UUID | None:
    return None if value is None else _read_id(value)


class mw_actor(GenericFunction[uuid.UUID]):  # noqa: N801 - the name of the SQL function
    """Who is connected: the person of this login (PostgreSQL) or of this session (SQLite)."""

    type = Uuid()
    inherit_cache = True


class mw_now(GenericFunction[datetime]):  # noqa: N801 - the name of the SQL function
    """The database's clock, also while a transaction runs; never a client's."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(mw_actor)
@compiles(mw_now)
def _compile_function(element: Any, compiler: SQLCompiler, **_: Any) -> str:
    name = f"{element.name}()"
    return f"({name})" if compiler.dialect.name == "sqlite" else f"{SCHEMA}.{name}"


class mw_fold(GenericFunction[str]):  # noqa: N801 - the name of the SQL function
    """A text of the database as `casefolded`: SQLite's own lower() knows no more than ASCII."""

    type = String()
    inherit_cache = True


@compiles(mw_fold)
def _compile_fold(element: Any, compiler: SQLCompiler, **more: Any) -> str:
    text = compiler.process(element.clauses, **more)
    if compiler.dialect.name == "sqlite":
        return f"mw_fold({text})"
    return f"replace(lower({text}), '\u00df', 'ss')"  # lower() leaves what folds to two letters


Json = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(
        schema=SCHEMA,
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        },
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        uuid.UUID: Id(),
        dict[str, Any]: Json,
        list[str]: Json,
        list[Any]: Json,
    }

    # What triggers fill after the insert is read when it is asked for, never by RETURNING.
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012 - SQLAlchemy declares its type

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805 - a class is what it gets
        name = cls.__name__
        return "".join("_" + c.lower() if c.isupper() else c for c in name).lstrip("_")


def unit_key() -> ForeignKey:
    return ForeignKey(f"{SCHEMA}.business_unit.id")


def agreeing(table: str, *, is_late: bool = False, **columns: str) -> ForeignKeyConstraint:
    """What a row names belongs together: all these columns are those of one row of `table`.

    Like every foreign key it holds nothing of a row where one of the columns is null.
    """
    there = [f"{SCHEMA}.{table}.{name}" for name in columns.values()]
    initially = "DEFERRED" if is_late else None
    return ForeignKeyConstraint([*columns], there, deferrable=is_late or None, initially=initially)


def version_key() -> ForeignKeyConstraint:
    return agreeing("model_version", version_id="id", model_id="model_id")


def snapshot_key() -> ForeignKeyConstraint:
    return agreeing("snapshot", snapshot_id="id", version_id="version_id", model_id="model_id")


def request_key() -> ForeignKeyConstraint:
    return agreeing(
        "transition_request", request_id="id", version_id="version_id", model_id="model_id"
    )


class Identified:
    """A row with an id that Python makes once per intent of a user."""

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)


class InUnit:
    """A row of a business unit. A child's unit is copied from its parent by the database."""

    unit_id: Mapped[uuid.UUID] = mapped_column(server_default=text(f"'{NOBODY.hex}'"), index=True)


class Recorded:
    """Stamps of the present image of a row: since when, and by whom. Triggers write them."""

    recorded_from: Mapped[datetime] = mapped_column(server_default=mw_now())
    recorded_by: Mapped[uuid.UUID] = mapped_column(server_default=mw_actor())


class Versioned(Identified, Recorded):
    """A row that people change: versioned against lost updates, with history and audit events."""

    row_version: Mapped[int] = mapped_column(Integer, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - a class is what it gets
        return {"version_id_col": cls.row_version, "eager_defaults": False}


class Governed(Versioned, InUnit):
    """Such a row of a business unit."""


class Numbered:
    """A row that people name by a number of the workspace. The database counts."""

    number: Mapped[int] = mapped_column(BigInteger, server_default=text("0"), index=True)


class Written(Identified, InUnit):
    """A row that is written once and never changed."""

    created_at: Mapped[datetime] = mapped_column(server_default=mw_now())
    created_by: Mapped[uuid.UUID] = mapped_column(server_default=mw_actor())
