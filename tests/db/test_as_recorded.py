"""What stood in a table at an instant stands there whenever that instant is looked back to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Integer, MetaData, Table, select, update
from sqlalchemy.orm import Session

from app.models.enforcement.audit import AUTHORED
from app.models.enforcement.history import SUFFIX
from app.models.queries.as_of import GOVERNED
from app.models.queries.deployments import list_steps
from app.models.queries.find import find_stage
from app.models.queries.listing_tasks import load_request
from app.models.queries.lookups import now
from app.models.queries.model_details import load_model_detail
from app.models.rules.as_recorded import PASTS, PRESENT
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.tables.base import SCHEMA
from app.models.tables.everything import METADATA
from app.models.tables.execution import Deployment
from app.models.tables.governance import TransitionRequest
from app.models.tables.inventory import Asset, ModelVersion, RegisteredModel
from app.models.tables.life_cycle import EngineInbox
from app.services.commands.asked_registrations import (
    NewAsking,
    ask_registration,
    settle_registration,
)
from app.services.commands.assets import NewAsset, attach_assets
from app.services.commands.deployments import record_step
from app.services.commands.models import NewField, set_schema
from app.services.commands.monitors import (
    NewMonitor,
    add_data_source,
    add_monitor,
    finish_run,
    start_run,
)
from app.services.commands.requests import decide, request_transition
from app.services.commands.snapshots import take_snapshot
from app.services.unit_of_work import UnitOfWork, Work
from tests.stories import (
    REASON,
    Registered,
    alarm,
    finish_task,
    pin,
    put_in_production,
    register,
)
from tests.workspaces import TestWorkspace

NEVER_KEPT = {name for name, past in PASTS.items() if past.there == "1 = 0"}
UNDER_WAY = {"monitor_run": "finished_at", "process_instance": "ended_at"}
NIGHT = datetime(2026, 3, 1, tzinfo=UTC)
SPEND = NewAsking("spend", "What a client will spend next month.", "A share of Marketing.")
READERS: dict[Any, Callable[[Session, UUID], object]] = {
    ModelVersion: load_model_detail,
    TransitionRequest: load_request,
    Deployment: list_steps,
}
Story = Iterator[Callable[[], object]]


def unclassified(metadata: MetaData) -> set[str]:
    """Tables of which nobody has said what they tell of an instant, or of which two say it."""
    named = {table.name for table in metadata.tables.values()}
    images = {f"{name}{SUFFIX}" for name in GOVERNED}
    said = [*GOVERNED, *PASTS, *PRESENT]
    return {name for name in named - images if said.count(name) != 1}


def test_every_table_says_once_what_it_tells_of_an_instant() -> None:
    assert unclassified(METADATA) == set()
    assert {*PASTS, *PRESENT} <= {table.name for table in METADATA.tables.values()}
    assert all(PRESENT.values())


def test_a_new_table_that_says_nothing_of_an_instant_is_named() -> None:
    metadata = MetaData()
    for name in ("asset", "stage", f"stage{SUFFIX}", "workspace", "novelty", f"novelty{SUFFIX}"):
        Table(name, metadata, Column("id", Integer, primary_key=True))

    assert unclassified(metadata) == {"novelty", f"novelty{SUFFIX}"}


def test_what_is_said_of_a_row_later_is_said_to_be_later() -> None:
    """A row that is changed says which columns were not known yet, or what is not kept."""
    for name, past in PASTS.items():
        columns = METADATA.tables[f"{SCHEMA}.{name}"].columns
        later = {column for one in past.later for column in one.made}
        assert later <= set(columns.keys()), name
        rights = RIGHTS_BY_TABLE.get(name)
        if rights is not None and rights.update:
            assert set(rights.editable) <= later or past.lacks, name
            assert later or past.lacks, name


def test_whatever_makes_an_author_tells_since_when() -> None:
    told = PASTS["version_author"].there
    assert {name for name in AUTHORED if f"{{now}}{name} " not in told} == set()


def at(workspace: TestWorkspace, moment: datetime) -> Work:
    reader = workspace.service
    return Work(reader.database, reader.actor, moment)


def clock(workspace: TestWorkspace) -> datetime:
    """The database's time, after everything so far."""
    return workspace.service.read(now)


def dump(session: Session) -> dict[str, list[str]]:
    """Every row of every table that says something of an instant, and what is read of them."""
    found = {
        table.name: sorted(map(repr, _rows(session, table)))
        for table in METADATA.sorted_tables
        if table.name not in PRESENT and table.name not in NEVER_KEPT
    }
    for table, load in READERS.items():
        ids = session.scalars(select(table.id).order_by(table.id)).all()
        found[load.__name__] = [repr(load(session, one)) for one in ids]
    return found


def _rows(session: Session, table: Table) -> Iterator[tuple[Any, ...]]:
    ended = UNDER_WAY.get(table.name)
    for row in session.execute(select(table)):
        if ended is None or row._mapping[ended] is not None:
            yield tuple(row)


def a_story(bank: TestWorkspace) -> Story:
    """What people and the service do to a model, a step at a time."""
    made: list[Registered] = []
    asked: list[UUID] = []
    deployed: list[UUID] = []
    watched: list[UUID] = []

    def replace_file() -> None:
        with bank.work("sanne").unit() as work:
            attach_assets(work, made[0].version_id, [NewAsset("model", "model.onnx", b"v2")])

    def describe() -> None:
        columns = [NewAsset("schema", name, name.encode()) for name in ("a.json", "b.json")]
        with bank.work("sanne").unit() as work:
            attach_assets(work, made[0].version_id, columns)

    def choose_one() -> None:
        """The second one takes the place of the first, long after it came."""
        with bank.work("mark").unit() as work:
            files = select(Asset).where(Asset.role == "schema").order_by(Asset.path)
            first, second = work.session.scalars(files)
            first.replaced_by = second.id

    def add_a_hand() -> None:
        with bank.work("mark").unit() as work:
            set_schema(work, made[0].version_id, [NewField("income", "predictor", "internal")])

    def freeze() -> None:
        with bank.work("sanne").unit() as work:
            snapshot = take_snapshot(work, made[0].version_id)
        made[0] = replace(made[0], snapshot_id=snapshot.id)

    def request() -> None:
        draft = bank.work("sanne").write(
            request_transition, made[0].version_id, stage="PROD", documents="https://docs.example/1"
        )
        asked.append(draft.id)

    def vote(handle: str) -> Callable[[], object]:
        def step() -> None:
            bank.work(handle).write(
                decide, asked[0], verdict="accept", reason=REASON, signer=bank.signer(handle)
            )

        return step

    def begin(run: str) -> Callable[[], object]:
        return lambda: bank.service.write(_start, made[0], run)

    def end(run: str) -> Callable[[], object]:
        return lambda: bank.service.write(_finish, made[0], run, statistic=0.1)

    def measure(hour: int, statistic: float) -> Callable[[], object]:
        return lambda: bank.service.write(
            _finish, made[0], f"hour {hour}", statistic=statistic,
            monitor_id=watched[0], fire_at=NIGHT + timedelta(hours=hour),
        )  # fmt: skip

    def ship() -> None:
        put_in_production(bank, register(bank, name="other"))
        deployed.append(bank.service.read(_newest))

    def note(step: str, state: str, **facts: object) -> Callable[[], object]:
        return lambda: bank.service.write(record_step, deployed[0], step, state, facts)

    yield lambda: made.append(register(bank))
    yield lambda: asked.append(bank.work("lin").write(_ask_for, SPEND))
    yield lambda: bank.work("mark").write(settle_registration, asked.pop(), _spend(bank))
    yield replace_file
    yield describe
    yield choose_one
    yield add_a_hand
    yield freeze
    yield begin("first")
    yield end("first")
    yield lambda: watched.append(_watch(bank, made[0]))
    for hour, statistic in ((1, 0.2), (30, 0.3), (2, 0.1), (8, 0.4)):  # one of them late
        yield measure(hour, statistic)
    yield request
    yield lambda: pin(bank, made[0])
    yield vote("aisha")
    yield vote("jo")
    yield lambda: finish_task(bank, made[0], "validator", by="mark")
    yield lambda: alarm(bank, made[0])
    yield ship
    yield note("verify", "started")
    yield note("verify", "done", bytes=12)
    yield note("load", "started")
    yield note("load", "failed", reason="no room")
    yield lambda: register(bank, name="other", content=b"v2")
    yield lambda: bank.service.write(_take_up)


def _ask_for(work: UnitOfWork, new: NewAsking) -> UUID:
    return ask_registration(work, new).id


def _spend(bank: TestWorkspace) -> UUID:
    return register(bank, name="spend", by="mark").version_id


def _start(work: UnitOfWork, made: Registered, key: str, **more: Any) -> UUID:
    about = {"kind": "release", "fire_at": NIGHT, **more}
    return start_run(
        work, run_key=key, model_id=made.model_id, version_id=made.version_id,
        snapshot_id=made.snapshot_id, **about,
    ).id  # fmt: skip


def _finish(work: UnitOfWork, made: Registered, key: str, *, statistic: float, **more: Any) -> None:
    found = {"test": "psi", "feature": "income", "statistic": statistic, "threshold": "< 0.25"}
    verdict = "PASS" if statistic < 0.25 else "FAIL"
    run = _start(work, made, key, **more)
    finish_run(work, run, results=[{**found, "verdict": verdict}], verdict=verdict)


def _watch(bank: TestWorkspace, made: Registered) -> UUID:
    with bank.work("tom").unit() as work:
        source = add_data_source(work, unit="bank", name="log of cc-fraud", kind="runtime_log")
        stage = find_stage(work.session, work.get(RegisteredModel, made.model_id), "PROD")
        new = NewMonitor("PSI per feature", "cc-fraud", stage.id, source.id, cron="0 6 * * *")
        return add_monitor(work, made.model_id, new).id


def _newest(session: Session) -> UUID:
    return session.scalars(select(Deployment.id).order_by(Deployment.number.desc())).one()


def _take_up(work: UnitOfWork) -> None:
    """As the service does with what it was asked for."""
    work.session.execute(
        update(EngineInbox)
        .where(EngineInbox.consumed_at.is_(None))
        .values(consumed_at=work.now(), result="There is no such process.")
    )


def test_every_table_reads_as_it_stood_at_each_step_of_a_story(workspace: TestWorkspace) -> None:
    seen: list[tuple[datetime, dict[str, list[str]]]] = []
    for step in a_story(workspace):
        step()
        seen.append((clock(workspace), workspace.service.read(dump)))

    for number, (moment, stood) in enumerate(seen):
        again = at(workspace, moment).read(dump)
        for name, rows in stood.items():
            assert again[name] == rows, (number, name)
    changed = {name for name in seen[0][1] if len({repr(stood[name]) for _, stood in seen}) > 1}
    assert {
        "asset", "audit_text", "blob", "decision", "deployment_step", "engine_inbox",
        "evidence_set", "metric_point", "monitor_run", "request_slot", "schema_field", "snapshot",
        "test_result", "user_task", "version_author", "transition_request",
        "transition_request_history",
    } <= changed  # fmt: skip
