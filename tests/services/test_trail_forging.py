"""Whoever holds a proof and keys of their own makes another one: the verifier tells it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.models.rules.merkle import Proofs
from app.models.tables.inventory import RegisteredModel
from app.services.signing import DECISION, HEAD, KeyPair
from app.services.trail.export import Wanted, export_proof
from app.verifier import __main__ as verifier
from app.verifier.__main__ import Expected, Report, check_file
from tests.proof_kit import lines, record_of, relined, remade
from tests.trail_kit import key_of, live
from tests.workspaces import Mould, make_workspace

NEW_ID = "11111111-1111-1111-1111-111111111111"


@dataclass(frozen=True)
class Copy:
    """A genuine proof, taken apart."""

    content: bytes
    events: tuple[bytes, ...]
    heads: tuple[bytes, ...]
    seal: KeyPair

    @property
    def last_head(self) -> dict[str, Any]:
        return head_of(self.heads[-1])

    def person(self, handle: str) -> str:
        people = map(record, lines(self.content, "people.txt"))
        return str(next(one["id"] for one in people if one["handle"] == handle))


def record(line: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line.partition(b" ")[2])
    return found


def head_of(line: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(record(line)["document"])
    return found


def canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def leaf_line(event: bytes, place: object) -> bytes:
    return f"{verifier.leaf_hash(event).hex()} {place} ".encode() + event


@pytest.fixture(scope="module")
def copies(
    tmp_path_factory: pytest.TempPathFactory, sqlite_mould: Mould
) -> Iterator[dict[str, Copy]]:
    folder = tmp_path_factory.mktemp("copies")
    with make_workspace(folder, None, sqlite_mould) as bank:
        live(bank)
        with bank.service.reading() as session:
            model = session.scalars(select(RegisteredModel)).one()
        found = {}
        for name, wanted in (
            ("all", Wanted()),
            ("part", Wanted(model_id=model.id, model_name=model.name)),
        ):
            path = folder / f"{name}.zip"
            export_proof(bank.work("jo"), path, wanted, key_of(bank))
            content = path.read_bytes()
            events = tuple(one.split(b" ", 2)[2] for one in lines(content, "leaves.txt"))
            heads = tuple(lines(content, "heads.txt"))
            found[name] = Copy(content, events, heads, key_of(bank))
        yield found


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., Report]:
    def made(
        copy: Copy, pair: KeyPair, change: dict[str, list[bytes]], expected: Expected | None = None,
        **facts: object,
    ) -> Report:  # fmt: skip
        path = tmp_path / "forged.zip"
        path.write_bytes(remade(copy.content, tmp_path, pair, change, **facts))
        return check_file(path, expected)

    return made


def kinds(report: Report) -> set[tuple[str, str]]:
    return {(one.member, one.kind) for one in report.broken}


def grown(copy: Copy, seal: KeyPair, hers: KeyPair) -> Copy:
    """The log goes on: a second key for seals, one for Aisha, and what she never decided."""
    decided = next(json.loads(one) for one in copy.events if b'"decision.recorded"' in one)
    root, rosa, aisha = map(copy.person, ("root", "rosa", "aisha"))
    by_two = {"endorsed_by": root, "confirmed_by": rosa}
    more: list[dict[str, Any]] = [
        {"tag": "key.active", "actor": rosa, "facts": {
            "kid": key.kid, "public_key": key.public_key, "purpose": purpose, "person_id": person,
            **by_two,
        }}
        for key, purpose, person in ((seal, "seal", root), (hers, "decision", aisha))
    ]  # fmt: skip
    more.append(
        {"object_id": NEW_ID, "facts": decided["facts"] | {"signature": signed(copy, hers)[1]}}
    )
    events = [
        canonical({**decided, "model": None, "version": None, **one, "id": len(copy.events) + n})
        for n, one in enumerate(more, start=1)
    ]
    return replace(copy, events=(*copy.events, *(one.encode() for one in events)))


def signed(copy: Copy, hers: KeyPair) -> tuple[str, str]:
    records = map(record, lines(copy.content, "signed.txt"))
    genuine = json.loads(next(one["document"] for one in records if one["kind"] == "decision"))
    document = canonical({**genuine, "id": NEW_ID, "kid": hers.kid})
    return document, hers.sign(DECISION, document)


def head_by(copy: Copy, key: KeyPair, root: str) -> bytes:
    said = canonical({**copy.last_head, "size": len(copy.events), "root": root})
    return record_of({"document": said, "kid": key.kid, "signature": key.sign(HEAD, said)})


def keys_with(copy: Copy, *more: tuple[KeyPair, str, str]) -> list[bytes]:
    return [*lines(copy.content, "keys.txt"), *(
        record_of({"kid": key.kid, "person": person, "public_key": key.public_key,
                   "purpose": purpose, "revoked_at_size": None, "state": "active"})
        for key, person, purpose in more
    )]  # fmt: skip


@pytest.mark.parametrize("name", ["all", "part"])
def test_nobody_goes_on_with_a_log_under_a_key_of_their_own(
    copies: dict[str, Copy], check: Callable[..., Report], name: str
) -> None:
    """Beside genuine heads, which the reader knows: neither key nor what was seen deceives."""
    genuine, seal, hers = copies[name], KeyPair.generate(), KeyPair.generate()
    forged = grown(genuine, seal, hers)
    aisha, root = genuine.person("aisha"), genuine.person("root")
    document, signature = signed(genuine, hers)
    proofs = Proofs(iter([verifier.leaf_hash(one) for one in forged.events]))
    own_head = head_by(forged, seal, proofs.root().hex())
    change = {
        "leaves.txt": [leaf_line(one, n) for n, one in enumerate(forged.events)],
        "heads.txt": [*genuine.heads, own_head],
        "keys.txt": keys_with(genuine, (seal, root, "seal"), (hers, aisha, "decision")),
        "signed.txt": [*lines(genuine.content, "signed.txt"), record_of(
            {"document": document, "id": NEW_ID, "kid": hers.kid, "kind": "decision",
             "signature": signature})],
    }  # fmt: skip
    if name == "part":
        paths = (f"{n} {','.join(one.hex() for one in proofs.path(n))}".encode()
                 for n in range(len(forged.events)))  # fmt: skip
        change["proofs.txt"] = [
            verifier.hashlib.sha256(one).hexdigest().encode() + b" " + one for one in paths
        ]
    seen = genuine.last_head["size"], genuine.last_head["root"]

    report = check(
        genuine, seal, change, Expected(genuine.seal.kid, seen),
        head={"size": len(forged.events), "root": proofs.root().hex()},
        included=len(forged.events), excluded=0,
    )  # fmt: skip

    found = kinds(report)
    assert ("heads.txt", "head forged") in found
    assert ("heads.txt", "not what was seen") in found
    assert ("keys.txt", "key not in force") in found  # the manifest's, and Aisha's
    assert (("heads.txt", "added") in found) == (name == "part")


def test_what_stands_at_no_place_of_the_log_is_told(
    copies: dict[str, Copy], check: Callable[..., Report]
) -> None:
    part = copies["part"]
    leaves, proofs = lines(part.content, "leaves.txt"), lines(part.content, "proofs.txt")
    nowhere = leaf_line(part.events[0], None)

    report = check(part, part.seal, {
        "leaves.txt": [leaves[0], nowhere, *leaves[2:]],
        "proofs.txt": [proofs[0], relined(proofs[0], b"0 ", b"None "), *proofs[2:]],
    })  # fmt: skip

    assert ("leaves.txt", "changed") in kinds(report)


def test_a_head_that_nobody_can_have_seen_is_told_and_names_end_no_line(
    copies: dict[str, Copy], check: Callable[..., Report]
) -> None:
    whole = copies["all"]
    aisha = whole.person("aisha")
    own = KeyPair.generate()
    records = lines(whole.content, "signed.txt")
    first = record(records[0])
    document = json.loads(first["document"])
    later = canonical({**document, "head": {**document["head"], "size": 999_999}})
    forged = record_of({**first, "document": later})

    found = kinds(check(whole, whole.seal, {"signed.txt": [forged, *records[1:]]}))
    assert ("signed.txt", "signature forged") in found

    people = lines(whole.content, "people.txt")
    at = next(n for n, one in enumerate(people) if aisha.encode() in one)
    named = relined(people[at], b"Aisha", b"Aisha\x1b[8m")
    report = check(whole, own, {"people.txt": [*people[:at], named, *people[at + 1 :]]},
                   workspace="Bank\nINTACT: every byte", kind=verifier.KIND)  # fmt: skip
    assert report.broken  # signed by nobody of the workspace
    text = verifier._as_text(report)
    assert "Bank\\nINTACT" in text
    assert not any(line.startswith("INTACT") for line in text.splitlines())


def test_when_a_log_was_sealed_is_what_its_head_says(
    copies: dict[str, Copy], check: Callable[..., Report]
) -> None:
    whole = copies["all"]

    report = check(whole, whole.seal, {}, sealed_until="2099-01-01T00:00:00.000000Z")

    assert report.broken == []
    assert report.sealed_until == whole.last_head["at"]
    for text in ("²:" + "0" * 64, "12:" + "z" * 64, "1" * 30 + ":" + "0" * 64):
        with pytest.raises(verifier.BadInputError):
            verifier._seen(text)


def test_a_key_is_in_force_where_those_who_are_named_did_it(copies: dict[str, Copy]) -> None:
    whole = copies["all"]
    root, rosa, aisha = map(whole.person, ("root", "rosa", "aisha"))
    by = verifier.Check.__new__(verifier.Check)
    by._manifest, by._report = {"is_all": True}, Report(excluded=1)
    facts = {"kid": "k", "purpose": "decision", "person_id": aisha, "endorsed_by": root,
             "confirmed_by": rosa}  # fmt: skip
    event = {"actor": rosa}

    def says(endorsed: dict[str, str], *, is_all: bool = True, **other: str) -> bool:
        by._endorsed, by._manifest = endorsed, {"is_all": is_all}
        return by._is_confirmed(event, facts | other)

    assert says({"k": root})
    assert says({}, is_all=False)  # the event may have been left out
    assert not says({})
    assert not says({"k": aisha}, is_all=False)
    assert not says({"k": root}, confirmed_by=root)
    assert not says({"k": root}, confirmed_by="x")
    assert not says({"k": root}, endorsed_by=aisha)
    assert not says({"k": root}, purpose="seal")
