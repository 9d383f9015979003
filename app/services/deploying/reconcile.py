"""Brings a runtime back to what the database wants; touches only names that we created."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from app.errors import AppError, NotReachableError
from app.services.deploying.names import candidate_name, is_candidate_of
from app.services.runtime_adapters import LOAD_TIMEOUT_S, IndexEntry, Placement, RuntimeAdapter


class ActionKind(StrEnum):
    LOADED = "loaded"
    SWITCHED = "switched"
    UNLOADED = "unloaded"
    MISSING = "missing"  # the runtime has no bytes for it: deploy again
    TAKEN_OFF = "taken_off"  # nothing shall answer to this name here any more
    FOREIGN = "foreign"  # a stable name answers with something we did not make: a person decides
    FAILED = "failed"


Wanted = tuple[str, str]  # version, sha256


@dataclass(frozen=True, slots=True)
class Action:
    kind: ActionKind
    name: str
    version: str
    note: str = ""


def reconcile(
    adapter: RuntimeAdapter,
    desired: Mapping[str, Wanted],
    *,
    keep: Collection[str] = (),
    ended: Collection[str] = (),
    is_still: Callable[[str, Wanted | None], bool] = lambda _service, _wanted: True,
) -> list[Action]:
    """What was done (or must be done by others) so that each service answers as desired.

    Args:
        desired: service -> (version, sha256).
        keep: candidate names to leave loaded, such as the versions to roll back to and those of
            deployments that are under way.
        ended: services that were served here and shall not be any more.
        is_still: asked right before a change, whether this is wanted still (None: nothing).
    Raises:
        NotReachableError: the runtime does not answer.
    """
    entries = adapter.index()
    actions: list[Action] = []
    for service, (version, sha256) in sorted(desired.items()):
        wanted = Placement(candidate_name(service, sha256), version, sha256)
        done = _reconcile_service(
            adapter, service, wanted, entries, partial(is_still, service, (version, sha256))
        )
        actions += [*done, *_unload_orphans(adapter, service, {wanted.model, *keep}, entries)]
    for service in sorted(ended):
        actions += _take_off(adapter, service, partial(is_still, service, None))
        actions += _unload_orphans(adapter, service, keep, entries)
    return actions


def _take_off(adapter: RuntimeAdapter, service: str, is_still: Callable[[], bool]) -> list[Action]:
    """Nothing answers to `service` any more; what we did not make is left alone."""
    present = adapter.current_default(service)
    if present is None or not is_candidate_of(present.model, service):
        return []
    turn = adapter.turn(service)  # before it is asked: so a late wish is overtaken
    if not is_still():
        return []
    try:
        adapter.switch(service, None, present, turn)
    except NotReachableError:
        raise
    except AppError as error:
        return [Action(ActionKind.FAILED, service, present.version, error.message)]
    return [Action(ActionKind.TAKEN_OFF, service, present.version)]


def _reconcile_service(
    adapter: RuntimeAdapter,
    service: str,
    wanted: Placement,
    entries: tuple[IndexEntry, ...],
    is_still: Callable[[], bool],
) -> list[Action]:
    stored = {(entry.name, entry.version): entry.ready for entry in entries}
    key = (wanted.model, wanted.version)
    present = adapter.current_default(service)
    is_ready = stored.get(key, False)
    if present == wanted and is_ready:
        return []
    if present is not None and not is_candidate_of(present.model, service):
        note = f"answers with {present.model}:{present.version}"
        return [Action(ActionKind.FOREIGN, service, present.version, note)]
    if key not in stored:
        return [Action(ActionKind.MISSING, service, wanted.version)]
    actions = []
    try:
        if not is_ready:
            adapter.load(*key)
            adapter.wait_ready(*key, LOAD_TIMEOUT_S)
            actions.append(Action(ActionKind.LOADED, *key))
        if present != wanted:
            turn = adapter.turn(service)
            if is_still():
                adapter.switch(service, wanted, present, turn)
                actions.append(Action(ActionKind.SWITCHED, service, wanted.version))
    except NotReachableError:
        raise
    except AppError as error:
        actions.append(Action(ActionKind.FAILED, service, wanted.version, error.message))
    return actions


def _unload_orphans(
    adapter: RuntimeAdapter, service: str, keep: Collection[str], entries: tuple[IndexEntry, ...]
) -> list[Action]:
    default = adapter.current_default(service)
    actions = []
    for entry in entries:
        is_orphan = (
            entry.ready
            and is_candidate_of(entry.name, service)
            and entry.name not in keep
            and (default is None or entry.name != default.model)
        )
        if is_orphan:
            adapter.unload(entry.name, entry.version)
            actions.append(Action(ActionKind.UNLOADED, entry.name, entry.version))
    return actions
