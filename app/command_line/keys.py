"""`modelward key`: signing keys, from the first proposal to their end."""

from __future__ import annotations

from typing import Annotated

import typer

from app import texts
from app.command_line.call import of
from app.command_line.family import new_family
from app.command_line.opening import acting, read
from app.command_line.output import table
from app.command_line.signing import PLACES, PassphraseFile, passphrase_of, signer_of
from app.models.queries.keys import KeyRow, list_keys, load_signing_facts
from app.services.commands.keys import confirm_key, find_key, revoke_key
from app.services.personal_keys import make_key
from app.services.secrets import Place
from app.services.signing import Signer
from app.services.unit_of_work import UnitOfWork

KEY = new_family()
COLUMNS = {
    "kid": "key", "person": "person", "unit": "unit", "stands": "state",
    "endorsed_by": "endorsed by", "confirmed_by": "confirmed by",
    "revoked_at": "revoked", "ended_at": "at position", "reason": "reason",
}  # fmt: skip
NEXT = {
    "endorsed": "A second administrator puts it in force: modelward key confirm {kid}",
    "active": "It signs from now on.",
    "refused": "It was never in force.",
    "withdrawn": "It was never in force.",
    "revoked": "What was signed before stays signed.",
}
KeyName = Annotated[
    str, typer.Argument(metavar="KEY", help="Its name, or the person's where there is one.")
]


@KEY.command("new")
def new(
    context: typer.Context,
    passphrase_file: PassphraseFile = None,
    is_open: Annotated[
        bool, typer.Option("--no-passphrase", help="In a file: sign without one.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why: a first key, a new computer.")] = "",
) -> None:
    """Make a signing key on this computer and propose it. Two administrators confirm it.

    The private half never leaves this computer. Read the name of the key to the administrators:
    they confirm what they hear from you, not what a screen says.
    """
    call = of(context)
    with acting(call) as work:
        facts = work.read(load_signing_facts, work.actor.id)
        is_asked = facts.is_team or not (is_open or facts.is_demo)
        passphrase = ""
        if is_asked:
            passphrase = passphrase_of(passphrase_file, "Passphrase of the new key", is_new=True)
        made = make_key(work, call.settings, passphrase, reason=reason)
        row = next(one for one in work.read(list_keys) if one.id == made.id)
    next_step = f"Two administrators confirm it: modelward key confirm {made.kid}"
    if facts.is_alone:
        next_step = "Two others put a key in force, and nobody else works here: it signs nothing."
    lines = [
        f"Your key {made.kid} is proposed; its private half is {_kept(made.place, passphrase)}.",
        next_step,
    ]
    call.answer({"key": row, "place": made.place}, "\n".join(lines))


def _kept(place: Place, passphrase: str) -> str:
    """A key with a passphrase is encrypted wherever it lies."""
    if not passphrase:
        return PLACES[place]
    words = PLACES[place].removesuffix(", not encrypted")
    return f"{words}, locked with your passphrase"


@KEY.command("confirm")
def confirm(context: typer.Context, key: KeyName, passphrase_file: PassphraseFile = None) -> None:
    """Endorse a proposed key, or put an endorsed one in force, as another administrator.

    Compare the name of the key with what its owner tells you. Signed, once you have, or had,
    a key in force yourself.
    """
    call = of(context)
    with acting(call) as work:
        signer = signer_of(work, call, passphrase_file, where_keyed=True)
        key_id = work.write(_confirm, key, signer)
        row = next(one for one in work.read(list_keys) if one.id == key_id)
    said = NEXT[row.state].format(kid=row.kid)
    call.answer(row, f"The key {row.kid} of {row.full_name} is {row.state}. {said}")


def _confirm(work: UnitOfWork, name: str, signer: Signer | None) -> object:
    return confirm_key(work, find_key(work, name).id, signer=signer).id


@KEY.command("list")
def list_(
    context: typer.Context,
    person: Annotated[str, typer.Option(help="Only this person's: a handle.")] = "",
) -> None:
    """Keys, and where each stands. Of a closed account's, nothing can be signed with them.

    By the log, whatever their rows say; where a row says otherwise, that is said.
    """
    call = of(context)
    rows = [one for one in read(call, list_keys) if not person or one.person == person]
    lines = [table(rows, COLUMNS, nothing="No keys.")]
    lines += [_disagreement(one) for one in rows if one.log_says]
    call.answer({"keys": rows}, "\n".join(lines))


def _disagreement(key: KeyRow) -> str:
    kid, row, log = key.kid, texts.word(key.row_says), texts.word(key.log_says)
    return f"The row of key {kid} says {row}, the log {log}: it was changed past the rules."


@KEY.command("revoke")
def revoke(
    context: typer.Context,
    key: KeyName,
    reason: Annotated[str, typer.Option(help="Why: lost, stolen, replaced, left the bank.")],
) -> None:
    """End a key of your own, or as an administrator anybody's.

    Before it is in force its owner withdraws it, and an administrator refuses it.
    """
    call = of(context)
    with acting(call) as work:
        key_id = work.write(_revoke, key, reason)
        row = next(one for one in work.read(list_keys) if one.id == key_id)
    call.answer(row, f"The key {row.kid} of {row.full_name} is {row.state}. {NEXT[row.state]}")


def _revoke(work: UnitOfWork, name: str, reason: str) -> object:
    return revoke_key(work, find_key(work, name).id, reason=reason).id
