"""What a model is found by follows from what it is called: it is compared with that, and not taken.

A name is one model in its unit, and who looks for it must find that one. Clients send both columns,
so that a file and a server are written alike; the database folds the name by itself and refuses
another.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from app.models.enforcement.dialect import Words
from app.models.enforcement.guard import Guard
from app.models.rules.folding import CASES, SPACES
from app.models.rules.sizes import SEARCHED_BYTES

_LONGEST_SIGN = 4  # bytes


def folded_insert_guards(words: Words) -> Iterator[Guard]:
    yield Guard("model.name_folded", _other_name(words))
    yield Guard("model.search_text", _other_search(words))


def folded_guards(words: Words) -> Iterator[Guard]:
    """What is searched follows a change when the next one is told: till then it says what was.

    The name and its folding are nobody's to change.
    """
    reworded = f"NEW.search_text {words.differs} OLD.search_text"
    yield Guard("model.search_text", _other_search(words), when=reworded)


def _other_name(words: Words) -> str:
    return f"NEW.name_folded {words.differs} {words.folded.format('NEW.name')}"


def _other_search(words: Words) -> str:
    """It is what the commands make of the row, whole or cut behind the last sign that has room."""
    owner = f"(SELECT p.full_name FROM {words.schema}person p WHERE p.id = NEW.owner_id)"
    tags = words.joined.format("NEW.service_tags")
    parts = " || ' ' || ".join((tags, "NEW.name", owner, "NEW.kind", "NEW.framework"))
    whole, said = words.folded.format(parts), "NEW.search_text"
    room = f"BETWEEN {SEARCHED_BYTES - _LONGEST_SIGN + 1} AND {SEARCHED_BYTES}"
    is_cut = (
        f"{words.bytes.format(whole)} > {SEARCHED_BYTES} AND {words.bytes.format(said)} {room}"
        f" AND substr({whole}, 1, length({said})) = {said}"
    )
    return f"{said} {words.differs} {whole} AND NOT ({is_cut})"


def fold_function(pinned: str) -> str:
    """SQL of `mw.fold_name`, as `rules/folding.py` folds: no collation of a server has a say."""
    signs = json.dumps({**CASES, **SPACES}, ensure_ascii=True, sort_keys=True)
    folded = f"coalesce('{signs}'::jsonb ->> x.sign, x.sign)"
    return (
        f"CREATE OR REPLACE FUNCTION mw.fold_name(words text) RETURNS text IMMUTABLE {pinned} AS"
        " $mw$ BEGIN RETURN (SELECT btrim(regexp_replace(coalesce(string_agg("
        f"{folded}, '' ORDER BY x.place), ''), ' +', ' ', 'g'))"
        " FROM string_to_table(normalize(words, NFC), NULL) WITH ORDINALITY x(sign, place));"
        " END $mw$"
    )
