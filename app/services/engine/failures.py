"""BPMN errors look for a boundary event outwards; what nobody can handle becomes an incident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from app.errors import InputError
from app.models.bpmn.graph import EventKind, Node
from app.services.engine import statements as sql
from app.services.engine.books import Books, InstanceFacts, LiveToken
from app.services.engine.calls import return_to_parent
from app.services.engine.cancelling import cancel_inside, clear
from app.services.engine.events import fire_boundary, send
from app.services.engine.flow import end_path, terminate
from app.services.engine.walk import Parts, Walk, text_value
from app.services.unit_of_work import UnitOfWork


def raise_error(walk: Walk, token: LiveToken, code: str, message: str = "") -> bool:
    """Hand a BPMN error to the nearest boundary event that takes it; False: there is none.

    An exact code comes before an event that takes all. Beyond the outermost scope the calling
    process is asked; this instance then ends with the code as its outcome.
    """
    found = _catcher(walk.books, token, code)
    if found is not None:
        host, boundary = found
        _remember(walk, host, boundary, code, message)
        fire_boundary(walk, host, boundary, outcome=code or "error")
        return True
    if not _is_caught_above(walk.books, walk.parts, code):
        return False
    books = walk.books
    books.note_step(token, books.node(token), "failed", code)
    for other in books.in_scope(None):
        cancel_inside(walk, other)
        clear(walk, other, is_noted=other is not token)
        books.remove(other)
    books.outcome = code
    books.ended = ("completed", "")
    return_to_parent(books, code or "error", message)
    return True


def _remember(walk: Walk, host: LiveToken, boundary: Node, code: str, message: str) -> None:
    event = boundary.event
    assert event is not None
    scope = walk.books.scope_of(host)
    if event.error_code_variable:
        walk.books.set(scope, event.error_code_variable, code)
    if event.error_message_variable:
        walk.books.set(scope, event.error_message_variable, message)


def _hosts(books: Books, token: LiveToken) -> Iterator[LiveToken]:
    """The token and those around it, without the instances of a multi-instance step."""
    here: LiveToken | None = token
    while here is not None:
        if here.multi_index is None:
            yield here
        here = books.scope_of(here)


def _catcher(books: Books, token: LiveToken, code: str) -> tuple[LiveToken, Node] | None:
    for host in _hosts(books, token):
        events = [
            boundary
            for boundary in books.definition.boundary_events.get(host.node_id, ())
            if boundary.event is not None and boundary.event.kind is EventKind.ERROR
        ]
        for wanted in (code, ""):
            for boundary in events:
                if boundary.event is not None and boundary.event.error_code == wanted:
                    return host, boundary
    return None


def _is_caught_above(books: Books, parts: Parts, code: str) -> bool:
    """Whether a calling process, or one that called it, takes the error. Locks nothing."""
    token_id = books.facts.parent_token_id
    while token_id is not None:
        place = books.connection.execute(sql.token_place, {"token": token_id}).first()
        if place is None:
            return False
        caller = _look_at(books.work, place.instance_id, parts, books.now)
        token = caller.tokens.get(token_id)
        if token is None:
            return False
        if _catcher(caller, token, code) is not None:
            return True
        token_id = caller.facts.parent_token_id
    return False


def _look_at(work: UnitOfWork, instance_id: object, parts: Parts, now: datetime) -> Books:
    connection = work.session.connection()
    row = connection.execute(sql.read_instance, {"instance": instance_id}).one()
    facts = InstanceFacts(*tuple(row))
    books = Books(work, facts, parts.definitions.get(connection, facts.template_id), now)
    books.load_tokens()
    return books


def end(walk: Walk, token: LiveToken, node: Node) -> None:
    """An end event: nothing, a message, an error, or the end of everything in its scope."""
    books = walk.books
    kind = node.event.kind if node.event else EventKind.NONE
    if kind is EventKind.ERROR:
        _error_end(walk, token, node)
        return
    send(walk, token, node)
    _name_outcome(books, token, node)
    books.note_step(token, node)
    if kind is EventKind.TERMINATE:
        terminate(walk, token)
    else:
        end_path(walk, token)


def _error_end(walk: Walk, token: LiveToken, node: Node) -> None:
    books = walk.books
    assert node.event is not None
    code = text_value(node.event.error_code, walk.values(token))
    if raise_error(walk, token, code, node.name):
        return
    if books.facts.parent_token_id is None and token.scope_id is None:
        # Camunda ends the process too; here its outcome tells how.
        _name_outcome(books, token, node)
        books.note_step(token, node)
        terminate(walk, token)
        return
    raise uncaught(code, node.name)


def _name_outcome(books: Books, token: LiveToken, node: Node) -> None:
    """The outcome of an instance is the name of the last named end event it reached."""
    if token.scope_id is not None:
        return
    if node.name:
        books.outcome = node.name
    elif not books.outcome:
        books.outcome = node.id


def uncaught(code: str, message: str) -> InputError:
    text = f"The error “{code}” is handled nowhere in this life cycle"
    return InputError(
        f"{text}: {message}." if message else f"{text}.",
        hint="Remove its cause and retry, or give the step a boundary event for this error.",
    )
