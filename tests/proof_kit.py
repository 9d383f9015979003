"""Proofs made anew by somebody who could: other records, with digests and a manifest that fit."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from app.services.signing import PROOF, KeyPair
from app.services.trail.archive import Member, write_archive
from app.verifier import __main__ as verifier


def remade(
    content: bytes, folder: Path, pair: KeyPair, change: dict[str, list[bytes]], **facts: object
) -> bytes:
    """The proof with other lines in some members, and a manifest that fits, signed by `pair`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop("manifest.json")) | facts
    members.pop("manifest.sig")
    listed, made = [], []
    for number, (name, before) in enumerate(members.items()):
        member = Member(name, folder / f"remade{number}")
        if name in change:
            for line in change[name]:
                member.add_line(line)
        else:
            member.write(before)
            member.records = before.count(b"\n") if name.endswith(".txt") else 0
        member.close()
        made.append(member)
        listed.append({"name": name, "sha256": member.sha256, "bytes": member.size,
                       "records": member.records})  # fmt: skip
    text = json.dumps({**manifest, "members": listed}, sort_keys=True, separators=(",", ":"))
    seal = {"kid": pair.kid, "public_key": pair.public_key, "signature": pair.sign(PROOF, text)}
    for name, value in (
        ("manifest.json", text),
        ("manifest.sig", json.dumps(seal, sort_keys=True, separators=(",", ":"))),
    ):
        member = Member(name, folder / name)
        member.write(value.encode())
        member.close()
        made.append(member)
    out = folder / "remade.zip"
    write_archive(out, made)
    return out.read_bytes()


def lines(content: bytes, name: str) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).splitlines()


def relined(line: bytes, old: bytes, new: bytes) -> bytes:
    """A record with another content and the digest that fits it."""
    content = line.partition(b" ")[2]
    assert old in content
    content = content.replace(old, new)
    return verifier.hashlib.sha256(content).hexdigest().encode() + b" " + content


def record_of(value: dict[str, object]) -> bytes:
    content = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return verifier.hashlib.sha256(content).hexdigest().encode() + b" " + content


def left_out(content: bytes, own: KeyPair) -> dict[str, tuple[dict[str, list[bytes]], object]]:
    """What whoever makes a proof could leave out, repeat or put in, and what tells of it."""
    signed, leaves = lines(content, "signed.txt"), lines(content, "leaves.txt")
    first = json.loads(signed[0].partition(b" ")[2])
    at = next(n for n, line in enumerate(leaves) if b'"verdict":"accept"' in line)
    event = leaves[at].split(b" ", 2)[2].replace(b'"verdict":"accept"', b'"verdict":"reject"')
    forged = b"%s %d %s" % (verifier.leaf_hash(event).hex().encode(), at, event)
    unsigned = {**first, "kid": "", "signature": "", "document": "Said by nobody"}
    heads, keys = lines(content, "heads.txt"), lines(content, "keys.txt")
    owners = [json.loads(line.partition(b" ")[2])["person"] for line in keys]
    mine = {"kid": own.kid, "person": owners[0], "public_key": own.public_key,
            "purpose": "decision", "revoked_at_size": None, "state": "active"}  # fmt: skip
    whose = {
        f"whose key {n}": (
            {"keys.txt": [*keys[:n], relined(keys[n], owner.encode(), b"9" * 36), *keys[n + 1 :]]},
            ("keys.txt", "changed", None),
        )
        for n, owner in enumerate(owners)
    }
    aisha = next(line for line in lines(content, "people.txt") if b"Aisha" in line)
    return {
        "heads": ({"heads.txt": [], "leaves.txt": [*leaves[:at], forged, *leaves[at + 1 :]]},
                  ("heads.txt", "missing", None)),
        "signature": ({"signed.txt": [record_of(unsigned), *signed[1:]]},
                      ("signed.txt", "signature forged", 1)),
        "record": ({"signed.txt": signed[1:]}, ("signed.txt", "missing", None)),
        "document": ({"signed.txt": [record_of({**first, "document": None}), *signed[1:]]},
                     ("signed.txt", "signature forged", 1)),
        "no document": ({"signed.txt": [
            record_of({name: value for name, value in first.items() if name != "document"}),
            *signed[1:],
        ]}, ("signed.txt", "missing", 1)),
        "twice": ({"signed.txt": [*signed, signed[0]]}, ("signed.txt", "added", 3)),
        "key": ({"keys.txt": [*keys, record_of(mine)]}, ("keys.txt", "key not in force", None)),
        **whose,
        "person": ({"people.txt": [aisha, relined(aisha, b"Aisha", b"Mark")]},
                   ("people.txt", "added", 2)),
        "head": ({"heads.txt": [*heads, relined(heads[0], b'"kid"', b'"kid":"x","kid"')]},
                 ("heads.txt", "changed", 6)),
    }  # fmt: skip
