"""Who a row belongs to: platform, account, entities and their parents, as SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from adhelm.connectors.files.client.table import literal
from adhelm.connectors.files.mapping.recognise import Table
from adhelm.core.ads import Level

_ABOVE = (Level.campaign, Level.ad_group)
_SEPARATOR = "chr(31)"


@dataclass(frozen=True, slots=True)
class Identity:
    """SQL for each identifying column of a row, over the raw table's columns."""

    platform: str
    connector: str
    account_id: str
    entity_id: str
    campaign_id: str
    ad_group_id: str
    names: Mapping[str, str]
    """Level -> the SQL of the entity's name at that level."""


def identity_of(
    table: Table, level: Level, *, platform: str, connector: str, account: str
) -> Identity:
    """Return the SQL that names a row's entity; `platform`, `connector`, `account` are SQL."""
    campaign = _entity(table, Level.campaign)
    ad_group = _entity(table, Level.ad_group)
    own = {
        Level.account: account,
        Level.campaign: campaign,
        Level.ad_group: ad_group,
    }.get(level) or _entity(table, level)
    if "entity_id" in table:
        own = id_sql(f"c{table['entity_id'].index}")
    return Identity(
        platform=platform,
        connector=connector,
        account_id=account,
        entity_id=own or "NULL::VARCHAR",
        campaign_id=campaign or "NULL::VARCHAR",
        ad_group_id=(ad_group if level != Level.campaign else "") or "NULL::VARCHAR",
        names={step.value: name for step in Level if (name := _name(table, step))},
    )


def id_sql(column: str) -> str:
    """Return the SQL of an id as we write it: no brackets, prefixes, URNs or `.0`."""
    bare = f"regexp_replace(trim({column}), '^(=?\"|\\[)(.*?)(\"|\\])$', '\\2')"
    bare = f"regexp_replace({bare}, '^urn:li:[A-Za-z]+:', '')"
    bare = f"regexp_replace({bare}, '^(\\d+)\\.0$', '\\1')"
    fast = f"regexp_matches({column}, '^[A-Za-z0-9_]+$')"
    return f"CASE WHEN {fast} THEN {column} ELSE nullif({bare}, '') END"


def account_sql(column: str) -> str:
    """Return the SQL of an account's id: letters and digits, no `act_`, no dashes."""
    return (
        f"regexp_replace(regexp_replace({id_sql(column)}, '^act_', ''), '[^A-Za-z0-9_]', '', 'g')"
    )


def normal_account(text: str) -> str:
    """Return an account's id as we write it."""
    bare = text.strip().strip('[]"=').removeprefix("act_")
    return "".join(sign for sign in bare if sign.isalnum() or sign == "_")


def hashed(*parts: str) -> str:
    """Return the SQL of an id made of names."""
    path = f" || {_SEPARATOR} || ".join(parts)
    return f"'name:' || left(sha256({path}), 16)"


def _entity(table: Table, level: Level) -> str:
    """Return the SQL of the id at a level: the platform's, else one made of the path of names."""
    known = table.column(f"{level.value}_id")
    name = _name(table, level)
    made = ""
    if name:
        path = [*_path(table, level), name]
        if level in (Level.keyword, Level.search_term) and "match_type" in table:
            path.append(f"coalesce({table.column('match_type')}, '')")
        made = f"CASE WHEN {name} IS NOT NULL THEN {hashed(literal(level.value), *path)} END"
    if known and made:
        return f"coalesce({id_sql(known)}, {made})"
    return id_sql(known) if known else made


def _path(table: Table, level: Level) -> list[str]:
    """Return the SQL of the names above a level, ids where there are no names."""
    steps = [step for step in _ABOVE if _rank(step) < _rank(level)]
    texts = []
    for step in steps:
        parts = [part for part in (_name(table, step), table.column(f"{step.value}_id")) if part]
        if parts:
            texts.append(f"coalesce({', '.join(parts)}, '')")
    return texts


def _name(table: Table, level: Level) -> str:
    columns = {
        Level.campaign: ("campaign_name",),
        Level.ad_group: ("ad_group_name",),
        Level.ad: ("ad_name", "headline"),
        Level.keyword: ("keyword",),
        Level.search_term: ("search_term",),
        Level.account: ("account_name",),
    }[level]
    return next((found for column in columns if (found := table.column(column))), "")


def _rank(level: Level) -> int:
    return list(Level).index(level)
