"""The page of a proof for people: it says what the file holds, no more where it is redacted."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import QThread
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import select

from app.errors import InputError
from app.models.tables.applications import DecisionRecord
from app.services.commands.keys import find_key, revoke_key
from app.services.commands.records import Origin, import_records
from app.services.record_files import Place, RecordRow
from app.services.trail.export import Exported, Wanted, export_proof
from app.services.trail.proof_facts import ProofFacts, _said_time, read_proof
from app.services.trail.proof_words import ProofWords, load_proof_words
from app.services.unit_of_work import Work
from app.verifier.__main__ import check_file
from app.views import cells, language
from app.views.panels import lineage_proof
from app.views.panels.event_words import event_words
from app.views.proof_pdf import NO_WORDS, pdf_beside, proof_page, write_proof_pdf
from tests import stories
from tests.stories import REASON, put_in_production, register
from tests.trail_kit import key_of, live, sealer
from tests.workspaces import TestWorkspace, pair_of


def proof(bank: TestWorkspace, folder: Path, *, is_redacted: bool = False) -> ProofFacts:
    out = folder / f"proof-{is_redacted}.zip"
    export_proof(bank.work("jo"), out, Wanted(is_redacted=is_redacted), key_of(bank))
    return read_proof(out)


def read_page(facts: ProofFacts, subject: str = "cc-fraud", words: ProofWords = NO_WORDS) -> str:
    return proof_page(facts, subject, words).toPlainText().replace("\u200b", "")


def told(bank: TestWorkspace, facts: ProofFacts, *records: UUID) -> ProofWords:
    return bank.work("jo").read(load_proof_words, facts, Wanted(records=records), cells.moment)


def test_the_page_says_what_whose_when_and_names_the_file(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(sqlite_workspace)
    facts = proof(sqlite_workspace, tmp_path)
    file = tmp_path / facts.file_name

    text = read_page(facts)

    assert "Proof of cc-fraud" in text
    assert f"It holds {facts.included} events about cc-fraud" in text
    assert "Aisha Rahman (aisha), risk officer signed “Approved” for cc-fraud v1, PROD." in text
    assert text.count(f"Reason: {REASON}") == 2
    assert hashlib.sha256(file.read_bytes()).hexdigest() in text
    assert facts.head_root in text
    assert "python modelward_verify.py proof-False.zip" in text


def test_a_dutch_page_quotes_the_word_that_was_signed_and_says_what_it_means(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    stories.alarm(sqlite_workspace, live(sqlite_workspace))
    sealer(sqlite_workspace).run_once()
    facts = proof(sqlite_workspace, tmp_path)
    language.use("nl")
    try:
        words = sqlite_workspace.work("jo").read(
            load_proof_words, facts, Wanted(), cells.moment, event_words
        )
        text = read_page(facts, words=words)
    finally:
        language.use("en")

    assert "ondertekende “Approved” (Goedgekeurd) voor cc-fraud v1, PROD." in text
    assert "gaf signaal 1, PSI 0,41 ≥ 0,25 op income" in text


def test_events_are_told_in_words_at_their_position_and_a_decision_with_its_story(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    bank = sqlite_workspace
    live(bank)
    row = RecordRow("4711", datetime.now(UTC), "cc-fraud", "1", "", f"{7:064x}", Place(2))
    bank.work("sanne").write(import_records, [row], Origin("april.csv"))
    with bank.service.reading() as session:
        record = session.scalars(select(DecisionRecord.id)).one()
    sealer(bank).run_once()
    facts = proof(bank, tmp_path)

    alone, whole = read_page(facts), read_page(facts, words=told(bank, facts, record))

    tags = {one.tag for one in facts.events}
    assert len(tags) > 5
    for text in (alone, whole):
        assert not [tag for tag in tags if tag in text]
        assert "the first is 0, as the verifier names it" in text
    assert "decision: recorded" in alone
    assert "voted for cc-fraud v1 as risk officer" in whole
    assert "…" not in whole
    assert "The story of decision 4711" in whole
    assert "was made on" in whole
    assert "The people: " in whole
    assert "The story of" not in alone


def test_the_page_says_which_version_served_from_when_until_when(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    bank = sqlite_workspace
    for content in (b"1", b"2"):
        put_in_production(bank, register(bank, content=content))
    sealer(bank).run_once()
    facts = proof(bank, tmp_path)

    first, second = facts.served
    assert (first.left is not None, second.left) == (True, None)
    text = read_page(facts, words=told(bank, facts))

    assert "What served in production" in text
    table = text[text.index("What served in production") : text.index("Still there:")]
    assert "cc-fraud v1" in table
    assert "cc-fraud v2" in table
    assert "still there" in table
    assert f"{first.came.position}, {first.left.position}" in table  # type: ignore[union-attr]
    assert "What served" not in read_page(proof(bank, tmp_path, is_redacted=True))


def test_a_key_that_was_revoked_since_is_told_of(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(sqlite_workspace)
    kid = pair_of("aisha").kid
    with sqlite_workspace.work("root").unit() as work:
        size = revoke_key(work, find_key(work, kid).id, reason="Lost on a train.").revoked_at_size
    sealer(sqlite_workspace).run_once()

    text = read_page(proof(sqlite_workspace, tmp_path))

    assert f"The key {kid} (Aisha Rahman) was revoked at position {size} of the log, on " in text
    assert pair_of("jo").kid not in text.partition("was revoked")[0]


def test_the_page_of_a_redacted_proof_tells_no_name_and_no_reason(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(sqlite_workspace)
    facts = proof(sqlite_workspace, tmp_path, is_redacted=True)

    text = read_page(facts)

    assert len(facts.acts) == 2
    assert "were left out of this copy" in text
    assert "Aisha" not in text
    assert "Vermeer" not in text
    assert REASON not in text
    assert told(sqlite_workspace, facts) == ProofWords()


def test_a_name_with_markup_stands_in_the_page_as_it_is(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(sqlite_workspace)

    text = read_page(proof(sqlite_workspace, tmp_path), "<b>x</b>&amp;")

    assert "Proof of <b>x</b>&amp;" in text


def test_it_is_written_beside_the_window_and_over_no_file(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(sqlite_workspace)
    facts = proof(sqlite_workspace, tmp_path)
    out = pdf_beside(tmp_path / facts.file_name)
    thread = _Writer(facts, out)
    thread.start()
    qtbot.waitUntil(thread.isFinished)

    assert out.read_bytes().startswith(b"%PDF-")
    assert b"%%EOF" in out.read_bytes()[-16:]
    with pytest.raises(InputError):
        write_proof_pdf(facts, "cc-fraud", out)


class _Writer(QThread):
    def __init__(self, facts: ProofFacts, out: Path) -> None:
        super().__init__()
        self._facts, self._out = facts, out

    def run(self) -> None:
        write_proof_pdf(self._facts, "cc-fraud", self._out)


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (InputError("The disk is full.", hint="Free some space."), "The disk is full."),
        (ValueError("a bug"), "Show log has the details"),
    ],
)
def test_where_only_the_page_fails_both_truths_are_told(
    qtbot: Any,
    sqlite_workspace: TestWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken: Exception,
    why: str,
) -> None:
    live(sqlite_workspace)

    def fail(*_: object) -> None:
        raise broken

    def prove(work: Work, out: Path, wanted: Wanted) -> Exported:
        return export_proof(work, out, wanted, key_of(sqlite_workspace))

    monkeypatch.setattr(lineage_proof, "write_proof_pdf", fail)
    monkeypatch.setattr(lineage_proof, "prove", prove)
    out = tmp_path / "proof.zip"

    made = lineage_proof.prove_with_page(sqlite_workspace.work("jo"), out, Wanted())
    window = QWidget()
    qtbot.addWidget(window)
    sheet = lineage_proof.ProofDone(made, window)
    words = " ".join(label.text() for label in sheet.findChildren(QLabel))

    assert check_file(out).broken == []
    assert not pdf_beside(out).exists()
    assert "The proof is made" in words
    assert "The PDF is missing" in words
    assert "The proof itself is whole, and the trail has it." in words
    assert why in words
    assert pdf_beside(out).name not in words
    assert "modelward-verify proof.zip" in words
    assert "modelward-verify comes with Modelward" in words


def test_a_page_that_was_cut_off_is_not_left_there(
    qtbot: Any, sqlite_workspace: TestWorkspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live(sqlite_workspace)
    facts = proof(sqlite_workspace, tmp_path)
    out = pdf_beside(tmp_path / facts.file_name)
    monkeypatch.setattr(QTextDocument, "print_", lambda *_: None)

    with pytest.raises(InputError, match="could not be written whole"):
        write_proof_pdf(facts, "cc-fraud", out)

    assert not out.exists()


def test_times_in_signed_documents_can_be_put_in_order_whoever_wrote_them():
    said = [_said_time(one) for one in ("2026-03-01T09:00:00", "2026-03-01T09:00:00+01:00", 7, "")]

    assert said[2:] == [None, None]
    assert said[1] < said[0]  # one that names no zone is in UTC
