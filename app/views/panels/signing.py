"""How something is signed in the window: which key, where it lies, which passphrase opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from app.errors import RefusedError
from app.services.personal_keys import SigningState, load_signing_state
from app.services.secrets import Place
from app.services.signing_session import Entry, SigningSession, signed
from app.views import theme
from app.views.backend import Backend
from app.views.dialogs.decision_dialog import Asked, DecisionDialog, Signed
from app.views.language import N_, tr
from app.views.panels.own_key import ask_own_key
from app.views.widgets.scrim import open_sheet

PLACES = {
    Place.CREDENTIALS: N_("handed in by the service manager"),
    Place.ENVIRONMENT: N_("handed in by the environment"),
    Place.FILE: N_("in the encrypted secrets file"),
    Place.KEYRING: N_("in this computer's keyring"),
    Place.FOLDER: N_("in a file that only you can read, on this computer"),
}
NO_KEY = N_("You can't sign here: no key of yours that is in force lies on this computer.")
MAKE_KEY = "modelward key new"
OPEN_KEY = N_("It asks for no passphrase: lock this computer when you leave it.")


@dataclass(frozen=True)
class Way:
    """How the person at the window signs here and now."""

    state: SigningState
    session: SigningSession
    is_first: bool
    where_keyed: bool = False
    make_key: Callable[[QWidget, Callable[[str], object]], object] | None = None

    @property
    def refusal(self) -> RefusedError | None:
        """Why they can't, with the way out."""
        found = self.state.blocker
        return RefusedError([found], tr("You can't sign here.")) if found else None

    @property
    def is_signed(self) -> bool:
        """Whether what they sign stands there with a signature, and not under their login alone."""
        return bool(self.state.kid)

    def ask(self, asked: Asked) -> Asked:
        """The sheet, with what is needed to sign on it."""
        title, words = self._fact()
        return replace(
            asked,
            signature=(title, words),
            needs_password=self.state.is_locked,
            is_first_signature=self.is_first,
            why_not=tr(NO_KEY) if self.state.blocker is not None else "",
        )

    def _fact(self) -> tuple[str, str]:
        """What it will be signed with, as long as it isn't."""
        state, none = self.state, tr("Signature")
        if state.blocker is not None:
            return none, tr("not yet: no key of yours that is in force lies here")
        if not state.kid and self.where_keyed:
            return none, tr("none: you have no key in force")
        if not state.kid:
            return none, tr("none: this workspace asks for none")
        place = tr(PLACES[state.place]) if state.place else tr("on this computer")
        kid = f"{state.kid[:4]} {state.kid[4:8]} …"
        words = tr("with key {kid}, {place}").format(kid=kid, place=place)
        return tr("To be signed"), words if state.is_locked else f"{words}. {tr(OPEN_KEY)}"

    def tell(self, dialog: DecisionDialog) -> None:
        """On a sheet that can't be signed here: why, and a way to a key."""
        if self.refusal is None:
            return
        banner = dialog.warn(self.refusal)
        if self.make_key is not None:
            banner.add_action(tr("Make a key…"), partial(self.make_key, dialog, dialog.tell))
        copy = partial(theme.application().clipboard().setText, MAKE_KEY)
        banner.add_action(tr("Copy the command"), copy)

    def command(self, command: Callable[..., Any], answer: Signed) -> Callable[..., Any]:
        """`command`, with the signature that was typed for."""
        entry = Entry(answer.user_id, answer.password, self.where_keyed)

        def run(work: Any, *args: Any, **kwargs: Any) -> Any:
            return signed(work, command, self.session, entry, *args, **kwargs)

        return run


class Signing:
    """Finds out how to sign, then goes on. A window counts wrong passphrases in one place."""

    def __init__(self, backend: Backend, home: QWidget) -> None:
        self._backend = backend
        self._home = home
        self._is_signed = False  # what was stored last

    @property
    def _session(self) -> SigningSession:
        if self._backend.signing_session is None:
            self._backend.signing_session = SigningSession(self._backend.settings)
        found: SigningSession = self._backend.signing_session
        return found

    def said(self, words: str) -> str:
        """What was stored last, and whether it stands there with one's signature."""
        return tr("{what}, signed by you").format(what=words) if self._is_signed else words

    def prepare(self, then: Callable[[Way], object], *, where_keyed: bool = False) -> None:
        backend, session = self._backend, self._session
        me = backend.decider.id

        def go_on(state: SigningState) -> None:
            make = partial(ask_own_key, backend)
            then(Way(state, session, session.is_first(me), where_keyed, make))

        backend.read_for_sheet(
            go_on, load_signing_state, me, backend.settings, where_keyed=where_keyed
        )

    def with_reason(
        self,
        then: Callable[[Any], object],
        asked: Asked,
        command: Callable[..., Any],
        *args: Any,
        words: str = "reason",
        where_keyed: bool = False,
        **kwargs: Any,
    ) -> None:
        """One sheet with a reason, which stays until what was signed is stored.

        Args:
            words: what the command calls the reason; empty: it takes none, and none is asked.
            where_keyed: only whoever has or had a key in force signs this.
        """
        self.prepare(
            partial(self._ask_reason, then, asked, command, args, kwargs, words),
            where_keyed=where_keyed,
        )

    def _ask_reason(  # noqa: PLR0917 -- bound by `partial`, so by place
        self,
        then: Callable[[Any], object],
        asked: Asked,
        command: Callable[..., Any],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        words: str,
        way: Way,
    ) -> None:
        def send(dialog: DecisionDialog, answer: Signed) -> None:
            said = {words: answer.reason} if words else {}
            self._store(way, answer, dialog, then, command, *args, **said, **kwargs)

        draft = _of(args), command.__name__
        dialog = self._open(way, asked, send, draft, has_reason=bool(words))
        way.tell(dialog)

    def _open(
        self,
        way: Way,
        asked: Asked,
        send: Callable[[DecisionDialog, Signed], None],
        draft: tuple[str, str],
        *,
        has_reason: bool = True,
    ) -> DecisionDialog:
        dialog = DecisionDialog(way.ask(asked), self._home.window())
        if not has_reason:
            dialog.reason.hide()
            typed = dialog.user_id if way.is_first else dialog.password
            (typed if way.state.is_locked else dialog.cancel_button).setFocus()
        dialog.signed.connect(partial(send, dialog))
        open_sheet(dialog, draft=draft)
        return dialog

    def _store(
        self,
        way: Way,
        answer: Signed,
        dialog: DecisionDialog,
        then: Callable[[Any], object],
        command: Callable[..., Any],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """The sheet stays until what was signed is stored."""
        go_on = self._before(then, is_signed=way.is_signed)

        def done(result: Any) -> None:
            dialog.accept()
            go_on(result)

        run = way.command(command, answer)
        self._backend.run(done, run, *args, on_error=dialog.fail, **kwargs)

    def _before(self, then: Callable[[Any], object], *, is_signed: bool) -> Callable[[Any], object]:
        def go_on(result: Any) -> None:
            self._is_signed = is_signed
            then(result)

        return go_on


def _of(args: tuple[Any, ...]) -> str:
    """What a command is about: its first argument."""
    return str(args[0]) if args else ""
