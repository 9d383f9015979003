"""What somebody with a login of their own may try by SQL, run as they would on real PostgreSQL."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.models.database import CHANGED, Database
from app.models.enforcement import bounds
from app.models.queries.status import events_since, present_watermark
from app.models.rules.roles import Role
from app.models.schema_seal import check_schema
from app.services.pulse import Pulse
from app.services.unit_of_work import Work
from app.services.watchdog import Watchdog, find_stuck
from app.services.workspace import missing_bounds
from tests.db.enforcement_cases import PRESENT
from tests.db.enforcement_kit import BOTH_HATS, CODE, OK, Bench, handle_of, open_bench
from tests.postgres import PostgresServer, as_login

pytestmark = pytest.mark.xdist_group("attacks")

NO = "42501"
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

    @contextmanager
    def client(self, handle: str, **options: Any) -> Iterator[psycopg.Connection]:
        """Any SQL client of this person; what it does is taken back."""
        self.bench.rest()
        with psycopg.connect(_dsn(self.bench, handle), **options) as connection:
            try:
                yield connection
            finally:
                connection.rollback()

    def fill(self, sql: str, handle: str) -> str:
        return sql.format(me=self.bench.people[handle], new=uuid4(), **self.ids)


def verdict_of(error: psycopg.Error) -> str:
    """The blocker code of a guard, else the SQLSTATE."""
    found = CODE.search(str(error))
    return found.group(2) if found else str(error.sqlstate)


@pytest.fixture(scope="module")
def scene(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with open_bench(tmp_path_factory.mktemp("attacks"), postgres) as bench:
        yield Scene(bench, _set(bench))


def _set(bench: Bench) -> dict[str, Any]:
    person = bench.people
    ids: dict[str, Any] = dict(person)
    with bench.as_owner() as owner:
        stage = bench.table("stage")
        prod = owner.execute(select(stage.c.id).where(stage.c.name == "PROD")).scalar_one()
        model = bench.put(owner, "registered_model", name="m", name_folded="m")
        version = bench.put(owner, "model_version", model_id=model)
        for author in (SCIENTIST, BOTH_HATS):
            owner.execute(
                insert(bench.table("version_author")).values(
                    version_id=version, person_id=person[author]
                )
            )
        snapshot = bench.put(owner, "snapshot", version_id=version, model_id=model)
        common: dict[str, Any] = {
            "model_id": model, "version_id": version, "snapshot_id": snapshot, "stage_id": prod,
            "evidence_digest": PRESENT, "requested_by": person[SCIENTIST],
        }  # fmt: skip
        ids |= {"model": model, "version": version, "snapshot": snapshot, "prod": prod}
        for name, state, votes in (
            ("request", "pending", 0),
            ("half", "pending", 1),
            ("full", "pending", 2),
            ("lapsed", "pending", 0),
            ("lapsed_full", "pending", 2),
            ("closed", "rejected", 0),
            ("draft", "draft", 0),
            ("accepted", "accepted", 2),
            ("used", "accepted", 2),
        ):
            key = bench.put(owner, "transition_request", state=state, service_tag=name, **common)
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
        ids |= {"unit": bench.unit_id, "other_unit": bench.put(owner, "business_unit")}
        ids["foreign"] = bench.put(owner, "registered_model", unit_id=ids["other_unit"])
        ids["elsewhere"] = bench.put(owner, "process_instance", unit_id=ids["other_unit"])
        ids["digest"] = PRESENT
    return ids


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
PASSED = "state = 'completed', outcome = 'passed'"
ADD_RUNTIME = (
    "INSERT INTO mw.runtime (id, unit_id, name, kind, url, mode, stage_tags, service_tags, formats,"
    " capacity, state, reason, description, row_version, secret_ref)"
    " VALUES ('{{new}}', '{{unit}}', '{{new}}', 'oip', 'https://evil.example', 'online', '[]',"
    " '[]', '[]', 1, 'unknown', '', '', 1, '{secret}')"
)
SECRET_OF_RUNTIME = change("runtime", "secret_ref = '{secret}'", "{runtime}")
ATTACKS: dict[str, tuple[str, str, str]] = {
    # A1 forged actors and times
    "A1 decision in another's name": (
        RISK,
        "INSERT INTO mw.decision (id, request_id, verdict, slot, role, reason, seen_digest,"
        " decided_by) VALUES ('{new}', '{request}', 'accept', 1, 'risk_officer', 'x', '{digest}',"
        " '{only_compliance}')",
        NO,
    ),
    "A1 decision at another time": (
        RISK,
        "INSERT INTO mw.decision (id, request_id, verdict, slot, role, reason, seen_digest,"
        " decided_at) VALUES ('{new}', '{request}', 'accept', 1, 'risk_officer', 'x', '{digest}',"
        " now())",
        NO,
    ),
    "A1 inbox in another's name": (
        TESTER,
        "INSERT INTO mw.engine_inbox (id, unit_id, kind, payload, created_by)"
        " VALUES ('{new}', '{unit}', 'start', '{{}}', '{author}')",
        NO,
    ),
    "A1 copy into decisions": (RISK, "COPY mw.decision FROM STDIN", NO),
    "A1 copy into the audit trail": (RISK, "COPY mw.audit_event FROM STDIN", NO),
    "A1 history in advance": (
        SCIENTIST,
        "INSERT INTO mw.registered_model (id, unit_id, name, name_folded, owner_id, stage_path_id,"
        " recorded_from) SELECT '{new}', '{unit}', 'z', 'z', '{me}', stage_path_id, now()"
        " FROM mw.registered_model LIMIT 1",
        NO,
    ),
    # A2 states and columns nobody may write
    "A2 placement that is in place": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, request_id) VALUES ('{new}', '{model}', '{version}', '{snapshot}',"
        " '{prod}', 'production', 'accepted', 'in_place', '{accepted}')",
        "transition.refused",
    ),
    "A2 placement without an accepted request": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, request_id) VALUES ('{new}', '{model}', '{version}', '{snapshot}',"
        " '{prod}', 'production', 'request', 'promised', '{request}')",
        "placement.request",
    ),
    "A2 placement in a stage of another kind": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, request_id) VALUES ('{new}', '{model}', '{version}', '{snapshot}',"
        " '{prod}', 'staging', 'accepted', 'promised', '{accepted}')",
        "placement.stage",
    ),
    "A2 digest of a snapshot": (
        SCIENTIST, "UPDATE mw.snapshot SET digest = 'x' WHERE id = '{snapshot}'", NO
    ),
    "A2 row into another unit": (
        SCIENTIST, change("registered_model", "unit_id = '{other_unit}'", "model"), NO
    ),
    "A2 evidence pinned by a person": (
        SCIENTIST, change("transition_request", "evidence_digest = 'x'", "request"), NO
    ),
    "A2 placement on a request that was used": (
        RISK,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state, request_id) VALUES ('{new}', '{model}', '{version}', '{snapshot}',"
        " '{prod}', 'production', 'used', 'promised', '{used}')",
        "placement.used",
    ),
    # A3 shortcuts
    "A3 accepted from draft": (SCIENTIST, close("accepted", "draft"), "transition.refused"),
    "A3 upsert": (
        SCIENTIST,
        "INSERT INTO mw.transition_request (id, model_id, version_id, stage_id, service_tag)"
        " VALUES ('{draft}', '{model}', '{version}', '{prod}', 'draft')"
        " ON CONFLICT (id) DO UPDATE SET state = 'accepted',"
        " row_version = transition_request.row_version + 1",
        "transition.refused",
    ),
    "A3 merge": (
        SCIENTIST,
        "MERGE INTO mw.transition_request r USING (SELECT '{draft}'::uuid AS id) s ON r.id = s.id"
        " WHEN MATCHED THEN UPDATE SET state = 'accepted', row_version = r.row_version + 1",
        "transition.refused",
    ),
    "A3 writable with": (
        SCIENTIST,
        "WITH x AS (" + close("accepted", "draft") + " RETURNING id) SELECT * FROM x",
        "transition.refused",
    ),
    # A4 lost updates
    "A4 without a new version": (
        SCIENTIST,
        "UPDATE mw.registered_model SET description = 'x' WHERE id = '{model}'",
        "write.stale",
    ),
    "A4 with a version ahead": (
        SCIENTIST,
        "UPDATE mw.registered_model SET description = 'x', row_version = row_version + 2"
        " WHERE id = '{model}'",
        "write.stale",
    ),
    # A5–A7 who decides
    "A5 viewer decides": (VIEWER, decide(), NO),
    "A5 auditor decides": (AUDITOR, decide(), NO),
    "A5 operator decides": (OPERATOR, decide(), NO),
    "A5 tester decides": (TESTER, decide(role="tester"), "request.role"),
    "A5 tester decides as a risk officer": (TESTER, decide(), "request.role"),
    "A5 the service decides": (WORKER, decide(), NO),
    "A6 the submitter decides": (SCIENTIST, decide(), "four_eyes.own_work"),
    "A6 an author with a deciding role": (BOTH_HATS, decide(), "four_eyes.own_work"),
    "A6 the maker tests their own version": (
        SCIENTIST, change("user_task", PASSED, "trial"), "task.own_work"
    ),
    "A6 a tester tests what they submitted": (
        TESTER, change("user_task", PASSED, "own_trial"), "task.own_work"
    ),
    "A6 the maker takes the test of their own version": (
        SCIENTIST, change("user_task", "state = 'claimed', assignee_id = '{me}'", "trial"),
        "task.own_work",
    ),
    "A6 a tester hands the test to the maker": (
        TESTER, change("user_task", "assignee_id = '{author}'", "trial"), "task.own_work"
    ),
    "A7 decision moved to another": (
        RISK,
        "UPDATE mw.decision SET decided_by = '{me}' WHERE request_id = '{half}'",
        NO,
    ),
    "A7 a decision without a signature": (
        RISK, decide().replace("'c2lnbmVk'", "''"), "decision.unsigned"
    ),
    "A7 a decision signed with another's key": (
        RISK, decide().replace("mw.mw_actor()", "'{only_compliance}'"), "key.inactive"
    ),
    "A7 a key put in force by its owner": (
        ADMIN,
        change("signing_key", "state = 'active', confirmed_by = '{me}'", "endorsed_key"),
        "key.own",
    ),
    "A7 a key confirmed twice by one administrator": (
        ADMIN,
        change("signing_key", "state = 'active', confirmed_by = '{me}'", "once_endorsed_key"),
        "key.same_administrator",
    ),
    "A7 a key confirmed in another's name": (
        ADMIN,
        change(
            "signing_key", "state = 'active', confirmed_by = '{second_administrator}'",
            "once_endorsed_key",
        ),
        "actor.forged",
    ),
    "A7 a key confirmed by a second administrator": (
        "second_administrator",
        change("signing_key", "state = 'active', confirmed_by = '{me}'", "once_endorsed_key"),
        OK,
    ),
    "A7 a key proposed for another": (
        ADMIN,
        "INSERT INTO mw.signing_key (id, unit_id, person_id, purpose, kid, public_key, state,"
        " reason, row_version) VALUES ('{new}', '{unit}', '{only_risk_officer}', 'decision',"
        " 'k1', 'x', 'proposed', '', 1)",
        "actor.forged",
    ),
    "A7 a key in force from birth": (
        ADMIN,
        "INSERT INTO mw.signing_key (id, unit_id, person_id, purpose, kid, public_key, state,"
        " reason, row_version) VALUES ('{new}', '{unit}', '{me}', 'decision', 'k2', 'x',"
        " 'active', '', 1)",
        "transition.refused",
    ),
    "A7 a key for seals proposed by a person": (
        ADMIN,
        "INSERT INTO mw.signing_key (id, unit_id, person_id, purpose, kid, public_key, state,"
        " reason, row_version) VALUES ('{new}', '{unit}', '{me}', 'seal', 'k3', 'x', 'proposed',"
        " '', 1)",
        "key.purpose",
    ),
    "A7 the public half of a key changed": (
        ADMIN, "UPDATE mw.signing_key SET public_key = 'x' WHERE id = '{endorsed_key}'", NO
    ),
    "A7 a revocation dated back in the log": (
        RISK,
        change("signing_key", "state = 'revoked', revoked_at_size = -1", "active_key"),
        "key.position",
    ),
    "A7 another's key revoked": (
        "only_compliance",
        change("signing_key", "state = 'revoked', revoked_at_size = {sealed}", "active_key"),
        "key.not_yours",
    ),
    "A7 the review of an emergency that nobody signed": (
        RISK, change("finding", "state = 'closed', reason = 'x'", "review"), "emergency.unsigned"
    ),
    "A7 the review of an emergency signed with another's key": (
        RISK,
        change(
            "finding",
            "state = 'closed', signature = 'c2lnbmVk', key_id = (SELECT id FROM mw.signing_key"
            " WHERE person_id = '{only_compliance}')",
            "review",
        ),
        "key.inactive",
    ),
    "A7 the review of an emergency accepted as it is": (
        RISK,
        change(
            "finding",
            "state = 'accepted', signature = 'c2lnbmVk', key_id = '{active_key}'",
            "review",
        ),
        "emergency.accepted",
    ),
    "A7 a signature put under a finding that is no review": (
        RISK, change("finding", "signature = 'c2lnbmVk'", "finding"), "finding.signed"
    ),
    "A7 a signature put under a review that stays open": (
        RISK, change("finding", "signature = 'c2lnbmVk'", "review"), "finding.signed"
    ),
    "A7 the words of a signed review changed": (
        RISK, change("finding", "reason = 'x'", "reviewed"), "finding.signed"
    ),
    "A7 the words of an open review changed": (
        RISK, change("finding", "reason = 'x'", "review"), "finding.signed"
    ),
    "A7 a signed review taken back by a person": (
        RISK,
        change(
            "finding",
            "state = 'open', document = NULL, signature = NULL, key_id = NULL",
            "reviewed",
        ),
        "transition.refused",
    ),
    "A7 a signed review opened again with its signature, by the service": (
        WORKER, change("finding", "state = 'open', reason = 'x'", "reviewed"), "finding.signed"
    ),
    "A7 the words of a signed review changed by the service": (
        WORKER, change("finding", "reason = 'x'", "reviewed"), "finding.signed"
    ),
    "A7 a signed review put under another snapshot by the service": (
        WORKER, change("finding", "snapshot_id = NULL", "reviewed"), "emergency.forged"
    ),
    "A7 a roll-back that nobody signed": (
        OPERATOR, ASK.format(unit="unit", kind="roll_back", payload='{{}}'), "act.unsigned"
    ),
    "A7 a version retired without a signature": (
        OPERATOR, ASK.format(unit="unit", kind="retire_version", payload='{{}}'), "act.unsigned"
    ),
    "A7 a roll-back signed with another's key": (
        OPERATOR,
        "INSERT INTO mw.engine_inbox (id, unit_id, kind, payload, document, signature, key_id)"
        " VALUES ('{new}', '{unit}', 'roll_back', '{{}}', '{{}}', 'c2lnbmVk', '{active_key}')",
        "key.inactive",
    ),
    "A7 a runtime retired without a signature": (
        OPERATOR, change("runtime", "state = 'retired'", "runtime"), "act.unsigned"
    ),
    "A7 a runtime retired with another's key": (
        OPERATOR,
        change("runtime", "state = 'retired', signature = 'x', key_id = '{active_key}'", "runtime"),
        "key.inactive",
    ),
    "A7 a signature put beside a runtime that serves": (
        OPERATOR, change("runtime", "signature = 'x'", "runtime"), "runtime.signed"
    ),
    # A37 what a machine keeps for another purpose, sent to an address of one's own
    **{
        f"A37 {told} {how}": (who, sql.format(secret=secret), verdict)
        for told, secret, verdict in (
            ("a runtime is given the sealing key", "seal-{new}", "runtime.secret"),
            ("a runtime is given a person's key", "key.4b0f", "runtime.secret"),
            ("a runtime is given a database's password", "database.desk", "runtime.secret"),
            ("a runtime is given a person's password", "sign-in.4b0f", "runtime.secret"),
            ("a runtime is given the prefix alone", "runtime.", "runtime.secret"),
            ("a runtime is given its own token", "runtime.far", OK),
        )
        for how, who, sql in (
            ("as it is added", OPERATOR, ADD_RUNTIME),
            ("later", ADMIN, SECRET_OF_RUNTIME),
        )
    },
    # A8 twice, A9 late, A10 quorum
    "A8 decides twice": (RISK, decide("half"), "four_eyes.twice"),
    "A9 after closing": (RISK, decide("closed"), "request.closed"),
    "A9 on older evidence": (RISK, decide(seen="0" * 64), "request.evidence_changed"),
    "A9 on a waiver past its day": (RISK, decide("lapsed"), "request.waiver_over"),
    "A9 closes on a waiver past its day": (
        RISK, close("accepted", "lapsed_full"), "request.waiver_over"
    ),
    "A10 closes with no vote": (RISK, close("accepted"), "request.quorum"),
    "A10 closes with one of two": (RISK, close("accepted", "half"), "request.quorum"),
    "A10 rejects without a rejection": (RISK, close("rejected", "half"), "request.no_reject"),
    "A10 closes with two of two": (RISK, close("accepted", "full"), OK),
    "A10 withdraws another's request": (
        "only_data_scientist", close("withdrawn"), "request.not_yours"
    ),
    # A11 what only the service does, and not even it without a request
    "A11 operator puts in place": (
        OPERATOR, change("placement", "state = 'in_place'", "promised"), NO
    ),
    "A11 risk officer puts in place": (
        RISK, change("placement", "state = 'in_place'", "promised"), NO
    ),
    "A11 service without approval": (
        WORKER,
        "INSERT INTO mw.placement (id, model_id, version_id, snapshot_id, stage_id, stage_kind,"
        " service_tag, state) VALUES ('{new}', '{model}', '{version}', '{snapshot}', '{prod}',"
        " 'production', 'x', 'promised')",
        "placement.request",
    ),
    "A11 service accepts": (WORKER, close("accepted", "full"), "transition.refused"),
    "A11 deployment by a person": (
        OPERATOR,
        "INSERT INTO mw.deployment (id, model_id, version_id, snapshot_id, runtime_id, stage_id,"
        " service_tag) SELECT '{new}', '{model}', '{version}', '{snapshot}', id, '{prod}', 'x'"
        " FROM mw.runtime LIMIT 1",
        NO,
    ),
    "A11 test result by a person": (
        "only_data_scientist", "UPDATE mw.test_result SET verdict = 'PASS'", NO
    ),
    "A11 job by a person": (OPERATOR, "UPDATE mw.job SET state = 'succeeded'", NO),
    "A11 variable by a person": (ADMIN, "DELETE FROM mw.variable", NO),
    # A13 the rules themselves
    "A13 disable triggers": (ADMIN, "ALTER TABLE mw.decision DISABLE TRIGGER ALL", NO),
    "A13 drop a trigger": (ADMIN, "DROP TRIGGER guard_insert ON mw.decision", NO),
    "A13 create a rule": (
        ADMIN, "CREATE RULE r AS ON INSERT TO mw.decision DO INSTEAD NOTHING", NO
    ),
    "A13 replace a function": (ADMIN, "DROP FUNCTION mw.mw_actor() CASCADE", NO),
    "A13 own a rule row": (
        ADMIN,
        "INSERT INTO mw.allowed_transition VALUES ('request', 'draft', 'accepted', 'viewer')",
        NO,
    ),
    "A13 own a rule row as service": (WORKER, "DELETE FROM mw.allowed_write", NO),
    # A14 becoming somebody else
    "A14 set role owner": (ADMIN, "SET ROLE mw_owner", NO),
    "A14 set role of another duty": (SCIENTIST, "SET ROLE mw_risk_officer", NO),
    "A14 session authorization": (ADMIN, "SET SESSION AUTHORIZATION b_only_risk_officer", NO),
    "A14 replication role": (ADMIN, "SET session_replication_role = replica", NO),
    "A14 grant oneself a duty": (ADMIN, "GRANT mw_risk_officer TO b_only_administrator", NO),
    "A14 alter one's login": (ADMIN, "ALTER ROLE b_only_administrator SUPERUSER", NO),
    # A15 objects of one's own
    "A15 temporary table": (SCIENTIST, "CREATE TEMP TABLE decision (id int)", NO),
    "A15 table in mw": (SCIENTIST, "CREATE TABLE mw.mine (id int)", NO),
    "A15 table in public": (SCIENTIST, "CREATE TABLE public.mine (id int)", NO),
    "A15 function": (
        SCIENTIST, "CREATE FUNCTION mw.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", NO
    ),
    "A15 do block": (SCIENTIST, "DO $$ BEGIN PERFORM 1; END $$", NO),
    "A15 do block as service": (WORKER, "DO $$ BEGIN PERFORM 1; END $$", NO),
    "A15 schema": (SCIENTIST, "CREATE SCHEMA mine", NO),
    "A15 operator": (
        SCIENTIST, "CREATE OPERATOR mw.=== (FUNCTION = int4eq, LEFTARG = int, RIGHTARG = int)", NO
    ),
    "A15 cast": (SCIENTIST, "CREATE CAST (text AS integer) WITH INOUT", NO),
    "A15 foreign data": (SCIENTIST, "CREATE FOREIGN DATA WRAPPER w", NO),
    "A15 event trigger": (
        SCIENTIST, "CREATE EVENT TRIGGER t ON ddl_command_end EXECUTE FUNCTION mw.no_delete()", NO
    ),
    "A15 publication": (SCIENTIST, "CREATE PUBLICATION p FOR ALL TABLES", NO),
    "A15 extension": (SCIENTIST, "DROP EXTENSION plpgsql CASCADE", NO),
    "A15 our helper functions": (SCIENTIST, "SELECT mw.salted('guess')", NO),
    # A18 files and secrets of the server
    "A18 program": (ADMIN, "COPY (SELECT 1) TO PROGRAM 'true'", NO),
    "A18 file": (ADMIN, "COPY (SELECT 1) TO '/tmp/never.txt'", NO),
    "A18 read a file": (ADMIN, "SELECT pg_read_file('PG_VERSION')", NO),
    "A18 list files": (ADMIN, "SELECT pg_ls_dir('.')", NO),
    "A18 passwords": (ADMIN, "SELECT * FROM pg_authid", NO),
    "A18 settings": (ADMIN, "ALTER SYSTEM SET work_mem = '1GB'", "25001"),
    "A18 access rules": (ADMIN, "SELECT * FROM pg_hba_file_rules", NO),
    # A19 what PostgreSQL gives everybody
    "A19 large object": (SCIENTIST, "SELECT lo_create(0)", NO),
    "A19 large object from bytes": (SCIENTIST, "SELECT lo_from_bytea(0, 'x')", NO),
    "A19 advisory lock": (SCIENTIST, "SELECT pg_advisory_lock(7120332)", NO),
    "A19 advisory lock of the inbox": (
        SCIENTIST, "SELECT pg_try_advisory_xact_lock(7120332)", NO
    ),
    "A19 advisory lock of the service": (WORKER, "SELECT pg_try_advisory_xact_lock(7120332)", OK),
    "A19 sleep": (SCIENTIST, "SELECT pg_sleep(0)", NO),
    "A30 message into the log": (
        SCIENTIST, "SELECT pg_logical_emit_message(false, 'a', 'b')", NO
    ),
    # A31 noise
    "A31 new version without a change": (
        SCIENTIST,
        "UPDATE mw.registered_model SET row_version = row_version + 1 WHERE id = '{model}'",
        "write.changes_nothing",
    ),
    # A26 other units
    "A26 edit in another unit": (
        SCIENTIST, change("registered_model", "description = 'x'", "foreign"), NO_ROW
    ),
    "A26 version of another unit's model": (
        SCIENTIST,
        "INSERT INTO mw.model_version (id, model_id, version, source_kind)"
        " VALUES ('{new}', '{foreign}', 9, 'entry')",
        "write.refused",
    ),
    "A26 inbox of another unit": (
        OPERATOR,
        "INSERT INTO mw.engine_inbox (id, unit_id, kind, payload)"
        " VALUES ('{new}', '{other_unit}', 'cancel', '{{}}')",
        "write.refused",
    ),
    # A25 roles that one administrator gives alone
    "A25 a membership without a request": (
        ADMIN,
        "INSERT INTO mw.membership (id, unit_id, person_id, role)"
        " VALUES ('{new}', '{unit}', '{other}', 'operator')",
        "membership.by_request",
    ),
    "A25 end another's role alone": (
        ADMIN, change("membership", "valid_until = now()", "held"), "membership.by_request"
    ),
    "A25 a duty of the database": (ADMIN, "GRANT mw_risk_officer TO b_other", NO),
    "A25 confirm one's own request": (
        ADMIN,
        change("role_request", "state = 'confirmed', answered_by = '{me}'", "role_asked"),
        "role_request.second",
    ),
    "A25 confirm in another's name": (
        ADMIN,
        change("role_request", "state = 'confirmed', answered_by = '{author}'", "role_for_me"),
        "role_request.second",
    ),
    "A25 ask in another's name": (
        ADMIN,
        "INSERT INTO mw.role_request (id, unit_id, person_id, role, action, reason, asked_by)"
        " VALUES ('{new}', '{unit}', '{other}', 'operator', 'grant', 'x', '{author}')",
        NO,
    ),
    "A25 a request that is born confirmed": (
        ADMIN,
        "INSERT INTO mw.role_request (id, unit_id, person_id, role, action, reason, state,"
        " row_version) VALUES ('{new}', '{unit}', '{other}', 'operator', 'grant', 'x',"
        " 'confirmed', 1)",
        "transition.refused",
    ),
    "A25 the owner's role": (
        ADMIN,
        "INSERT INTO mw.role_request (id, unit_id, person_id, role, action, reason, state,"
        " row_version) VALUES ('{new}', '{unit}', '{other}', 'owner', 'grant', 'x', 'asked', 1)",
        "membership.unknown_role",
    ),
    "A25 the function that gives duties": (
        ADMIN, "SELECT mw.project_duty('{me}', 'risk_officer')", NO
    ),
    "A25 a login that is a duty": (
        ADMIN,
        "INSERT INTO mw.person (id, handle, full_name, login, kind)"
        " VALUES ('{new}', 'sly', 'Sly', 'mw_viewer', 'person')",
        "person.reserved",
    ),
    # What this test bench found beside the table
    "B1 assign another's task to oneself": (
        TESTER, change("user_task", "assignee_id = '{me}'", "task"), "task.role"
    ),
    "B2 complete another's task": (
        TESTER, change("user_task", "state = 'completed', outcome = 'waive'", "task"), "task.role"
    ),
    "B3 rewrite a completed task": (
        TESTER, change("user_task", "outcome = 'waive'", "done"), "task.closed"
    ),
    "B4 sign a granted waiver anew": (
        COMPLIANCE, change("waiver", "granted_by = '{me}'", "waiver"), "waiver.closed"
    ),
    "B5 acknowledge in another's name": (
        OPERATOR, change("alert", "acknowledged_by = '{author}'", "alert"), "actor.forged"
    ),
    "B5b take back another's acknowledgement": (
        SCIENTIST,
        change("alert", "state = 'open', acknowledged_by = NULL", "alert"),
        "alert.not_yours",
    ),
    "B6 edit a published life cycle": (
        ARCHITECT, change("life_cycle_template", "bpmn = 'x'", "template"), "published.content"
    ),
    "B7 bring an ended role back": (
        ADMIN, change("membership", "valid_until = NULL", "membership"), "membership.ended"
    ),
    "B8 accept a finding in one's own work": (
        BOTH_HATS, change("finding", "state = 'accepted', reason = 'x'", "finding"),
        "four_eyes.own_work",
    ),
    "B9 reword another's request": (
        "only_validator", change("transition_request", "reason = 'x'", "request"),
        "request.not_yours",
    ),
    "B10 give oneself a role": (
        ADMIN,
        "INSERT INTO mw.membership (id, unit_id, person_id, role)"
        " VALUES ('{new}', '{unit}', '{me}', 'risk_officer')",
        "membership.own",
    ),
    "B11 give a role that conflicts": (
        ADMIN,
        "INSERT INTO mw.membership (id, unit_id, person_id, role)"
        " VALUES ('{new}', '{unit}', '{only_auditor}', 'risk_officer')",
        "membership.conflict",
    ),
    "B12 make somebody the service": (
        ADMIN,
        "INSERT INTO mw.membership (id, unit_id, person_id, role)"
        " VALUES ('{new}', '{unit}', '{other}', 'worker')",
        "membership.worker",
    ),
    "B13 a tester cancels a process": (
        TESTER, ASK.format(unit="unit", kind="cancel", payload='{{}}'), "inbox.refused"
    ),
    "B14 a tester starts a life cycle": (
        TESTER, ASK.format(unit="unit", kind="start", payload='{{}}'), "inbox.refused"
    ),
    "B15 an operator cancels another unit's process": (
        OPERATOR,
        ASK.format(unit="unit", kind="cancel", payload='{{"instance_id": "{elsewhere}"}}'),
        "inbox.unit",
    ),
    "B16 a start for another unit's model": (
        SCIENTIST,
        ASK.format(unit="unit", kind="start", payload='{{"model_id": "{foreign}"}}'),
        "inbox.unit",
    ),
    "B18 a builder lowers the risk tier": (
        SCIENTIST, change("registered_model", "risk_tier = 'low'", "model"), "model.tier"
    ),
    "B18 a builder raises the risk tier": (
        SCIENTIST, change("registered_model", "risk_tier = 'high'", "model"), OK
    ),
    "B18 risk lowers the tier": (
        RISK, change("registered_model", "risk_tier = 'low'", "model"), OK
    ),
    "B19 a builder binds a life cycle that lets more through": (
        SCIENTIST,
        "INSERT INTO mw.life_cycle_binding (id, model_id, template_key, parameters, row_version)"
        " VALUES ('{new}', '{model}', 'on-model-changed', '{{\"block_from\": \"critical\"}}', 1)",
        "binding.guarded",
    ),
    "B19 an architect does": (
        ARCHITECT,
        "INSERT INTO mw.life_cycle_binding (id, model_id, template_key, parameters, row_version)"
        " VALUES ('{new}', '{model}', 'on-model-changed', '{{\"block_from\": \"critical\"}}', 1)",
        OK,
    ),
    "B20 an act that is not listed": (
        RISK, ACT.format(kind="decision.recorded", about="request", key="request"), "act.unknown"
    ),
    "B20 an act about another kind of thing": (
        RISK, ACT.format(kind="evidence.opened", about="unit", key="unit"), "act.unknown"
    ),
    "B20 an act about a request that is not there": (
        RISK, ACT.format(kind="evidence.opened", about="request", key="new"), "act.object"
    ),
    "B20 an act about a model of another unit": (
        RISK, ACT.format(kind="list.exported", about="model", key="foreign"), "act.object"
    ),
    "B20 an act that says more than it may": (
        RISK,
        "SELECT mw.record_act('evidence.opened', 'request', '{request}',"
        " '{{\"actor_id\": \"{other}\"}}')",
        "act.fact",
    ),
    "B20 an act with a nested fact": (
        RISK,
        "SELECT mw.record_act('evidence.opened', 'request', '{request}',"
        " '{{\"part\": {{\"a\": 1}}}}')",
        "act.fact",
    ),
    "B20 an act of one's own": (
        RISK, ACT.format(kind="evidence.opened", about="request", key="request"), OK
    ),
    "B17 an unknown kind": (
        OPERATOR, ASK.format(unit="unit", kind="explode", payload='{{}}'), "inbox.refused"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_with_its_code(scene: Scene, name: str) -> None:
    handle, sql, expected = ATTACKS[name]

    assert scene.attempt(handle, sql) == expected


EVERYBODY = (SCIENTIST, RISK, OPERATOR, ARCHITECT, ADMIN, AUDITOR, VIEWER, WORKER)
ON_THE_TRAIL = (
    "UPDATE mw.audit_event SET tag = 'x'",
    "DELETE FROM mw.audit_event",
    "TRUNCATE mw.audit_event",
    "INSERT INTO mw.audit_event (txid, at, actor_id, tag, object_type, object_id, unit_id, facts)"
    " VALUES (0, now(), '{me}', 'x', 'x', '{new}', '{unit}', '{{}}')",
    "INSERT INTO mw.audit_event (id, txid, at, actor_id, tag, object_type, object_id, unit_id,"
    " facts) OVERRIDING SYSTEM VALUE VALUES (1, 0, now(), '{me}', 'x', 'x', '{new}', '{unit}',"
    " '{{}}')",
    "UPDATE mw.audit_text SET value = 'x'",
    "DELETE FROM mw.audit_text",
    "SELECT setval('mw.audit_event_id_seq', 1)",
    "SELECT nextval('mw.audit_event_id_seq')",
    "SELECT * FROM mw.audit_event FOR UPDATE",
    "INSERT INTO mw.registered_model_history SELECT now(), * FROM mw.registered_model",
    "UPDATE mw.registered_model_history SET name = 'x'",
    "DELETE FROM mw.membership_history",
    "DELETE FROM mw.decision",
    "DELETE FROM mw.transition_request",
    "DELETE FROM mw.registered_model",
    "TRUNCATE mw.decision CASCADE",
    "UPDATE mw.decision SET verdict = 'reject'",
    "INSERT INTO mw.version_author VALUES ('{version}', '{other}')",
    "DELETE FROM mw.version_author",
    "INSERT INTO mw.unit_ancestor VALUES ('{other_unit}', '{unit}')",
    "UPDATE mw.request_slot SET needed = 0 WHERE false AND needed = 'x'::text::int",
    "LOCK TABLE mw.decision IN SHARE ROW EXCLUSIVE MODE",
    "LOCK TABLE mw.audit_event IN ROW SHARE MODE",
    "LOCK TABLE mw.audit_event IN ACCESS EXCLUSIVE MODE",
)
ALLOWED_TO_WORKER = ("UPDATE mw.request_slot",)


@pytest.mark.parametrize("handle", EVERYBODY)
def test_nobody_touches_trail_history_and_rules(scene: Scene, handle: str) -> None:
    found = {
        sql: scene.attempt(handle, sql)
        for sql in ON_THE_TRAIL
        if not (handle == WORKER and sql.startswith(ALLOWED_TO_WORKER))
    }

    assert {sql: code for sql, code in found.items() if code != NO} == {}


GOVERNED_WRITES = {
    RISK: (decide(), "transaction.isolation"),
    COMPLIANCE: (close("accepted", "full"), "transaction.isolation"),
    SCIENTIST: (change("registered_model", "description = 'x'", "model"), "transaction.isolation"),
    "only_validator": (
        change("user_task", "state = 'claimed', assignee_id = '{me}'", "task"),
        "transaction.isolation",
    ),
    OPERATOR: (change("alert", "state = 'in_remediation'", "alert"), "transaction.isolation"),
    WORKER: (change("placement", "state = 'withdrawn'", "promised"), "transaction.isolation"),
}


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("handle", GOVERNED_WRITES)
def test_another_isolation_level_is_refused_on_governed_writes(
    scene: Scene, handle: str, level: str
) -> None:
    sql, expected = GOVERNED_WRITES[handle]
    scene.bench.rest()

    with psycopg.connect(_dsn(scene.bench, handle)) as connection:
        connection.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
        with pytest.raises(psycopg.Error) as refused:
            connection.execute(scene.fill(sql, handle).encode())

    assert f"MW400 {expected}" in str(refused.value)
    assert refused.value.sqlstate == "MW400"


def _dsn(bench: Bench, handle: str) -> str:
    return as_login(bench.url, f"b_{handle}").replace("postgresql+psycopg", "postgresql")


# What is not asked in one statement, or answered by rows


SEEN = {
    "A26 models of another unit": "SELECT count(*) FROM mw.registered_model WHERE id = '{foreign}'",
    "A26 processes of another unit": (
        "SELECT count(*) FROM mw.process_instance WHERE id = '{elsewhere}'"
    ),
    "A26 an error in the condition": (
        "SELECT count(*) FROM mw.registered_model WHERE id = '{foreign}' "
        " AND 1 / (length(name) - length(name)) > 0"
    ),
    "A26 their statistics": (
        "SELECT count(*) FROM pg_stats WHERE schemaname = 'mw' AND tablename = 'registered_model'"
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_rows_of_another_unit_are_not_there(scene: Scene, name: str) -> None:
    with scene.client(SCIENTIST) as client:
        (found,) = client.execute(scene.fill(SEEN[name], SCIENTIST).encode()).fetchall()

    assert found == (0,)


def test_row_security_is_not_switched_off(scene: Scene) -> None:
    """A26: asked to read without it, the server refuses to read at all."""
    found = scene.run(SCIENTIST, "SET row_security = off", "SELECT * FROM mw.registered_model")

    assert found == [OK, NO]


def test_a_row_held_open_ends_the_wait_of_others(scene: Scene) -> None:
    """A21: every connection of the product waits for a lock for five seconds at the most."""
    held = scene.fill("SELECT 1 FROM mw.registered_model WHERE id = '{model}' FOR UPDATE", RISK)
    edit = scene.fill(change("registered_model", "description = 'late'", "model"), SCIENTIST)
    database = Database(as_login(scene.bench.url, "b_only_data_scientist"))
    try:
        with scene.client(SCIENTIST) as holder, database.engine.connect() as victim:
            holder.execute(held.encode())
            assert victim.exec_driver_sql("SHOW lock_timeout").scalar_one() == "5s"
            victim.exec_driver_sql("SET LOCAL lock_timeout = '300ms'")
            with pytest.raises(DBAPIError) as refused:
                victim.exec_driver_sql(edit)
    finally:
        database.close()

    assert getattr(refused.value.orig, "sqlstate", "") == "55P03"


def test_the_watchdog_ends_who_switched_off_every_timeout(scene: Scene) -> None:
    """A22, F13: nothing hinders a login from that; the service ends it."""
    scene.bench.rest()
    service = Database(as_login(scene.bench.url, "b_service"))
    edit = scene.fill(change("registered_model", "description = 'held'", "model"), SCIENTIST)
    try:
        dog = Watchdog(Work.of(service), limit_s=0.2)
        with psycopg.connect(_dsn(scene.bench, SCIENTIST)) as stuck:
            for setting in ("lock_timeout", "statement_timeout", "idle_session_timeout",
                            "idle_in_transaction_session_timeout"):  # fmt: skip
                stuck.execute(f"SET {setting} = 0".encode())
            stuck.execute(edit.encode())
            ended = wait_until(lambda: dog.run_once() > 0)
            with pytest.raises(psycopg.OperationalError) as killed:
                stuck.execute("SELECT 1")
        again = dog.run_once()
    finally:
        service.close()

    assert ended
    assert killed.value.sqlstate == "57P01"
    assert again == 0


def wait_until(is_done: Callable[[], bool], *, timeout_s: float = 60.0) -> bool:
    end = time.monotonic() + timeout_s
    while time.monotonic() < end:
        if is_done():
            return True
    return False


def test_the_watchdog_lets_readers_read(scene: Scene) -> None:
    """A long report holds nobody up while it runs; left open afterwards, it does."""
    scene.bench.rest()
    service = Database(as_login(scene.bench.url, "b_service"))
    looking = Work.of(service)
    with psycopg.connect(_dsn(scene.bench, VIEWER)) as reader:
        ended: list[str] = []

        def read() -> None:
            try:
                reader.execute("SELECT count(*) FROM generate_series(1, 2000000000)")
            except psycopg.errors.QueryCanceled:
                ended.append("cancelled")

        thread = threading.Thread(target=read)
        thread.start()
        try:
            assert wait_until(lambda: looking.read(is_reading, "b_only_viewer"))
            while_it_runs = looking.read(find_stuck, limit_s=0.0)
        finally:
            reader.cancel()
            thread.join()
            service.close()

    assert while_it_runs == []
    assert ended == ["cancelled"]


def is_reading(session: Session, login: str) -> bool:
    sql = "SELECT 1 FROM pg_stat_activity WHERE usename = :login AND state = 'active'"
    return session.scalar(text(sql), {"login": login}) is not None


def test_a_login_has_so_many_connections(scene: Scene) -> None:
    """A23: the statement that `init` prints limits each login to twenty."""
    scene.bench.rest()
    with ExitStack() as opened:
        for _ in range(20):
            opened.enter_context(psycopg.connect(_dsn(scene.bench, "only_executive")))
        with pytest.raises(psycopg.OperationalError) as refused:
            psycopg.connect(_dsn(scene.bench, "only_executive"))

    assert "too many connections for role" in str(refused.value)


def test_a_login_that_creates_roles_does_not_become_the_owner(scene: Scene) -> None:
    """A24: fixed in PostgreSQL 16, so that is what the product needs; nobody gets it anyway."""
    scene.bench.rest()
    with psycopg.connect(_superuser(scene.bench), autocommit=True) as database:
        assert database.info.server_version >= 160000
        database.execute("CREATE ROLE b_role_maker LOGIN CREATEROLE INHERIT IN ROLE mw_member")
        try:
            url = as_login(scene.bench.url, "b_role_maker").replace("+psycopg", "")
            with psycopg.connect(url, autocommit=True) as maker:
                for role in ("mw_owner", "mw_risk_officer", "pg_execute_server_program"):
                    with pytest.raises(psycopg.Error) as refused:
                        maker.execute(f"GRANT {role} TO b_role_maker".encode())
                    assert refused.value.sqlstate == NO
        finally:
            database.execute("DROP ROLE b_role_maker")
        mighty = database.execute(
            "SELECT rolname FROM pg_roles WHERE rolname LIKE 'mw\\_%'"
            " AND (rolcreaterole OR rolsuper OR rolbypassrls OR rolcanlogin)"
        ).fetchall()
    assert mighty == []


def _superuser(bench: Bench) -> str:
    return bench.url.replace("postgresql+psycopg", "postgresql")


def test_a_known_id_of_another_unit_collides_and_tells_no_more(scene: Scene) -> None:
    """A27, accepted: that it exists shows; what it holds does not."""
    known = (
        "INSERT INTO mw.registered_model (id, unit_id, name, name_folded, owner_id, stage_path_id,"
        " kind, framework, row_version, risk_tier, service_tags, search_text, description)"
        " SELECT '{foreign}', '{unit}', 'z', 'z', '{me}', stage_path_id, kind, framework, 1,"
        " risk_tier, service_tags, '', '' FROM mw.registered_model WHERE id = '{model}'"
    )
    with scene.client(SCIENTIST) as client, pytest.raises(psycopg.Error) as refused:
        client.execute(scene.fill(known, SCIENTIST).encode())

    assert refused.value.sqlstate == "23505"
    assert refused.value.diag.message_detail is None


def test_counts_of_hidden_rows_show_in_plans(scene: Scene) -> None:
    """A28, accepted and said: how many rows policies hide can be counted."""
    with scene.client(SCIENTIST) as client:
        client.execute("SET enable_indexscan = off")
        client.execute("SET enable_bitmapscan = off")
        plan = client.execute("EXPLAIN ANALYZE SELECT * FROM mw.registered_model").fetchall()

    assert any("Rows Removed by Filter" in str(line) for line in plan)


def test_names_of_logins_show_and_what_others_run_does_not(scene: Scene) -> None:
    """A29, accepted and said."""
    with scene.client(RISK), scene.client(SCIENTIST) as client:
        logins = client.execute("SELECT rolname FROM pg_roles").fetchall()
        others = client.execute(
            "SELECT DISTINCT query FROM pg_stat_activity"
            " WHERE usename IS DISTINCT FROM current_user AND backend_type = 'client backend'"
        ).fetchall()

    assert ("b_only_risk_officer",) in logins
    assert set(others) <= {("<insufficient privilege>",)}


def test_a_false_alarm_is_a_hint(scene: Scene) -> None:
    """A30, accepted: PostgreSQL lets every login do it; who hears it looks, and finds nothing."""
    scene.bench.rest()
    with closing(Database(as_login(scene.bench.url, f"b_{RISK}"))) as database:
        work, pulse = Work.of(database), Pulse(database)
        before = work.read(present_watermark)
        quiet = pulse.wait(lambda: False)  # it listens from here on
        with psycopg.connect(_dsn(scene.bench, SCIENTIST), autocommit=True) as client:
            client.execute(f"NOTIFY {CHANGED}, 'decision.recorded'".encode())
        heard = any(pulse.wait(lambda: False) for _ in range(100))
        topics = work.read(events_since, before).topics
        pulse.close()

    assert (quiet, heard) == (False, True)
    assert topics == frozenset()


def test_a_login_starts_with_bounds_and_its_space_is_out_of_its_reach(scene: Scene) -> None:
    """A30: memory and time are where it starts; nobody can forbid it to ask for more (A22)."""
    with scene.client(SCIENTIST) as client:
        found = {name: client.execute(f"SHOW {name}".encode()).fetchone() for name in bounds.BOUNDS}
        with pytest.raises(psycopg.Error) as refused:
            client.execute("SET temp_file_limit = -1")
    with pytest.raises(psycopg.Error) as also, scene.client(SCIENTIST) as client:
        client.execute("ALTER ROLE CURRENT_USER SET temp_file_limit = -1")

    assert found == {
        "work_mem": ("64MB",), "temp_file_limit": ("4GB",), "statement_timeout": ("1min",)
    }  # fmt: skip
    assert (refused.value.sqlstate, also.value.sqlstate) == (NO, NO)
    assert scene.run(SCIENTIST, "SET work_mem = '4GB'") == [OK]


def test_what_spills_past_its_space_is_ended(scene: Scene) -> None:
    """A30, with a smaller bound, for all that a login may set."""
    scene.bench.rest()
    spill = "SELECT count(*) FROM (SELECT n FROM generate_series(1, 200000) n ORDER BY -n) s"
    with psycopg.connect(_superuser(scene.bench), autocommit=True) as database:
        database.execute("ALTER ROLE b_author SET temp_file_limit = '1MB'")
        try:
            with scene.client(SCIENTIST) as client:
                client.execute("SET work_mem = '64kB'")
                with pytest.raises(psycopg.Error) as ended:
                    client.execute(spill.encode())
        finally:
            database.execute("ALTER ROLE b_author SET temp_file_limit = '4GB'")

    assert ended.value.sqlstate == "53400"


def test_a_login_without_bounds_is_told(scene: Scene) -> None:
    scene.bench.rest()
    with psycopg.connect(_superuser(scene.bench), autocommit=True) as database:
        database.execute("ALTER ROLE b_author RESET temp_file_limit")
        try:
            viewer = Database(as_login(scene.bench.url, "b_only_viewer"))
            with viewer.session() as session:
                told = missing_bounds(session)
            viewer.close()
        finally:
            database.execute("ALTER ROLE b_author SET temp_file_limit = '4GB'")

    (line,) = [one for one in told if "b_author" in one]
    assert """ALTER ROLE "b_author" SET temp_file_limit = '4GB';""" in line


def test_a_trigger_switched_off_by_hand_is_found_by_anybody(scene: Scene) -> None:
    """A35; each kind of change stands in test_schema_seal.py."""
    scene.bench.rest()
    with psycopg.connect(_superuser(scene.bench), autocommit=True) as database:
        try:
            database.execute("ALTER TABLE mw.decision DISABLE TRIGGER guard_insert")
            viewer = Database(as_login(scene.bench.url, "b_only_viewer"))
            with viewer.session() as session:
                found = check_schema(session.connection())
            viewer.close()
        finally:
            database.execute("ALTER TABLE mw.decision ENABLE TRIGGER guard_insert")

    assert found.changed == ("triggers",)


def test_triggers_are_not_switched_off_by_a_startup_option(scene: Scene) -> None:
    with pytest.raises(psycopg.OperationalError) as refused:
        psycopg.connect(_dsn(scene.bench, ADMIN), options="-c session_replication_role=replica")

    assert "permission denied to set parameter" in str(refused.value)


def test_settings_of_the_server_are_out_of_reach(scene: Scene) -> None:
    """Outside a transaction, where ALTER SYSTEM would be possible."""
    with (
        psycopg.connect(_dsn(scene.bench, ADMIN), autocommit=True) as connection,
        pytest.raises(psycopg.Error) as refused,
    ):
        connection.execute("ALTER SYSTEM SET work_mem = '1GB'")

    assert refused.value.sqlstate == NO


# Races: real threads, each with a connection and a login of its own


def _race(bench: Bench, calls: list[tuple[str, tuple[str, ...]]]) -> list[str]:
    """Every caller's statements in one transaction, all at once; what each ended with."""
    start = threading.Barrier(len(calls))
    found = [""] * len(calls)

    def act(number: int) -> None:
        handle, statements = calls[number]
        try:
            with psycopg.connect(_dsn(bench, handle)) as connection:
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


def _fresh_request(scene: Scene, tag: str) -> UUID:
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
    return key


def _stored(bench: Bench, key: UUID) -> tuple[str, Counter[str]]:
    with bench.as_owner() as owner:
        request = bench.table("transition_request").c
        state = owner.execute(select(request.state).where(request.id == key)).scalar_one()
        decision = bench.table("decision").c
        votes = owner.execute(select(decision.verdict).where(decision.request_id == key))
        return state, Counter(votes.scalars())


def test_thirty_double_clicks_store_one_decision(scene: Scene) -> None:
    """A8: the same person, thirty times at once."""
    key = _fresh_request(scene, "clicks")
    scene.ids["clicks"] = key
    click = lambda: scene.fill(decide("clicks"), RISK)  # noqa: E731

    found: list[str] = []
    for _ in range(2):  # a login has twenty connections
        found += _race(scene.bench, [(RISK, (click(),)) for _ in range(15)])

    assert Counter(found) == {"": 1, "four_eyes.twice": 29}
    assert _stored(scene.bench, key) == ("pending", Counter(accept=1))


def test_two_accept_and_close_while_a_third_rejects(scene: Scene) -> None:
    """A16: however the three meet, nothing is accepted in which a rejection is stored."""
    seen = Counter()
    for number in range(40):
        name = f"race{number}"
        scene.ids[name] = key = _fresh_request(scene, name)
        accepts = [
            (RISK, 1, "risk_officer"),
            (COMPLIANCE, 2, "compliance"),
        ]
        calls = [
            (
                handle,
                (
                    scene.fill(decide(name, slot=slot, role=role), handle),
                    scene.fill(close("accepted", name), handle),
                ),
            )
            for handle, slot, role in accepts
        ]
        validator = "only_validator"
        reject = decide(name, slot=3, role="validator", verdict="reject")
        calls.append(
            (
                validator,
                (scene.fill(reject, validator), scene.fill(close("rejected", name), validator)),
            )
        )
        scene.bench.rest()
        _race(scene.bench, calls)
        state, votes = _stored(scene.bench, key)
        seen[state] += 1
        assert not (state == "accepted" and votes["reject"]), (state, votes)

    assert set(seen) <= {"accepted", "rejected", "pending"}


def test_a_snapshot_from_before_the_rejection_accepts_nothing(scene: Scene) -> None:
    """A17: both accepted; a closer with an old snapshot looks, then a rejection is stored."""
    scene.ids["old"] = key = _fresh_request(scene, "old")
    scene.bench.rest()
    for handle, slot, role in ((RISK, 1, "risk_officer"), (COMPLIANCE, 2, "compliance")):
        with psycopg.connect(_dsn(scene.bench, handle)) as connection:
            connection.execute(scene.fill(decide("old", slot=slot, role=role), handle).encode())

    for level in ("REPEATABLE READ", "SERIALIZABLE"):
        with psycopg.connect(_dsn(scene.bench, RISK)) as closer:
            closer.execute(f"SET TRANSACTION ISOLATION LEVEL {level}".encode())
            closer.execute("SELECT count(*) FROM mw.decision")  # the snapshot is taken here
            validator = "only_validator"
            if level == "REPEATABLE READ":
                with psycopg.connect(_dsn(scene.bench, validator)) as rejecter:
                    sql = decide("old", slot=3, role="validator", verdict="reject")
                    rejecter.execute(scene.fill(sql, validator).encode())
            with pytest.raises(psycopg.Error) as refused:
                closer.execute(scene.fill(close("accepted", "old"), RISK).encode())
        assert refused.value.sqlstate == "MW400"

    with (
        psycopg.connect(_dsn(scene.bench, RISK)) as closer,
        pytest.raises(psycopg.Error) as vetoed,
    ):
        closer.execute(scene.fill(close("accepted", "old"), RISK).encode())
    assert "request.veto" in str(vetoed.value)
    assert _stored(scene.bench, key) == ("pending", Counter(accept=2, reject=1))
