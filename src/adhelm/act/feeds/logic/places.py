"""What each kind of target must be told: where it is, and the credential that opens it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from adhelm.act.feeds.types import BadCredential, BadPlace, Kind

_IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_PROJECT = re.compile(r"[a-z][a-z0-9.:-]{2,99}")
_DATASET = re.compile(r"[A-Za-z0-9_]{1,1024}")
_LOCATION = re.compile(r"[A-Za-z0-9-]{1,40}")
_SHEET = re.compile(r"[A-Za-z0-9_-]{10,200}")
_SSL = ("disable", "prefer", "require", "verify-ca", "verify-full")
_MOST_DAYS = 3660
_ROWS_OF = ("account", "campaign", "ad_group", "ad")


def checked(
    kind: Kind, place: Mapping[str, str], credential: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """
    Return where data go, which may be shown, and what is sealed.

    :raises BadPlace: if the place is incomplete or none.
    :raises BadCredential: if the credential is not what the target wants.
    """
    check = {
        Kind.postgresql: _postgresql, Kind.bigquery: _bigquery, Kind.sheets: _sheets,
    }[kind]  # fmt: skip
    return check(dict(place), dict(credential))


def _postgresql(
    place: dict[str, str], credential: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    schema = place.pop("schema", "") or "adhelm"
    url = credential.get("url", "")
    _nothing_else(place)
    _only(credential, "url")
    parts = _address(url)
    options = dict(parse_qsl(parts.query))
    ssl = options.pop("sslmode", "")
    if options or (ssl and ssl not in _SSL):
        raise BadPlace(
            "the address of PostgreSQL may say sslmode and nothing else",
            hint=f"sslmode is one of {', '.join(_SSL)}",
        )
    if not _IDENTIFIER.fullmatch(schema) or schema.startswith("pg_"):
        raise BadPlace(
            f"'{schema[:80]}' is no name of a schema", hint="small letters, digits and _: adhelm"
        )
    shown = {
        "host": parts.hostname or "", "port": str(parts.port or 5432), "schema": schema,
        "database": unquote(parts.path.strip("/")), "user": unquote(parts.username or ""),
        "sslmode": ssl,
    }  # fmt: skip
    return shown, {"password": unquote(parts.password or "")}


def _address(url: str) -> SplitResult:
    hint = "postgresql://user:password@host:5432/database"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadPlace("the address cannot be read", hint=hint) from None
    named = parts.hostname and parts.username and parts.path.strip("/")
    if parts.scheme not in {"postgresql", "postgres"} or not named or port == 0:
        raise BadPlace("the address names no database of PostgreSQL", hint=hint)
    return parts


def _bigquery(
    place: dict[str, str], credential: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    _nothing_else(place, "project", "dataset", "location")
    project, dataset = place.get("project", ""), place.get("dataset", "")
    location = place.get("location", "") or "US"
    if not _PROJECT.fullmatch(project) or not _DATASET.fullmatch(dataset):
        raise BadPlace("a project and a dataset of BigQuery are needed", hint="my-project adhelm")
    if not _LOCATION.fullmatch(location):
        raise BadPlace(f"'{location[:40]}' is no location of BigQuery", hint="US, EU, europe-west1")
    return {"project": project, "dataset": dataset, "location": location}, _key(credential)


def _sheets(
    place: dict[str, str], credential: dict[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    _nothing_else(place, "spreadsheet", "level", "days")
    sheet = place.get("spreadsheet", "")
    # People paste the address of the page.
    if found := re.search(r"/spreadsheets/d/([A-Za-z0-9_-]+)", sheet):
        sheet = found.group(1)
    level, days = place.get("level") or "campaign", place.get("days") or "90"
    if not _SHEET.fullmatch(sheet):
        raise BadPlace("the id or the address of a spreadsheet is needed")
    if level not in _ROWS_OF:
        raise BadPlace(f"'{level[:40]}' is no level", hint=", ".join(_ROWS_OF))
    if not days.isascii() or not days.isdigit() or not 1 <= int(days[:9]) <= _MOST_DAYS:
        raise BadPlace(f"'{days[:40]}' is no number of days", hint=f"1 to {_MOST_DAYS}")
    return {"spreadsheet": sheet, "level": level, "days": str(int(days))}, _key(credential)


def _key(credential: dict[str, str]) -> dict[str, str]:
    _only(credential, "key")
    hint = "the JSON key file of a service account, as Google Cloud hands it out"
    try:
        key = json.loads(credential.get("key") or "")
    except ValueError:
        raise BadCredential("the key is no JSON", hint=hint) from None
    wanted = ("client_email", "private_key", "token_uri")
    if not isinstance(key, dict) or not all(isinstance(key.get(name), str) for name in wanted):
        raise BadCredential("it is no key of a service account", hint=hint)
    kept = {
        name: key[name] for name in (*wanted, "private_key_id") if isinstance(key.get(name), str)
    }
    return {"key": json.dumps(kept)}


def _nothing_else(place: Mapping[str, str], *known: str) -> None:
    if unknown := sorted(place.keys() - set(known)):
        raise BadPlace(f"there is no {', '.join(unknown)[:200]}", hint=", ".join(known) or "schema")


def _only(credential: Mapping[str, str], *known: str) -> None:
    if unknown := sorted(credential.keys() - set(known)):
        raise BadCredential(
            f"the credential has no {', '.join(unknown)[:200]}", hint=", ".join(known)
        )
