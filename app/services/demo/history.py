"""Noorderbank's past: every row of it made by the real commands, under simulated time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID
from zoneinfo import ZoneInfo

import pyarrow as pa
from sqlalchemy import func, select

from app.errors import AppError
from app.models.queries.find import find_stage
from app.models.queries.in_force import table_in_force
from app.models.queries.run_ends import DEPLOYED
from app.models.tables.inventory import ModelVersion, RegisteredModel
from app.models.tables.life_cycle import UserTask
from app.models.tables.monitoring import Alert, MonitorRun
from app.services.background import Background
from app.services.commands.alerts import acknowledge_alert
from app.services.commands.assets import NewAsset
from app.services.commands.keys import confirm_key
from app.services.commands.models import (
    NewField,
    NewModel,
    NewVersion,
    add_document,
    add_version,
    clean_tag,
    record_training,
    register_model,
)
from app.services.commands.monitors import (
    NewMonitor,
    add_data_source,
    add_monitor,
    edit_monitor,
    key_of_run,
)
from app.services.commands.people import add_person, add_unit, find_unit, grant_role
from app.services.commands.processes import submit
from app.services.commands.runtimes import NewRuntime, add_runtime
from app.services.demo.acts import Cast, Release, watch_by_hand
from app.services.demo.bank import MODELS, PEOPLE, ROOT, SECOND_ROOT, UNITS, WORKSPACE, DemoModel
from app.services.demo.deciding import (
    ask_now,
    begin_applications,
    file_decisions,
    follow_release,
    take_log,
)
from app.services.demo.documents import CARD, VALIDATION, card_text, validation_text
from app.services.demo.duties import lay_down_duties, supersede_duties
from app.services.demo.governing import (
    leave_governance_open,
    plan_reviews,
    put_up_life_cycle,
    register_uses,
    sign_off_past,
)
from app.services.demo.made_models import LOCK, MadeModel, bought, rescored, trained
from app.services.demo.scorecards import Scorecard, reference, sample, schema_fields, write_parquet
from app.services.demo.stage import RUNTIMES, Stage, StoryClock
from app.services.demo.train import Fitted
from app.services.digests import digest_file
from app.services.intake.schema import parse_schema
from app.services.personal_keys import make_key
from app.services.runtime_access import runtime_folder
from app.services.scheduler import queue_run
from app.services.schema_facts import new_field
from app.services.stores import DATA, put_file
from app.services.workspace import create_workspace

BATCH_ROWS = 1200
MONITORED_DAYS = 28
FRAUD_CRON, FRAUD_AT, FRAUD_ZONE = "0 5 * * *", time(5), "Europe/Amsterdam"
_FRAUD_RUNBOOK = """1. Look whether a batch is missing or cut short.
2. Ask the card desk whether a campaign or a new merchant group has begun.
3. Drift of one feature only: tell its owner. Of several: start a run to refresh the model.
4. Disparate impact: compare who was stopped in each age group, and give the alert to Validation."""
# Model, version, and how many days ago.
DOCUMENTS = {CARD: ("model_card", "Model card"), VALIDATION: ("validation", "Validation")}
EARLIER = (("hmrm", 3, 190.0), ("cc-fraud", 12, 150.0), ("credit-score", 21, 100.0))
LATER = (("cc-limit", 5, 80.0), ("cc-fraud", 13, 60.0))
CALM_DAY = 5000  # seed of a day on which no test fails
MISSING_DAYS = (18, 17)  # days ago without a batch: gaps are shown as gaps


class History:
    """Writes the past of a fresh demo workspace, up to the moment `clock` then shows."""

    def __init__(self, stage: Stage, clock: StoryClock, now: datetime) -> None:
        self._stage = stage
        self._clock = clock
        self._now = now
        self._models: dict[str, UUID] = {}
        self._fitted: dict[tuple[str, int], Fitted | None] = {}  # by model and seed
        self._due: tuple[UUID, datetime] | None = None  # the last run of the monitor, still to come
        self._background: Background | None = None
        self._look: Future[int] | None = None

    def acts(self, *, with_releases: bool = True) -> Iterator[None]:
        """People, units and runtimes; with their releases, monitors and open work.

        Act by act: whoever asks for the next one may end in between, or go on in another thread.
        """
        create_workspace(self._stage.database, WORKSPACE)
        self._add_people()
        self._add_runtimes()
        if not with_releases:
            self._make_keys()
            self._clock.move_to(self._now)
            return
        self._background = self._stage.background("demo history")
        pool = ThreadPoolExecutor(1, "start of the runtimes")
        try:
            self._look = pool.submit(self._background.watch_once)
            yield
            self._make_keys()
            self._register_models()
            yield from self._release_all(EARLIER)
            self._decide_on_customers()
            yield from self._release_all(LATER)
            follow_release(self._stage)
            asked_at = ask_now(self._stage)
            plan_reviews(self._stage, self._models)
            self._background.seal_once()
            sign_off_past(self._stage, self._models["cc-fraud"])
            lay_down_duties(self._stage)
            monitor_id = self._add_fraud_monitor()
            yield from self._monitor_fraud(monitor_id)
            yield from self._leave_work_open()
            leave_governance_open(self._stage, self._models)
            put_up_life_cycle(self._stage)
            supersede_duties(self._stage)
            self._schedule(monitor_id)
            self._write_batch(self._now, seed=CALM_DAY)  # not measured yet: it ends the alerts
            take_log(self._stage, self._clock, asked_at)
            self._background.watch_once()  # the runtimes were looked at just now
            self._background.seal_once()
        finally:
            pool.shutdown()
            self._background.close()

    def _days_ago(self, days: float) -> datetime:
        day = self._now - timedelta(days=days)
        return day.replace(hour=10, minute=2, second=0, microsecond=0)

    def _add_people(self) -> None:
        ada = self._stage.work("ada")
        for key, name in UNITS:
            ada.write(add_unit, key=key, name=name, parent="bank")
        for person in PEOPLE:
            with ada.unit() as work:
                row = add_person(work, handle=person.handle, full_name=person.full_name)
                unit = find_unit(work, person.unit)
                for role in person.roles:
                    grant_role(work, row.id, str(role), unit.id)

    def _make_keys(self) -> None:
        """Everybody's own, confirmed by both administrators."""
        ada, bram = (self._stage.work(one.handle) for one in (ROOT, SECOND_ROOT))
        for person in PEOPLE:
            key = make_key(self._stage.work(person.handle), self._stage.settings)
            for administrator in (ada, bram):
                administrator.write(confirm_key, key.id)

    def _add_runtimes(self) -> None:
        tags = tuple(clean_tag(one.name) for one in MODELS if one.name != "aml-screening")
        for name, stage in zip(RUNTIMES, ("SIT", "PROD"), strict=True):
            runtime_folder(self._stage.settings, name).mkdir(parents=True, exist_ok=True)
            new = NewRuntime(name, "bank", stage_tags=(stage,), service_tags=tags)
            self._stage.work("tom").write(add_runtime, new)

    def _register_models(self) -> None:
        for days, one in zip(range(520, 0, -30), MODELS, strict=False):
            self._clock.move_to(self._days_ago(days))
            new = NewModel(
                name=one.name,
                unit=one.unit,
                kind=one.kind,
                risk_tier=one.risk_tier,
                framework=one.framework,
                description=one.description,
            )
            row = self._stage.work(one.owner).write(register_model, new)
            self._models[one.name] = row.id
        register_uses(self._stage, self._models)

    def _release_all(self, releases: Sequence[tuple[str, int, float]]) -> Iterator[None]:
        for name, number, days in releases:
            self._clock.move_to(self._days_ago(days))
            self._release(name, number, seed=number)
            yield

    def _decide_on_customers(self) -> None:
        """By a version of cc-fraud that is replaced later."""
        self._clock.move_to(self._days_ago(90))
        begin_applications(self._stage)
        file_decisions(self._stage)

    def _release(
        self, name: str, number: int, *, seed: int, stop_at: str = "", break_smoke: bool = False
    ) -> None:
        """Bring version `number` of a model to production, or to the open task `stop_at`.

        Raises:
            AppError: it ended otherwise, or stopped.
        """
        model = _model(name)
        version_id = self._add_version(model, number, seed=seed, break_smoke=break_smoke)
        owner = self._stage.work(model.owner)
        watch_by_hand(self._stage, self._models[name])
        owner.write(submit, version_id)
        validator = "mark" if model.owner == "sanne" else "sanne"
        deciders = ("aisha",) if stop_at == "approve" else ("aisha", validator, "jo")
        cast = Cast(
            author=model.owner,
            deciders=deciders,
            reviewer=validator,
            between=lambda: self._wait(hours=3),
        )
        assert self._background is not None
        assert self._look is not None
        self._look.result()  # the runtimes came up meanwhile
        release = Release(self._stage, self._background, version_id, cast)
        task = release.play(until=lambda task: self._stays(task, stop_at, release))
        instance = release.instance()
        assert instance is not None
        ended = task.kind if task is not None else instance.outcome or instance.state
        if ended != (stop_at or DEPLOYED):
            raise AppError(
                f"The release of {name} v{number} ended with “{ended}” instead of"
                f" “{stop_at or DEPLOYED}”: the demo's past is not whole.",
                hint="Start the demo again: it is made anew.",
            )

    def _stays(self, task: UserTask, stop_at: str, release: Release) -> bool:
        if task.kind != stop_at:
            return False
        if stop_at == "approve":
            release.decide(task)  # the first of two votes
        return True

    def _add_version(
        self, model: DemoModel, number: int, *, seed: int, break_smoke: bool = False
    ) -> UUID:
        """Register candidates up to `number`; the last one complete with data and documents."""
        model_id = self._models[model.name]
        work = self._stage.work(model.owner)
        with work.unit() as unit:
            latest = select(func.max(ModelVersion.version)).where(ModelVersion.model_id == model_id)
            for _ in range(unit.session.scalar(latest) or 0, number - 1):
                add_version(unit, model_id, NewVersion("entry", "Candidate"))
        with TemporaryDirectory(prefix="modelward-demo-") as scratch:
            made = self._make_model(model, Path(scratch), seed)
            version = self._complete_version(
                model, made, Path(scratch), seed=seed, break_smoke=break_smoke
            )
            with work.unit() as unit:
                row = add_version(unit, model_id, version)
                if made.training is not None:
                    record_training(
                        unit, row.id, run_key=f"{model.name}-v{row.version}", **made.training
                    )
                for one in version.assets:
                    if one.path in DOCUMENTS:
                        kind, title = DOCUMENTS[one.path]
                        add_document(
                            unit,
                            model_id,
                            kind=kind,
                            title=f"{title} of {model.name} v{row.version}",
                            sha256=one.digest(),
                            version_id=row.id,
                        )
                return row.id

    def _make_model(self, model: DemoModel, scratch: Path, seed: int) -> MadeModel:
        card = _tuned(model.card, seed)
        if model.kind == "in_house":
            settings = self._stage.settings
            made = trained(settings, self._clock, model, card, seed=seed, scratch=scratch)
        else:
            made = bought(card, seed)
        self._fitted[model.name, seed] = made.fitted
        return made

    def _complete_version(
        self, model: DemoModel, made: MadeModel, scratch: Path, *, seed: int, break_smoke: bool
    ) -> NewVersion:
        card, train, holdout = _tuned(model.card, seed), made.train, made.holdout
        assets = [
            *made.assets,
            NewAsset("model", "model.onnx", made.model),
            NewAsset("test", "reference.json", self._reference(card, holdout, break_smoke)),
            NewAsset("dependencies", LOCK, made.lock),
            NewAsset("schema", "schema.json", json.dumps({"fields": schema_fields(card)}).encode()),
            NewAsset("document", CARD, card_text(model, train).encode()),
            NewAsset("document", VALIDATION, validation_text(model, train, holdout).encode()),
        ]
        for name, table in (("train.parquet", train), ("holdout.parquet", holdout)):
            file = write_parquet(table, scratch / name).resolve()
            path = f"{model.name}/{seed}/{name}"
            put_file(self._stage.settings, DATA, path, file, digest_file(file))
            assets.append(NewAsset("sample", path, file, store=DATA))
        return NewVersion("folder", "Quarterly refresh", tuple(assets), _fields(card))

    def _reference(self, card: Scorecard, holdout: pa.Table, break_smoke: bool) -> bytes:
        content = reference(card, holdout)
        if break_smoke:
            found = json.loads(content)
            found["score"] = [min(1.0, one + 0.2) for one in found["score"]]
            content = json.dumps(found).encode()
        return content

    def _monitor_fraud(self, monitor_id: UUID) -> Iterator[None]:
        """Four weeks of daily batches, drifting in income in the last ten days.

        The last one is of today, once it is due: while other work is done.
        """
        fires = self._fires()
        for days, fire_at in zip(range(MONITORED_DAYS, 0, -1), fires, strict=True):
            if days not in MISSING_DAYS:
                self._write_batch(fire_at, seed=5000 + days, drift=max(0.0, (10 - days) / 10))
            if days == 1:
                self._due = monitor_id, fire_at
                return
            self._clock.move_to(fire_at)
            self._run_monitor(monitor_id, fire_at)
            if days == 4:
                self._acknowledge("One age group is stopped more often. Validation looks into it.")
            yield

    def _fires(self) -> list[datetime]:
        """When the monitor was due by its calendar: the last time a day ago at most."""
        zone = ZoneInfo(FRAUD_ZONE)
        today = self._now.astimezone(zone).date()
        days = (today - timedelta(days=back) for back in range(MONITORED_DAYS, -1, -1))
        fires = (datetime.combine(day, FRAUD_AT, zone).astimezone(UTC) for day in days)
        return [one for one in fires if one <= self._now][-MONITORED_DAYS:]

    def _wait(self, *, hours: float) -> None:
        self._move_to(self._clock() + timedelta(hours=hours))

    def _move_to(self, when: datetime) -> None:
        """What is due by then is done at its time."""
        if self._due is not None and self._due[1] <= when:
            (monitor_id, fire_at), self._due = self._due, None
            self._clock.move_to(fire_at)
            self._run_monitor(monitor_id, fire_at)
        self._clock.move_to(when)

    def _write_batch(self, at: datetime, *, seed: int, drift: float = 0.0) -> None:
        """What was paid with cards on that day, scored by v13 as it serves."""
        card, fitted = _tuned(_model("cc-fraud").card, 13), self._fitted["cc-fraud", 13]
        batch = rescored(sample(card, BATCH_ROWS, seed, drift=drift), fitted)
        name = at.strftime("cc-fraud/%Y-%m-%d.parquet")
        write_parquet(batch, self._stage.settings.store_folder("batches") / name)

    def _schedule(self, monitor_id: UUID) -> None:
        """From now on by the calendar; earlier fires were queued by hand, none is made up for."""
        self._stage.work("tom").write(edit_monitor, monitor_id, cron=FRAUD_CRON)
        assert self._background is not None
        self._background.schedule_once()

    def _run_monitor(self, monitor_id: UUID, fire_at: datetime) -> None:
        service = self._stage.work("service")
        service.write(queue_run, monitor_id, fire_at, fire_at)
        key = key_of_run(monitor_id, fire_at)

        def is_done() -> bool:
            with service.reading() as session:
                state = select(MonitorRun.state).where(MonitorRun.run_key == key)
                return session.scalar(state) == "done"

        assert self._background is not None
        self._background.settle(is_done, when_idle=True)

    def _add_fraud_monitor(self) -> UUID:
        tom = self._stage.work("tom")
        with tom.unit() as work:
            model = work.get(RegisteredModel, self._models["cc-fraud"])
            source = add_data_source(
                work, unit="fraud", name="Daily card batches", kind="files", store="batches",
                pattern="cc-fraud/%Y-%m-%d.parquet",
            )  # fmt: skip
            new = NewMonitor(
                name="Daily drift and performance",
                service_tag="cc-fraud",
                stage_id=find_stage(work.session, model, "PROD").id,
                data_source_id=source.id,
                decision_table_id=table_in_force(work.session, "monitor-thresholds", model.unit_id),
                zone=FRAUD_ZONE,
                runbook=_FRAUD_RUNBOOK,
            )
            return add_monitor(work, model.id, new).id

    def _acknowledge(self, reason: str) -> None:
        """Take up what was noticed first: that a group is treated otherwise."""
        tom = self._stage.work("tom")
        first = select(Alert.id).where(Alert.state == "open", Alert.rule.startswith("disparate"))
        with tom.reading() as session:
            alert_id = session.scalars(first.order_by(Alert.number).limit(1)).first()
        if alert_id is not None:
            tom.write(acknowledge_alert, alert_id, reason=reason)

    def _leave_work_open(self) -> Iterator[None]:
        """What waits for people now: each kind of task that a release can ask for."""
        self._move_to(self._now - timedelta(hours=20))
        self._add_version(_model("credit-score"), 22, seed=22)  # whole, and not yet asked for
        self._release("churn", 8, seed=8, stop_at="results")
        self._wait(hours=2)
        yield
        self._release("cc-limit", 6, seed=6, stop_at="deployment", break_smoke=True)
        self._wait(hours=2)
        yield
        self._release("aml-screening", 1, seed=1, stop_at="runtime")
        self._wait(hours=1)
        yield
        self._release("cc-fraud", 14, seed=14, stop_at="approve")
        self._move_to(self._now)


def _model(name: str) -> DemoModel:
    return next(one for one in MODELS if one.name == name)


def _tuned(card: Scorecard, seed: int) -> Scorecard:
    """Each version is a little different, as versions are."""
    return replace(card, intercept=card.intercept + 0.01 * (seed % 7))


def _fields(card: Scorecard) -> tuple[NewField, ...]:
    return tuple(new_field(one) for one in parse_schema({"fields": schema_fields(card)}, "demo"))
