"""Guards of where runtimes are: no name leads to the folder of another one, and nothing moves that
serves."""

from __future__ import annotations

from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard, quoted
from app.models.rules.deployment_states import ACTIVE
from app.models.rules.runtime_names import LEADING

ADDRESS = ("name", "kind", "url")  # a folder bears the name


def name_guards(words: Words) -> Iterator[Guard]:
    """As `rules/runtime_names.py` says. A name is nobody's to change."""
    bare = said = words.stripped.format("NEW.name")
    for sign in LEADING:
        bare = f"replace({bare}, '{sign}', '')"
    refused = f"{said} = '' OR {said} LIKE '%.' OR {bare} <> {said}"
    yield Guard("runtime.name", refused)
    folded = words.folded.format
    same = f"{folded('x.name')} = {folded('NEW.name')}"
    known = f"EXISTS (SELECT 1 FROM {words.schema}runtime x WHERE {same})"
    yield Guard("runtime.known", known)


def url_guards(words: Words) -> Iterator[Guard]:
    """As `rules/runtime_addresses.py` says."""
    yield Guard("runtime.url", words.no_address.format("NEW.url"), when="NEW.url <> ''")


def url_update_guards(words: Words) -> Iterator[Guard]:
    """As `tag_update_guards`: what an earlier version stored does not hold up the rest."""
    changed = f"NEW.url {words.differs} OLD.url"
    for guard in url_guards(words):
        yield Guard(guard.code, guard.violated_if, when=f"{guard.when} AND {changed}")


def tag_guards(words: Words) -> Iterator[Guard]:
    """A stage tag stands as the stage is called: without the # of services before it."""
    tags = words.elements.format("NEW.stage_tags")
    listed = f"SELECT NULL AS tag WHERE 1 = 0 UNION ALL {tags}"
    marked = f"EXISTS (SELECT 1 FROM ({listed}) t WHERE {words.stripped.format('t.tag')} LIKE '#%')"
    yield Guard("runtime.stage_tag", marked)


def tag_update_guards(words: Words) -> Iterator[Guard]:
    """What an earlier version stored does not keep others from writing the rest of the row."""
    changed = f"NEW.stage_tags {words.differs} OLD.stage_tags"
    for guard in tag_guards(words):
        yield Guard(guard.code, guard.violated_if, when=changed)


def address_guards(words: Words) -> Iterator[Guard]:
    """Its row says where a version serves, so that no other row leads there with another one.

    Tags are compared as `rules/matching.py` does.
    """
    s = words.schema
    moved = " OR ".join(f"NEW.{one} {words.differs} OLD.{one}" for one in ADDRESS)
    serves = (
        f"EXISTS (SELECT 1 FROM {s}deployment d WHERE d.runtime_id = OLD.id"
        f" AND d.state IN ({quoted(ACTIVE)}))"
    )

    tags = f"SELECT NULL AS tag WHERE 1 = 0 UNION ALL {words.elements.format('OLD.stage_tags')}"
    is_for_production = (
        f"EXISTS (SELECT 1 FROM ({tags}) t JOIN {s}stage x ON {words.folded_tag('t.tag')} ="
        f" {words.folded_tag('x.name')} WHERE x.kind = 'production')"
    )
    yield Guard("runtime.address", f"{serves} OR {is_for_production}", when=moved)
