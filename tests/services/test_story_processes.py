"""S6 whole: who decided what for decision 4711? Asked by processes of their own, then and later."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select

from app.models.queries.trail import log_id
from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelVersion, Snapshot
from app.services.sealing import key_name
from app.services.secrets import Secrets
from app.services.workspace import SERVICE_HANDLE
from tests.journeys.command_line import ROOT, Answer, CommandLine
from tests.model_folders import request_body
from tests.releases import MODEL, V2, Bank, Poller
from tests.stories import TRIED, Registered, try_out
from tests.trail_kit import tampering
from tests.workspaces import Mould, give_keys

BUILDERS_AND_DECIDERS = ("sanne", "aisha")
WHY = "It serves nobody any more."


@dataclass
class Machines:
    """Each person at a machine of their own: another data folder, another process."""

    bank: Bank
    folder: Path
    capture: pytest.CaptureFixture[str]

    def ask(self, who: str, *words: str, home: Path | None = None) -> Answer:
        line = CommandLine(self.bank.workspace, home or self.folder / who, self.capture)
        return line.process("--json", *words, by=who)

    def done(self, who: str, *words: str, home: Path | None = None) -> Any:
        answer = self.ask(who, *words, home=home)
        assert answer.code == 0, answer.out + answer.err
        return answer.document

    def seal(self) -> None:
        self.done(SERVICE_HANDLE, "audit", "seal")


@pytest.fixture
def machines(
    bank: Bank,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Machines:
    kind = "sqlite_mould" if bank.workspace.is_sqlite else "postgres_mould"
    mould: Mould = request.getfixturevalue(kind)
    name = key_name(bank.workspace.service.read(log_id))
    Secrets(tmp_path / SERVICE_HANDLE, is_embedded=True).keep(name, mould.secrets.get(name))
    give_keys(tmp_path / "credentials")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "credentials"))
    return Machines(bank, tmp_path, capsys)


def score(bank: Bank, decision_id: str) -> None:
    process = bank.process()
    answer = requests.post(
        f"{process.url}/v2/models/{MODEL}/infer",
        json={**request_body(Poller.ROW), "id": decision_id},
        headers={"Authorization": f"Bearer {process.token}"},
        timeout=20,
    )
    answer.raise_for_status()


def taken(machines: Machines, since: datetime) -> None:
    """The desk's decisions out of the runtime's own log, once that is written."""
    machines.done("sanne", "application", "add", "Credit desk", "--owner", "lin")
    words = ["records", "import", "--runtime", "prod-1", "--since", since.isoformat()]
    for _ in range(20):
        home = machines.bank.settings.home
        report = machines.done("tom", *words, "--application", "Credit desk", home=home)
        if report["stored"]:
            return
    raise AssertionError("the runtime did not write its log")


def verified(proof: Path) -> tuple[int, Any]:
    found = subprocess.run(
        [sys.executable, "-m", "app.verifier", str(proof), "--json"],
        capture_output=True, text=True, cwd=ROOT, check=False, timeout=60,
    )  # fmt: skip
    return found.returncode, json.loads(found.stdout)


def changed(proof: Path, member: str, change: Callable[[bytes], bytes]) -> Path:
    """A copy in which one byte of a member is another; nothing else is."""
    with zipfile.ZipFile(proof) as archive:
        content = archive.read(member)
    other = change(content)
    assert len(other) == len(content)
    whole = proof.read_bytes()
    assert whole.count(content) == 1
    copy = proof.with_name(f"changed-{member}.zip")
    copy.write_bytes(whole.replace(content, other))
    return copy


def test_the_answer_is_the_same_after_retirement_and_closed_accounts(
    machines: Machines, tmp_path: Path
) -> None:
    bank, begun = machines.bank, datetime.now(UTC)
    with bank.workspace.service.reading() as session:
        version, snapshot = session.execute(select(ModelVersion, Snapshot.id).join(
            Snapshot, Snapshot.version_id == ModelVersion.id)).one()  # fmt: skip
    try_out(bank.workspace, Registered(version.model_id, version.id, snapshot))
    score(bank, "4711")
    taken(machines, begun)
    machines.seal()

    before = machines.done("jo", "lineage", "--decision", "4711")
    proof = tmp_path / "4711.zip"
    machines.done("jo", "audit", "export", "--decision", "4711", "--out", str(proof))

    people = before["people"]
    assert before["answered"]["version"] == 1
    assert before["record"]["state"] == "holds"
    assert {"Sanne de Vries", "Aisha Rahman", "Jo Vermeer", "Lin Chen"} <= people.keys()
    assert people["Piet Smit"] == ["tried"]
    (tried,) = before["trials"]
    assert (tried["by"], tried["stage"], tried["outcome"]) == ("Piet Smit", "SIT", "passed")
    said = "\n".join(before["prose"])
    assert (
        f"Piet Smit did the acceptance test in SIT (task {tried['number']}, of snapshot s1)" in said
    )
    assert f"with the outcome “passed”: “{TRIED}”\n" in said
    assert "Piet Smit (did the acceptance test)" in said
    links = {(one["source"], one["relation"], one["target"]) for one in before["graph"]["edges"]}
    done = f"task:{tried['id']}"
    assert {("snapshot", "tested_by", done), (done, "done_by", "person:Piet Smit")} <= links
    assert all(one["holds"] for one in before["signatures"].values())

    retired = machines.done("tom", "model", "retire", f"{MODEL}:1", "--force", "--reason", WHY)
    assert retired["stops_serving"]
    bank.drive(lambda: bank.serving() == [])
    with bank.workspace.service.reading() as session:
        places = session.execute(select(Placement.state, Placement.reason)).all()
    assert {tuple(one) for one in places} == {("left", WHY)}
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    assert bank.release(second) == "DEPLOYED"
    assert bank.serving() == [2]
    for handle in BUILDERS_AND_DECIDERS:
        machines.done("root", "user", "close", handle, "--reason", "Left the bank.")
        refused = machines.ask(handle, "application", "add", f"of {handle}")
        assert refused.code != 0
    machines.seal()

    for who in ("jo", "mark"):
        assert machines.done(who, "lineage", "--decision", "4711") == before
    assert machines.done("jo", "audit", "verify")["broken"] == []
    code, report = verified(proof)
    assert (code, report["records"]) == (0, 1)


def test_a_changed_byte_and_a_removed_last_row_are_named(
    machines: Machines, tmp_path: Path
) -> None:
    bank, begun = machines.bank, datetime.now(UTC)
    score(bank, "4711")
    taken(machines, begun)
    machines.seal()
    proof = tmp_path / "4711.zip"
    machines.done("jo", "audit", "export", "--decision", "4711", "--out", str(proof))
    machines.seal()
    seen = machines.done("jo", "audit", "verify")["events"]

    swaps = {"records.txt": (b"4711", b"4712"), "leaves.txt": (b"accept", b"accepd")}
    for member, (old, new) in swaps.items():
        copy = changed(proof, member, lambda raw, old=old, new=new: raw.replace(old, new, 1))
        code, report = verified(copy)
        assert code == 4
        named = {(one["member"], one["record"]) for one in report["broken"]}
        assert any(name == member and record for name, record in named), named

    tampering(
        bank.workspace,
        "DELETE FROM {mw}tree_head WHERE size > " + str(seen - 1),
        "DELETE FROM {mw}audit_event WHERE id IN (SELECT event_id FROM {mw}audit_leaf"
        f" WHERE position >= {seen - 1})",
        f"DELETE FROM {{mw}}audit_leaf WHERE position >= {seen - 1}",
    )
    alarm = machines.ask("jo", "audit", "verify")
    assert alarm.code == 4
    assert alarm.document["witness"]["kind"] == "shorter"
    assert "not what was seen" in {one["kind"] for one in alarm.document["broken"]}
