"""A proof leaves the house: any byte that is changed in it is found and named, by the verifier."""

from __future__ import annotations

import io
import json
import random
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from app.errors import InputError, VerificationError
from app.models.queries.trail import sealed_events
from app.models.tables.inventory import RegisteredModel
from app.services.commands.keys import confirm_key, propose_key
from app.services.commands.people import add_person, find_person
from app.services.signing import KeyPair
from app.services.trail.export import Exported, Wanted, export_proof
from app.services.trail.proof_facts import read_proof
from app.verifier import __main__ as verifier
from app.verifier.__main__ import BadInputError, Expected, Report, check_file
from tests.proof_kit import left_out, lines, relined, remade
from tests.stories import REASON, register
from tests.trail_kit import add_use, key_of, live, rechain, sealer, tampering
from tests.workspaces import Mould, TestWorkspace, make_workspace

VERIFIER = Path(verifier.__file__)


def export(bank: TestWorkspace, out: Path, wanted: Wanted | None = None) -> Exported:
    return export_proof(bank.work("jo"), out, wanted or Wanted(), key_of(bank))


def model_id(bank: TestWorkspace, name: str = "cc-fraud") -> UUID:
    with bank.service.reading() as session:
        return session.scalars(select(RegisteredModel.id).where(RegisteredModel.name == name)).one()


def places(report: Report) -> set[tuple[str, int | None]]:
    return {(one.member, one.record) for one in report.broken}


@pytest.mark.parametrize("kind", ["all", "model", "redacted", "time"])
def test_a_proof_is_intact_and_says_what_it_leaves_out(
    workspace: TestWorkspace, tmp_path: Path, kind: str
) -> None:
    live(workspace)
    register(workspace, name="churn")
    each = sealer(workspace)
    each.run_once()
    add_use(workspace, "not sealed yet")
    wanted = {
        "all": Wanted(),
        "model": Wanted(model_id=model_id(workspace), model_name="cc-fraud"),
        "redacted": Wanted(is_redacted=True),
        "time": Wanted(start=datetime.now(UTC) + timedelta(days=1)),
    }[kind]

    made = export(workspace, tmp_path / "proof.zip", wanted)
    report = check_file(made.path)

    assert report.broken == []
    assert (report.events, report.excluded, report.unsealed) == (made.events, made.excluded, 1)
    assert (report.size, report.root) == (made.head.size, made.head.root)
    assert report.sealing_keys == [key_of(workspace).kid]
    assert report.signatures == (2 if kind in ("all", "model") else 0)
    assert (report.unsigned, report.unchecked) == (0, 2 if kind == "redacted" else 0)
    assert (made.excluded == 0) == (kind in ("all", "redacted"))
    assert kind != "time" or made.events == 1  # event 0: whose key to trust
    content = made.path.read_bytes()
    assert (REASON.encode() in content) == (kind in ("all", "model"))
    assert (b"Aisha Rahman" in content) == (kind != "redacted")


def test_a_proof_of_a_demo_says_so(workspace: TestWorkspace, tmp_path: Path) -> None:
    live(workspace)
    tampering(workspace, "UPDATE {mw}workspace SET is_demo = true")

    report = check_file(export(workspace, tmp_path / "demo.zip").path)

    assert report.is_demo
    assert b"This is a demonstration" in (tmp_path / "demo.zip").read_bytes()
    assert "DEMONSTRATION" in verifier._as_text(report)


def test_any_zip_program_reads_a_proof(workspace: TestWorkspace, tmp_path: Path) -> None:
    live(workspace)
    made = export(workspace, tmp_path / "proof.zip")

    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        page = archive.read("README.html").decode()
    assert [one["name"] for one in manifest["members"]] == [
        "README.html", "leaves.txt", "texts.txt", "heads.txt", "keys.txt", "signed.txt",
        "people.txt",
    ]  # fmt: skip
    assert "not from whoever gave you this file" in page
    assert "demonstration" not in page
    assert f"{made.head.root}" in page
    report = check_file(made.path)
    assert f"<td>{report.sealed_until}</td>" in page  # the same instant, whoever tells it
    assert report.sealed_until == manifest["sealed_until"]
    assert read_proof(made.path).sealed_until == made.head.signed_at
    assert "README.html is, byte for byte, what was signed" in verifier._as_text(report)


@dataclass(frozen=True)
class Sample:
    """Proofs of one bank: all of it, one model's events, and without names and reasons."""

    full: bytes
    part: bytes
    redacted: bytes
    pair: KeyPair


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory, sqlite_mould: Mould) -> Iterator[Sample]:
    folder = tmp_path_factory.mktemp("sample")
    with make_workspace(folder, None, sqlite_mould) as bank:
        live(bank)
        full = export(bank, folder / "full.zip").path.read_bytes()
        wanted = Wanted(model_id=model_id(bank), model_name="cc-fraud")
        part = export(bank, folder / "part.zip", wanted).path.read_bytes()
        wanted = Wanted(is_redacted=True)
        redacted = export(bank, folder / "redacted.zip", wanted).path.read_bytes()
        yield Sample(full, part, redacted, key_of(bank))


def check_bytes(content: bytes, folder: Path, expected: Expected | None = None) -> Report:
    path = folder / "changed.zip"
    path.write_bytes(content)
    return check_file(path, expected)


def spans(content: bytes) -> dict[str, tuple[int, int]]:
    """Where the content of each member lies."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            one.filename: (
                one.header_offset + 30 + len(one.filename), one.file_size,
            )
            for one in archive.infolist()
        }  # fmt: skip


@pytest.mark.parametrize("which", ["full", "part", "redacted"])
def test_one_changed_byte_in_any_member_is_named_with_its_record(
    sample: Sample, tmp_path: Path, which: str
) -> None:
    content = getattr(sample, which)
    dice = random.Random(11)
    for name, (start, size) in spans(content).items():
        assert size > 0, name
        for at in {0, size - 1, *(dice.randrange(size) for _ in range(60))}:
            check_change(content, tmp_path, name, start, at, dice.randrange(1, 256))


@pytest.mark.soak
@pytest.mark.parametrize("which", ["full", "part"])
def test_each_changed_byte_of_a_proof_is_named_with_its_record(
    sample: Sample, tmp_path: Path, which: str
) -> None:
    """All of them, one after the other: some 50,000 verifications."""
    content = sample.full if which == "full" else sample.part
    dice = random.Random(12)
    for name, (start, size) in spans(content).items():
        for at in range(size):
            check_change(content, tmp_path, name, start, at, dice.randrange(1, 256))


def check_change(content: bytes, folder: Path, name: str, start: int, at: int, flip: int) -> None:
    """The byte at `at` of the member that begins at `start`, changed, is told by its place."""
    changed = bytearray(content)
    changed[start + at] ^= flip
    report = check_bytes(bytes(changed), folder)

    assert name in {one.member for one in report.broken}, (name, at, report.broken)
    if name.endswith(".txt"):
        record = content[start : start + at].count(b"\n") + 1
        assert (name, record) in places(report), (name, at, record, report.broken)


def owners(content: bytes) -> dict[int, str]:
    """Of each byte between the members: whose header or entry it is of, or the end's."""
    found: dict[int, str] = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        at = archive.start_dir
        for one in archive.infolist():
            header = 30 + len(one.filename)
            found |= dict.fromkeys(
                range(one.header_offset, one.header_offset + header), one.filename
            )
            entry = 46 + len(one.filename)
            found |= dict.fromkeys(range(at, at + entry), one.filename)
            at += entry
    return found | dict.fromkeys(range(at, len(content)), "(end of the file)")


@pytest.mark.parametrize("which", ["full", "part", "redacted"])
@pytest.mark.parametrize("order", ["turned round", "signature first", "two changed places"])
def test_members_in_another_order_are_told(
    sample: Sample, tmp_path: Path, which: str, order: str
) -> None:
    content = getattr(sample, which)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    assert in_order(members) == content
    first, second, *rest = members
    ordered = {
        "turned round": members[::-1],
        "signature first": [members[-1], *members[:-1]],
        "two changed places": [second, first, *rest],
    }[order]

    report = check_bytes(in_order(ordered), tmp_path)

    assert [(one.member, one.kind) for one in report.broken] == [
        (ordered[0][0], "container changed")
    ]
    assert report.broken[0].expected == "README.html in this place"


def in_order(members: list[tuple[str, bytes]]) -> bytes:
    """A ZIP of these as a proof is one."""
    content, directory = b"", b""
    for name, one in members:
        facts = (name, len(one), zlib.crc32(one))
        directory += verifier._entry(*facts, len(content))
        content += verifier._header(*facts) + one
    count = len(members)
    end = (b"PK\5\6", 0, 0, count, count, len(directory), len(content), 0)
    return content + directory + verifier.END.pack(*end)


@pytest.mark.parametrize("which", ["full", "part", "redacted"])
def test_one_changed_byte_between_the_members_is_named_with_its_member(
    sample: Sample, tmp_path: Path, which: str
) -> None:
    content = getattr(sample, which)
    inside = {at for start, size in spans(content).values() for at in range(start, start + size)}
    of = owners(content)
    assert set(of) | inside == set(range(len(content)))
    assert len(of) > 500
    assert not set(of) & inside
    dice = random.Random(13)
    for at, name in of.items():
        changed = bytearray(content)
        changed[at] ^= 1 << dice.randrange(8)
        report = check_bytes(bytes(changed), tmp_path)  # and never that this is no proof
        assert {one.member for one in report.broken} == {name}, (at, name, report.broken)


@pytest.mark.parametrize("cut", [1, 22, 200, 5_000])
def test_a_shortened_or_lengthened_file_is_found(sample: Sample, tmp_path: Path, cut: int) -> None:
    for changed in (sample.full[:-cut], sample.full + b"x" * cut):
        try:
            assert check_bytes(changed, tmp_path).broken
        except BadInputError:
            continue


# Whoever makes the file anew, with hashes that fit


def test_the_kit_makes_a_proof_that_holds(sample: Sample, tmp_path: Path) -> None:
    assert check_bytes(remade(sample.full, tmp_path, sample.pair, {}), tmp_path).broken == []


def test_a_removed_tail_is_missing_even_under_a_stolen_key(sample: Sample, tmp_path: Path) -> None:
    leaves = lines(sample.full, "leaves.txt")[:-3]
    shorter = remade(sample.full, tmp_path, sample.pair, {"leaves.txt": leaves})
    counted = remade(
        sample.full, tmp_path, sample.pair, {"leaves.txt": leaves}, included=len(leaves)
    )

    for content in (shorter, counted):
        report = check_bytes(content, tmp_path)
        found = [
            one for one in report.broken if (one.member, one.kind) == ("leaves.txt", "missing")
        ]
        assert found
        assert len({one.expected for one in found}) == len(found)  # each once


def test_a_tail_removed_with_its_heads_is_told_to_who_saw_more(
    sample: Sample, tmp_path: Path
) -> None:
    heads = lines(sample.full, "heads.txt")
    last = json.loads(json.loads(heads[-1].partition(b" ")[2])["document"])
    before = json.loads(json.loads(heads[0].partition(b" ")[2])["document"])
    size = before["size"]
    changed = {
        "leaves.txt": lines(sample.full, "leaves.txt")[:size],
        "heads.txt": heads[:1],
        "texts.txt": [],
        "signed.txt": [],
    }
    content = remade(
        sample.full, tmp_path, sample.pair, changed, included=size,
        head={"size": size, "root": before["root"]},
    )  # fmt: skip

    seen = Expected(seen=(last["size"], last["root"]))
    assert check_bytes(content, tmp_path).broken == []  # a smaller log that was true once
    assert [one.kind for one in check_bytes(content, tmp_path, seen).broken] == [
        "not what was seen"
    ]


def test_a_re_chained_log_misses_the_signed_roots(sample: Sample, tmp_path: Path) -> None:
    leaves = lines(sample.full, "leaves.txt")
    at = next(n for n, line in enumerate(leaves) if b'"verdict":"accept"' in line)
    content = leaves[at].split(b" ", 2)[2].replace(b'"verdict":"accept"', b'"verdict":"reject"')
    leaf = verifier.leaf_hash(content).hex().encode()
    leaves[at] = b"%s %d %s" % (leaf, at, content)

    report = check_bytes(
        remade(sample.full, tmp_path, sample.pair, {"leaves.txt": leaves}), tmp_path
    )

    kinds = {(one.member, one.kind) for one in report.broken}
    assert ("heads.txt", "re-chained") in kinds
    assert ("signed.txt", "signature forged") in kinds  # they signed another verdict


def test_in_a_part_a_changed_event_has_no_proof(sample: Sample, tmp_path: Path) -> None:
    leaves = lines(sample.part, "leaves.txt")
    digest, place, content = leaves[3].split(b" ", 2)
    content = content.replace(b'"id":', b'"id":9')
    leaves[3] = b"%s %s %s" % (verifier.leaf_hash(content).hex().encode(), place, content)

    report = check_bytes(
        remade(sample.part, tmp_path, sample.pair, {"leaves.txt": leaves}), tmp_path
    )

    assert ("proofs.txt", 4) in places(report)
    assert digest not in leaves[3]


@pytest.mark.parametrize(
    ("member", "old", "new", "kind"),
    [
        ("texts.txt", REASON.encode(), b"Never read.", "text changed"),
        ("signed.txt", b"accept", b"reject", "signature forged"),
        ("heads.txt", b"size", b"sise", "head forged"),
    ],
)
def test_a_record_changed_with_its_digest_is_named(
    sample: Sample, tmp_path: Path, member: str, old: bytes, new: bytes, kind: str
) -> None:
    records = lines(sample.full, member)
    at = next(n for n, line in enumerate(records) if old in line)
    records[at] = relined(records[at], old, new)

    report = check_bytes(remade(sample.full, tmp_path, sample.pair, {member: records}), tmp_path)

    assert (member, at + 1, kind) in {(one.member, one.record, one.kind) for one in report.broken}


def test_whoever_makes_a_proof_can_leave_nothing_out_unseen(sample: Sample, tmp_path: Path) -> None:
    own = KeyPair.generate()
    for name, (change, expected) in left_out(sample.full, own).items():
        pair = own if name == "key" else sample.pair
        size = len(lines(sample.full, "leaves.txt"))
        facts = {"head": {"size": size, "root": ""}} if name == "heads" else {}
        report = check_bytes(remade(sample.full, tmp_path, pair, change, **facts), tmp_path)
        assert expected in {(one.member, one.kind, one.record) for one in report.broken}, name

    for broken in ({"excluded": None}, {"excluded": "x"}, {"unsealed": -1}):
        report = check_bytes(remade(sample.full, tmp_path, sample.pair, {}, **broken), tmp_path)
        assert {one.member for one in report.broken} == {"manifest.json"}


def test_people_are_called_as_the_sealed_log_calls_them(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    def call(name: str) -> None:
        with workspace.work("root").unit() as work:
            find_person(work, "nina").full_name = name

    with workspace.work("root").unit() as work:
        add_person(work, handle="nina", full_name="Nina New")
    call("Nina Bakker")
    live(workspace)
    call("Nina Later")  # not sealed yet
    wanted = Wanted(model_id=model_id(workspace), model_name="cc-fraud")
    made = export(workspace, tmp_path / "proof.zip", wanted)
    content = made.path.read_bytes()
    people = lines(content, "people.txt")
    at = next(n for n, line in enumerate(people) if b"nina" in line)
    forged = [*people[:at], relined(people[at], b"Bakker", b"Later"), *people[at + 1 :]]

    assert check_file(made.path).broken == []
    changed = remade(content, tmp_path, key_of(workspace), {"people.txt": forged})
    assert [(one.member, one.record) for one in check_bytes(changed, tmp_path).broken] == [
        ("people.txt", at + 1)
    ]


def test_a_key_that_one_administrator_put_in_force_proves_nothing(
    sqlite_workspace: TestWorkspace, tmp_path: Path
) -> None:
    bank, own = sqlite_workspace, KeyPair.generate()
    with bank.work("sanne").unit() as work:
        key = propose_key(work, own.public_key).id
    bank.work("root").write(confirm_key, key)
    bank.work("rosa").write(confirm_key, key)
    sealer(bank).run_once()

    def check(name: str) -> set[tuple[str, str]]:
        made = export_proof(bank.work("sanne"), tmp_path / name, Wanted(), own)
        return {(one.member, one.kind) for one in check_file(made.path).broken}

    assert check("by two.zip") == set()
    same = "json_set(facts, '$.endorsed_by', json_extract(facts, '$.confirmed_by'))"
    tampering(
        bank,
        f"UPDATE {{mw}}audit_event SET facts = {same} WHERE tag = 'key.active'",
        "UPDATE {mw}signing_key SET endorsed_by = confirmed_by WHERE endorsed_by IS NOT NULL",
    )
    rechain(bank, key_of(bank))  # whoever owns the database and the sealing key
    assert check("by one.zip") == {
        ("keys.txt", "key not in force"), ("signed.txt", "signature forged")
    }  # fmt: skip


def test_an_event_told_twice_hides_no_other(sample: Sample, tmp_path: Path) -> None:
    change = {name: lines(sample.part, name) for name in ("leaves.txt", "proofs.txt")}
    twice = {name: [*found[:-1], found[-2]] for name, found in change.items()}

    report = check_bytes(remade(sample.part, tmp_path, sample.pair, twice), tmp_path)

    at = len(change["leaves.txt"])
    assert ("leaves.txt", "added", at) in {
        (one.member, one.kind, one.record) for one in report.broken
    }


@pytest.mark.parametrize("which", ["full", "redacted"])
@pytest.mark.parametrize("later", [0, 1])
def test_a_revoked_key_counts_for_what_was_sealed_before(
    sample: Sample, tmp_path: Path, later: int, which: str
) -> None:
    content = getattr(sample, which)
    signed = json.loads(lines(content, "signed.txt")[0].partition(b" ")[2])
    leaves = lines(content, "leaves.txt")
    at = next(n for n, line in enumerate(leaves) if signed["signature"].encode() in line)
    ended = b'"revoked_at_size":%d,"state":"revoked"' % (at + later)  # so long the log was then
    keys = [
        relined(line, b'"revoked_at_size":null,"state":"active"', ended)
        if signed["kid"].encode() in line
        else line
        for line in lines(content, "keys.txt")
    ]

    report = check_bytes(remade(content, tmp_path, sample.pair, {"keys.txt": keys}), tmp_path)

    named = [] if later else [("signed.txt", "signature forged", 1, at)]
    assert [(one.member, one.kind, one.record, one.position) for one in report.broken] == named
    assert later or report.broken[0].found == f"{signed['kid']}, revoked at position {at}"
    assert [one.kid for one in report.revoked] == (
        [signed["kid"]] if later or which == "redacted" else []
    )


def test_a_proof_signed_by_nobody_of_the_workspace_is_refused(
    sample: Sample, tmp_path: Path
) -> None:
    report = check_bytes(remade(sample.full, tmp_path, KeyPair.generate(), {}), tmp_path)

    assert {one.member for one in report.broken} == {"manifest.sig"}


def test_a_reader_who_knows_the_sealing_key_is_not_deceived_by_another(
    sample: Sample, tmp_path: Path
) -> None:
    assert check_bytes(sample.full, tmp_path, Expected(key=sample.pair.kid)).broken == []
    other = check_bytes(sample.full, tmp_path, Expected(key="0" * 16))
    assert [one.kind for one in other.broken] == ["not what was seen"]


def test_people_sign_with_their_own_key_where_the_sealing_key_is_elsewhere(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    live(workspace)

    made = export_proof(
        workspace.work("jo"), tmp_path / "jo.zip", Wanted(), workspace.signer("jo").pair
    )

    assert check_file(made.path).broken == []
    assert made.signed_by == workspace.signer("jo").kid


def test_a_broken_trail_makes_no_proof(workspace: TestWorkspace, tmp_path: Path) -> None:
    live(workspace)
    with workspace.service.reading() as session:
        event = sealed_events(session, 5, 6)[0].event_id
    tampering(workspace, f"UPDATE {{mw}}audit_event SET tag = 'x.y' WHERE id = {event}")

    with pytest.raises(VerificationError, match="position 5"):
        export(workspace, tmp_path / "proof.zip")

    assert not list(tmp_path.glob("proof*"))


def test_nothing_is_exported_before_a_seal_or_over_a_file(
    workspace: TestWorkspace, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match="Nothing is sealed"):
        export(workspace, tmp_path / "proof.zip")
    sealer(workspace).run_once()
    export(workspace, tmp_path / "proof.zip")
    with pytest.raises(InputError, match="there already"):
        export(workspace, tmp_path / "proof.zip")
