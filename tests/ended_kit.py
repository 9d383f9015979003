"""A runtime that is retired, and the word of a person that it has ended."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from app.models.tables.execution import Deployment, Placement, Runtime
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.ended_runtimes import say_ended, take_off_ended
from app.services.commands.runtimes import retire_runtime
from app.services.signing import Signer
from tests.stories import Registered, put_in_production, register
from tests.trail_kit import tamper
from tests.workspaces import TestWorkspace

SOLD = "The machine is sold."
SEEN_BY_EYE = "Its disks were shredded in my presence."


def serving(bank: TestWorkspace) -> Registered:
    """A model serves in production, where people sign what they do."""
    found = register(bank)
    put_in_production(bank, found)
    if bank.is_sqlite:  # a file of one person's asks for no signature; a demo does
        tamper(bank, "UPDATE {schema}workspace SET is_demo = true")
    return found


def runtime_of(bank: TestWorkspace, name: str = "prod-1") -> UUID:
    with bank.service.reading() as session:
        return session.scalars(select(Runtime.id).where(Runtime.name == name)).one()


def retire(bank: TestWorkspace) -> None:
    bank.work("tom").write(
        retire_runtime, runtime_of(bank), reason=SOLD, is_forced=True, signer=bank.signer("tom")
    )


def deployed(bank: TestWorkspace) -> list[UUID]:
    with bank.service.reading() as session:
        found = select(Deployment.id).where(Deployment.state == "deployed")
        return list(session.scalars(found.order_by(Deployment.number)))


def say(
    bank: TestWorkspace,
    *,
    by: str = "tom",
    seen: list[UUID] | None = None,
    signer: Signer | None = None,
) -> UUID:
    return bank.work(by).write(
        say_ended,
        runtime_of(bank),
        reason=SEEN_BY_EYE,
        seen=deployed(bank) if seen is None else seen,
        signer=signer or bank.signer(by),
    )


def take_up(bank: TestWorkspace, asked: UUID) -> None:
    with bank.service.unit() as work:
        assert take_off_ended(work, work.get(EngineInbox, asked)) is None


def in_production(bank: TestWorkspace) -> list[tuple[str, str, str, str]]:
    """State and reason of each deployment there, and of its place."""
    with bank.service.reading() as session:
        rows = session.execute(
            select(Deployment.state, Deployment.reason, Placement.state, Placement.reason)
            .join(Placement, Placement.id == Deployment.placement_id)
            .order_by(Deployment.number)
        )
        return [tuple(row) for row in rows]
