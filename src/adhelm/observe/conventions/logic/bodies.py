"""Check the rows of a convention and build it; write it down as JSON and read it back."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from adhelm.core.ads import CURRENCIES, PLATFORMS, Level
from adhelm.observe.conventions.logic.costs import identity
from adhelm.observe.conventions.logic.patterns import BadPattern, Pattern
from adhelm.observe.conventions.logic.sheets import Row, Sheets, nearest
from adhelm.observe.conventions.logic.validity import gaps
from adhelm.observe.conventions.types import (
    Body,
    Client,
    ConventionKind,
    ConversionMap,
    ConversionRule,
    CostKind,
    CostRule,
    Fees,
    Naming,
    NamingRule,
    Problem,
    Validity,
)

TABLES = {
    ConventionKind.naming: ("naming", "lookups"),
    ConventionKind.conversions: ("clients", "conversions"),
    ConventionKind.fees: ("fees",),
}
RESERVED = frozenset(
    """account account_id ad ad_group ad_group_id ad_id breakdown campaign campaign_id client
    connector conversion_name currency date day entity entity_id event event_type hour keyword
    level month platform quarter search_term source week weekday workspace workspace_id year
    """.split()
)
_LONGEST = 200
_MOST_DECIMALS = 9


@dataclass(slots=True)
class Read:
    """What the rows of one kind came to; `body` is good only if no problem is an error."""

    kind: ConventionKind
    body: Body
    rows: Mapping[str, Sequence[Row]]
    problems: list[Problem] = field(default_factory=list)


def build(sheets: Sheets) -> list[Read]:
    """Build each kind that has rows in `sheets`, with every problem found on the way."""
    found = []
    for kind, tables in TABLES.items():
        if any(table in sheets.tables for table in tables):
            found.append(_build(kind, {name: sheets.tables.get(name, []) for name in tables}))
    return found


def content(rows: Mapping[str, Sequence[Row]]) -> str:
    """Return the rows as canonical JSON, with where each was written."""
    plain = {
        table: [{"where": row.where, **row.cells} for row in each] for table, each in rows.items()
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_back(kind: ConventionKind, text: str) -> Body:
    """Return the convention that `content` wrote down."""
    plain: dict[str, list[dict[str, str]]] = json.loads(text)
    rows = {
        table: [Row(each.pop("where"), each) for each in listed] for table, listed in plain.items()
    }
    return _build(kind, rows).body


def validity(cells: Mapping[str, str], where: str, problems: list[Problem]) -> Validity:
    """Read `valid_from` and `valid_to`; days that are no dates or run backwards are problems."""
    start, end = (_date(cells, name, where, problems) for name in ("valid_from", "valid_to"))
    if start and end and end < start:
        problems.append(Problem(where, f"ends ({end}) before it starts ({start})", "swap them"))
        return Validity()
    return Validity(start, end)


def _build(kind: ConventionKind, rows: Mapping[str, Sequence[Row]]) -> Read:
    problems: list[Problem] = []
    makers: dict[ConventionKind, Callable[..., Body]] = {
        ConventionKind.naming: _naming,
        ConventionKind.conversions: _conversions,
        ConventionKind.fees: _fees,
    }
    body = makers[kind](rows, problems)
    if not body.rules:
        main = TABLES[kind][-1] if kind is not ConventionKind.naming else "naming"
        problems.append(Problem(main, "has no rows", "at least one"))
    return Read(kind, body, rows, problems)


def _naming(rows: Mapping[str, Sequence[Row]], problems: list[Problem]) -> Naming:
    lookups = _lookups(rows["lookups"], problems)
    rules = [_naming_rule(row, problems) for row in rows["naming"] if row.cells.get("pattern")]
    parts: set[str] = set()
    for rule in rules:
        try:
            parts.update(Pattern(rule.pattern, lookups).parts)
        except BadPattern as error:
            problems.append(Problem(rule.where, error.message, error.hint))
            parts.update(re.findall(r"\w+", rule.pattern))
        for part in sorted(RESERVED.intersection(re.findall(r"\{(\w+)", rule.pattern))):
            right = f"another word, such as {{{part}_name}}"
            problems.append(Problem(rule.where, f"'{part}' is a column of every answer", right))
    for row in rows["lookups"]:
        part = row.cells.get("part", "")
        if part and part not in parts:
            right = nearest(part, sorted(parts))
            problems.append(Problem(row.where, f"no pattern has the part '{part}'", right))
    return Naming(tuple(rules), lookups)


def _lookups(rows: Iterable[Row], problems: list[Problem]) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    seen: dict[tuple[str, str], Row] = {}
    for row in rows:
        part, code, value = (row.cells.get(name, "") for name in ("part", "code", "value"))
        before = seen.setdefault((part, code.casefold()), row)
        if before.cells.get("value") != row.cells.get("value"):
            found = f"the code '{code}' of {part} stands for '{before.cells.get('value')}' already"
            problems.append(Problem(row.where, found, f"see {before.where}"))
        tables.setdefault(part, {})[code] = value
    return tables


def _naming_rule(row: Row, problems: list[Problem]) -> NamingRule:
    platforms, levels, accounts = (_list(row, name) for name in ("platforms", "levels", "accounts"))
    for platform in platforms:
        _known(platform, PLATFORMS, "platform", row, problems)
    known = [each for each in levels if _known(each, Level, "level", row, problems)]
    pattern = row.cells["pattern"]
    if len(pattern) > _LONGEST:
        problems.append(Problem(row.where, f"the pattern has {len(pattern)} characters", "≤ 200"))
    return NamingRule(
        pattern=pattern,
        platforms=platforms,
        levels=tuple(map(Level, known)) or (Level.campaign,),
        accounts=accounts,
        valid=validity(row.cells, row.where, problems),
        where=row.where,
    )


def _conversions(rows: Mapping[str, Sequence[Row]], problems: list[Problem]) -> ConversionMap:
    rules = [_conversion_rule(row, problems) for row in rows["conversions"]]
    clients = list(_clients(rows["clients"], rules, problems))
    names = [client.client for client in clients]
    for rule in rules:
        if rule.client and rule.client not in names:
            right = nearest(rule.client, names) if names else "list it under clients"
            problems.append(Problem(rule.where, f"no client '{rule.client}'", right))
    _overlaps(
        rules,
        key=lambda rule: (rule.client, rule.platform, rule.event_type, rule.action.casefold()),
        called=lambda rule: f"the action '{rule.action}'",
        problems=problems,
    )
    return ConversionMap(tuple(rules), tuple(clients))


def _conversion_rule(row: Row, problems: list[Problem]) -> ConversionRule:
    cell = row.cells.get
    if platform := cell("platform", ""):
        _known(platform, PLATFORMS, "platform", row, problems)
    return ConversionRule(
        action=cell("action", ""),
        event=cell("event", ""),
        client=cell("client", ""),
        platform=platform,
        event_type=cell("event_type", ""),
        valid=validity(row.cells, row.where, problems),
        where=row.where,
    )


def _clients(
    rows: Sequence[Row], rules: Sequence[ConversionRule], problems: list[Problem]
) -> Iterator[Client]:
    owners: dict[str, str] = {}
    for row in rows:
        name, kpi = row.cells.get("client", ""), row.cells.get("primary_kpi", "")
        accounts = _list(row, "accounts")
        for account in accounts or ("*",):
            owner = owners.setdefault(account, row.where)
            if owner != row.where:
                what = "every account" if account == "*" else f"the account '{account}'"
                found = f"{what} belongs to the client of {owner} already"
                problems.append(Problem(row.where, found, "an account has one client"))
        events = {rule.event for rule in rules if rule.client in {"", name}}
        if kpi and kpi not in events:
            found = f"the primary KPI '{kpi}' is no event of the client"
            problems.append(Problem(row.where, found, nearest(kpi, sorted(events))))
        yield Client(name, kpi, accounts)


def _fees(rows: Mapping[str, Sequence[Row]], problems: list[Problem]) -> Fees:
    rules = [rule for row in rows["fees"] if (rule := _cost_rule(row, problems))]
    _overlaps(
        rules,
        key=lambda rule: (
            identity(rule), rule.fixed is None, rule.platform, rule.account, rule.market,
            rule.product,
        ),
        called=lambda rule: f"'{rule.name}'",
        problems=problems,
    )  # fmt: skip
    kinds: dict[str, CostRule] = {}
    for rule in rules:
        first = kinds.setdefault(rule.name, rule)
        if first.kind is not rule.kind:
            found = f"'{rule.name}' is a {rule.kind} here and a {first.kind} at {first.where}"
            problems.append(Problem(rule.where, found, "one kind per name"))
    return Fees(tuple(rules))


def _cost_rule(row: Row, problems: list[Problem]) -> CostRule | None:
    cell, before = row.cells.get, len(problems)
    kind = cell("kind", "")
    _known(kind, CostKind, "kind", row, problems)
    if platform := cell("platform", ""):
        _known(platform, PLATFORMS, "platform", row, problems)
    share = _share(row, problems)
    fixed = _amount(row, problems)
    if len(problems) == before and (share is None) is (fixed is None):
        found = "has neither percent nor fixed" if share is None else "has both percent and fixed"
        problems.append(Problem(row.where, found, "exactly one of them"))
    if kind == CostKind.margin and fixed is not None:
        problems.append(Problem(row.where, "a margin is no fixed amount", "write it as percent"))
    valid = validity(row.cells, row.where, problems)
    if len(problems) > before:
        return None
    return CostRule(
        name=cell("name", ""),
        kind=CostKind(kind),
        share=share,
        fixed=fixed,
        currency=cell("currency", "").upper() if fixed is not None else "",
        per=cell("per", ""),
        platform=platform,
        account=cell("account", ""),
        market=cell("market", ""),
        product=cell("product", ""),
        valid=valid,
        where=row.where,
    )


def _share(row: Row, problems: list[Problem]) -> Decimal | None:
    text = row.cells.get("percent")
    if text is None:
        return None
    percent = _number(text.rstrip("% "), "percent", row, problems)
    if percent is None:
        return None
    lowest = 0 if row.cells.get("kind") == CostKind.margin else -100
    if not lowest <= percent <= 100:  # noqa: PLR2004 - the whole
        right = f"between {lowest} and 100"
        problems.append(Problem(row.where, f"percent is {text}", right))
    elif 0 < abs(percent) < 1 and not text.endswith("%"):
        # A spreadsheet keeps 7.5 % as 0.075: reading that as 0.075 % would lose the fee.
        right = f"write {percent * 100:f}% or {percent:f}%"
        problems.append(Problem(row.where, f"percent is {text}: of hundred, or of one?", right))
    return percent.scaleb(-2)


def _amount(row: Row, problems: list[Problem]) -> Decimal | None:
    text = row.cells.get("fixed")
    if text is None:
        return None
    amount = _number(text, "fixed", row, problems)
    code, per = row.cells.get("currency", ""), row.cells.get("per", "")
    if code.upper() not in CURRENCIES:
        found = f"'{code}' is no currency" if code else "a fixed amount needs its currency"
        problems.append(Problem(row.where, found, "an ISO 4217 code such as EUR"))
    _known(per, ("month", "day"), "per", row, problems)
    return amount


def _number(text: str, name: str, row: Row, problems: list[Problem]) -> Decimal | None:
    try:
        number = Decimal(text) if re.fullmatch(r"[+-]?\d{1,18}(\.\d+)?", text) else None
    except InvalidOperation:
        number = None
    if number is None:
        right = "digits with a point, no thousands mark: 1234.50"
        problems.append(Problem(row.where, f"{name} '{text}' is no plain number", right))
    elif -int(number.as_tuple().exponent) > _MOST_DECIMALS:
        problems.append(Problem(row.where, f"{name} '{text}' has too many decimals", "at most 9"))
    return number


def _overlaps(
    rules: Sequence[Any],
    *,
    key: Callable[[Any], tuple[object, ...]],
    called: Callable[[Any], str],
    problems: list[Problem],
) -> None:
    """Note rules that say the same thing on the same days, and days between on which none does."""
    alike: dict[tuple[object, ...], list[Any]] = {}
    for rule in rules:
        alike.setdefault(key(rule), []).append(rule)
    for group in alike.values():
        group.sort(key=lambda rule: rule.valid.first)
        for one, other in itertools.pairwise(group):
            if one.valid.meets(other.valid):
                found = f"{called(other)} overlaps {one.where} ({one.valid} and {other.valid})"
                problems.append(Problem(other.where, found, "end one the day before the other"))
        for gap in gaps(rule.valid for rule in group):
            found = f"{called(group[-1])} holds nowhere in {gap}"
            right = "nothing to do if that is meant"
            problems.append(Problem(group[-1].where, found, right, warning=True))


def _known(word: str, known: Iterable[str], what: str, row: Row, problems: list[Problem]) -> bool:
    choices = [str(choice) for choice in known]
    if word in choices:
        return True
    found = f"'{word}' is no {what}" if word else f"'{what}' is missing"
    problems.append(Problem(row.where, found, nearest(word, choices)))
    return False


def _list(row: Row, name: str) -> tuple[str, ...]:
    pieces = re.split(r"[,;]", row.cells.get(name, ""))
    return tuple(piece.strip() for piece in pieces if piece.strip())


def _date(cells: Mapping[str, str], name: str, where: str, problems: list[Problem]) -> date | None:
    text = cells.get(name)
    if text is None:
        return None
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else _no_date()
    except ValueError:
        problems.append(Problem(where, f"{name} '{text}' is no day", "2026-03-31"))
        return None


def _no_date() -> date:
    raise ValueError
