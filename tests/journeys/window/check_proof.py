"""Checks an exported proof by RFC 6962 and RFC 8032 alone: nothing of the product, 30 lines."""

import base64
import hashlib
import json
import sys
import zipfile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey as Key

with zipfile.ZipFile(sys.argv[1]) as archive:
    member = {name: archive.read(name).splitlines() for name in archive.namelist()}
head = json.loads(member["heads.txt"][-1].partition(b" ")[2])
keys = [json.loads(line.partition(b" ")[2]) for line in member["keys.txt"]]
public = next(key["public_key"] for key in keys if key["kid"] == head["kid"])
signed = b"modelward/sth/v1\0" + head["document"].encode()
Key.from_public_bytes(base64.b64decode(public)).verify(base64.b64decode(head["signature"]), signed)
sealed = json.loads(head["document"])
for leaf, proof in zip(member["leaves.txt"], member["proofs.txt"], strict=True):
    _, place, event = leaf.split(b" ", 2)
    node, at, last = hashlib.sha256(b"\0" + event).digest(), int(place), sealed["size"] - 1
    path = [bytes.fromhex(one.decode()) for one in proof.split(b" ")[2].split(b",") if one]
    while last:
        if at & 1 or at < last:
            beside = path.pop(0)
            node = hashlib.sha256(b"\1" + (beside + node if at & 1 else node + beside)).digest()
        at, last = at >> 1, last >> 1
    if node.hex() != sealed["root"]:
        sys.exit(f"broken at {int(place)}")
print(f"intact: {len(member['leaves.txt'])} events under {sealed['root']}")
