"""Numbers as exports write them: which mark is the decimal one, and the SQL that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Question
from adhelm.connectors.files.client.table import RAW, literal
from adhelm.core.errors import Invalid

if TYPE_CHECKING:
    import duckdb

_NUMBER = "DECIMAL(38,9)"
SAMPLE = 5_000
# Signs, codes and blanks that may stand beside an amount; what is left must be a number.
_AROUND = (
    r"(US\$|R\$|CA\$|A\$|C\$|HK\$|NT\$|[$€£¥￥₹₩₺₴₫₪฿円%\x{ff05}]|zł|Kč|[A-Z]{3}|"
    "[\\s\u00a0\u202f\u2009'\u2019])"
)
_EDGE = r"^[(]?[-−]?"
_NOT_GIVEN = r"(?i)^\s*(n/?a|null|[<>].*)\s*$"


class MixedMarks(Invalid):
    """One column writes its decimals with points and with commas."""

    code = "number.mixed_marks"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the texts of one number column look like, over the whole column."""

    present: int
    plain: int
    commas: int
    points: int
    exponents: int
    simple: int
    """Texts of nothing but digits, marks and a minus."""
    says_comma: int = 0
    says_point: int = 0
    unclear: int = 0

    @property
    def is_plain(self) -> bool:
        """Say whether a cast reads every text as it stands."""
        return self.present == self.plain

    @property
    def is_simple(self) -> bool:
        """Say whether no text holds a currency sign, a blank or a bracket."""
        return self.present == self.simple


@dataclass(frozen=True, slots=True)
class Marks:
    """The decimal mark of each number column, and what remains open."""

    by_column: Mapping[str, str]
    shapes: Mapping[str, Shape]
    question: Question | None = None
    whole: bool = True
    """Whether every row was looked at, not the first ones alone."""

    @property
    def summary(self) -> str:
        """Return the one mark of the file; '' if no column tells."""
        told = {
            mark
            for column, mark in self.by_column.items()
            if self.shapes[column].commas or self.shapes[column].points
        }
        return told.pop() if len(told) == 1 else "" if not told else "mixed"


def read_marks(
    connection: duckdb.DuckDBPyConnection,
    columns: Mapping[str, bool],
    *,
    wanted: str = "",
    certain: bool = False,
    whole: bool = True,
) -> Marks:
    """
    Decide the decimal mark of number columns.

    `columns` says of each staging column whether it counts whole things. With `certain` the
    texts were written by a program that uses points. Unless `whole`, columns whose first rows
    settle the matter are not read further: a text that fits no more shows when it is cast.

    :raises MixedMarks: if a column uses both.
    """
    shapes = _shapes(connection, list(columns), whole=whole)
    if certain:
        return Marks(dict.fromkeys(columns, "."), shapes, whole=whole)
    told = _told_columns(shapes, columns)
    if not whole and (rest := _unsettled(connection, shapes, told)):
        shapes = {**shapes, **_shapes(connection, rest, whole=True)}
        told = _told_columns(shapes, columns)
    open_ = [column for column in columns if column not in told and shapes[column].unclear]
    others = set(told.values())
    fallback = wanted or (others.pop() if len(others) == 1 else "")
    marks = {column: told.get(column, fallback or ".") for column in columns}
    question = _question(connection, open_[0]) if open_ and not fallback else None
    return Marks(marks, shapes, question, whole)


def number_sql(column: str, mark: str, shape: Shape, *, scale: str = "") -> str:
    """Return the SQL that reads a text as an exact number; NULL where it is none."""
    cast = _cast(column, mark, shape, _NUMBER)
    if shape.exponents:
        text = column if shape.is_plain else _cleaned(column, mark)
        cast = f"CASE WHEN abs(try_cast({text} AS DOUBLE)) < 1e-9 THEN 0::{_NUMBER} ELSE {cast} END"
    return f"({cast} * {scale})::{_NUMBER}" if scale else cast


def count_sql(column: str, mark: str, shape: Shape) -> str:
    """Return the SQL that reads a text as a whole number; NULL where it is none."""
    fractions = shape.points if mark == "." else shape.commas
    if shape.is_simple and not fractions and not shape.exponents:
        return _cast(column, mark, shape, "BIGINT")
    number = number_sql(column, mark, shape)
    return f"CASE WHEN {number} = trunc({number}) THEN try_cast({number} AS BIGINT) END"


def _cast(column: str, mark: str, shape: Shape, kind: str) -> str:
    """Return the cheapest cast that fits a column's shape."""
    if shape.is_plain and mark == ".":
        return f"try_cast({column} AS {kind})"
    if not shape.is_simple:
        return f"try_cast({_cleaned(column, mark)} AS {kind})"
    point = f"replace({column}, ',', '.')" if mark == "," else column
    thousands = "," if mark == "." else "."
    return (
        f"CASE WHEN contains({column}, '{thousands}')"
        f" THEN try_cast({_ungrouped(column, mark)} AS {kind})"
        f" ELSE try_cast({point} AS {kind}) END"
    )


def given_sql(column: str, shape: Shape) -> str:
    """Return the SQL that says whether a text claims to be a number at all."""
    if shape.is_plain:
        return f"{column} IS NOT NULL"
    return f"({column} IS NOT NULL AND NOT regexp_matches({column}, {literal(_NOT_GIVEN)}))"


def _shapes(
    connection: duckdb.DuckDBPyConnection, columns: list[str], *, whole: bool
) -> dict[str, Shape]:
    if not columns:
        return {}
    parts = ", ".join(_shape_sql(column) for column in columns)
    source = RAW if whole else f"(SELECT * FROM {RAW} LIMIT {SAMPLE})"
    row = connection.execute(f"SELECT {parts} FROM {source}").fetchone() or ()
    width = len(row) // len(columns)
    return {column: Shape(*row[at * width : (at + 1) * width]) for at, column in enumerate(columns)}


def _shape_sql(column: str) -> str:
    return (
        f"count({column}), count(try_cast({column} AS {_NUMBER})),"
        f" count_if(contains({column}, ',')), count_if(contains({column}, '.')),"
        f" count_if(contains({column}, 'e') OR contains({column}, 'E')),"
        f" count_if(regexp_full_match({column}, '-?[\\d.,]+')), {_evidence_sql(column)}"
    )


def _told_columns(shapes: Mapping[str, Shape], columns: Mapping[str, bool]) -> dict[str, str]:
    return {
        column: mark
        for column, shape in shapes.items()
        if (mark := _told(shape, column, counts=columns[column]))
    }


def _unsettled(
    connection: duckdb.DuckDBPyConnection, shapes: Mapping[str, Shape], told: Mapping[str, str]
) -> list[str]:
    """Return the columns that have marks further down, or none that tell anything so far."""
    bare = [c for c in shapes if c not in told and not shapes[c].unclear]
    unclear = [c for c in shapes if c not in told and shapes[c].unclear]
    if not bare:
        return unclear
    parts = ", ".join(f"count_if(contains({c}, '.'))" for c in bare)
    row = connection.execute(f"SELECT {parts} FROM {RAW}").fetchone() or ()
    return unclear + [c for c, points in zip(bare, row, strict=True) if points]


def _evidence_sql(column: str) -> str:
    """Count what proves a decimal comma, what proves a point, and what proves neither."""
    bare = f"regexp_replace({column}, {literal(_AROUND)}, '', 'g')"
    comma = (
        rf"({_EDGE}[\d.]*,(\d{{1,2}}|\d{{4,}})[)]?$|\.\d{{3}},|^[(]?-?0,"
        rf"|\.\d{{3}}\.|\d{{4}},\d)"
    )
    point = (
        rf"({_EDGE}[\d,]*\.(\d{{1,2}}|\d{{4,}})[)]?([eE].*)?$|,\d{{2,3}}\.|^[(]?-?0?\."
        rf"|,\d{{2,3}},|\d{{4}}\.\d|[eE])"
    )
    unclear = rf"{_EDGE}[1-9]\d{{0,2}}[.,]\d{{3}}[)]?$"
    has = f"(contains({column}, ',') OR contains({column}, '.'))"
    return ", ".join(
        f"count_if({has} AND regexp_matches({bare}, {literal(pattern)}))"
        for pattern in (comma, point, unclear)
    )


def _told(shape: Shape, column: str, *, counts: bool) -> str:
    """Return the decimal mark that a column proves; '' if it proves none."""
    if shape.says_comma and shape.says_point and not counts:
        raise MixedMarks(
            f"column {column} uses both 1.234,56 and 1,234.56",
            hint="export it again with one number format",
        )
    if shape.says_comma or shape.says_point:
        return "," if shape.says_comma >= shape.says_point else "."
    if counts and shape.unclear:
        # Nothing is shown 1.234 times: in a count the mark can only part thousands.
        return "." if shape.commas else ","
    return ""


def _question(connection: duckdb.DuckDBPyConnection, column: str) -> Question:
    row = connection.execute(
        f"SELECT {column} FROM {RAW} WHERE regexp_matches({column}, '[.,]') LIMIT 1"
    ).fetchone()
    text = row[0] if row else ""
    return Question(
        "decimal_mark",
        f"is '{text}' a thousand or a fraction?",
        "--decimal-mark",
        (".", ","),
    )


def _cleaned(column: str, mark: str) -> str:
    """Strip signs, blanks and thousands marks, but only where what is left is well formed."""
    bare = f"replace(regexp_replace({column}, {literal(_AROUND)}, '', 'g'), '−', '-')"
    bare = f"regexp_replace({bare}, '^\\((.*)\\)$', '-\\1')"
    return _ungrouped(bare, mark)


def _ungrouped(text: str, mark: str) -> str:
    """Return the SQL of a number without its thousands marks, NULL where they stand wrong."""
    thousands = "," if mark == "." else "."
    t, d = (rf"\{sign}" if sign == "." else sign for sign in (thousands, mark))
    form = rf"^[+-]?(\d+|\d{{1,3}}({t}\d{{2,3}})*{t}\d{{3}})?({d}\d*)?([eE][+-]?\d+)?$"
    plain = f"replace({text}, '{thousands}', '')"
    plain = plain if mark == "." else f"replace({plain}, ',', '.')"
    return f"CASE WHEN regexp_matches({text}, {literal(form)}) THEN {plain} END"
