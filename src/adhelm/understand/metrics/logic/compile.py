"""Plans to Ibis expressions: the one place that knows how a question becomes a query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from typing import Any

from adhelm.core.grammar import All, Not
from adhelm.core.tables import (
    CONVERSIONS,
    FACTS,
    OWN_EVENTS,
    PERIOD_CONVERSIONS,
    PERIOD_FACTS,
    Table,
)
from adhelm.understand.metrics.logic.credit import credited
from adhelm.understand.metrics.logic.formula import Atom, Formula, Number
from adhelm.understand.metrics.logic.plan import Key, Lookup, Plan, Sum, outputs
from adhelm.understand.metrics.logic.ranges import WEEKDAYS, read_bucket
from adhelm.understand.metrics.logic.where import ALWAYS, Condition, Test

_TYPES = {
    "VARCHAR": "string", "BIGINT": "int64", "TINYINT": "int8", "DATE": "date",
    "TIMESTAMPTZ": "timestamp('UTC')",
}  # fmt: skip
_UNITS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
_ACTION = ("event_type", "conversion_name", "attribution_window", "basis")
_ROW = ("connector", "platform", "account_id", "level", "entity_id")
# DECIMAL(20,9) x DECIMAL(17,9) is the widest product that both engines keep exact in 38 digits.
_AMOUNT, _RATE = "decimal(20,9)", "decimal(17,9)"


def schema(table: Table) -> dict[str, str]:
    """Return a canonical table's columns with their Ibis types."""
    return {column.name: _ibis_type(column.type) for column in table.columns}


def expression(plan: Plan) -> Any:
    """
    Build the Ibis expression of a plan.

    Facts and conversions are summed apart to the same groups and put together as sums, never
    row by row: a fact with two events would count twice.
    """
    summed = {
        "facts": plan.fact_sums, "events": plan.event_sums, "mapped": plan.mapped_sums,
        "booked": plan.booked_sums,
    }  # fmt: skip
    sides = [_summed(plan, sums, side) for side, sums in summed.items() if sums]
    if not sides:
        sides = [_summed(plan, (), "facts")]
    together = sides[0] if len(sides) == 1 else _together(plan, sides)
    return _ranked(plan, together) if plan.rank else together


def distinct(plan: Plan, *columns: str) -> Any:
    """Build the expression of the distinct values of some columns in a plan's rows."""
    sides = ["facts", *(["booked"] if any(each.money for each in plan.booked_sums) else [])]
    found = [_rows(plan, side, *columns).select(*columns) for side in sides]
    return reduce(lambda left, right: left.union(right), found).distinct()


def _ibis_type(name: str) -> str:
    return _TYPES.get(name) or name.lower()


def _summed(plan: Plan, sums: tuple[Sum, ...], side: str) -> Any:
    rows = _rows(plan, side, sums=sums)
    if side in plan.ranked:
        rows = _best_actions(plan, rows)
    keys = {key.name: _key(rows, key) for key in plan.keys}
    totals = {name: total for each in sums for name, total in _total(plan, rows, each).items()}
    if not totals:
        return rows.select(**keys).distinct()
    return rows.group_by(**keys).aggregate(**totals) if keys else rows.aggregate(**totals)


def _rows(plan: Plan, side: str, *also: str, sums: tuple[Sum, ...] = ()) -> Any:
    import ibis

    daily, events = plan.grain == "day", side != "facts"
    rows = _source(plan, side)
    scope = plan.scope if side != "booked" else ()
    conditions = [rows[column] == value for column, value in scope]
    if plan.period:
        first, last = ("date", "date") if daily else ("period_start", "period_end")
        conditions.append(rows[first] >= ibis.literal(plan.period.start))
        conditions.append(rows[last] <= ibis.literal(plan.period.last))
    rows = rows.filter(*conditions) if conditions else rows
    if plan.hourly and side != "booked":
        rows = rows.filter(rows.hour.notnull())
    elif plan.hours and daily and side != "booked":
        rows = _without_doubled_hours(rows, events=events)
    joining = {"", side} | ({"platforms"} if side != "booked" else set())
    lookups = [each for each in plan.lookups if each.side in joining]
    wanted = {*also, *(each.column for each in sums)} | _needed(plan, lookups, side)
    rows = rows.select(*(column for column in rows.columns if column in wanted))
    for lookup in lookups:
        rows = _joined(plan, rows, lookup)
    if plan.where != ALWAYS:
        rows = rows.filter(_condition(plan, rows, plan.where))
    return rows


def _source(plan: Plan, side: str) -> Any:
    import ibis

    daily = plan.grain == "day"
    if side == "booked":
        assert plan.credit is not None  # noqa: S101 - planned with the sums over books
        return credited(ibis.table(schema(OWN_EVENTS), name=plan.own_events), plan.credit)
    if side != "facts":
        table = CONVERSIONS if daily else PERIOD_CONVERSIONS
        return ibis.table(schema(table), name=plan.conversions)
    return ibis.table(schema(FACTS if daily else PERIOD_FACTS), name=plan.facts)


def _needed(plan: Plan, lookups: Sequence[Lookup], side: str) -> set[str]:
    """Return the columns that joins, keys and filters read."""
    wanted = {column for lookup in lookups for column in lookup.on} | {"connector"}
    wanted |= {part for key in plan.keys for part in key.argument.split(",")}
    wanted |= {argument for _, (_, argument) in plan.filters}
    kinds = {key.kind for key in plan.keys} | {kind for _, (kind, _) in plan.filters}
    if "breakdown" in kinds:
        wanted.add("breakdown_key")
    wanted |= {"date"} if plan.grain == "day" else {"period_start", "period_end"}
    if side in {"events", "booked"}:
        wanted.add("event_type")
    return wanted | set(_action_key(plan) if side in plan.ranked else ())


def _without_doubled_hours(rows: Any, *, events: bool) -> Any:
    import ibis

    key = [*_ROW, "source_id", "date", "breakdown_key", *(_ACTION if events else ())]
    has_day = rows.hour.isnull().max().over(ibis.window(group_by=key))
    return rows.mutate(has_day=has_day).filter(lambda row: row.hour.isnull() | ~row.has_day)


def _action_key(plan: Plan, *extra: str) -> tuple[str, ...]:
    days = ("date", "hour") if plan.grain == "day" else ("period_start", "period_end")
    return (*_ROW, *days, "breakdown_key", "event_type", *extra)


def _joined(plan: Plan, rows: Any, lookup: Lookup) -> Any:
    import ibis

    side = ibis.table(dict(lookup.columns), name=lookup.name)
    # Both sides may hold a column of one name: the lookup's own is renamed out of the way.
    taken = [column for column, _ in lookup.columns if column in rows.columns]
    side = side.rename(**{f"{lookup.name}__{column}": column for column in taken})
    match = [rows[column] == side[f"{lookup.name}__{column}"] for column in lookup.on]
    if lookup.between:
        first, last = lookup.between
        start, end = ("date", "date") if plan.grain == "day" else ("period_start", "period_end")
        if plan.grain == "period":
            match += [rows[start] == side[first], rows[end] == side[last]]
        else:
            match += [rows[start] >= side[first], rows[end] <= side[last]]
    joined = rows.join(side, match, how="inner" if lookup.must_match else "left")
    days = lookup.between or ()
    own = [column for column, _ in lookup.columns if column not in {*taken, *days}]
    return joined.select(*rows.columns, *own)


def _best_actions(plan: Plan, rows: Any) -> Any:
    import ibis

    best = rows["rank"].min().over(ibis.window(group_by=list(_action_key(plan, "action"))))
    return rows.mutate(best_rank=best).filter(lambda row: row["rank"] == row.best_rank)


def _key(rows: Any, key: Key) -> Any:
    return _value(rows, key.kind, key.argument)


def _value(rows: Any, kind: str, argument: str) -> Any:
    if kind == "calendar":
        return rows.date if argument == "day" else _bucket(rows, argument)
    if kind == "clock":
        return rows.date.cast("string") + "T" + rows.hour.cast("string").lpad(2, "0") + ":00"
    if kind == "breakdown":
        member = rf"(?:^|\|){re.escape(argument)}=([^|]*)"
        return rows.breakdown_key.re_extract(member, 1).nullif("")
    if kind == "first_known":
        best, other = argument.split(",")
        return rows[best].coalesce(rows[other])
    if kind == "maturity":
        return (rows.date <= rows[argument]).ifelse("mature", "provisional")
    return _cohort(rows, kind, argument)


def _cohort(rows: Any, kind: str, column: str) -> Any:
    if kind in {"column", "first_day"}:
        return rows[column]
    if kind.startswith("first_"):
        return rows[column].truncate(_UNITS[kind.removeprefix("first_")])
    days = rows.date.delta(rows[column], unit="day")
    return days if kind == "age" else (days / 7).floor().cast("int64")


def _bucket(rows: Any, unit: str) -> Any:
    if unit == "weekday":
        return rows.date.day_of_week.index().cast("int64")
    return rows.date.truncate(_UNITS[unit]).cast("date")


def _total(plan: Plan, rows: Any, each: Sum) -> dict[str, Any]:
    which = _which(rows, each)
    column = rows[each.column]
    if each.single:
        value = column.max(where=which) if which is not None else column.max()
        return {each.name: value, f"{each.name}~rows": column.count(where=which)}
    if plan.fx and each.money:
        unrated = rows.rate_high.isnull() & column.notnull()
        unrated = unrated if which is None else unrated & which
        return {
            each.name: _converted(column, rows.rate_high).sum(where=which),
            f"{each.name}~low": _converted(column, rows.rate_low).sum(where=which),
            f"{each.name}~unrated": unrated.cast("int64").sum(),
        }
    return {each.name: column.sum(where=which)}


def _converted(column: Any, rate: Any) -> Any:
    return (column.cast(_AMOUNT) * rate.cast(_RATE)).cast("decimal(38,18)")


def _which(rows: Any, each: Sum) -> Any:
    conditions = []
    if each.connectors:
        listed = [name for name in each.connectors if name != "!"]
        chosen = rows.connector.isin(listed)
        conditions.append(~chosen if each.connectors[0] == "!" else chosen)
    if each.booked:
        conditions.append(rows.event_type.isin(list(each.booked)))
    if each.events and "*" not in each.events:
        conditions.append(rows.event_type.isin(list(each.events)))
    if each.mapped == "primary":
        conditions.append(rows.client_primary == 1)
    elif each.mapped:
        conditions.append(rows.client_event == each.mapped)
    if each.days:
        conditions.append(rows.date >= each.days.start)
        conditions.append(rows.date <= each.days.last)
    return reduce(lambda left, right: left & right, conditions) if conditions else None


def _together(plan: Plan, sides: list[Any]) -> Any:
    import ibis

    names = [key.name for key in plan.keys]
    columns = outputs(plan)
    shaped = []
    for side in sides:
        values = {
            name: (side[name] if name in side.columns else ibis.null()).cast(kind)
            for name, kind in columns
        }
        shaped.append(side.select(*(side[name] for name in names), **values))
    both = ibis.union(*shaped, distinct=False)
    totals = {name: both[name].sum() for name, _ in columns}
    return both.group_by(*names).aggregate(**totals) if names else both.aggregate(**totals)


def _ranked(plan: Plan, groups: Any) -> Any:
    import ibis

    assert plan.rank is not None  # noqa: S101 - the caller asks only where there is one
    value = _double(plan, groups, plan.rank.formula)
    order = (
        ibis.desc(value, nulls_first=False)
        if plan.rank.descending
        else ibis.asc(value, nulls_first=False)
    )
    return groups.order_by(order).limit(plan.rank.limit)


def _double(plan: Plan, groups: Any, formula: Formula) -> Any:
    import ibis

    if isinstance(formula, Number):
        return ibis.literal(float(formula.value))
    if isinstance(formula, Atom):
        parts = [_double_part(groups, name) for name in dict(plan.parts)[formula.column]]
        return reduce(_known, parts)
    left, right = _double(plan, groups, formula.left), _double(plan, groups, formula.right)
    if formula.sign == "/":
        return left / right.nullif(0)
    if formula.sign == "*":
        return left * right
    return left + right if formula.sign == "+" else left - right


def _double_part(groups: Any, name: str) -> Any:
    value = groups[name].cast("float64")
    low = f"{name}~low"
    return value + groups[low].cast("float64") * 1e-9 if low in groups.columns else value


def _known(left: Any, right: Any) -> Any:
    import ibis

    zero = ibis.literal(0.0)
    both = left.fill_null(zero) + right.fill_null(zero)
    return (left.isnull() & right.isnull()).ifelse(ibis.null("float64"), both)


def _condition(plan: Plan, rows: Any, condition: Condition) -> Any:
    if isinstance(condition, Test):
        return _test(plan, rows, condition)
    if isinstance(condition, Not):
        # Two-valued: what is unknown does not hold, so its opposite does.
        return ~_condition(plan, rows, condition.inner).fill_null(False)  # noqa: FBT003
    parts = [_condition(plan, rows, inner) for inner in condition.inner]
    if isinstance(condition, All):
        return reduce(lambda left, right: left & right, parts)
    return reduce(lambda left, right: left | right, parts)


def _test(plan: Plan, rows: Any, test: Test) -> Any:
    matched = dict(plan.matched)
    if repr(test) in matched:
        partner = rows[matched[repr(test)]]
        return partner.isnull() if test.sign == "null" else partner.notnull()
    kind, argument = dict(plan.filters)[test.name]
    value = _value(rows, kind, argument)
    if test.sign == "null":
        return value.isnull()
    if test.sign == "~":
        return value.cast("string").lower().re_search(_pattern(test.values[0]))
    wanted = [_wanted(kind, argument, text, value) for text in test.values]
    if test.sign == "in":
        return value.isin(wanted)
    signs = {
        "=": value.__eq__, "<": value.__lt__, "<=": value.__le__,
        ">": value.__gt__, ">=": value.__ge__,
    }  # fmt: skip
    return signs[test.sign](wanted[0])


def _wanted(kind: str, argument: str, text: str, value: Any) -> Any:
    import ibis

    if kind == "calendar":
        if argument == "weekday":
            return WEEKDAYS.index(text[:3].capitalize())
        return ibis.literal(read_bucket(argument, text))
    if value.type().is_date():
        return ibis.literal(read_bucket("day", text))
    return int(text) if value.type().is_integer() else text


def _pattern(glob: str) -> str:
    pieces = [{"*": ".*", "?": "."}.get(sign) or re.escape(sign) for sign in glob.lower()]
    return f"(?s)^{''.join(pieces)}$"
