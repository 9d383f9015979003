"""Lists of governed things: filtered, ordered and paged in SQL, alike on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from app.errors import InputError
from app.models.queries.case_frameworks import load_changeable
from app.models.queries.case_parts import Act
from app.models.queries.frameworks import list_frameworks, load_framework
from app.models.queries.governance import (
    KINDS,
    SORTS,
    CaseQuery,
    CaseRow,
    count_cases,
    count_needed,
    count_shelves,
    list_cases,
)
from app.models.queries.governance_case import TABLE_OF, load_case, load_new_rights
from app.models.queries.responsibilities import list_raci
from app.models.rules.acts import CASES
from app.models.rules.blockers import Blocker
from app.models.rules.framework_file import read_framework
from app.models.rules.rights import RIGHTS_BY_TABLE
from app.models.tables.governance import Waiver
from app.services.commands.acts import comment_case
from app.services.commands.applications import add_application, record_use
from app.services.commands.attestations import NewCampaign, plan_campaign
from app.services.commands.findings import NewFinding, add_finding
from app.services.commands.frameworks import (
    NewControl,
    add_control,
    edit_control,
    import_framework,
    publish_framework,
    refuse_framework,
)
from app.services.commands.models import add_use_case
from app.services.commands.monitors import add_data_source
from app.services.commands.people import add_unit
from app.services.commands.responsibilities import set_responsible
from app.services.commands.risks import answer_assessment, propose_tier
from app.services.library import FRAMEWORKS, TABLES
from app.services.unit_of_work import Work
from tests.conftest import BOTH
from tests.postgres import PostgresServer
from tests.stories import Registered, change_role, register
from tests.workspaces import Mould, TestWorkspace, make_workspace

WHY = "Read with the business."
SEVERITIES = ("low", "critical", "medium", "high")
ALONE = {
    "people": "many", "decision": "machine", "loss": "severe", "data": "personal",
    "insight": "partly",
}  # fmt: skip


@dataclass(frozen=True)
class Furnished:
    mould: Mould
    server: PostgresServer | None
    registered: Registered


@pytest.fixture(scope="module", params=BOTH)
def furnished(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Furnished]:
    """Something of every kind, made once."""
    is_team = request.param == "postgresql"
    server = request.getfixturevalue("postgres") if is_team else None
    empty = request.getfixturevalue("postgres_mould" if is_team else "sqlite_mould")
    with make_workspace(tmp_path_factory.mktemp("furnished"), server, empty) as workspace:
        registered = furnish(workspace)
        workspace.close()
        yield Furnished(Mould(workspace.url, workspace.secrets, server), server, registered)


@pytest.fixture
def registered(furnished: Furnished) -> Registered:
    return furnished.registered


@pytest.fixture
def bank(furnished: Furnished, tmp_path: Path) -> Iterator[TestWorkspace]:
    with make_workspace(tmp_path, furnished.server, furnished.mould) as made:
        yield made


def furnish(workspace: TestWorkspace) -> Registered:
    registered = register(workspace)
    work = workspace.work
    use = work("jo").write(
        add_use_case, unit="bank", name="Loans", is_regulated=True, models=[registered.model_id]
    )
    work("jo").write(add_use_case, unit="bank", name="Letters", is_regulated=False)
    made = work("jo").write(propose_tier, use.id, ALONE, reason=WHY)
    work("aisha").write(answer_assessment, made.id, reason=WHY)
    for n, severity in enumerate(SEVERITIES * 3):
        new = NewFinding(f"Finding {n:02}", severity)
        work("jo").write(add_finding, registered.version_id, new)
    now = datetime.now(UTC)
    for days in (5, 40):
        new_campaign = NewCampaign(
            f"In {days} days", "Is it so?", now + timedelta(days=days), [registered.model_id]
        )
        work("jo").write(plan_campaign, new_campaign)
    application = work("tom").write(add_application, "Loan desk", unit="bank")
    work("tom").write(
        record_use, application.id, registered.version_id, used_from=now, use_case_id=use.id
    )
    work("tom").write(add_data_source, unit="bank", name="Log", kind="runtime_log")
    shipped = FRAMEWORKS[0]
    work("jo").write(import_framework, shipped.name, shipped.read(), reason=WHY, unit="bank")
    work("jo").write(
        set_responsible, "act", "request.accepted", "accountable", role="risk_officer", unit="bank"
    )
    with work("sanne").unit() as unit:  # no rule failed here, so not by the command
        unit.add(
            Waiver(
                model_id=registered.model_id, version_id=registered.version_id,
                snapshot_id=registered.snapshot_id, test="psi", feature="income", reason=WHY,
                expires_at=now + timedelta(days=10),
            )
        )  # fmt: skip
    return registered


def rows(bank: TestWorkspace, kind: str, text: str = "", **more: object) -> tuple[CaseRow, ...]:
    query = CaseQuery.of(kind, text, **more)  # type: ignore[arg-type]  # as the screen gives them
    with bank.work("jo").reading() as session:
        return list_cases(session, query).rows


def test_there_is_a_row_of_every_kind(bank: TestWorkspace) -> None:
    found = {kind: len(rows(bank, kind)) for kind in KINDS}

    assert found == {
        "use_case": 2, "risk": 1, "finding": 12, "waiver": 1, "attestation": 2,
        "policy": len(TABLES), "framework": 1, "raci": 1, "application": 1, "source": 1,
    }  # fmt: skip
    with bank.work("jo").reading() as session:
        counted = {kind: one.total for kind, one in count_shelves(session).items()}
    assert counted == found


def test_articles_stand_as_their_publisher_counts_and_acts_by_name(bank: TestWorkspace) -> None:
    jo = bank.work("jo")
    with jo.reading() as session:
        (made,) = list_frameworks(session)
    key, aisha = made.key, bank.work("aisha")
    aisha.write(publish_framework, made.id, reason=WHY, seen=made.sha256)
    for article in (27, 9, 10):
        about = f"{key}/Art. {article}"
        jo.write(set_responsible, "requirement", about, "informed", role="operator", unit="bank")
    expected = [f"{key}/Art. {article}" for article in (9, 10, 27)] + ["request.accepted"]

    assert [one.title for one in rows(bank, "raci")] == expected
    turned = CaseQuery.of("raci", sort="title", is_descending=True)
    with jo.reading() as session:
        first = list_cases(session, turned, limit=2)
        rest = list_cases(session, turned, first.cursor, limit=2)
        answering = list_raci(session, about_kind="requirement")
    assert [one.title for one in (*first.rows, *rest.rows)] == expected[::-1]
    assert [one.about for one in answering] == expected[:3]


def test_every_kind_of_case_file_takes_a_comment_into_its_history(bank: TestWorkspace) -> None:
    about = {kind: RIGHTS_BY_TABLE[table].object for kind, table in TABLE_OF.items()}
    jo = bank.work("jo")
    for kind in KINDS:
        one = rows(bank, kind)[0]
        jo.write(comment_case, about[kind], one.id, text=f"Read: {kind}")
        with jo.reading() as session:
            case = load_case(session, kind, one.id, jo.actor.id)
            stranger = load_case(session, kind, one.id, uuid4())

        assert (case.events[0].tag, case.events[0].words["text"]) == (
            "case.commented", f"Read: {kind}",
        )  # fmt: skip
        assert case.events[0].object_type == about[kind]
        assert case.act("comment") == Act("comment")
        assert stranger.act("comment") == Act("comment", (Blocker("act.object"),))
    assert set(about.values()) == set(CASES)


def test_what_needs_a_person_is_counted_and_listed_for_them_alone(
    bank: TestWorkspace, registered: Registered
) -> None:
    letters = next(one for one in rows(bank, "use_case") if one.title == "Letters")
    made = bank.work("jo").write(propose_tier, letters.id, ALONE, reason=WHY)
    needed = {}
    for person in ("aisha", "jo", "sanne"):
        with bank.work(person).reading() as session:
            me = bank.work(person).actor.id
            shelves = count_shelves(session, me)
            needed[person] = {kind: one.mine for kind, one in shelves.items() if one.mine}
            for kind, count in needed[person].items():
                mine = CaseQuery.of(kind, "needs:me", me=me)
                assert count_cases(session, mine) == count
            assert count_needed(session, me) == sum(needed[person].values())

    assert needed == {
        "aisha": {"risk": 1, "waiver": 1},
        "jo": {"waiver": 1},
        "sanne": {"attestation": 1},
    }
    aisha = bank.work("aisha").actor.id
    assert [one.id for one in rows(bank, "risk", "needs:me", me=aisha)] == [made.id]
    assert rows(bank, "risk", "needs:me") == ()
    with pytest.raises(InputError, match="only asked for oneself"):
        rows(bank, "risk", "needs:jo", me=aisha)


@pytest.mark.parametrize("sort", ["", *SORTS])
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_give_every_row_once_in_every_order(
    bank: TestWorkspace, sort: str, *, is_descending: bool
) -> None:
    query = CaseQuery.of("finding", sort=sort, is_descending=is_descending)
    whole = rows(bank, "finding", sort=sort, is_descending=is_descending)
    found: list[CaseRow] = []
    after = None
    with bank.work("jo").reading() as session:
        for _ in range(10):
            page = list_cases(session, query, after, 5)
            found += page.rows
            after = page.cursor
            if after is None:
                break

    assert [one.id for one in found] == [one.id for one in whole]
    assert len({one.id for one in found}) == 12


def test_severities_stand_in_their_order(bank: TestWorkspace) -> None:
    found = [one.grade for one in rows(bank, "finding", sort="grade", is_descending=True)]

    assert found == ["critical"] * 3 + ["high"] * 3 + ["medium"] * 3 + ["low"] * 3


@pytest.mark.parametrize(
    ("kind", "text", "count"),
    [
        ("use_case", "regulated:yes", 1),
        ("use_case", "regulated:no", 1),
        ("use_case", "grade:high", 1),
        ("use_case", "-regulated:yes", 1),
        ("finding", "grade:high,critical", 6),
        ("finding", "state:open grade:low", 3),
        ("finding", "state:closed", 0),
        ("finding", "model:cc-fraud", 12),
        ("finding", "model:other", 0),
        ("finding", "regulated:yes", 12),
        ("finding", '"finding 07"', 1),
        ("finding", "cc-fraud", 12),
        ("finding", "unit:bank", 12),
        ("waiver", "expiring:30d", 1),
        ("waiver", "expiring:7d", 0),
        ("waiver", "overdue:yes", 0),
        ("attestation", "expiring:30d", 1),
        ("attestation", "overdue:no", 2),
        ("attestation", "owner:sanne", 2),
        ("attestation", "owner:mark", 0),
        ("attestation", 'owner:"sanne de Vries"', 2),
        ("attestation", 'owner:"Sanne"', 2),
        ("attestation", 'owner:"Mark Jansen"', 0),
        ("risk", "state:accepted", 1),
        ("policy", "state:published", len(TABLES)),
        ("policy", "grade:risk-tier", 1),
        ("application", "regulated:yes", 1),
        ("source", "grade:internal", 1),
        ("source", "expiring:30d", 0),
    ],
)
def test_conditions_narrow_the_list_and_its_count(
    bank: TestWorkspace, kind: str, text: str, count: int
) -> None:
    assert len(rows(bank, kind, text)) == count
    with bank.work("jo").reading() as session:
        assert count_cases(session, CaseQuery.of(kind, text)) == count


@pytest.mark.parametrize("text", ["expiring:soon", "regulated:perhaps", "colour:blue", "state:"])
def test_what_can_not_be_understood_is_said(bank: TestWorkspace, text: str) -> None:
    with pytest.raises(InputError):
        rows(bank, "waiver", text)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_case_file_with_history_and_acts(bank: TestWorkspace, kind: str) -> None:
    row = rows(bank, kind)[0]
    jo = bank.work("jo").actor.id

    with bank.work("jo").reading() as session:
        case = load_case(session, kind, row.id, jo)

    assert case.row == row
    assert case.facts
    assert {one.key for one in case.acts} > {"comment"}
    if kind != "policy":  # those were there when the workspace began
        assert case.events


def test_what_is_done_already_or_by_oneself_is_blocked_with_a_reason(bank: TestWorkspace) -> None:
    row = rows(bank, "risk")[0]
    jo = bank.work("jo").actor.id

    with bank.work("jo").reading() as session:
        case = load_case(session, "risk", row.id, jo)

    accept = case.act("accept")
    assert accept is not None
    assert {one.code for one in accept.blockers} == {"risk.closed", "four_eyes.own_work"}


def test_who_only_looks_may_begin_nothing(bank: TestWorkspace) -> None:
    lin = bank.work("lin").actor.id

    with bank.work("lin").reading() as session:
        rights = load_new_rights(session, lin)

    assert all(rights.blockers[kind] for kind in KINDS)


def test_who_answers_for_a_unit_below_may_change_what_is_done_there(
    workspace: TestWorkspace,
) -> None:
    """A framework of the bank, a control of one of its units."""
    jo, lin = workspace.work("jo"), workspace.work("lin")
    below = workspace.work("root").write(add_unit, key="cards", name="Cards", parent="bank")
    change_role(workspace, "lin", "risk_officer", unit_id=below.id)
    file = FRAMEWORKS[0]
    made = jo.write(import_framework, file.name, file.read(), reason=WHY, unit="bank")
    workspace.work("aisha").write(publish_framework, made.id, reason=WHY, seen=made.sha256)
    with jo.reading() as session:
        first = load_framework(session, made.id).requirements[0].id

    def blocked(act: str) -> list[str]:
        with lin.reading() as session:
            found = load_case(session, "framework", made.id, lin.actor.id).act(act)
        assert found is not None
        return [one.code for one in found.blockers]

    jo.write(add_control, first, NewControl("Of the bank"), unit="bank")
    assert (blocked("end"), blocked("reopen")) == (["write.refused"], ["control.none_ended"])
    control = jo.write(add_control, first, NewControl("Of the cards"), unit="cards")
    assert (blocked("end"), blocked("control")) == ([], ["write.refused"])
    with lin.reading() as session:
        offered = load_changeable(session, made.id, lin.actor.id).requirements[0].controls
    assert [one.name for one in offered] == ["Of the cards"]

    lin.write(edit_control, control.id, is_ended=True, reason=WHY)
    assert (blocked("end"), blocked("reopen")) == (["write.refused"], [])


def test_a_case_that_is_not_there_is_refused(bank: TestWorkspace) -> None:
    jo = bank.work("jo").actor.id
    with bank.work("jo").reading() as session, pytest.raises(InputError):
        load_case(session, "waiver", jo, jo)


def test_the_list_calls_a_version_what_the_rule_calls_it(bank: TestWorkspace) -> None:
    """Computed in SQL there, in Python here; and as recorded before it was put in force."""
    jo = bank.work("jo")
    early, late = (one.read() for one in FRAMEWORKS)
    with jo.reading() as session:
        first = list_frameworks(session)[0]
    with jo.unit() as work:
        before = work.now()
    bank.work("aisha").write(refuse_framework, first.id, reason=WHY)
    for text in (
        early.replace(b"2026-08-02", b"2020-01-01"),
        late.replace(b"2027-08-02", b"2021-01-01").replace(b"supersedes = 1", b"supersedes = 2"),
        _onto_itself(late.replace(b"2027-08-02", b"2190-01-01")),
    ):
        made = jo.write(import_framework, "file.toml", text, reason=WHY, unit="bank")
        bank.work("aisha").write(publish_framework, made.id, reason=WHY, seen=made.sha256)

    def by_list() -> dict[int, str]:
        return {one.number: one.state for one in rows(bank, "framework")}

    with jo.reading() as session:
        by_rule = {one.version: one.phase for one in list_frameworks(session, is_all=True)}
    query = CaseQuery.of("framework")
    with Work(bank.database("jo"), jo.actor, before).reading() as session:
        then = [(one.number, one.state) for one in list_cases(session, query).rows]
    assert by_list() == by_rule == {1: "refused", 2: "superseded", 3: "in_force", 4: "coming"}
    assert then == [(1, "draft")]


def _onto_itself(text: bytes) -> bytes:
    """The second reading once more, after itself: each requirement is carried."""
    head = text.partition(b"[[mapping]]")[0].replace(b"supersedes = 1", b"supersedes = 3")
    draft = read_framework(head.replace(b"supersedes = 3\n", b"")).draft
    assert draft is not None
    pairs = (
        f'[[mapping]]\nold = "{one.reference}"\nnew = "{one.reference}"\noutcome = "carried"\n'
        for one in draft.requirements
    )
    return head + "\n".join(pairs).encode()
