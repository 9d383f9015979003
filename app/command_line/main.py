"""Runs one command line: finds the command, and turns whatever happens into an exit code."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer
from typer.exceptions import TyperException

from app.command_line.call import Call
from app.command_line.logs import log_file, set_up
from app.command_line.output import as_json, put, say
from app.command_line.tree import Root
from app.config import VERSION
from app.errors import AppError, InputError, RefusedError
from app.texts import N_, fix, message, told

INTERRUPTED = 130
FAULT = 2
MACHINE_SAYS_NO = frozenset(
    {
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EFBIG,
        errno.ENAMETOOLONG,
        errno.ENOTDIR,
        errno.EISDIR,
        errno.ELOOP,
    }
)
LONGEST_SENTENCE = 2_000


def run(arguments: Sequence[str], open_window: Callable[[str, str], int]) -> int:
    """Run one command; its exit code. This is the edge: nothing flies further."""
    call = Call(open_window, is_json="--json" in _options_of(arguments))
    set_up(is_json=call.is_json)
    call.speak()
    try:
        _check_letters(arguments)
        code = Root().main([*arguments], prog_name="modelward", standalone_mode=False, obj=call)
        if code == INTERRUPTED:  # typer makes it of a KeyboardInterrupt, without a word
            raise KeyboardInterrupt
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except AppError as error:
        return show_error(error, is_json=call.is_json)
    except TyperException as error:
        return show_error(_wrong_usage(error), is_json=call.is_json)
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted(call)
    except BrokenPipeError:
        return _end_quietly()
    except Exception as error:  # noqa: BLE001 - the edge: a bug is logged, never shown raw
        return show_error(_unexpected(error), is_json=call.is_json, code=FAULT)


def _check_letters(arguments: Sequence[str]) -> None:
    """Python keeps bytes that are no text as lone surrogates; no database takes those."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise InputError(f"“{argument}” holds bytes that are no UTF-8 text.") from None


def show_error(error: AppError, *, is_json: bool, code: int | None = None) -> int:
    """Print what went wrong and what to do about it; the exit code that belongs to it."""
    blockers = []
    if isinstance(error, RefusedError):
        blockers = [
            {
                "code": each.code,
                "message": _shortened(message(each.code, each.params)),
                "fix": fix(each.code, each.params),
            }
            for each in error.blockers
        ]
    sentence = "; ".join(each["message"].rstrip(".") for each in blockers) + "." if blockers else ""
    sentence, hint = _shortened(sentence or told(error.message)), _shortened(told(error.hint))
    title = told(error.title)
    if is_json:
        document = {"title": title, "message": sentence, "hint": hint}
        put(as_json({"error": {**document, "blockers": blockers}}))
        sys.stdout.flush()
    elif blockers:
        say(f"{title}:")
        for each in blockers:
            say(f"  {each['message']} {each['fix']}".rstrip() + f" [{each['code']}]")
    else:
        say(f"{sentence}\n{hint}".rstrip())
    return error.exit_code if code is None else code


def _shortened(sentence: str) -> str:
    """Begin and end of it: it may name a megabyte that somebody gave."""
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    return f"{sentence[: LONGEST_SENTENCE // 2]} … {sentence[-LONGEST_SENTENCE // 4 :]}"


def _options_of(arguments: Sequence[str]) -> Sequence[str]:
    """What stands before a lone `--`."""
    listed = list(arguments)
    return listed[: listed.index("--")] if "--" in listed else listed


def _wrong_usage(error: TyperException) -> InputError:
    """The parser's own complaint, with the way to the help of that command."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "modelward"
    sentence = error.format_message().strip()
    if sentence and sentence[-1] not in ".?!":
        sentence += "."
    return InputError(
        sentence or "Say which command.",
        hint=f"{path} --help shows how it is used.",
        title="Wrong usage",
    )


def _unexpected(error: Exception) -> AppError:
    """A bug; but a path that can't be, a folder nobody may write, a full disk are none."""
    if not isinstance(error, OSError) or error.errno not in MACHINE_SAYS_NO:
        return _fault(error)
    what = str(error.filename) if error.filename else "That"
    return InputError(
        f"{what} can't be used: {error.strerror}.",
        hint="Check the path, who may read and write there, and the space that is left.",
    )


def _fault(error: Exception) -> AppError:
    """A neutral text for a bug; the details go to a log file of this user."""
    path = log_file()
    try:
        _write_fault(path, error)
        where = f"The details are in {path}."
    except OSError:
        where = f"Its log file {path} could not be written."
    return AppError(
        "The program broke; nothing of this step was saved.",
        hint=f"{where} Report it with that file.",
        title="Fault of the program",
    )


def _write_fault(path: Path, error: Exception) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    details = "".join(traceback.format_exception(error))
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now(UTC).isoformat()} modelward {VERSION}\n{details}\n")


def _interrupted(call: Call) -> int:
    """Said once: an answer that was given already stays the only document."""
    if not call.is_answered:
        error = AppError(
            N_("Interrupted."), hint=N_("What was stored before stays."), title=N_("Interrupted")
        )
        show_error(error, is_json=call.is_json)
    return INTERRUPTED


def _end_quietly() -> int:
    """The reader of our output went away, as `| head` does."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
