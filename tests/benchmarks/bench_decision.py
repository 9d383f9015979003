"""Fifty desktops decide at once: each with its own login and key, by the product's own command.

python -m tests.benchmarks.bench_decision --json [--desktops N] [--seconds S] [--processes N]

PostgreSQL waits for its disk here, as in a bank, which has promoted many versions of many models
before, and knows how many rows it has: what was planned is planned anew when it finds that a table
has grown by a tenth. The trail is sealed each second meanwhile. The desktops share the cores of
this machine with the server: what is measured holds their Python too. Everybody has opened a
request before they decide, and the sheet to sign on, where the vote is tried (`rehearse`), as in
the window. The first decision of a connection is dearer all the same, and here all fifty fall into
one second; so the others are told apart as well. A load process holds as much as 25 windows, and
looks through it as seldom as they do.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app.errors import AppError
from app.models.database import Database
from app.models.queries.approval_detail import load_request
from app.models.queries.find import find_stage
from app.models.queries.trail import load_seal_status
from app.models.rules.roles import Role
from app.models.tables.governance import Decision, TransitionRequest
from app.models.tables.inventory import RegisteredModel
from app.models.tables.organisation import Person, SigningKey
from app.services.commands.assets import NewAsset
from app.services.commands.models import NewModel, NewVersion, add_version, register_model
from app.services.commands.rehearsing import rehearse
from app.services.commands.requests import decide, open_request, request_transition
from app.services.commands.snapshots import take_snapshot
from app.services.secrets import Secrets
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork, Work
from app.services.workspace import SERVICE_HANDLE, FirstPerson, NewWorkspace, create_workspace
from tests.benchmarks.rows import Row, print_rows, row
from tests.postgres import PostgresServer
from tests.stories import PROD_SLOTS, REASON
from tests.trail_kit import sealer
from tests.workspaces import TestWorkspace, pair_of

GOAL_MS = 100.0
THINK_S = 1.0
TURN_S = 0.0005  # between threads, as in the window (app/views/start.py)
REPEATED = 20  # every so many decisions one is sent again, as after a lost answer
SPARE = 1.3  # think times are drawn: who draws short ones decides more than the others
BATCH = 25
COME_UP_S = 120.0
PAST = 50_000  # promotions by two votes before the measured ones: some years of such a bank
MODELS = 250  # of which they were; other ones than are decided on now
ASKER = "sanne"


@dataclass(frozen=True, slots=True)
class Desk:
    """What one desktop does: decide these requests, one after the other."""

    handle: str
    url: str
    requests: tuple[str, ...]


@dataclass
class Seen:
    """What the desktops of one process saw."""

    times_ms: list[float] = field(default_factory=list)
    first_ms: list[float] = field(default_factory=list)  # of each desktop; they are in both
    errors: Counter[str] = field(default_factory=Counter)
    repeats: int = 0
    left: int = 0  # desktops that had nothing more to decide before the end
    cpu_s: float = 0.0  # of the load processes while they decided


def sit(desk: Desk, seconds: float, start: threading.Barrier, seen: Seen) -> None:
    """One desktop. Think times differ, or all would decide in the same instant.

    At `start` they meet twice: when all have opened a request, and when they begin to decide.
    """
    database = Database(desk.url)
    work = Work.of(database)
    signer = _signer(work, desk.handle)
    dice = random.Random(desk.handle)
    waiting = [UUID(one) for one in reversed(desk.requests)]
    work.read(load_request, waiting[-1], work.actor.id, now=datetime.now(UTC))
    work.read(rehearse, waiting[-1], work.actor, verdict="accept")
    start.wait()
    start.wait()
    end = time.monotonic() + seconds
    time.sleep(dice.random() * THINK_S)
    is_first = True
    while time.monotonic() < end and waiting:
        request_id, decision_id = waiting.pop(), uuid4()
        is_repeated = len(waiting) % REPEATED == 0
        for _ in range(1 + is_repeated):
            begun = time.perf_counter()
            try:
                work.write(
                    decide, request_id, verdict="accept", reason=REASON, signer=signer,
                    decision_id=decision_id,
                )  # fmt: skip
            except (AppError, DBAPIError) as error:
                seen.errors[_code(error)] += 1
            seen.times_ms.append((time.perf_counter() - begun) * 1000)
            if is_first:
                seen.first_ms.append(seen.times_ms[-1])
                is_first = False
        seen.repeats += is_repeated
        time.sleep(THINK_S * (0.5 + dice.random()))
    seen.left += not waiting
    database.close()


def _code(error: Exception) -> str:
    cause = error if isinstance(error, DBAPIError) else error.__cause__
    state = getattr(getattr(cause, "orig", None), "sqlstate", None)
    return str(state or f"{type(error).__name__}: {error}")


def _signer(work: Work, handle: str) -> Signer:
    with work.reading() as session:
        own = SigningKey.person_id == work.actor.id
        key_id = session.scalars(select(SigningKey.id).where(own, SigningKey.state == "active"))
        return Signer(key_id.one(), pair_of(handle))


def client(plan: Path, seconds: float) -> None:
    """One load process: its desktops are threads, each with a connection of its own."""
    sys.setswitchinterval(TURN_S)
    gc.disable()  # the window looks through all it holds when its person pauses (`Collector`)
    desks = [Desk(one["handle"], one["url"], tuple(one["requests"]))
             for one in json.loads(plan.read_text())]  # fmt: skip
    seen, start = Seen(), threading.Barrier(len(desks) + 1, timeout=COME_UP_S)
    threads = [
        threading.Thread(target=sit, args=(desk, seconds, start, seen), daemon=True)
        for desk in desks
    ]
    for one in threads:
        one.start()
    start.wait()
    print("ready", flush=True)
    sys.stdin.readline()
    gc.freeze()  # as the window does when it is open
    gc.enable()
    begun = time.process_time()
    start.wait()
    for one in threads:
        one.join()
    cpu_s = time.process_time() - begun
    print(json.dumps({"times_ms": seen.times_ms, "first_ms": seen.first_ms, "errors": seen.errors,
                      "repeats": seen.repeats, "left": seen.left, "cpu_s": cpu_s}))  # fmt: skip


def open_bank(server: PostgresServer, folder: Path, desktops: int) -> TestWorkspace:
    """A team workspace whose deciders are as many as desktops, half of each role."""
    roles = {"root": Role.ADMINISTRATOR, "rosa": Role.ADMINISTRATOR, ASKER: Role.DATA_SCIENTIST}
    for number in range(desktops):
        roles[_decider(number)] = (Role.RISK_OFFICER, Role.COMPLIANCE)[number % 2]
    people = tuple(
        FirstPerson(handle, handle.title(), login=f"nb_{handle}", roles=frozenset({role}),
                    public_key=pair_of(handle).public_key)
        for handle, role in roles.items()
    )  # fmt: skip
    new = NewWorkspace(
        name="Noorderbank", unit_key="bank", unit_name="Noorderbank", people=people,
        service_login=f"nb_{SERVICE_HANDLE}",
    )  # fmt: skip
    url, secrets = server.new_database(), Secrets(folder, is_embedded=True)
    database = Database(url)
    report = create_workspace(database, new, secrets=secrets)
    database.close()
    for statement in report.to_do:
        server.make_login(statement)
    return TestWorkspace(url, is_sqlite=False, folder=folder, secrets=secrets)


def _decider(number: int) -> str:
    return f"decider{number:02d}"


def ask(bank: TestWorkspace, count: int) -> list[UUID]:
    """So many pending requests for PROD, each of a model of its own."""
    asker = bank.work(ASKER)
    made: list[UUID] = []
    for start in range(0, count, BATCH):
        with asker.unit() as work:
            asked = [_ask_one(work, number) for number in range(start, min(start + BATCH, count))]
        with bank.service.unit() as work:
            for request in asked:
                assert request.snapshot_id is not None
                model = work.get(RegisteredModel, request.model_id)
                open_request(
                    work,
                    version_id=request.version_id,
                    snapshot_id=request.snapshot_id,
                    stage_id=find_stage(work.session, model, "PROD").id,
                    service_tag=model.service_tags[0],
                    requested_by=asker.actor.id,
                    slots=PROD_SLOTS,
                    instance_id=uuid4(),
                )
        made += [request.id for request in asked]
    return made


def _ask_one(work: UnitOfWork, number: int) -> TransitionRequest:
    model_id = register_model(work, NewModel(name=f"model-{number:05d}")).id
    asset = NewAsset("model", "model.onnx", f"v{number}".encode())
    version = add_version(work, model_id, NewVersion("entry", assets=(asset,)))
    take_snapshot(work, version.id)
    return request_transition(work, version.id, stage="PROD", documents="https://docs.example/1")


# What a promotion by two votes leaves in the tables that the next one writes. Each copy has ids of
# its own, made of their number, and is of the next model; votes are spread over the deciders, each
# with its place in that person's chain.
_VERSION = {"model_id": "o.model_id", "version_id": "o.version_id"}
_SNAPSHOT = _VERSION | {"snapshot_id": "o.snapshot_id"}
_REQUEST = _SNAPSHOT | {"id": "md5('r' || n)::uuid", "number": "1000000 + n"}
_COPIES = (
    ("transition_request", "id = :request", _REQUEST),
    ("transition_request_history", "id = :request", _REQUEST),
    (
        "decision",
        "request_id = :request",
        {
            "id": "gen_random_uuid()",
            "request_id": "md5('r' || n)::uuid",
            "decided_by": "(CAST(:people AS uuid[]))[1 + (2 * n + t.slot) % :desktops]",
            "sequence": "10 + (2 * n + t.slot) / :desktops",
        },
    ),
    (
        "placement",
        "request_id = :request",
        _SNAPSHOT
        | {"id": "md5('p' || n)::uuid", "request_id": "md5('r' || n)::uuid", "state": "'left'"},
    ),
    ("engine_inbox", "payload->>'request_id' = CAST(:request AS text)",
     {"id": "md5('i' || n)::uuid", "consumed_at": "now()"}),
    (
        "audit_event",
        "object_id = :request",
        _VERSION
        | {"id": "nextval(pg_get_serial_sequence('mw.audit_event', 'id')) + 0 * n",
           "object_id": "md5('r' || n)::uuid",
           "txid": "pg_current_xact_id()::text::bigint"},
    ),
)  # fmt: skip


_OTHERS = (
    "(SELECT model_id, version_id, snapshot_id, row_number() OVER () - 1 AS place"
    " FROM mw.transition_request WHERE id = ANY (CAST(:others AS uuid[])))"
)

# The words of the copied events: a copy says the same, so what it is salted with, too.
_WORDS = (
    "INSERT INTO mw.audit_text SELECT e.id, t.name, t.value FROM mw.audit_event o"
    " JOIN mw.audit_text t ON t.event_id = o.id JOIN mw.audit_event e ON e.facts = o.facts"
    " AND e.tag = o.tag AND e.id > o.id WHERE o.object_id = :request"
)


def give_past(
    bank: TestWorkspace,
    request_id: UUID,
    others: Sequence[UUID],
    *,
    desktops: int,
    promotions: int,
) -> None:
    """As many promotions again as `request_id` of which both votes are given, spread over models.

    A bank with fifty who decide has some: the server does not find its tables grown by half each
    minute, and plan everybody's rules anew.
    """
    with bank.owner_database().session(writes=True) as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        people = session.scalars(
            select(Person.id).where(Person.handle.startswith("decider")).order_by(Person.handle)
        ).all()
        for table, which, values in _COPIES:
            given = ", ".join(f"'{name}', {value}" for name, value in values.items())
            session.execute(
                text(
                    f"INSERT INTO mw.{table} OVERRIDING SYSTEM VALUE SELECT r.*"
                    f" FROM (SELECT * FROM mw.{table} WHERE {which}) t,"
                    f" generate_series(1, :promotions) n"
                    f" JOIN {_OTHERS} o ON o.place = n % :models,"
                    f" LATERAL jsonb_populate_record("
                    f"CAST(NULL AS mw.{table}), to_jsonb(t) || jsonb_build_object({given})) r"
                ),
                {"request": request_id, "people": [str(one) for one in people],
                 "others": [str(one) for one in others], "models": len(others),
                 "desktops": desktops, "promotions": promotions},
            )  # fmt: skip
        session.execute(text(_WORDS), {"request": request_id})
    once = sealer(bank)
    while once.run_once():
        pass


def settle(bank: TestWorkspace) -> None:
    """As a server is whose tables have been there for years.

    Or it tidies up and counts, while they decide, what was put in a minute ago.
    """
    with bank.owner_database().engine.connect() as raw:
        raw.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM (ANALYZE)")


def share(bank: TestWorkspace, requests: Sequence[UUID], desktops: int) -> list[Desk]:
    """Each request to one desktop of either role, never the same two twice in a row."""
    waiting: dict[int, list[str]] = {number: [] for number in range(desktops)}
    half = desktops // 2
    for number, request in enumerate(requests):
        waiting[number % half * 2].append(str(request))
        waiting[(number + number // half) % half * 2 + 1].append(str(request))
    return [
        Desk(_decider(number), bank.login_url(_decider(number)), tuple(found))
        for number, found in waiting.items()
    ]


def race(desks: Sequence[Desk], folder: Path, *, processes: int, seconds: float) -> Seen:
    running = []
    for number in range(processes):
        plan = folder / f"desks-{number}.json"
        plan.write_text(json.dumps([
            {"handle": one.handle, "url": one.url, "requests": one.requests}
            for one in desks[number::processes]
        ]))  # fmt: skip
        module = ["-m", "tests.benchmarks.bench_decision", "--client", str(plan)]
        command = [sys.executable, *module, "--seconds", str(seconds)]
        running.append(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
    for one in running:
        assert one.stdout is not None
        if one.stdout.readline().strip() != "ready":
            raise SystemExit("a load process did not come up")
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    return _together([one.communicate()[0] for one in running])


def _together(printed: Sequence[str]) -> Seen:
    seen = Seen()
    for one in printed:
        found = json.loads(one)
        seen.times_ms += found["times_ms"]
        seen.first_ms += found["first_ms"]
        seen.errors.update(found["errors"])
        seen.repeats += found["repeats"]
        seen.left += found["left"]
        seen.cpu_s += found["cpu_s"]
    return seen


class Seal:
    """Seals each second, as the background service does."""

    def __init__(self, bank: TestWorkspace) -> None:
        self._sealer = sealer(bank)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(1.0):
            self._sealer.run_once()


def _decide_once(bank: TestWorkspace, handle: str, request_id: UUID) -> None:
    database = Database(bank.login_url(handle))
    work = Work.of(database)
    work.write(
        decide, request_id, verdict="accept", reason=REASON, signer=_signer(work, handle),
        decision_id=uuid4(),
    )  # fmt: skip
    database.close()


def measure(*, desktops: int, seconds: float, processes: int, past: int) -> Row:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # the PostgreSQL of the wheel runs as another user
        (folder / "server").mkdir()
        with PostgresServer(folder / "server", is_durable=True) as server:
            bank = open_bank(server, folder, desktops)
            first, *asked = ask(bank, 1 + MODELS + requests_for(desktops, seconds))
            others, asked = asked[:MODELS], asked[MODELS:]
            for handle in (_decider(0), _decider(1)):
                _decide_once(bank, handle, first)
            give_past(bank, first, others, desktops=desktops, promotions=past)
            desks = share(bank, asked, desktops)
            settle(bank)
            with Seal(bank):
                seen = race(desks, folder, processes=processes, seconds=seconds)
            found = _row(bank, seen, seconds=seconds, processes=processes, past=past)
            bank.close()
            return found


def requests_for(desktops: int, seconds: float) -> int:
    """So many that nobody of them has nothing left to decide before the end."""
    return int(desktops * seconds / THINK_S / 2 * SPARE) + desktops


def _p99(times_ms: list[float]) -> float:
    return statistics.quantiles(times_ms, n=100, method="inclusive")[-1]


def _row(bank: TestWorkspace, seen: Seen, *, seconds: float, processes: int, past: int) -> Row:
    desktops = len(seen.first_ms)
    with bank.owner_database().session() as session:
        stored = session.scalar(select(func.count()).select_from(Decision)) or 0
        stored -= 2 * (past + 1)
        unsealed = load_seal_status(session).unsealed
    made = len(seen.times_ms) - seen.repeats - sum(seen.errors.values())
    p99 = _p99(seen.times_ms)
    later = Counter(seen.times_ms) - Counter(seen.first_ms)
    told = ", ".join(f"{code} {count}x" for code, count in seen.errors.most_common())
    return row(
        f"governed decision, signed, {desktops} desktops with own logins, PostgreSQL",
        f"p99 ≤ {GOAL_MS:.0f} ms, no unexpected SQLSTATE, stored = acknowledged",
        f"p99 {p99:.0f} ms, median {statistics.median(seen.times_ms):.0f} ms,"
        f" slowest {max(seen.times_ms):.0f} ms; p99 {_p99([*later.elements()]):.0f} ms after each"
        f" desktop's first, which took {statistics.median(seen.first_ms):.0f} ms;"
        f" {len(seen.times_ms) / seconds:.0f}/s;"
        f" {seen.cpu_s / len(seen.times_ms) * 1000:.0f} ms of a core each in the load processes;"
        f" errors: {told or 'none'}; {made} acknowledged, {stored} stored",
        p99 <= GOAL_MS and not seen.errors and made == stored and not seen.left,
        f"{len(seen.times_ms)} calls ({seen.repeats} sent again) in {seconds:.0f} s by {processes}"
        f" load processes on this machine, after {past:,} promotions, sealed meanwhile"
        f" ({unsealed} events still to seal)",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--desktops", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--past", type=int, default=PAST, help="promotions before")
    parser.add_argument("--client", type=Path)
    parser.add_argument("--tiny", action="store_true", help="four desktops, to see that it runs")
    given = parser.parse_args()
    if given.client:
        client(given.client, given.seconds)
        return
    if given.tiny:
        given.desktops, given.seconds, given.processes, given.past = 4, 4.0, 1, 100
    made = measure(
        desktops=given.desktops, seconds=given.seconds, processes=given.processes, past=given.past
    )
    print_rows([made], as_json=given.json)


if __name__ == "__main__":
    main()
