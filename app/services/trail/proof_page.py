"""The page in a proof that tells a reader what it is and how to check it without the product."""

from __future__ import annotations

import html
from collections.abc import Mapping

DEMO = """<p class="note"><strong>This is a demonstration.</strong> The people, models and dates in
it are made up, and its clock was moved. It proves nothing about any bank.</p>
"""
REDACTED = """<p class="note">Reasons, names and signed documents were left out of this copy. Each
left its salted digest in the event, so that everything else can still be checked.</p>
"""
PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Proof of an audit trail</title>
<style>body{{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}}
th{{text-align:left;padding-right:2em;font-weight:normal;color:#555;vertical-align:top}}
td{{overflow-wrap:anywhere}}code,pre{{background:#f3f3f3}}
.note{{border-left:4px solid #b35900;padding-left:1em}}</style></head><body>
<h1>Proof of an audit trail</h1>
{demo}{redacted}<table>
{table}
</table>
<h2>How to check this without the product</h2>
<p>You need Python 3.11 or newer, its package <code>cryptography</code>, and the verifier
(<code>modelward-verify</code> where Modelward is installed): one file,
<code>modelward_verify.py</code>. Get the verifier from the makers of Modelward or from somebody you
trust, <strong>not from whoever gave you this file</strong>.</p>
<pre>python modelward_verify.py THIS_FILE.zip</pre>
<p>It says whether every byte is what was signed, and names the member and the record of each that
is not. Exit code 0: intact; 4: not; 2: it is no proof, or can't be read.</p>
<p>Two things it can't know by itself. Ask for them by another way than this file:</p>
<ul><li>the short name of the key that seals the bank's log: <code>--key NAME</code></li>
<li>a size and root that you saw of this log before, if you did:
<code>--seen SIZE:ROOT</code></li></ul>
<h2>What is in it</h2>
<ul>
<li><code>leaves.txt</code>: the events, one a line: the hash of its leaf, its place in the log,
and the very bytes that were hashed (RFC 8785 JSON).</li>
<li><code>proofs.txt</code>, where only some events are in the file: for each of them the hashes
that lead from its leaf to the root (RFC 6962, audit path).</li>
<li><code>texts.txt</code>: the open values of facts that stand in an event as salt and digest:
SHA-256 of the salt's letters followed by the value.</li>
<li><code>heads.txt</code>: sizes and roots of the log, signed with Ed25519 by its sealing key over
<code>modelward/sth/v1</code>, a zero byte, and the document.</li>
<li><code>signed.txt</code>: what people signed when they decided. <code>keys.txt</code>: the public
keys. <code>people.txt</code>: who is who; the verifier holds a name against the events that give
it to that person. Of whom no such event is in the file, only this file says so.</li>
<li><code>records.txt</code>, where decisions on customers are in the file: each with the hashes
that lead to the root in the event of its import.</li>
<li><code>manifest.json</code>: SHA-256 and size of every member, signed in
<code>manifest.sig</code> over <code>modelward/proof/v1</code>, a zero byte, and the manifest.</li>
</ul>
<h2>What it does not prove</h2>
<p>That nothing happened outside the product; that an event was true, only who recorded it and that
it was not changed since it was sealed; anything about events that were not sealed yet; and nothing
against two people who work together or against a stolen key.</p>
</body></html>
"""


def proof_page(rows: Mapping[str, object], *, is_demo: bool, is_redacted: bool) -> str:
    table = "\n".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(str(value))}</td></tr>"
        for name, value in rows.items()
    )
    return PAGE.format(
        demo=DEMO if is_demo else "", redacted=REDACTED if is_redacted else "", table=table
    )
