"""A person's place at a workspace: what a window opens, reads and writes through."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from app.config import Settings, data_folder
from app.errors import InputError
from app.models.database import Database, as_url, without_password
from app.models.queries.listing_organisation import PersonRow, list_people
from app.models.queries.status import (
    events_since,
    last_event_id,
    own_topics_since,
    present_watermark,
)
from app.models.queries.workspace_facts import WorkspaceRow, load_workspace
from app.services import heap
from app.services.entry import require_entry
from app.services.opening import ACCOUNT, Opening, Telling
from app.services.pauses import heeding
from app.services.personal_keys import first_key, forget_key
from app.services.pulse import Pulse
from app.services.settings_file import load_settings, remember_workspace
from app.services.sign_in import Entry, come_in, is_right_password
from app.services.trail.rules_witness import RulesNotice, look_at_rules
from app.services.trying_connections import Step
from app.services.unit_of_work import Actor, Work, load_actor
from app.services.workspace import NewWorkspace, create_workspace, only_person, require_current
from app.services.workspace_settings import settings_of

DEMO_PERSON = "jo"  # the compliance officer: there is a decision waiting


CLOCK = "now"  # the argument by which two times of asking the same differ


@dataclass(frozen=True, slots=True)
class _Ahead:
    """What is being read before anybody asks for it."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    answer: Future[Any]

    def is_for(self, args: Sequence[Any], kwargs: dict[str, Any]) -> bool:
        return self.args == tuple(args) and self.kwargs == _timeless(kwargs)


def _timeless(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kwargs.items() if name != CLOCK}


class Seat:
    """An open workspace and who sits there. `read` and `write` act as the present person.

    Swap the person only while nothing is being written: a command acts as whoever sits there when
    it runs. `owns_database` is whether closing the seat closes the database too.
    """

    def __init__(
        self, database: Database, settings: Settings, work: Work, *, owns_database: bool = True
    ) -> None:
        self.database = database
        self.settings = heeding(settings, lambda query, *asked: self.read(query, asked, {}))
        self._work = work
        self._owns_database = owns_database
        self.steps: tuple[Step, ...] = ()  # into a team's database, with their times
        self.workspace: WorkspaceRow = work.read(load_workspace, database.name)
        self.people: tuple[PersonRow, ...] = tuple(
            one for one in work.read(list_people) if one.kind == "person" and one.closed_at is None
        )
        self._watermark = work.read(present_watermark)
        self._own_event_id = work.read(last_event_id)
        self._pulse = Pulse(database)
        self._ahead: dict[Callable[..., Any], _Ahead] = {}
        self.has_password = database.uses_password()
        # The server reads all its rules for this, while what shows the workspace is imported.
        self._rules = _begin("rules", work.read, look_at_rules, settings.home)

    @property
    def actor(self) -> Actor:
        return self._work.actor

    @property
    def rules(self) -> RulesNotice:
        """What to tell where the database's rules are not as sealed, or do not bind everybody.

        Waits for the server, which reads all of them.
        """
        notice: RulesNotice = self._rules.result()
        return notice

    @property
    def can_change_person(self) -> bool:
        """In a file anybody may act as anybody; on a server the login is the person."""
        return self.database.is_sqlite and len(self.people) > 1

    @property
    def runs_service(self) -> bool:
        """The window drives an embedded workspace itself."""
        return self.database.is_sqlite

    def read(self, query: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        ahead = self._ahead.pop(query, None)
        if ahead is not None and ahead.is_for(args, kwargs):
            return ahead.answer.result()
        return self._work.read(query, *args, **kwargs)

    def read_ahead(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Begin to read what will be asked for as soon as the window stands; told once, by `read`.

        What changes meanwhile the feed tells, which looks from before this on.
        """
        answer = _begin("ahead", self._work.read, query, *args, **kwargs)
        self._ahead[query] = _Ahead(args, _timeless(kwargs), answer)

    def read_past(
        self,
        moment: datetime,
        query: Callable[..., Any],
        args: Sequence[Any],
        kwargs: dict[str, Any],
    ) -> Any:
        """The same as recorded at `moment`."""
        return Work(self.database, self.actor, moment).read(query, *args, **kwargs)

    def write(
        self, command: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> Any:
        return self._work.write(command, *args, **kwargs)

    def beside(self, task: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """What opens its own transactions, as who sits here when it begins."""
        try:
            return task(self._work, *args, **kwargs)
        finally:
            heap.trim()

    def changes(self) -> frozenset[str]:
        """The topics changed since it was last asked."""
        changes = self._work.read(events_since, self._watermark)
        self._watermark = changes.watermark
        return changes.topics

    def own_changes(self) -> frozenset[str]:
        """The topics of what I changed since it was last asked. A file's feed is never held up."""
        if self.database.is_sqlite:
            return frozenset()
        self._own_event_id, topics = self._work.read(
            own_topics_since, self.actor.id, self._own_event_id
        )
        return topics

    def wait_for_change(self, is_over: Callable[[], bool]) -> bool:
        """Whether it is worth asking for changes now; waits a little at most. In one thread."""
        return self._pulse.wait(is_over)

    def take(self, actor: Actor) -> None:
        """Somebody else sits here now."""
        self._ahead.clear()
        self._work = Work(self.database, actor)

    def opens_by(self, password: str) -> bool:
        """Whether this password opens the locked window; the server is asked anew.

        Without a password of the login: whether the login still comes in.

        Raises:
            NotReachableError: it does not, or the server does not answer.
        """
        if self.database.is_sqlite:
            return True
        is_right = not self.has_password or is_right_password(self.database, password)
        if is_right:
            self._work.read(require_entry, self.actor)
        return is_right

    def close(self) -> None:
        wait([self._rules, *(one.answer for one in self._ahead.values())])
        self._pulse.close()
        if self._owns_database:
            self.database.close()


def _begin(name: str, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Future[Any]:
    """Call it in a thread of its own, which ends with it."""
    pool = ThreadPoolExecutor(1, name)
    begun = pool.submit(call, *args, **kwargs)
    pool.shutdown(wait=False)
    return begun


def open_seat(
    place: str,
    *,
    person: str = "",
    last: str = "",
    password: str = "",
    keeps: bool = False,
    is_asked: bool = False,
    tell: Callable[[Opening], object] | None = None,
) -> Seat:
    """Open the workspace at a path or URL, as `person` or, where none is named, whoever is likely.

    Args:
        last: who sat there before.
        password: of the login, where the server asks for one; `keeps`: put it into the keyring;
            `is_asked`: don't take it from there.
        tell: is told of each step into a team's database, from this thread.
    Raises:
        InputError: none is there, or one of another version; nobody is called so, or the login
            is somebody else's.
        PasswordError: the server asks for a password, or takes another one.
        NotReachableError: the server does not answer, or lets this person not in.
    """
    url = as_url(place)
    is_file = url.get_backend_name() == "sqlite"
    path = Path(url.database or "")
    if is_file and not os.path.isfile(path):
        raise InputError(
            f"There is no workspace at {path}.",
            hint="Choose another, or make a new one on this computer.",
        )
    telling = Telling(tell) if tell and not is_file else Telling()
    entry = Entry(place, password, keeps, is_asked)
    database = Database(path) if is_file else come_in(entry, telling=telling)
    try:
        if is_file:
            require_current(database)
        is_likely = is_file and not person
        with telling.step(ACCOUNT) as said:
            work = (
                Work(database, _likely(database, last))
                if is_likely
                else Work.of(database, person or None)
            )
            work.read(require_entry, work.actor)
            said.append(work.actor.full_name)
        seat = Seat(database, settings_of(database), work)
        seat.steps = () if is_file else tuple(telling.done)
    except BaseException:
        database.close()
        raise
    shown = str(path) if is_file else without_password(url).render_as_string()
    remember_workspace(shown)
    return seat


def _likely(database: Database, last: str) -> Actor:
    """The last one, the one the environment names, this computer's user, or the first."""
    with database.session() as session:
        handles = [
            one.handle
            for one in list_people(session)
            if one.kind == "person" and one.closed_at is None
        ]
        likely = (last, os.environ.get("MODELWARD_AS", ""), _machine_user(), DEMO_PERSON)
        handle = next((one for one in likely if one and one in handles), handles[0])
        return load_actor(session, handle)


def _machine_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # no name in the environment or the user database
        return ""


def make_workspace(full_name: str, place: Path | None = None) -> str:
    """A new workspace in a file, whose one person may do everything; its path.

    Raises:
        InputError: no name; a workspace is there already.
    """
    name = " ".join(full_name.split())
    if not name:
        raise InputError("Say your name.", hint="It stands under everything you decide.")
    path = place or data_folder() / "workspace.db"
    if path.exists():
        raise InputError(
            f"There is a workspace at {path} already.", hint="Open that one, or move it away."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    database = Database(path)
    pair, _ = first_key(load_settings())
    try:
        me = replace(only_person(_handle(name), name), public_key=pair.public_key)
        create_workspace(database, NewWorkspace("Modelward", "company", "My company", (me,)))
    except BaseException:
        database.close()
        forget_key(load_settings(), pair.public_key)
        for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            each.unlink(missing_ok=True)
        raise
    database.close()
    return str(path)


def _handle(name: str) -> str:
    first = "".join(letter for letter in name.split(maxsplit=1)[0].lower() if letter.isalnum())
    return first or "me"
