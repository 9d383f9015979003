"""What Noorderbank's applications decided on customers, and how the records of it came in."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from app.errors import AppError
from app.models.queries.find import find_version
from app.models.queries.releases import RuntimeRow, list_live_runtimes
from app.models.tables.applications import Application
from app.services.allowed_hosts import AllowedHosts
from app.services.commands.applications import add_application, record_use
from app.services.commands.records import Origin, import_records
from app.services.demo.bank import FRAUD
from app.services.demo.scorecards import sample
from app.services.demo.stage import RUNTIMES, Stage, StoryClock
from app.services.http import Http
from app.services.record_files import RecordRow, WrongRow, read_records
from app.services.record_logs import log_rows
from app.services.runtime_access import address_of

SERVICE = "cc-fraud"
SWITCH, DESK = "Payment switch", "Mortgage desk"
PRODUCTION = RUNTIMES[1]
PAYMENTS = 20
FIRST_FILED, FIRST_LOGGED = 4701, 5101  # ids of payments, as the switch counts them
# A runtime's clock is the real one. What was asked in simulated time is no decision of its log.
PAST = "history"
LOG_S = 30.0


@dataclass(frozen=True, slots=True)
class Scored:
    """What production answered, and with which file."""

    payments: Sequence[Mapping[str, Any]]
    scores: Sequence[float]
    sha256: str


def begin_applications(stage: Stage) -> None:
    """The systems that ask models, with the versions that answer them by then."""
    for name, version in ((SWITCH, "cc-fraud:12"), (DESK, "hmrm:3")):
        row = stage.work("tom").write(add_application, name, unit="bank", owner="tom")
        stage.work("tom").write(record_use, row.id, _version(stage, version))


def follow_release(stage: Stage) -> None:
    """The switch uses what replaced its version, from the moment that it served."""
    tom, switch = stage.work("tom"), _application(stage, SWITCH)
    use = tom.write(record_use, switch, _version(stage, "cc-fraud:13"))
    tom.write(record_use, switch, _version(stage, "cc-fraud:12"), used_until=use.used_from)


def file_decisions(stage: Stage) -> None:
    """Payments that the switch let through or stopped, handed over as its own file."""
    found = _ask(stage, FIRST_FILED, purpose=PAST)
    until = stage.clock()
    lines = [
        json.dumps(
            {
                "decision_id": str(FIRST_FILED + number),
                "decided_at": (until - timedelta(minutes=PAYMENTS - number)).isoformat(),
                "model": "cc-fraud:12",
                "served_sha256": found.sha256,
                "features": payment,
                "outputs": {"score": score},
            }
        )
        for number, (payment, score) in enumerate(zip(found.payments, found.scores, strict=True))
    ]
    with TemporaryDirectory(prefix="modelward-demo-") as scratch:
        file = Path(scratch) / f"payments-{until:%Y-%m-%d}.jsonl"
        file.write_text("\n".join(lines) + "\n")
        origin = Origin(file.name, "file", _application(stage, SWITCH))
        stage.work("tom").write(import_records, read_records(file), origin)


def ask_now(stage: Stage) -> datetime:
    """Payments of today: they stand in the runtime's own log. The real time before the first."""
    begun = datetime.now(UTC)
    _ask(stage, FIRST_LOGGED)
    return begun


def take_log(stage: Stage, clock: StoryClock, since: datetime) -> None:
    """What production logged since then becomes records, after it was decided."""
    rows = _logged(stage, since)
    clock.move_to(datetime.now(UTC))
    switch, runtime = _application(stage, SWITCH), _production(stage).id
    origin = Origin(PRODUCTION, "runtime log", switch, runtime)
    stage.work("tom").write(import_records, rows, origin)


def _logged(stage: Stage, since: datetime) -> list[RecordRow | WrongRow]:
    """All that was asked: a runtime writes its log a moment after it answers."""
    latest = time.monotonic() + LOG_S
    while len(rows := list(log_rows(stage.settings, PRODUCTION, since))) < PAYMENTS:
        if time.monotonic() > latest:
            raise AppError(
                f"The scoring log of {PRODUCTION} lacks what it answered.",
                hint="Start the demo again: it is made anew.",
            )
        time.sleep(0.05)
    return rows


def _ask(stage: Stage, first: int, *, purpose: str = "") -> Scored:
    """As any application asks: over HTTP, by the Open Inference Protocol."""
    table = sample(FRAUD, PAYMENTS, seed=first)
    names = [one.name for one in FRAUD.numbers]
    words = [one.name for one in FRAUD.words]
    columns: dict[str, list[Any]] = {
        **{name: [round(one, 2) for one in table.column(name).to_pylist()] for name in names},
        **{name: table.column(name).to_pylist() for name in words},
    }
    asked = {
        "inputs": [
            {"name": name, "datatype": "FP32" if name in names else "BYTES",
             "shape": [PAYMENTS, 1], "data": values}
            for name, values in columns.items()
        ],
        "parameters": {
            "decision_ids": [str(first + number) for number in range(PAYMENTS)],
            **({"purpose": purpose} if purpose else {}),
        },
    }  # fmt: skip
    answer = _post(stage, asked)
    payments = [{name: columns[name][n] for name in columns} for n in range(PAYMENTS)]
    return Scored(payments, answer["outputs"][0]["data"], answer["parameters"]["sha256"])


def _post(stage: Stage, document: object) -> Any:
    address = address_of(stage.settings, _production(stage))
    parts = urlsplit(address.url)
    http = Http(lambda: AllowedHosts(frozenset({f"{parts.hostname}:{parts.port}"})))
    try:
        answer = http.request(
            "POST",
            f"{address.url}/v2/models/{SERVICE}/infer",
            document=document,
            headers={"Authorization": f"Bearer {address.token}"},
        )
    finally:
        http.close()
    if not answer.ok:
        raise AppError(f"{PRODUCTION} did not score the payments: {answer.message()}")
    return answer.json()


def _production(stage: Stage) -> RuntimeRow:
    rows = stage.work("tom").read(list_live_runtimes)
    return next(one for one in rows if one.name == PRODUCTION)


def _application(stage: Stage, name: str) -> UUID:
    with stage.work("tom").reading() as session:
        return session.scalars(select(Application.id).where(Application.name == name)).one()


def _version(stage: Stage, text: str) -> UUID:
    with stage.work("tom").reading() as session:
        return find_version(session, text)[1].id
