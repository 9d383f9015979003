"""Story S1 as commands, by the person's own login on PostgreSQL.

Each act on the first version is a process of its own; those on the second are the same commands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from app.models.tables.execution import Placement
from app.models.tables.inventory import ModelVersion
from app.models.tables.trail import AuditEvent
from tests.db.enforcement_kit import verdict_of
from tests.journeys.command_line import Answer, CommandLine
from tests.journeys.test_command_line_service import wait_for
from tests.machine import machine
from tests.model_folders import write_folder
from tests.releases import MODEL, V1, V2, answered_by

Call = Callable[..., Answer]
DOCUMENTS = "https://docs.noorderbank.example/credit"
FEEDBACK = "Forty cases of last month: none was judged otherwise than by hand."
REASON = "Looked at it together with the team."
LACKS = "There is no documentation to read."
PATIENCE_S = 120.0
ACCEPT = (
    "UPDATE mw.transition_request SET state = 'accepted', row_version = row_version + 1"
    " WHERE number = :number"
)
VOTE = (
    "INSERT INTO mw.decision (id, request_id, verdict, slot, role, reason, seen_digest, document,"
    " signature, key_id) SELECT gen_random_uuid(), r.id, 'accept', 1, 'data_scientist', 'Because.',"
    " r.evidence_digest, '{}', 'c2lnbmVk', k.id FROM mw.transition_request r, mw.signing_key k"
    " WHERE r.number = :number AND k.person_id = mw.mw_actor() AND k.state = 'active'"
)
SCORERS = {1: V1, 2: V2}
OWN_WORK = {
    "en": "You asked for this or worked on it, so someone else must approve.",
    "nl": "U vroeg dit of werkte eraan, dus moet iemand anders goedkeuren.",
}
ALREADY = {
    "en": "This was submitted already. Its life cycle begins anew only",
    "nl": "Dit is al ingediend. De levenscyclus begint alleen opnieuw",
}


@dataclass(frozen=True, slots=True)
class Release:
    """One version on its way, by people who read one language."""

    modelward: CommandLine
    version: int
    language: str
    call: Call

    @property
    def named(self) -> str:
        return f"{MODEL}:{self.version}"

    def tries(self, by: str, *words: str) -> Answer:
        return self.call(*words, "--language", self.language, by=by)

    def does(self, by: str, *words: str) -> None:
        answer = self.tries(by, *words)
        assert answer.code == 0, answer.out + answer.err

    def task(self, kind: str) -> dict[str, Any]:
        """The one open task of this version, once the service has made it."""
        found: list[dict[str, Any]] = []

        def is_there() -> bool:
            tasks = self.modelward.done("task", "list", "--all", by="mark")["tasks"]
            found[:] = [each for each in tasks if each["version"] == self.version]
            return [each["kind"] for each in found] == [kind]

        wait_for(is_there, timeout_s=PATIENCE_S)
        return found[0]

    def request(self, stage: str) -> str:
        """The number of what is asked for this stage, once people can decide on it."""
        request = str(self.task("approve")["request"])
        assert self.modelward.done("approval", "show", request, by="mark")["stage"] == stage
        return request

    def completes(self, by: str, kind: str, outcome: str, reason: str = REASON) -> None:
        number = str(self.task(kind)["number"])
        self.does(by, "task", "complete", number, "--outcome", outcome, "--reason", reason)

    def votes(self, by: str, request: str, verdict: str, reason: str = REASON) -> None:
        self.does(by, "decide", request, verdict, "--reason", reason)

    def is_refused(self, by: str, request: str) -> None:
        """On the command line, and by the database itself where it knows who asks."""
        answer = self.tries(by, "decide", request, "accept", "--reason", REASON)
        assert answer.code == 1, answer.out + answer.err
        assert OWN_WORK[self.language] in answer.out + answer.err
        if not self.modelward.workspace.is_sqlite:
            assert _by_sql(self.modelward, by, request) == ["request.quorum", "four_eyes.own_work"]

    def asks_for_staging(self, *, documents: str = "") -> str:
        if documents:
            self.does("sanne", "request", self.named, "--stage", "SIT", "--documents", documents)
        self.does("sanne", "submit", self.named)
        return self.request("SIT")

    def is_staged(self, folder: Path) -> None:
        """She asks with nothing to read, is sent back, asks again; a colleague lets it in."""
        first = self.asks_for_staging()
        self.is_refused("sanne", first)
        self.votes("mark", first, "reject", LACKS)
        self.completes("sanne", "acknowledge", "noted")
        assert self.ends() == "REJECTED"
        again = self.tries("sanne", "submit", self.named)
        assert again.code == 0
        assert again.out.startswith(ALREADY[self.language])
        report = folder / f"validation-{self.version}.md"
        report.write_text(f"# Validation of version {self.version}\n\n{FEEDBACK}\n")
        self.does("sanne", "model", "add-file", self.named, str(report), "--role", "document")
        link = f"{DOCUMENTS}/{self.version}"
        second = self.asks_for_staging(documents=link)
        shown = self.modelward.done("approval", "show", second, by="mark")
        assert shown["documents"] == link
        assert [one["reason"] for one in shown["earlier"]] == [LACKS]
        assert len(shown["new_documents"]) == 1
        self.is_refused("sanne", second)
        self.votes("mark", second, "accept")

    def is_promoted(self) -> None:
        self.completes("piet", "acceptance", "passed", FEEDBACK)
        self.completes("sanne", "ask_next", "ask")
        request = self.request("PROD")
        self.is_refused("sanne", request)
        self.votes("aisha", request, "accept")
        assert self.ends() == "DEPLOYED"

    def ends(self) -> str:
        """The outcome of its newest life cycle, once it has one."""
        newest: dict[str, Any] = {}

        def is_over() -> bool:
            listed = self.modelward.done("process", "list", MODEL, "--all", by="mark")
            newest.update(max(listed["processes"], key=lambda one: int(one["number"])))
            return newest["state"] == "completed"

        wait_for(is_over, timeout_s=PATIENCE_S)
        return str(newest["outcome"])

    def answers(self, runtime: str) -> bool:
        """Whether what applications get there is of this version."""
        found, row = answered_by(machine(home=self.modelward.home), runtime)
        return found == pytest.approx(float(SCORERS[self.version].score(row)[0]), abs=1e-5)


def _by_sql(modelward: CommandLine, by: str, request: str) -> list[str]:
    """What the server says to a client of this login that accepts, and that votes."""
    said = []
    for statement in (ACCEPT, VOTE):
        with modelward.workspace.database(by).session() as session:
            with pytest.raises(DBAPIError) as refused:
                session.execute(text(statement), {"number": int(request)})
            said.append(verdict_of(refused.value))
            session.rollback()
    return said


def prepare(modelward: CommandLine, folder: Path) -> None:
    """Version 1 is registered; an architect says that its releases are of this life cycle."""
    for name, stage in (("sit-1", "SIT"), ("prod-1", "PROD")):
        added = ("runtime", "add", name, "--stage", stage, "--service-tag", MODEL)
        assert modelward.process(*added, by="tom").code == 0
    register(modelward.process, folder, 1)
    changed = modelward.process(
        "model", "change", MODEL, "--life-cycle", "registry-promotion", by="eva"
    )
    assert changed.code == 0, changed.err


def register(call: Call, folder: Path, version: int) -> None:
    place = str(write_folder(folder / f"v{version}", scorer=SCORERS[version]))
    done = call("model", "register", place, "--name", MODEL, by="sanne")
    assert done.code == 0, done.out + done.err


def came_together(modelward: CommandLine) -> list[set[tuple[int, str]]]:
    """By transaction of the server: which versions came into a place there, and which left it."""
    with modelward.workspace.service.reading() as session:
        numbers = {
            str(place): number
            for place, number in session.execute(
                select(Placement.id, ModelVersion.version).join(
                    ModelVersion, ModelVersion.id == Placement.version_id
                )
            )
        }
        found: dict[int, set[tuple[int, str]]] = {}
        events = select(AuditEvent).where(
            AuditEvent.tag.in_(("placement.in_place", "placement.left"))
        )
        for one in session.scalars(events):
            found.setdefault(one.txid, set()).add((numbers[str(one.object_id)], one.tag))
    return list(found.values())


@pytest.mark.slow
def test_two_versions_are_staged_tested_and_promoted_by_the_people_who_may(
    modelward: CommandLine, tmp_path: Path
) -> None:
    prepare(modelward, tmp_path)
    here = partial(modelward, is_json=False)
    first, second = (
        Release(modelward, 1, "en", modelward.process),
        Release(modelward, 2, "nl", here),
    )
    with modelward.service("day"):
        first.is_staged(tmp_path)
        first.task("acceptance")
        assert first.answers("sit-1")
        first.is_promoted()
        assert first.answers("prod-1")

        register(here, tmp_path, 2)
        second.is_staged(tmp_path)
        second.task("acceptance")
        assert second.answers("sit-1")
        assert first.answers("prod-1")  # the old one, until the new one may
        second.is_promoted()
        assert second.answers("prod-1")

    if not modelward.workspace.is_sqlite:  # in a file transactions have no number; what each of
        # them leaves is looked at in tests/services/test_registry_promotion.py
        in_, left = "placement.in_place", "placement.left"
        acts = came_together(modelward)
        assert sorted(map(sorted, acts))[-1:] == [[(1, left), (2, in_)]], acts
