"""What every attack starts from: a scene with a pending request, and each person's own login."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.orm import Session

from app.models.rules.roles import Role
from tests.db.enforcement_cases import NOW, PRESENT
from tests.db.enforcement_kit import BOTH_HATS, CODE, OK, Bench, handle_of
from tests.db.enforcement_rows import a_range
from tests.postgres import as_login

Attacks = dict[str, tuple[str, str, str]]  # by name: who, which SQL, what it leads to

NO = "42501"
TWICE = "23505"  # a unique key
# What some guards, or all that say it, say in another state: it was so when it was looked at, is
# never so, or not this way.
STATES = {
    **dict.fromkeys(
        ("write.stale", "request.evidence_changed", "policy.unseen", "snapshot.files",
         "snapshot.sequence"),
        ("MW409",),
    ),
    **dict.fromkeys(("request.closed", "snapshot.tags"), ("MW403", "MW409")),
    "write.append_only": ("MW405",),
    **dict.fromkeys(("transaction.isolation", "write.changes_nothing"), ("MW400",)),
}  # fmt: skip
PROTOCOL_3 = 3 << 16
NO_ROW = "no row"  # of that id is there for this login
SCIENTIST, RISK, COMPLIANCE = "author", "only_risk_officer", "only_compliance"
TESTER, OPERATOR, ARCHITECT = "only_tester", "only_operator", "only_architect"
ADMIN, AUDITOR, VIEWER, WORKER = "only_administrator", "only_auditor", "only_viewer", "service"


@dataclass
class Scene:
    """A pending request for production, by the author, of the author's version."""

    bench: Bench
    ids: dict[str, Any]

    def attempt(self, handle: str, sql: str) -> str:
        return self.run(handle, sql)[0]

    def run(self, handle: str, *statements: str) -> list[str]:
        """What each statement led to, with the person's own login; nothing of it stays."""
        found = []
        with self.client(handle) as client:
            for sql in statements:
                client.execute("SAVEPOINT attempt")
                try:
                    done = client.execute(self.fill(sql, handle).encode())
                except psycopg.Error as error:
                    client.execute("ROLLBACK TO attempt")
                    found.append(verdict_of(error))
                else:
                    is_hidden = done.rowcount == 0 and sql.startswith(("UPDATE", "DELETE"))
                    found.append(NO_ROW if is_hidden else OK)
        return found

    def attempt_without(self, gone: Sequence[str], handle: str, sql: str) -> str:
        """What it leads to while these statements of a superuser are in force; nothing stays."""
        self.bench.rest()
        with psycopg.connect(superuser(self.bench)) as owner:
            try:
                for statement in (*gone, f"SET SESSION AUTHORIZATION b_{handle}"):
                    owner.execute(statement.encode())
                owner.execute(self.fill(sql, handle).encode())
            except psycopg.Error as error:
                return verdict_of(error)
            finally:
                owner.rollback()
        return OK

    @contextmanager
    def client(self, handle: str, **options: Any) -> Iterator[psycopg.Connection]:
        """Any SQL client of this person; what it does is taken back."""
        self.bench.rest()
        with psycopg.connect(dsn(self.bench, handle), **options) as connection:
            try:
                yield connection
            finally:
                connection.rollback()

    def fill(self, sql: str, handle: str) -> str:
        return sql.format(me=self.bench.people[handle], new=uuid4(), **self.ids)


def verdict_of(error: psycopg.Error) -> str:
    """The blocker code of a guard, which comes with its own SQLSTATE; else the SQLSTATE."""
    found = CODE.search(str(error))
    if found is None:
        return str(error.sqlstate)
    code = found.group(2)
    assert error.sqlstate == found.group(1), error
    assert error.sqlstate in STATES.get(code, ("MW403",)), error
    return code


def lay_out(bench: Bench) -> dict[str, Any]:
    person = bench.people
    ids: dict[str, Any] = dict(person)
    with bench.as_owner() as owner:
        stage = bench.table("stage")
        prod = owner.execute(select(stage.c.id).where(stage.c.name == "PROD")).scalar_one()
        model = bench.put(
            owner, "registered_model", name="m", name_folded="m", service_tags=["draft"]
        )
        version = bench.put(owner, "model_version", model_id=model)
        for author in (SCIENTIST, BOTH_HATS):
            owner.execute(
                insert(bench.table("version_author")).values(
                    version_id=version, person_id=person[author]
                )
            )
        snapshot = bench.put(owner, "snapshot", version_id=version, model_id=model)
        run = bench.put(owner, "process_instance", started_by=person[RISK])
        common: dict[str, Any] = {
            "model_id": model, "version_id": version, "snapshot_id": snapshot, "stage_id": prod,
            "evidence_digest": PRESENT, "requested_by": person[SCIENTIST],
        }  # fmt: skip
        ids |= {"model": model, "version": version, "snapshot": snapshot, "prod": prod}
        path = owner.execute(select(stage.c.stage_path_id).where(stage.c.id == prod)).scalar_one()
        guarded = bench.put(
            owner, "stage", stage_path_id=path, name="GUARDED", kind="staging", is_protected=True
        )
        ids["guarded"] = guarded
        for name, said in (
            ("promised_before", {"state": "promised"}),
            ("stood", {"state": "left", "placed_from": NOW}),
        ):
            ids[name] = bench.put(
                owner, "placement", model_id=model, version_id=version, snapshot_id=snapshot,
                stage_id=guarded, stage_kind="staging", service_tag=name, **said,
            )  # fmt: skip
        for name, state, votes in (
            ("request", "pending", 0),
            ("half", "pending", 1),
            ("full", "pending", 2),
            ("lapsed", "pending", 0),
            ("lapsed_full", "pending", 2),
            ("outgrown", "pending", 0),
            ("outgrown_full", "pending", 2),
            ("begun", "pending", 0),
            ("closed", "rejected", 0),
            ("draft", "draft", 0),
            ("accepted", "accepted", 2),
            ("used", "accepted", 2),
        ):
            key = bench.put(
                owner, "transition_request", state=state, service_tag=name,
                is_outgrown=name.startswith("outgrown"),
                instance_id=run if name == "begun" else None, **common,
            )  # fmt: skip
            ids[name] = key
            for number, role in ((1, Role.RISK_OFFICER), (2, Role.COMPLIANCE)):
                bench.put(
                    owner, "request_slot", request_id=key, slot=number, roles=[str(role)], needed=1
                )
                if number <= votes:
                    bench.put(
                        owner, "decision", request_id=key, slot=number, role=str(role),
                        verdict="accept", seen_digest=PRESENT, decided_by=person[handle_of(role)],
                    )  # fmt: skip
        lapsed = bench.put(
            owner, "waiver", version_id=version, snapshot_id=snapshot, state="granted",
            granted_by=person[RISK], expires_at=text("now() - interval '1 second'"),
        )  # fmt: skip
        for name in ("lapsed", "lapsed_full"):
            bench.put(
                owner, "evidence_set", request_id=ids[name], digest=PRESENT, content=f'"{lapsed}"'
            )
        ids["endorsed_key"] = bench.put(
            owner, "signing_key", person_id=person[ADMIN], state="endorsed", purpose="decision",
            endorsed_by=person["second_administrator"],
        )  # fmt: skip
        ids["once_endorsed_key"] = bench.put(
            owner, "signing_key", person_id=person[RISK], state="endorsed", purpose="decision",
            endorsed_by=person[ADMIN],
        )  # fmt: skip
        ids["signed_key"] = bench.put(
            owner, "signing_key", person_id=person[RISK], state="endorsed", purpose="decision",
            endorsed_by=person[ADMIN],
        )  # fmt: skip
        second = "second_administrator"
        bench.sign_step(owner, "signing_key", ids["signed_key"], "active", second)
        ids["sealing_key"] = bench.put(
            owner, "signing_key", person_id=person[WORKER], state="active", purpose="seal"
        )
        ids |= {"active_key": bench.keys[RISK], "sealed": bench.sealed_size}
        ids["promised"] = bench.put(
            owner, "placement", model_id=model, version_id=version, snapshot_id=snapshot,
            stage_id=prod, stage_kind="production", service_tag="elsewhere",
            request_id=ids["used"],
        )  # fmt: skip
        ids["task"] = bench.put(
            owner, "user_task", kind="results", roles=["validator"], outcomes=["waive", "reject"],
            version_id=version,
        )  # fmt: skip
        for name, told in (("handed", {}), ("named", {"named_id": person[TESTER]})):
            ids[name] = bench.put(
                owner, "user_task", kind="do", roles=["validator"], outcomes=["done"],
                assignee_id=person[TESTER], **told,
            )  # fmt: skip
        ids["run"] = bench.put(owner, "process_instance", started_by=person[TESTER])
        for name, run in (("trial", uuid4()), ("own_trial", ids["run"])):
            ids[name] = bench.put(
                owner, "user_task", kind="acceptance", roles=["tester", "data_scientist"],
                outcomes=["passed", "reject"], version_id=version,
                instance_id=run,
            )  # fmt: skip
        ids["done"] = bench.put(
            owner, "user_task", kind="results", roles=["tester"], outcomes=["waive", "reject"],
            state="completed", outcome="reject",
        )  # fmt: skip
        ids["waiver"] = bench.put(
            owner, "waiver", version_id=version, state="granted", granted_by=person[RISK]
        )
        ids["alert"] = bench.put(
            owner, "alert", state="acknowledged", acknowledged_by=person[OPERATOR], reason="Seen."
        )
        ids["runtime"] = bench.put(owner, "runtime", name="r")
        ids["retired"] = bench.put(owner, "runtime", name="gone", state="retired", reason="Old.")
        ids["for_production"] = bench.put(owner, "runtime", name="p", stage_tags=["PROD"])
        ids["draining"] = bench.put(
            owner, "runtime", name="d", state="draining", reason="A leak was found."
        )
        ids["monitor"] = bench.put(owner, "monitor", model_id=model)
        for name in ("file", "second_file"):
            ids[name] = bench.put(owner, "asset", version_id=version)
        ids["use_case"] = bench.put(owner, "use_case", name="u")
        ids["finding"] = bench.put(owner, "finding", version_id=version)
        released = bench.put(
            owner, "transition_request", state="accepted", is_emergency=True, version_id=version,
            service_tag="emergency", requested_by=person[SCIENTIST], stage_id=prod,
        )  # fmt: skip
        ids["review"] = bench.put(
            owner, "finding", version_id=version, request_id=released, kind="emergency",
            review_roles=["risk_officer", "compliance"],
        )  # fmt: skip
        done = bench.put(
            owner, "transition_request", state="accepted", is_emergency=True, version_id=version,
            service_tag="reviewed", requested_by=person[SCIENTIST], stage_id=prod,
        )  # fmt: skip
        ids["reviewed"] = bench.put(
            owner, "finding", version_id=version, request_id=done, kind="emergency",
            review_roles=["risk_officer", "compliance"], state="closed", reason="Seen.",
            snapshot_id=snapshot, document="{}", signature="c2lnbmVk", key_id=ids["active_key"],
        )  # fmt: skip
        ids["template"] = owner.execute(
            select(bench.table("life_cycle_template").c.id).where(
                bench.table("life_cycle_template").c.state == "published"
            )
        ).scalar()
        ids["membership"] = bench.put(
            owner, "membership", person_id=person["other"], role="tester",
            valid_until=text("now() - interval '1 day'"),
        )  # fmt: skip
        ids["held"] = bench.put(owner, "membership", person_id=person["other"], role="lob_analyst")
        for name, asker in (("role_asked", ADMIN), ("role_for_me", "author")):
            who = person["other"] if asker == ADMIN else person[ADMIN]
            ids[name] = bench.put(
                owner, "role_request", person_id=who, role="operator", asked_by=person[asker]
            )
        ids["left"] = bench.put(owner, "person", closed_at=text("now() - interval '1 day'"))
        ids["role_for_left"] = bench.put(
            owner, "role_request", person_id=ids["left"], role="tester", asked_by=person["author"]
        )
        ids["wish"] = bench.put(
            owner, "registration_request", state="asked", asked_by=person[RISK],
            model_id=None, version_id=None,
        )  # fmt: skip
        ids |= _services(bench, owner, common)
        ids |= {"unit": bench.unit_id, "other_unit": bench.put(owner, "business_unit")}
        ids |= free_model(bench, owner, ids["other_unit"])
        bench.put(owner, "store", name="far-store", unit_id=ids["other_unit"])
        ids["foreign"] = bench.put(owner, "registered_model", unit_id=ids["other_unit"])
        ids["elsewhere"] = bench.put(owner, "process_instance", unit_id=ids["other_unit"])
        ids["digest"] = PRESENT
        for name, told in a_range(bench, owner).items():
            ids[f"range_{name}"] = told
        ids["range_past_seal"] = bench.sealed_size
    return ids


def _services(bench: Bench, owner: Connection, common: dict[str, Any]) -> dict[str, Any]:
    """Models of the services a and b; by its name, what rests on a."""
    ids = {}
    for name in ("asked_for", "running", "told", "serving"):
        ids[name] = bench.put(
            owner, "registered_model", name=name, name_folded=name, service_tags=["a", "b"]
        )
    kept = {name: common[name] for name in ("stage_id", "evidence_digest", "requested_by")}
    bench.put(
        owner, "transition_request", state="pending", model_id=ids["asked_for"], service_tag="a",
        **kept,
    )  # fmt: skip
    run = bench.put(owner, "process_instance", model_id=ids["running"], state="active")
    bench.put(owner, "variable", instance_id=run, scope_key="", name="service_tag", value="a")
    bench.put(
        owner, "engine_inbox", kind="start",
        payload={"model_id": str(ids["told"]), "variables": {"service_tag": "a"}},
    )  # fmt: skip
    bench.put(
        owner, "placement", state="in_place", stage_kind="production", model_id=ids["serving"],
        stage_id=common["stage_id"], service_tag="a",
    )  # fmt: skip
    return ids


def free_model(bench: Bench, owner: Connection, unit: UUID) -> dict[str, Any]:
    """A model on whose services nothing rests, and a stage of a unit beside."""
    model = bench.put(owner, "registered_model", service_tags=["a", "b"])
    version = bench.put(owner, "model_version", model_id=model)
    path = bench.put(owner, "stage_path", unit_id=unit)
    return {
        "free": model,
        "free_version": version,
        "free_snapshot": bench.put(owner, "snapshot", version_id=version),
        "path": bench.seeds["stage_path"],
        "other_path": path,
        "other_stage": bench.put(owner, "stage", stage_path_id=path, unit_id=unit),
    }


DECIDE = (
    "INSERT INTO mw.decision (id, request_id, verdict, slot, role, reason, seen_digest, document,"
    " signature, key_id) VALUES ('{{new}}', '{{{request}}}', '{verdict}', {slot}, '{role}',"
    " 'Because.', '{seen}', '{{{{}}}}', 'c2lnbmVk', (SELECT id FROM mw.signing_key"
    " WHERE person_id = mw.mw_actor() AND state = 'active'))"
)


def decide(
    request: str = "request", *, slot: int = 1, role: str = "risk_officer", verdict: str = "accept",
    seen: str = PRESENT,
) -> str:  # fmt: skip
    return DECIDE.format(request=request, slot=slot, role=role, verdict=verdict, seen=seen)


def close(state: str, request: str = "request") -> str:
    return (
        f"UPDATE mw.transition_request SET state = '{state}', row_version = row_version + 1"
        f" WHERE id = '{{{request}}}'"
    )


ACT = "SELECT mw.record_act('{kind}', '{about}', '{{{key}}}', '{{{{}}}}')"


def change(table: str, sets: str, row: str) -> str:
    return f"UPDATE mw.{table} SET {sets}, row_version = row_version + 1 WHERE id = '{{{row}}}'"


ASK = (
    "INSERT INTO mw.engine_inbox (id, unit_id, kind, payload)"
    " VALUES ('{{new}}', '{{{unit}}}', '{kind}', '{payload}')"
)


def dsn(bench: Bench, handle: str) -> str:
    return as_login(bench.url, f"b_{handle}").replace("postgresql+psycopg", "postgresql")


def met_at_the_door(bench: Bench, handle: str, **said: str) -> str:
    """`OK`, or the SQLSTATE with which the server refuses a connection.

    libpq tells its words alone: so this asks as the protocol says.
    """
    known = conninfo_to_dict(dsn(bench, handle))
    names = {"user": f"b_{handle}", "database": str(known["dbname"]), **said}
    parameters = "".join(f"{name}\0{value}\0" for name, value in names.items()).encode() + b"\0"
    with socket.socket(socket.AF_UNIX) as line, line.makefile("rb") as answers:
        line.connect(f"{known['host']}/.s.PGSQL.{known.get('port', 5432)}")
        line.sendall(struct.pack("!ii", len(parameters) + 8, PROTOCOL_3) + parameters)
        while True:
            kind, length = struct.unpack("!ci", answers.read(5))
            body = answers.read(length - 4)
            if kind == b"E":
                fields = {part[:1]: part[1:].decode() for part in body.split(b"\0") if part}
                return fields[b"C"]
            if kind == b"Z":  # it is ready for a question
                return OK


def wait_until(is_done: Callable[[], bool], *, timeout_s: float = 60.0) -> bool:
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if is_done():
            return True
    return False


def is_reading(session: Session, login: str) -> bool:
    sql = "SELECT 1 FROM pg_stat_activity WHERE usename = :login AND state = 'active'"
    return session.scalar(text(sql), {"login": login}) is not None


def superuser(bench: Bench) -> str:
    return bench.url.replace("postgresql+psycopg", "postgresql")


# Races: real threads, each with a connection and a login of its own


def race(bench: Bench, calls: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Every caller's statements in one transaction, all at once; what each ended with."""
    start = threading.Barrier(len(calls), timeout=60.0)
    found = [""] * len(calls)

    def act(number: int) -> None:
        handle, statements = calls[number]
        try:
            with psycopg.connect(dsn(bench, handle)) as connection:
                start.wait()
                for sql in statements:
                    connection.execute(sql.encode())
        except psycopg.Error as error:
            message = str(error).splitlines()[0]
            found[number] = message.removeprefix(f"{error.sqlstate} ") or str(error.sqlstate)
            if error.sqlstate and not error.sqlstate.startswith("MW"):
                found[number] = error.sqlstate

    threads = [threading.Thread(target=act, args=(n,)) for n in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def fresh_request(scene: Scene, tag: str, *, votes: Sequence[Role] = ()) -> UUID:
    """Pending, with room for a third vote; these two have accepted it."""
    bench = scene.bench
    with bench.as_owner() as owner:
        key: UUID = bench.put(
            owner, "transition_request", state="pending", service_tag=tag,
            model_id=scene.ids["model"], version_id=scene.ids["version"],
            snapshot_id=scene.ids["snapshot"], stage_id=scene.ids["prod"],
            evidence_digest=PRESENT, requested_by=bench.people[SCIENTIST],
        )  # fmt: skip
        for number, role in ((1, Role.RISK_OFFICER), (2, Role.COMPLIANCE), (3, Role.VALIDATOR)):
            bench.put(
                owner, "request_slot", request_id=key, slot=number, roles=[str(role)],
                needed=0 if number == 3 else 1,
            )  # fmt: skip
            if role in votes:
                bench.put(
                    owner, "decision", request_id=key, slot=number, role=str(role),
                    verdict="accept", seen_digest=PRESENT,
                    decided_by=bench.people[handle_of(role)],
                )  # fmt: skip
    return key


def stored(bench: Bench, key: UUID) -> tuple[str, Counter[str]]:
    with bench.as_owner() as owner:
        request = bench.table("transition_request").c
        state = owner.execute(select(request.state).where(request.id == key)).scalar_one()
        decision = bench.table("decision").c
        votes = owner.execute(select(decision.verdict).where(decision.request_id == key))
        return state, Counter(votes.scalars())
