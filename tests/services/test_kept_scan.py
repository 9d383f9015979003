"""What the scan for risks found is the scan's word, whoever wrote a finding like it before."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.errors import RefusedError
from app.models.rules.scanned import SCANNED, Kind
from app.models.tables.governance import Finding
from app.services.commands.findings import NewFinding, accept_finding, add_finding
from app.services.scanning.findings import Finding as Found
from app.services.scanning.findings import ScanReport, Severity
from app.services.tasks import scan
from app.services.unit_of_work import UnitOfWork
from tests.stories import Registered, register
from tests.workspaces import TestWorkspace

KEY = Found(Severity.CRITICAL, Kind.SECRET, "settings.py", 1, "Holds a key.", "Take it out.")
WHY = "It is the key of an example, and opens nothing."


def keep(bank: TestWorkspace, made: Registered, *found: Found) -> int:
    return bank.service.write(
        scan._keep, made.snapshot_id, made.model_id, made.version_id, ScanReport(found, 0),
        block_from="high",
    )  # fmt: skip


def findings(bank: TestWorkspace) -> list[Finding]:
    with bank.service.reading() as session:
        return list(session.scalars(select(Finding).order_by(Finding.number)))


def forge(work: UnitOfWork, made: Registered, kind: str) -> None:
    work.add(
        Finding(
            model_id=made.model_id, version_id=made.version_id, kind=kind, severity="low",
            title=KEY.what, place="settings.py:1",
        )
    )  # fmt: skip


def test_nobody_records_a_finding_in_the_name_of_the_scan(workspace: TestWorkspace) -> None:
    made = register(workspace)
    for kind in SCANNED:
        for handle in ("sanne", "mark", "jo"):
            with pytest.raises(RefusedError) as refused:
                workspace.work(handle).write(forge, made, kind)
            assert [one.code for one in refused.value.blockers] == ["finding.scanned"]
        new = NewFinding(KEY.what, "low", kind=kind, place="settings.py:1")
        with pytest.raises(RefusedError) as refused:
            workspace.work("jo").write(add_finding, made.version_id, new)
        assert [one.code for one in refused.value.blockers] == ["finding.scanned"]
    assert findings(workspace) == []


def test_what_is_as_bad_as_the_scan_says_stops_whatever_milder_one_stands_there(
    workspace: TestWorkspace,
) -> None:
    made = register(workspace)
    workspace.service.write(forge, made, "secret")

    assert keep(workspace, made, KEY) == 1
    assert [(one.severity, one.state) for one in findings(workspace)] == [
        ("low", "closed"), ("critical", "open"),
    ]  # fmt: skip


def test_what_comes_back_after_the_scan_took_it_back_stops_again(workspace: TestWorkspace) -> None:
    made = register(workspace)
    assert keep(workspace, made, KEY) == 1
    assert keep(workspace, made) == 0

    assert keep(workspace, made, KEY) == keep(workspace, made, KEY) == 1
    assert [one.state for one in findings(workspace)] == ["closed", "open"]


def test_what_a_second_person_accepted_stays_accepted(workspace: TestWorkspace) -> None:
    made = register(workspace)
    keep(workspace, made, KEY)
    workspace.work("jo").write(accept_finding, findings(workspace)[0].id, reason=WHY)

    assert keep(workspace, made, KEY) == 0
    assert [one.state for one in findings(workspace)] == ["accepted"]
