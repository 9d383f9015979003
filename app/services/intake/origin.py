"""The file that says where a version came from, and the same in words."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from app.models.rules.origin import Origin
from app.services.digests import canonical
from app.texts import N_

TITLES = {"git": "Git", "mlflow": "MLflow"}
MOST_NAMED = 20  # files that differ from the commit


def content_of(origin: Origin) -> bytes:
    return canonical(origin.facts()).encode()


def sentences(origin: Origin) -> Iterator[str]:
    """In words, for people; `told` gives them in a language."""
    title = TITLES.get(origin.kind, origin.kind)
    where = " ".join(filter(None, (origin.address, origin.name)))
    yield f"{title}: {where}" if where else title
    if origin.run:
        yield N_("run {run}").format(run=origin.run)
    if origin.commit:
        yield N_("commit {commit}").format(commit=origin.commit[:12])
    yield from doubts(origin)


def doubts(origin: Origin) -> Iterator[str]:
    """What keeps the commit from telling all of it."""
    if origin.is_dirty:
        count = len(origin.differing) + origin.more_differing
        names = ", ".join(origin.differing[:3]) + (" …" if count > 3 else "")
        said = N_("not as in the commit: {names} ({count} in all)")
        yield said.format(names=names, count=count)


def without_credentials(address: str) -> str:
    """A remote as it may be told: no user, no password, no token in a query."""
    if "://" not in address:
        host, _, path = address.partition(":")
        return f"{host.rpartition('@')[2]}:{path}" if _is_scp(address) else address
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return ""
    return urlunsplit((parts.scheme, host, parts.path, "", ""))


def names_a_folder(address: str) -> bool:
    """A remote that is a folder of one machine, which says nothing on another one."""
    if "://" in address:
        return address.lower().startswith("file:")
    return not _is_scp(address)


def _is_scp(address: str) -> bool:
    host, colon, _ = address.partition(":")
    return bool(colon) and "/" not in host and len(host) > 1  # C:\x is a path
