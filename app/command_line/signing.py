"""How a person signs on the command line: which key, and where its passphrase comes from."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from app.command_line.call import Call
from app.errors import InputError
from app.services.passphrases import passphrase_in
from app.services.personal_keys import load_signing_state, open_signer
from app.services.secrets import Place
from app.services.signing import Signer
from app.services.unit_of_work import Work

KEY_PASSPHRASE_FILE = "MODELWARD_KEY_PASSPHRASE_FILE"
PASSPHRASE_HINT = f"Give --passphrase-file, or name the file in {KEY_PASSPHRASE_FILE}."
PLACES = {
    Place.CREDENTIALS: "in the credential folder of this service",
    Place.ENVIRONMENT: "in the environment of this process",
    Place.FILE: "in the encrypted secrets file",
    Place.KEYRING: "in the keyring of this computer",
    Place.FOLDER: "in a file of your data folder that only you can read, not encrypted",
}

PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="The file that holds the passphrase of your key."),
]


def signer_of(
    work: Work, call: Call, file: Path | None, *, where_keyed: bool = False
) -> Signer | None:
    """The opened key of whoever acts; None where nothing has to be signed.

    Args:
        where_keyed: it is for an act that only whoever has a key in force signs.
    """
    me, settings = work.actor.id, call.settings
    state = work.read(load_signing_state, me, settings, where_keyed=where_keyed)
    passphrase = passphrase_of(file, "Passphrase of your signing key") if state.is_locked else ""
    return work.read(open_signer, me, settings, passphrase, where_keyed=where_keyed)


def passphrase_of(
    file: Path | None, asked: str, *, is_new: bool = False, variable: str = KEY_PASSPHRASE_FILE
) -> str:
    """From a file, else asked of the person at the terminal; never from the command line.

    Args:
        variable: of the environment, which may name the file too; empty: none does.

    Raises:
        InputError: there is neither, or the file holds no text.
    """
    named = os.environ.get(variable) if variable else None
    path = file or (Path(named) if named else None)
    if path is not None:
        if not path.is_file():
            raise InputError(f"There is no file {path}.", hint=PASSPHRASE_HINT)
        return passphrase_in(path).rstrip("\r\n")
    if not sys.stdin.isatty():
        hint = PASSPHRASE_HINT if variable else "Give --passphrase-file."
        raise InputError(f"{asked} is needed, and nobody is there to ask.", hint=hint)
    return str(typer.prompt(asked, hide_input=True, confirmation_prompt=is_new, err=True))
