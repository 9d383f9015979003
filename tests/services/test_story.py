"""The story of one decision on a customer: a real score, real approvals, the same answer later."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import select, text

from app import texts
from app.command_line.lineage import story_document
from app.command_line.output import as_json
from app.errors import InputError
from app.models.queries.applications import list_uses
from app.models.queries.lookups import now
from app.models.queries.record_imports import Decisions
from app.models.tables.applications import ApplicationUse
from app.models.tables.execution import Runtime
from app.models.tables.inventory import ModelVersion
from app.services.commands.applications import add_application, record_use
from app.services.commands.people import find_person
from app.services.commands.records import Imported, Origin, import_records
from app.services.commands.role_requests import close_person
from app.services.record_files import read_records
from app.services.record_logs import log_rows
from app.services.runtime_access import scoring_folder
from app.services.story import tell_story
from app.services.story_text import prose
from app.services.trail.export import Wanted
from app.services.trail.room import make_room
from app.services.trail.room_opening import RoomSeat
from app.services.unit_of_work import UnitOfWork, Work
from tests.model_folders import request_body
from tests.releases import MODEL, REASON, V2, Bank, Poller
from tests.trail_kit import sealer


def score(bank: Bank, decision_id: str) -> None:
    process = bank.process()
    answer = requests.post(
        f"{process.url}/v2/models/{MODEL}/infer",
        json={**request_body(Poller.ROW), "id": decision_id},
        headers={"Authorization": f"Bearer {process.token}"},
        timeout=20,
    )
    answer.raise_for_status()


def segments(bank: Bank) -> list[tuple[str, float, bytes]]:
    """What the runtime wrote: file, when it was last written, and its last line."""
    folder = scoring_folder(bank.settings, "prod-1")
    return [
        (one.name, one.stat().st_mtime, one.read_bytes()[-400:])
        for one in sorted(folder.glob("*/*.jsonl"))
    ]


def take_log(bank: Bank, since: datetime, *, rows: int) -> Imported:
    """What production scored since then, once it is written, as decisions of the credit desk."""
    end = time.monotonic() + 30
    while len(list(log_rows(bank.settings, "prod-1", since))) < rows:
        assert time.monotonic() < end, f"nothing scored since {since}: {segments(bank)}"
        time.sleep(0.05)
    work = bank.workspace.work("sanne")
    with work.reading() as session:
        runtime = session.scalars(select(Runtime.id).where(Runtime.name == "prod-1")).one()
    desk = work.write(add_application, "Credit desk", owner="lin").id
    return bank.workspace.work("tom").write(
        import_records,
        log_rows(bank.settings, "prod-1", since),
        Origin("prod-1", "runtime log", desk, runtime),
    )


def told(bank: Bank, decision_id: str, by: str = "jo", **more: Any) -> tuple[list[str], str]:
    with bank.workspace.work(by).reading() as session:
        story = tell_story(session, decision_id, **more)
    sentences = prose(story)
    return sentences, as_json(story_document(story, sentences))


def test_the_story_is_whole_and_stays_the_same(bank: Bank, tmp_path: Path) -> None:
    begun = datetime.now(UTC)
    score(bank, "4711")
    score(bank, "4711")  # the desk asked again: the first answer counts
    report = take_log(bank, begun, rows=2)
    assert (report.stored, report.repeated, report.versions) == (1, 1, {"credit:1": 1})

    sentences, document = told(bank, "4711")

    whole = "\n".join(sentences)
    for said in (
        "Decision 4711 was made on",
        "by Credit desk with the score of credit:1.",
        "this snapshot has it.",
        "It had been in PROD for #credit since",
        "Aisha Rahman accepted it as risk officer on",
        f": “{REASON}” The signature holds.",
        "Jo Vermeer accepted it as compliance officer",
        "They were judged by the threshold table",
        "Nearest to their limit: ",
        "Request 1 has all of them in its evidence, each with its limit.",
        "Sanne de Vries (",
    ):
        assert said in whole, said
    assert "does not hold" not in whole
    assert len(json.loads(document)["tests"]["results"]) > whole.count("(not met where")

    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    assert bank.release(second) == "DEPLOYED"
    assert bank.serving() == [2]
    _close(bank, "aisha")

    assert told(bank, "4711") == (sentences, document)


def test_a_review_room_tells_the_whole_story_alone(bank: Bank, tmp_path: Path) -> None:
    """With real tests, training, limits and signatures; also after the workspace is gone on."""
    begun = datetime.now(UTC)
    score(bank, "4711")
    take_log(bank, begun, rows=1)
    while sealer(bank.workspace).run_once():
        pass
    sentences, document = told(bank, "4711")

    made = make_room(
        bank.workspace.work("jo"),
        tmp_path / "credit.mwroom",
        Wanted(decisions=Decisions()),
        bank.workspace.signer("jo").pair,
        "correct horse battery",
    )
    seat = RoomSeat(made.path, "correct horse battery")
    story = seat.read(tell_story, ("4711",), {})
    seat.close()

    assert seat.verdict.faults == ()
    assert prose(story) == sentences
    assert as_json(story_document(story, sentences)) == document


def _close(bank: Bank, handle: str) -> None:
    def close(work: UnitOfWork) -> None:
        close_person(work, find_person(work, handle).id, reason=REASON)

    bank.workspace.work("root").write(close)


def test_the_story_is_told_in_dutch(bank: Bank) -> None:
    begun = datetime.now(UTC)
    score(bank, "4712")
    take_log(bank, begun, rows=1)
    english, _ = told(bank, "4712")

    texts.set_language("nl")
    try:
        dutch, _ = told(bank, "4712")
    finally:
        texts.set_language("en")

    assert dutch[0].startswith("Beslissing 4712 is op")
    assert "De handtekening klopt." in " ".join(dutch)
    assert not {*english} & {*dutch}


def test_a_forged_signature_is_told(bank: Bank) -> None:
    begun = datetime.now(UTC)
    score(bank, "4713")
    take_log(bank, begun, rows=1)
    with bank.workspace.owner_database().session(writes=True) as session:
        if not bank.workspace.is_sqlite:
            session.execute(text("SET session_replication_role = replica"))
            session.execute(text("UPDATE mw.decision SET reason = 'Fine by me.'"))
        else:
            for (name,) in session.execute(
                text("SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='decision'")
            ).all():
                session.execute(text(f"DROP TRIGGER {name}"))
            session.execute(text("UPDATE decision SET reason = 'Fine by me.'"))

    sentences, _ = told(bank, "4713")

    whole = " ".join(sentences)
    assert "“Fine by me.” The signature holds." not in whole
    assert "The signature does not hold: what was signed says something else: reason." in whole


def test_as_of_a_time_before_the_record_there_is_no_story(bank: Bank) -> None:
    with bank.workspace.service.reading() as session:
        before = now(session)
    begun = datetime.now(UTC)
    score(bank, "4714")
    take_log(bank, begun, rows=1)
    jo = bank.workspace.work("jo")

    with pytest.raises(InputError, match="No decision 4714"):
        Work(jo.database, jo.actor, before).read(tell_story, "4714")
    with bank.workspace.service.reading() as session:
        after = now(session)
    past = Work(jo.database, jo.actor, after).read(tell_story, "4714")
    assert prose(past) == told(bank, "4714")[0]


def test_one_that_several_versions_answered_asks_which(bank: Bank, tmp_path: Path) -> None:
    second = bank.register(tmp_path / "v2", scorer=V2)
    file = tmp_path / "both.csv"
    lines = ["decision_id,model,version,decided_at"]
    at = datetime.now(UTC).isoformat()
    lines += [f"4715,{MODEL},{number},{at}" for number in (1, 2)]
    file.write_text("\n".join(lines) + "\n")
    bank.workspace.work("sanne").write(import_records, read_records(file), Origin(file.name))

    with pytest.raises(InputError, match="Several versions answered decision 4715: credit:1 on"):
        told(bank, "4715")
    sentences, _ = told(bank, "4715", version=second.version_id)

    whole = " ".join(sentences)
    assert "with the score of credit:2; which application made it is not recorded." in whole
    assert "the version was in no stage" in whole
    assert "Nobody had accepted a request" in whole


def test_an_open_use_is_followed_by_what_served_next(bank: Bank, tmp_path: Path) -> None:
    work = bank.workspace.work("sanne")
    desk = work.write(add_application, "Credit desk").id
    version = _version_one(bank)
    work.write(record_use, desk, version)
    second = bank.submit(bank.register(tmp_path / "v2", scorer=V2))
    assert bank.release(second) == "DEPLOYED"

    uses = work.read(list_uses, desk)

    assert [(one.version, one.basis) for one in uses] == [(1, "recorded"), (2, "served")]
    assert uses[0].used_until is not None
    assert abs(uses[1].used_from - uses[0].used_until).total_seconds() < 1
    assert uses[1].used_until is None
    with work.reading() as session:
        assert session.scalars(select(ApplicationUse.used_until)).one() is None


def _version_one(bank: Bank) -> Any:
    with bank.workspace.service.reading() as session:
        return session.scalars(select(ModelVersion.id).where(ModelVersion.version == 1)).one()
