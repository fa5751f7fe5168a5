"""How each table meets new rows: what identifies a unit that is replaced, and what is compared.

A unit is an entity-day with one breakdown (or entity-period, or entity). Rows of a unit come and
go together: a corrected file that no longer has an action loses that action.
"""

from __future__ import annotations

from dataclasses import dataclass

from adhelm.core.tables import TABLES, Table
from adhelm.observe.warehouse.logic import sql


@dataclass(frozen=True, slots=True)
class Shape:
    """The way one table is merged. `days` is empty where rows have no time."""

    table: Table
    days: tuple[str, ...]
    leads: str = ""
    """For conversions: the facts whose units take the old conversions with them."""
    logged: bool = True
    """Whether differences go to `restatements`."""
    by_source: bool = True
    """Whether another source's rows of the same unit stay."""

    @property
    def name(self) -> str:
        """Return the table's name."""
        return self.table.name

    @property
    def has_hours(self) -> bool:
        """Say whether rows of hours stand beside rows of days."""
        return "hour" in self.table.names

    @property
    def key(self) -> tuple[str, ...]:
        """Return the columns two rows must share to be the same fact."""
        # The workspace is settled by the files that are read.
        return tuple(column for column in self.table.key if column != "workspace_id")

    @property
    def compared(self) -> tuple[str, ...]:
        """Return the columns whose difference makes a row changed."""
        return self.table.values

    def month(self, of: str) -> str:
        """Return the month that cuts the files of this table, as SQL; '' where none does."""
        return f"strftime({of}.{sql.name(self.days[0])}, '%Y-%m')" if self.days else "''"

    def breakdown(self, of: str) -> str:
        """Return the dimensions a row is split by, as SQL."""
        if self.name == "extras":
            return f"regexp_replace({of}.breakdown_key, '=[^|]*', '', 'g')"
        return f"{of}.breakdown"

    def unit(self, of: str) -> dict[str, str]:
        """Return the columns of a unit: name -> SQL."""
        if not self.days:
            return {column: f"{of}.{sql.name(column)}" for column in self.key}
        named = ("platform", "account_id", "level", "entity_id", *self.days)
        columns = {column: f"{of}.{sql.name(column)}" for column in named}
        # Pipes and commas part dimensions in keys and in splits; here only sameness matters.
        return {**columns, "split": f"replace({self.breakdown(of)}, '|', ',')"}

    def known_unit(self, of: str) -> dict[str, str]:
        """Return the columns of what had been reported: an hour is no news of its day."""
        hourly = {"hourly": f"({of}.hour IS NOT NULL)"} if self.has_hours else {}
        return {**self.unit(of), **hourly}


FACTS = Shape(TABLES["facts"], ("date",))
CONVERSIONS = Shape(TABLES["conversions"], ("date",), leads="facts")
PERIOD_FACTS = Shape(TABLES["period_facts"], ("period_start", "period_end"))
PERIOD_CONVERSIONS = Shape(
    TABLES["period_conversions"], ("period_start", "period_end"), leads="period_facts"
)
EXTRAS = Shape(TABLES["extras"], ("day",), logged=False)
ENTITIES = Shape(TABLES["entities"], (), logged=False, by_source=False)
CHANGES = Shape(TABLES["changes"], (), logged=False, by_source=False)
RECOMMENDATIONS = Shape(TABLES["recommendations"], (), logged=False, by_source=False)
OWN_EVENTS = Shape(TABLES["own_events"], (), logged=False, by_source=False)
SHAPES = {
    shape.name: shape
    for shape in (
        FACTS, CONVERSIONS, PERIOD_FACTS, PERIOD_CONVERSIONS, EXTRAS, ENTITIES, CHANGES,
        RECOMMENDATIONS, OWN_EVENTS,
    )
}  # fmt: skip
ADDITIVE = frozenset(
    "impressions clicks link_clicks spend platform_conversions platform_conversion_value "
    "video_views engagements count value".split()
)
"""Measures that are summed where a batch holds a key twice."""
ONLY_IF_EQUAL = frozenset({"reach", "frequency"})
MEASURES = ADDITIVE | ONLY_IF_EQUAL


def new_rows(shape: Shape, *, stamps: dict[str, object], source: str) -> str:
    """Return the query of a batch's rows with all columns of the published table."""
    computed = {"month": shape.month("s") if shape.days else "NULL"}
    staged = {column.name for column in shape.table.staged}
    columns = ", ".join(
        f"s.{sql.name(name)}" if name in staged else f"{_stamp(name, stamps, computed)} AS {name}"
        for name in shape.table.names
    )
    return f"SELECT {columns} FROM {source} s"


def _stamp(name: str, stamps: dict[str, object], computed: dict[str, str]) -> str:
    return computed[name] if name in computed else sql.text(stamps[name])


def without_repeats(shape: Shape) -> str:
    """Return the query that sums a batch's rows of equal keys into one."""
    key = tuple(column for column in shape.key if column != "source_id")
    rest = [column.name for column in shape.table.staged if column.name not in key]
    summed = ", ".join(f"{_merged(column, shape)} AS {sql.name(column)}" for column in rest)
    return f"SELECT {sql.names(key)}, {summed} FROM {shape.name} GROUP BY {sql.names(key)}"


def _merged(column: str, shape: Shape) -> str:
    quoted = sql.name(column)
    if column in ADDITIVE:
        kind = next(known.type for known in shape.table.columns if known.name == column)
        return f"CAST(sum({quoted}) AS {kind})"
    if column in ONLY_IF_EQUAL:
        same = f"count(DISTINCT {quoted}) = 1 AND count({quoted}) = count(*)"
        return f"CASE WHEN {same} THEN min({quoted}) END"
    return f"min({quoted})"


def superseded(shape: Shape, *, source_id: str, window: bool) -> str:
    """Return when an old row `o` gives way to a row `g` of what the batch replaces, as SQL."""
    mine = [f"o.source_id = {sql.text(source_id)}"] if shape.by_source else []
    if not window or not shape.days:
        pairs = [f"{expression} = g.{sql.name(column)}" for column, expression in _units(shape)]
        return " AND ".join([*mine, *pairs])
    same = [f"o.{column} = g.{column}" for column in ("connector", "account_id", "level")]
    split = f"replace({shape.breakdown('o')}, '|', ',') = g.split"
    return " AND ".join([*mine, *same, split, within(shape)])


def within(shape: Shape) -> str:
    """Return when an old row `o` lies in the days, or the hours, of a window `g`, as SQL."""
    if len(shape.days) == 1:
        days = f"o.{shape.days[0]} >= g.first AND o.{shape.days[0]} <= g.last"
        # A fetch of days says nothing of the hours beside them, nor the other way round.
        return f"{days} AND (o.hour IS NOT NULL) = g.hourly" if shape.has_hours else days
    return f"o.{shape.days[0]} = g.first AND o.{shape.days[1]} = g.last"


def differences(shape: Shape, *, new: str) -> str:
    """Return the query of the rows that give way and whose successors differ, or are none."""
    return (
        f"SELECT {_told(shape, whose='o', before='o', after='n')}, TRUE AS was, "
        f"n.here IS NOT NULL AS stays FROM hit_{shape.name} o "
        f"LEFT JOIN (SELECT *, TRUE AS here FROM {new}) n ON {sql.same(shape.key, 'o', 'n')} "
        f"WHERE n.here IS NULL OR {sql.differ(_values(shape), 'o', 'n')}"
    )


def late_rows(shape: Shape, *, new: str, known: str) -> str:
    """Return the query of new rows in units that had been reported without them."""
    return (
        f"SELECT {_told(shape, whose='n', before='NULL', after='n')}, FALSE AS was, TRUE AS stays "
        f"FROM {new} n ANTI JOIN hit_{shape.name} o ON {sql.same(shape.key, 'n', 'o')} "
        f"SEMI JOIN {known} k ON {_same_unit(shape)}"
    )


def _told(shape: Shape, *, whose: str, before: str, after: str) -> str:
    key = sql.names((*shape.key, *(("connector",) if "connector" not in shape.key else ())),
                    of=whose)  # fmt: skip
    values = _values(shape)
    old = (f"{_of(before, column)} AS {sql.name('old_' + column)}" for column in values)
    new = (f"{_of(after, column)} AS {sql.name('new_' + column)}" for column in values)
    return ", ".join([key, *old, *new])


def _of(row: str, column: str) -> str:
    return row if row == "NULL" else f"{row}.{sql.name(column)}"


def _values(shape: Shape) -> list[str]:
    return [c for c in shape.compared if c != "connector" and c not in shape.key]


def restatements(shape: Shape, *, stamps: dict[str, object]) -> str:
    """Return the query that turns differences of a table into rows of `restatements`."""
    values = [c for c in shape.compared if c not in {"connector", "breakdown"}]
    whose = (
        "connector, platform, account_id, level, entity_id, "
        f"{shape.days[0]} AS date, {'hour' if 'hour' in shape.key else 'NULL'} AS hour, "
        f"breakdown_key, {_fact(shape)} AS fact"
    )
    stamped = ", ".join(f"{sql.text(value)} AS {name}" for name, value in stamps.items())
    fields = ", ".join(f"{sql.name(v)}: CAST({sql.name('old_' + v)} AS VARCHAR)" for v in values)
    gone = f"CAST(to_json({{{fields}}}) AS VARCHAR)"
    told = [*map(_restated, values), _told_if("NOT stays", "*", gone, "NULL")]
    return (
        f"SELECT {stamped}, {whose}, one.field, one.old, one.new FROM ("
        f"SELECT *, unnest(list_filter([{', '.join(told)}], lambda x: x IS NOT NULL)) AS one "
        f"FROM diff_{shape.name})"
    )


def _restated(value: str) -> str:
    # Of a row that was not there, the account's own words are no news.
    said = "stays" if value in MEASURES else "stays AND was"
    old, new = sql.name(f"old_{value}"), sql.name(f"new_{value}")
    casts = (f"CAST({one} AS VARCHAR)" for one in (old, new))
    return _told_if(f"{said} AND {old} IS DISTINCT FROM {new}", value, *casts)


def _told_if(when: str, field: str, old: str, new: str) -> str:
    told = f"{{field: {sql.text(field)}, old: {old}, new: CAST({new} AS VARCHAR)}}"
    return f"CASE WHEN {when} THEN {told} END"


def _fact(shape: Shape) -> str:
    label = sql.text(shape.name)
    if shape.leads:
        window = "concat_ws(',', nullif(attribution_window, ''), nullif(basis, ''))"
        label = (
            f"{label} || ':' || event_type || '/' || conversion_name || "
            f"CASE WHEN {window} = '' THEN '' ELSE '@' || {window} END"
        )
    if len(shape.days) > 1:
        label = f"{label} || '..' || CAST(period_end AS VARCHAR)"
    return label


def _units(shape: Shape) -> list[tuple[str, str]]:
    return list(shape.unit("o").items())


def _same_unit(shape: Shape) -> str:
    columns = shape.known_unit("n").items()
    return " AND ".join(f"{value} = k.{sql.name(name)}" for name, value in columns)
