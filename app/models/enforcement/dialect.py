"""The few words in which the two databases differ, so that every guard is written once."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.rules.accounts import HANDLE_BEGINS, HANDLE_GOES_ON
from app.models.rules.blank import UNSEEN, WHITE
from app.models.rules.folding import BEFORE_TAGS
from app.models.rules.public_keys import KID_DIGITS, WRITTEN
from app.models.rules.runtime_addresses import APART, NO_HOST, PRINTED, SCHEMES


@dataclass(frozen=True, slots=True)
class Words:
    """How one database says it. `schema` ends with its dot, or is empty."""

    schema: str
    actor: str
    now: str
    differs: str  # "a differs b", null-safe
    elements: str  # rows of a JSON array; {0} is the column. Another value than an array has none
    not_now: str  # whether {time} is not now, by a minute; empty where the database stamps it
    is_days_apart: str  # whether {until} is more than {days} days after {since}
    is_days_ahead: str  # whether {time} is more than {days} days from now
    days_later: str  # the time that is {days} days from now
    from_json: str  # what the JSON column {column} names as {name}
    part: str  # the same as JSON
    entries: str  # rows (key, value) of the JSON object {0}. Another value than an object has none
    inner_json: str  # as `from_json`, of what it names as {outer}
    first: str  # of the JSON array {0}
    scalar: str  # the JSON value {0} as text
    # A value of such a column as a fact; {0} is the column.
    id_fact: str
    bool_fact: str
    time_fact: str
    json_fact: str
    float_fact: str
    is_direct: str  # whether the write comes from a client, and not from a trigger of ours
    digest: str  # SHA-256 of the bytes {0}, in hexadecimal
    of_parts: str  # the same of the column {part} of the rows {of}, by {order}, and last of {end}
    folded: str  # the text {0} as names are compared: `rules/folding.py`
    no_handle: str  # holds where {0} is no handle: `rules/accounts.py`
    cleaned: str  # the text {0} as a name is written: `rules/names.py`
    joined: str  # the texts of the JSON array {0}, with a space between them
    bytes: str  # how many the text {0} has
    of_request: str  # whether {condition} holds of the request `r` that NEW answers
    stripped: str  # the text {0} without the white space around it, whichever sign of Unicode
    bare: str  # the same without any sign around it that nobody can see: `rules/blank.py`
    no_address: str  # whether the text {0} is no address of a runtime: `rules/runtime_addresses.py`
    no_id: str  # whether the text {0} is no id as we write one
    key_name: str  # what the public key {0} is called; NULL where it is none
    named_id: str  # whether the id {id} is the one that the JSON column {column} names as {name}

    def is_blank(self, text: str) -> str:
        """SQL that holds where `text` says nothing: as `not bare(text)` in Python."""
        return f"{self.bare.format(text)} = ''"

    def folded_tag(self, text: str) -> str:
        """SQL of `text` as `fold_tag` in Python folds it."""
        return f"ltrim({self.folded.format(text)}, '{BEFORE_TAGS}')"

    def has_role(self, role: str, unit: str) -> str:
        """SQL that holds where the actor has `role` (an SQL expression) in `unit` now."""
        return self._holds(f"m.role = {role}", unit)

    def has_any_role(self, roles: str, unit: str) -> str:
        """The same for one of the roles that the sub-select `roles` gives."""
        return self._holds(f"m.role IN ({roles})", unit)

    def has_role_anywhere(self, roles: str) -> str:
        """The actor holds one of `roles` in whatever unit."""
        return (
            f"EXISTS (SELECT 1 FROM {self.schema}membership m WHERE m.person_id = {self.actor}"
            f" AND m.role IN ({roles}) AND {self._is_valid()})"
        )

    def has_role_at_root(self, role: str) -> str:
        """The actor has `role` in a unit above which there is none."""
        return (
            f"EXISTS (SELECT 1 FROM {self.schema}membership m"
            f" JOIN {self.schema}business_unit u ON u.id = m.unit_id AND u.parent_id IS NULL"
            f" WHERE m.person_id = {self.actor} AND m.role = {role} AND {self._is_valid()})"
        )

    def is_member(self, unit: str, person: str = "") -> str:
        """The actor, or this person, holds some role in `unit`, or in one above it.

        So they see what lies there.
        """
        return self._holds("1 = 1", unit, person)

    def person_has_any_role(self, person: str, roles: str, unit: str) -> str:
        """The same for somebody else than the actor."""
        return self._holds(f"m.role IN ({roles})", unit, person)

    def _holds(self, condition: str, unit: str, person: str = "") -> str:
        return (
            f"EXISTS (SELECT 1 FROM {self.schema}membership m"
            f" JOIN {self.schema}unit_ancestor a ON a.ancestor_id = m.unit_id"
            f" WHERE a.unit_id = {unit} AND m.person_id = {person or self.actor} AND {condition}"
            f" AND {self._is_valid()})"
        )

    def _is_valid(self) -> str:
        return (
            f"m.valid_from <= {self.now} AND (m.valid_until IS NULL OR m.valid_until > {self.now})"
        )


_PG_STRIPPED = f"btrim({{0}}, {' || '.join(f'chr({sign})' for sign in WHITE)})"
_SQLITE_STRIPPED = f"trim({{0}}, char({', '.join(map(str, WHITE))}))"
_SIGNS = "".join(f"\\u{sign:04X}" for sign in (*WHITE, *UNSEEN))
_PG_BARE = f"btrim({{0}}, E'{_SIGNS}')"
_HIDDEN = "".join(f"\\{sign}" for sign in APART)
_PG_NO_ADDRESS = (
    f"({{0}} !~* '^({'|'.join(SCHEMES)})[^{NO_HOST}]' OR {{0}} ~ '[^{PRINTED}]|[{_HIDDEN}]')"
)
_SQLITE_NO_ADDRESS = " OR ".join(
    (
        " AND ".join(f"lower({{0}}) NOT GLOB '{scheme}[^{NO_HOST}]*'" for scheme in SCHEMES),
        f"{{0}} GLOB '*[^{PRINTED}]*'",
        "length(CAST({0} AS BLOB)) <> length({0})",  # to the rest a text ends at its first NUL
        *(f"instr({{0}}, '{sign}') > 0" for sign in APART),
    )
)
_ID = "-".join("[0-9a-f]" * size for size in (8, 4, 4, 4, 12))
_ID_LENGTH = 36  # bytes: to the rest a text ends at its first NUL
# In this order: what is no base64 is never decoded. In brackets: an IF would end at this THEN.
_PG_KEY_NAME = (
    f"(CASE WHEN {{0}} COLLATE \"C\" ~ '^{WRITTEN.replace('{', '{{').replace('}', '}}')}$'"
    f" THEN left(encode(sha256(decode({{0}}, 'base64')), 'hex'), {KID_DIGITS}) END)"
)
_SQLITE_BARE = f"trim({{0}}, char({', '.join(map(str, (*WHITE, *UNSEEN)))}))"


POSTGRESQL = Words(
    schema="mw.",
    actor="mw.mw_actor()",
    now="mw.mw_now()",
    differs="IS DISTINCT FROM",
    elements=(
        "SELECT jsonb_array_elements_text("
        "CASE jsonb_typeof({0}) WHEN 'array' THEN {0} ELSE '[]' END)"
    ),
    not_now="",
    is_days_apart="{until} > {since} + interval '{days} days'",
    is_days_ahead="{time} > mw.mw_now() + interval '{days} days'",
    days_later="mw.mw_now() + make_interval(days => {days})",
    from_json="{column} ->> '{name}'",
    part="{column} -> '{name}'",
    entries=(
        "SELECT key, value FROM jsonb_each("
        "CASE jsonb_typeof({0}) WHEN 'object' THEN {0} ELSE '{{}}' END)"
    ),
    inner_json="{column} -> '{outer}' ->> '{name}'",
    first="{0} ->> 0",
    scalar="{0} #>> '{{}}'",
    id_fact="{0}",
    bool_fact="{0}",
    time_fact="to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
    json_fact="{0}",
    float_fact="{0}",
    is_direct="pg_trigger_depth() < 2",
    digest="encode(sha256({0}), 'hex')",
    of_parts=(
        # Hashed where they are gathered: what leaves a subquery, and what || makes, is a copy more.
        "(SELECT encode(sha256(string_agg(p.part, ''::bytea ORDER BY p.place)), 'hex') FROM"
        f" (SELECT {{part}}, {{order}} FROM {{of}} UNION ALL SELECT {{end}}, {(1 << 31) - 1})"
        " p(part, place))"
    ),
    stripped=_PG_STRIPPED,
    bare=_PG_BARE,
    folded="mw.fold_name({0})",
    no_handle=f"{{0}} COLLATE \"C\" !~ '^[{HANDLE_BEGINS}][{HANDLE_GOES_ON}]*$'",
    cleaned=_PG_STRIPPED.format("normalize({0}, NFC)"),
    joined=(
        "(SELECT coalesce(string_agg(x.one #>> '{{}}', ' ' ORDER BY x.place), '') FROM"
        " jsonb_array_elements(CASE jsonb_typeof({0}) WHEN 'array' THEN {0} ELSE '[]' END)"
        " WITH ORDINALITY x(one, place) WHERE jsonb_typeof(x.one) = 'string')"
    ),
    bytes="octet_length({0})",
    of_request="(r.id IS NOT NULL AND {condition})",  # a variable: it is locked and read once
    no_address=_PG_NO_ADDRESS,
    no_id=f"{{0}} !~ '^{_ID}$'",
    key_name=_PG_KEY_NAME,
    # Of the named text only what writes an id as we do is one: so the index finds it.
    named_id=(
        f"{{id}} = CASE WHEN {{column}} ->> '{{name}}' ~ '^{_ID}$'"
        " THEN CAST({column} ->> '{name}' AS uuid) END"
    ),
)
SQLITE = Words(
    schema="",
    actor="mw_actor()",
    now="mw_now()",
    differs="IS NOT",
    elements=(
        "SELECT value FROM json_each(CASE json_type({0}) WHEN 'array' THEN {0} ELSE '[]' END)"
    ),
    not_now="abs(julianday({time}) - julianday(mw_now())) * 1440 > 1",
    is_days_apart="julianday({until}) - julianday({since}) > {days}",
    is_days_ahead="julianday({time}) - julianday(mw_now()) > {days}",
    days_later="strftime('%Y-%m-%d %H:%M:%S.000000', mw_now(), '+' || {days} || ' days')",
    from_json="CAST(json_extract({column}, '$.{name}') AS TEXT)",
    part="json_quote(json_extract({column}, '$.{name}'))",
    entries=(
        "SELECT key, type || json_quote(value) AS value FROM json_each("
        "CASE json_type({0}) WHEN 'object' THEN {0} ELSE '{{}}' END)"
    ),
    inner_json="CAST(json_extract({column}, '$.{outer}.{name}') AS TEXT)",
    first="json_extract({0}, '$[0]')",
    scalar="CAST(json_extract({0}, '$') AS TEXT)",
    id_fact=(
        "substr({0}, 1, 8) || '-' || substr({0}, 9, 4) || '-' || substr({0}, 13, 4) || '-' ||"
        " substr({0}, 17, 4) || '-' || substr({0}, 21)"
    ),
    bool_fact="CASE {0} WHEN 1 THEN json('true') WHEN 0 THEN json('false') END",
    time_fact="replace({0}, ' ', 'T') || 'Z'",
    json_fact="json({0})",
    float_fact="json(mw_number({0}))",
    is_direct="1 = 1",
    digest="mw_sha256({0})",
    of_parts=(
        "(SELECT mw_sha256_of(part) FROM (SELECT {part} AS part, {order} AS place FROM {of}"
        f" UNION ALL SELECT {{end}}, {1 << 62} ORDER BY place))"
    ),
    stripped=_SQLITE_STRIPPED,
    bare=_SQLITE_BARE,
    folded="mw_fold_name({0})",
    no_handle=(
        f"({{0}} NOT GLOB '[{HANDLE_BEGINS}]*' OR {{0}} GLOB '*[^{HANDLE_GOES_ON}]*'"
        " OR length(CAST({0} AS BLOB)) <> length({0}))"  # to the rest a text ends at its first NUL
    ),
    cleaned="mw_cleaned({0})",
    joined=(
        "(SELECT coalesce(group_concat(value, ' '), '') FROM"
        " json_each(CASE json_type({0}) WHEN 'array' THEN {0} ELSE '[]' END)"
        " WHERE type = 'text')"
    ),
    bytes="length(CAST({0} AS BLOB))",
    of_request=(
        "EXISTS (SELECT 1 FROM transition_request r WHERE r.id = NEW.request_id AND {condition})"
    ),
    no_address=_SQLITE_NO_ADDRESS,
    no_id=f"({{0}} NOT GLOB '{_ID}' OR length(CAST({{0}} AS BLOB)) <> {_ID_LENGTH})",
    key_name="mw_key_name({0})",
    named_id="{id} = replace(json_extract({column}, '$.{name}'), '-', '')",
)
