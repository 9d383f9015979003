"""The trail on the command line: sealed, verified, broken, held against what was seen."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import insert, select

from app.models.queries.trail import log_id
from app.models.tables.life_cycle import EngineInbox
from app.models.tables.trail import AuditEvent
from app.services.digests import digest_file
from app.services.sealing import key_name
from app.services.secrets import Secrets
from app.services.workspace import SERVICE_HANDLE
from app.verifier import __main__ as verifier
from tests.journeys.command_line import CommandLine
from tests.stories import ask, register
from tests.trail_kit import add_use, key_of, live, tamper, tampering


@pytest.fixture
def sealing(modelward: CommandLine) -> CommandLine:
    """The command line of a machine that has the sealing key."""
    name = key_name(modelward.workspace.service.read(log_id))
    key = modelward.workspace.secrets.get(name)
    Secrets(modelward.home, is_embedded=True).keep(name, key)
    return modelward


def test_what_is_sealed_verifies_and_a_change_has_exit_code_4(sealing: CommandLine) -> None:
    live(sealing.workspace)
    add_use(sealing.workspace, "cards")

    sealed = sealing.done("audit", "seal", by=SERVICE_HANDLE)
    intact = sealing.done("audit", "verify", by="jo")
    text = sealing("audit", "verify", by="jo", is_json=False)
    tampering(
        sealing.workspace,
        "UPDATE {mw}audit_event SET tag = 'model.changed' WHERE id ="
        " (SELECT event_id FROM {mw}audit_leaf WHERE position = 3)",
    )
    broken = sealing("audit", "verify", by="jo")

    assert sealed["sealed"] == 1
    assert {name: intact[name] for name in ("intact", "events", "broken", "unsealed")} == {
        "intact": True, "events": sealed["events"], "broken": [], "unsealed": 0,
    }  # fmt: skip
    assert intact["sealed_until"] == sealed["sealed_until"]
    assert "The trail is intact." in text.out
    assert broken.code == 4
    assert broken.document["intact"] is False
    assert [(one["position"], one["kind"]) for one in broken.document["broken"]] == [(3, "changed")]
    shown = sealing("audit", "verify", by="jo", is_json=False)
    assert "position 3, event" in shown.out


def test_a_wish_that_was_refused_for_its_signature_is_told_and_no_fault(
    sealing: CommandLine,
) -> None:
    tom = sealing.workspace.signer("tom").key_id
    with sealing.workspace.work("tom").unit() as work:
        work.session.execute(
            insert(EngineInbox).values(
                id=uuid4(), unit_id=sealing.workspace.unit_id, kind="roll_back", payload={},
                document="{}", signature="AAAA", key_id=tom,
            )
        )  # fmt: skip
    sealing.done("audit", "seal", by=SERVICE_HANDLE)

    found = sealing.done("audit", "verify", by="jo")
    text = sealing("audit", "verify", by="jo", is_json=False)

    assert (found["intact"], found["refused"]) == (True, 1)
    assert any(
        line.split() == ["refused,", "their", "signature", "fails", "1"]
        for line in text.out.replace(":", " ").splitlines()
    )


def test_a_row_that_is_not_as_told_has_exit_code_4_and_is_named(sealing: CommandLine) -> None:
    live(sealing.workspace)
    sealing.done("audit", "seal", by=SERVICE_HANDLE)
    before = sealing.done("audit", "verify", by="jo")["rows"]
    shown = sealing("audit", "verify", by="jo", is_json=False)
    tamper(sealing.workspace, "UPDATE {schema}registered_model SET risk_tier = 'low'")

    forged = sealing("audit", "verify", by="jo")
    text = sealing("audit", "verify", by="jo", is_json=False)

    assert (before["as_told"], before["first"], before["differing"]) == (True, 0, [])
    assert before["held"] > 50
    assert "The present rows say what the trail told of them last." in shown.out
    assert (forged.code, text.code) == (4, 4)
    assert (forged.document["intact"], forged.document["broken"]) == (True, [])
    assert forged.document["rows"]["as_told"] is False
    [found] = forged.document["rows"]["differing"]
    assert (found["table"], found["kind"], found["column"], found["found"]) == (
        "registered_model", "not as told", "risk_tier", "low",
    )  # fmt: skip
    assert "The trail is intact." in text.out
    assert f"registered_model {found['id']} risk_tier, event {found['event']}" in text.out
    with sealing.workspace.service.reading() as session:
        tag = AuditEvent.tag == "trail.verified"
        told = [one.facts for one in session.scalars(select(AuditEvent).where(tag))]
    assert [one["differing"] for one in told] == [0, 0, 1, 1]
    assert {one["outcome"] for one in told} == {"intact"}


LAST = "id = (SELECT max(id) FROM {schema}audit_event)"


def test_a_trail_that_waits_to_be_sealed_says_so_and_why(sealing: CommandLine) -> None:
    live(sealing.workspace)
    add_use(sealing.workspace, "cards")
    before = sealing.done("workspace", "check", by="jo")["warnings"]
    old = f"'2026-01-02 03:04:05{'.000000' if sealing.workspace.is_sqlite else 'Z'}'"
    tamper(sealing.workspace, f"UPDATE {{schema}}audit_event SET at = {old} WHERE {LAST}")

    late = sealing("audit", "verify", by="jo")
    shown = sealing("audit", "verify", by="jo", is_json=False)
    checked = sealing("workspace", "check", by="jo")
    sealing.done("audit", "seal", by=SERVICE_HANDLE)
    sealed = sealing.done("audit", "verify", by="jo")

    assert not any("to be sealed" in one for one in before)
    assert sealed["sealing"] == "ok"
    assert (late.code, shown.code, checked.code) == (0, 0, 0)  # what is sealed is intact
    assert (late.document["intact"], late.document["broken"]) == (True, [])
    assert "the oldest since 2026-01-02T03:04:05+00:00" in late.document["sealing"]
    assert late.document["sealing"].split(", ", 1)[1] in shown.out
    assert any("to be sealed" in one for one in checked.document["warnings"])
    after = sealing.done("workspace", "check", by="jo")["warnings"]
    assert not any("to be sealed" in one for one in after)


def test_a_revoked_sealing_key_is_named_by_verify_check_and_seal(sealing: CommandLine) -> None:
    live(sealing.workspace)
    kid = key_of(sealing.workspace).kid
    refused = sealing("key", "revoke", kid, "--reason", "I want another one.", by="root")
    assert sealing("workspace", "check", by="jo").code == 0
    tamper(
        sealing.workspace,
        "UPDATE {schema}signing_key SET state = 'revoked',"
        " revoked_at_size = (SELECT max(size) FROM {schema}tree_head) WHERE purpose = 'seal'",
    )

    verified, checked = (
        sealing(*words, by="jo") for words in (("audit", "verify"), ("workspace", "check"))
    )
    sealed = sealing("audit", "seal", by=SERVICE_HANDLE)

    assert refused.code == 1
    assert [one["code"] for one in refused.document["error"]["blockers"]] == ["key.seal"]
    assert "begin a new workspace" in refused.out
    assert (verified.code, checked.code, sealed.code) == (4, 4, 2)
    for said in (
        verified.document["sealing"],
        checked.document["checks"]["sealing"],
        sealed.document["error"]["message"],
    ):
        assert said.startswith(f"The sealing key {kid} was revoked at position ")


def test_only_the_service_seals_and_only_with_its_key(modelward: CommandLine) -> None:
    answer = modelward("audit", "seal", by=SERVICE_HANDLE)
    assert answer.code == 2
    assert answer.document["error"]["message"] == (
        "The key that seals this trail is not on this machine."
    )
    if not modelward.workspace.is_sqlite:
        refused = modelward("audit", "seal", by="sanne")
        assert "only the service seals" in refused.document["error"]["message"]


def test_a_removed_tail_alarms_whoever_saw_it_until_it_is_accepted(
    sealing: CommandLine, tmp_path: Path
) -> None:
    live(sealing.workspace)
    sealing.done("audit", "verify", by="jo")
    tampering(
        sealing.workspace,
        "DELETE FROM {mw}audit_leaf",
        "DELETE FROM {mw}tree_head",
    )

    alarm = sealing("audit", "verify", by="jo")
    proof = sealing("audit", "export", "--out", str(tmp_path / "proof.zip"), by="jo")
    accepted = sealing.done("audit", "verify", "--accept-restored", by="jo")

    assert alarm.code == 4
    assert alarm.document["broken"][0]["kind"] == "not what was seen"
    assert alarm.document["witness"]["kind"] == "shorter"
    assert proof.code == 4
    assert "shorter than this computer saw it" in proof.document["error"]["message"]
    assert not (tmp_path / "proof.zip").exists()
    assert (accepted["intact"], accepted["events"]) == (True, 0)


def test_a_proof_and_a_room_are_made_and_opened(sealing: CommandLine, tmp_path: Path) -> None:
    live(sealing.workspace)
    secret = tmp_path / "passphrase"
    secret.write_text("correct horse battery\n")
    proof, locked, folder = tmp_path / "p.zip", tmp_path / "b.mwroom", tmp_path / "room"
    words = ["--passphrase-file", str(secret)]

    made = sealing.done("audit", "export", "--out", str(proof), "--model", "cc-fraud", by="jo")
    sealing.done("audit", "room", "--out", str(locked), *words, by="jo")
    opened = sealing.done("audit", "room", "--open", str(locked), "--out", str(folder), *words)
    again = sealing("audit", "export", "--out", str(proof), by="jo")
    odd = sealing("audit", "export", "--out", str(folder / "x.zip"), "--from", "soon", by="jo")

    assert made["events"] + made["excluded"] == made["size"]
    assert verifier.main([str(proof), "--json"]) == 0
    assert verifier.main([str(folder / "proof.zip"), "--json"]) == 0
    assert opened["page"] == str(folder / "START.html")
    assert (again.code, odd.code) == (2, 2)
    assert "no time" in odd.document["error"]["message"]


def test_a_decision_is_told_checked_and_proved_by_its_import(
    sealing: CommandLine, tmp_path: Path
) -> None:
    live(sealing.workspace)
    file, proof = tmp_path / "march.csv", tmp_path / "p.zip"
    lines = [f"d-{n},cc-fraud,1,2026-03-01T09:00:00+01:00" for n in range(1_200)]
    file.write_text("\n".join(["decision_id,model,version,decided_at", *lines]) + "\n")
    sealing.done("records", "import", str(file), by="sanne")
    sealing.done("audit", "seal")

    told = sealing.done("lineage", "--decision", "d-1100", by="jo")
    links = sealing("lineage", "--decision", "d-1100", "--graph", by="jo", is_json=False).out
    checked = sealing.done("audit", "verify", by="jo")
    sealing.done("audit", "export", "--out", str(proof), "--decision", "d-1100", by="jo")

    assert (told["record"]["state"], checked["records"]) == ("holds", 1_200)
    assert "decision d-1100  answered by  version cc-fraud:1" in links.splitlines()
    assert len(links.splitlines()) == len(told["graph"]["edges"])
    assert verifier.check_file(proof).records == 1
    key = told["decision"]["record_id"]
    tampering(
        sealing.workspace,
        "UPDATE {mw}decision_record SET inference_sha256 = 'x' WHERE decision_id = 'd-1100'",
    )
    later = sealing.done("lineage", "--decision", "d-1100", by="jo")
    broken = sealing("audit", "verify", by="jo")
    refused = sealing("audit", "export", "--out", str(tmp_path / "q.zip"), "--decision", "d-1100",
                      by="jo")  # fmt: skip
    assert later["record"]["state"] == "broken"
    assert broken.code == 4
    assert [(one["kind"], one["record"]) for one in broken.document["broken"]] == [
        ("record changed", key)
    ]
    assert refused.code == 4
    assert f"The decision record {key} is not what was sealed." in refused.out


def test_a_decision_is_asked_for_by_the_model_that_answered_whichever_version(
    sealing: CommandLine, tmp_path: Path
) -> None:
    live(sealing.workspace)
    register(sealing.workspace, content=b"v2")
    register(sealing.workspace, name="churn")
    file = tmp_path / "march.csv"
    rows = ["4711,cc-fraud,1", "4712,cc-fraud,1", "4712,churn,1"]
    told = "".join(f"{one},2026-03-01T09:00:00Z\n" for one in rows)
    file.write_text("decision_id,model,version,decided_at\n" + told)
    sealing.done("records", "import", str(file), by="sanne")
    sealing.done("audit", "seal", by=SERVICE_HANDLE)

    by_model = sealing.done("lineage", "cc-fraud", "--decision", "4711", by="jo")
    of_two = sealing("lineage", "--decision", "4712", by="jo")
    of_one = sealing.done("lineage", "churn", "--decision", "4712", by="jo")
    another = sealing("lineage", "churn", "--decision", "4711", by="jo")
    proved = sealing("audit", "export", "--out", str(tmp_path / "p.zip"), "--decision", "4711",
                     "--model", "churn", by="jo")  # fmt: skip

    assert (by_model["answered"]["version"], of_one["answered"]["model"]) == (1, "churn")
    assert "Several versions answered" in of_two.document["error"]["message"]
    for refused in (another, proved):
        assert refused.code == 2
        assert refused.document["error"]["message"] == (
            "Decision 4711 is recorded, but of no such application, model or version."
        )
    assert not (tmp_path / "p.zip").exists()


def test_a_period_that_ends_before_it_begins_is_refused(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    days = ["--from", "2026-04-01", "--until", "2026-03-01"]

    refused = modelward_file("audit", "export", "--out", str(tmp_path / "p.zip"), *days, by="jo")

    assert refused.code == 2
    assert "is not after --from" in refused.document["error"]["message"]


def test_the_story_of_a_decision_is_told_from_a_room_alone(
    sealing: CommandLine, tmp_path: Path
) -> None:
    live(sealing.workspace)
    file, secret = tmp_path / "march.csv", tmp_path / "passphrase"
    secret.write_text("correct horse battery\n")
    days = [f"d-{n},cc-fraud,1,2026-03-{n + 1:02}T09:00:00+01:00" for n in range(20)]
    file.write_text("\n".join(["decision_id,model,version,decided_at", *days]) + "\n")
    sealing.done("records", "import", str(file), by="sanne")
    sealing.done("audit", "seal")
    locked, words = tmp_path / "b.mwroom", ["--passphrase-file", str(secret)]
    asked = ["--model", "cc-fraud:1", "--from", "2026-03-05", "--until", "2026-03-09"]

    made = sealing.done("audit", "room", "--out", str(locked), *asked, *words, by="jo")
    known = sealing.done("lineage", "--decision", "d-5", by="jo")
    opening = ["audit", "room", "--open", str(locked), "--out"]
    opened = sealing.done(*opening, str(tmp_path / "one"), "--decision", "d-5", *words)
    absent = sealing(*opening, str(tmp_path / "two"), "--decision", "d-12", *words)

    assert (made["decisions"], made["models"]) == (5, 1)
    assert (opened["intact"], opened["decisions"], opened["broken"]) == (True, 5, [])
    assert opened["story"] == known["prose"]
    assert absent.code == 2
    assert "d-12" in absent.document["error"]["message"]


def test_who_checked_and_took_away_what_stands_in_the_trail(
    sealing: CommandLine, tmp_path: Path
) -> None:
    live(sealing.workspace)
    secret = tmp_path / "passphrase"
    secret.write_text("correct horse battery\n")
    proof, locked = tmp_path / "p.zip", tmp_path / "b.mwroom"

    checked = sealing.done("audit", "verify", by="jo")
    made = sealing.done("audit", "export", "--out", str(proof), "--redact", by="jo")
    words = ["--passphrase-file", str(secret), "--model", "cc-fraud"]
    sealing.done("audit", "room", "--out", str(locked), *words, by="aisha")

    with sealing.workspace.service.reading() as session:
        tags = ("trail.verified", "proof.exported", "room.exported")
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.tag.in_(tags)).order_by(AuditEvent.id)
        ).all()
    jo, aisha = (sealing.workspace.work(one).actor.id for one in ("jo", "aisha"))
    assert checked["recorded"] is True
    assert [(one.tag, one.actor_id) for one in told] == [
        (tags[0], jo), (tags[1], jo), (tags[2], aisha),
    ]  # fmt: skip
    assert (told[0].facts["outcome"], told[0].facts["events"]) == ("intact", checked["events"])
    assert (told[1].facts["file_sha256"], told[1].facts["is_redacted"]) == (made["sha256"], True)
    assert told[2].facts["file_sha256"] == digest_file(locked)


def test_nobody_is_made_responsible_who_did_not_say_who_they_are(
    modelward_file: CommandLine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In a file anybody may read; what is said of a person needs the person."""
    monkeypatch.setattr("app.command_line.opening._machine_user", lambda: "nobody-here")

    checked = modelward_file("audit", "verify")
    taken = modelward_file("audit", "export", "--out", str(tmp_path / "p.zip"))

    assert (checked.code, checked.document["recorded"]) == (0, False)
    assert "--as" in checked.err
    assert taken.code == 2
    assert "who acts" in taken.document["error"]["message"]


def test_a_unit_asks_for_opened_evidence_and_the_vote_says_so(sealing: CommandLine) -> None:
    request_id = ask(sealing.workspace, register(sealing.workspace))

    asked = sealing.done(
        "unit", "evidence", "bank", "--open-first", "--reason", "Read it first.", by="eva"
    )
    sealing.done("policy", "publish", "evidence-opening", "--reason", "Agreed upon.", by="jo")
    refused = sealing(
        "decide", str(request_id), "accept", "--reason", "Limits met, all read.", by="aisha"
    )
    ended = sealing.done(
        "unit", "evidence", "bank", "--no-open-first", "--reason", "It took too long.", by="eva"
    )

    assert (asked["version"], asked["state"]) == (1, "draft")
    assert (ended["version"], ended["state"]) == (2, "draft")
    assert refused.code == 1
    assert [one["code"] for one in refused.document["error"]["blockers"]] == ["request.unopened"]


def test_a_room_is_opened_in_the_window_and_nothing_else_is(
    modelward_file: CommandLine, tmp_path: Path
) -> None:
    room, other = tmp_path / "bank.mwroom", tmp_path / "bank.db"
    room.touch()
    other.touch()

    done = modelward_file("open", str(room))
    refused = [modelward_file("open", str(path)) for path in (other, tmp_path / "no.mwroom")]

    assert done.code == 0
    assert modelward_file.opened == [(str(room), "")]
    assert [one.code for one in refused] == [2, 2]
