"""Numbers as exports write them: which mark is the decimal one, and the SQL that reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Question
from adhelm.connectors.files.client.table import RAW, literal
from adhelm.core.errors import Invalid

if TYPE_CHECKING:
    import duckdb

_NUMBER = "DECIMAL(38,9)"
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
    says_comma: int = 0
    says_point: int = 0
    unclear: int = 0

    @property
    def is_plain(self) -> bool:
        """Say whether a cast reads every text as it stands."""
        return self.present == self.plain


@dataclass(frozen=True, slots=True)
class Marks:
    """The decimal mark of each number column, and what remains open."""

    by_column: Mapping[str, str]
    shapes: Mapping[str, Shape]
    question: Question | None = None

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
) -> Marks:
    """
    Decide the decimal mark of number columns over all their rows.

    `columns` says of each staging column whether it counts whole things. With `certain` the
    texts were written by a program that uses points.

    :raises MixedMarks: if a column uses both.
    """
    shapes = _shapes(connection, list(columns))
    if certain:
        return Marks(dict.fromkeys(columns, "."), shapes)
    shapes = _with_evidence(connection, shapes)
    told = {
        column: mark
        for column, shape in shapes.items()
        if (mark := _told(shape, column, counts=columns[column]))
    }
    open_ = [column for column in columns if column not in told and shapes[column].unclear]
    others = set(told.values())
    fallback = wanted or (others.pop() if len(others) == 1 else "")
    marks = {column: told.get(column, fallback or ".") for column in columns}
    if open_ and not fallback:
        return Marks(marks, shapes, _question(connection, open_[0]))
    return Marks(marks, shapes)


def number_sql(column: str, mark: str, shape: Shape, *, scale: str = "") -> str:
    """Return the SQL that reads a text as an exact number; NULL where it is none."""
    text = column if shape.is_plain and mark == "." else _cleaned(column, mark)
    cast = f"try_cast({text} AS {_NUMBER})"
    if shape.exponents:
        cast = f"CASE WHEN abs(try_cast({text} AS DOUBLE)) < 1e-9 THEN 0::{_NUMBER} ELSE {cast} END"
    return f"({cast} * {scale})::{_NUMBER}" if scale else cast


def count_sql(column: str, mark: str, shape: Shape) -> str:
    """Return the SQL that reads a text as a whole number; NULL where it is none."""
    if shape.is_plain and not shape.points and not shape.exponents:
        return f"try_cast({column} AS BIGINT)"
    number = number_sql(column, mark, shape)
    return f"CASE WHEN {number} = trunc({number}) THEN try_cast({number} AS BIGINT) END"


def given_sql(column: str, shape: Shape) -> str:
    """Return the SQL that says whether a text claims to be a number at all."""
    if shape.is_plain:
        return f"{column} IS NOT NULL"
    return f"({column} IS NOT NULL AND NOT regexp_matches({column}, {literal(_NOT_GIVEN)}))"


def _shapes(connection: duckdb.DuckDBPyConnection, columns: list[str]) -> dict[str, Shape]:
    if not columns:
        return {}
    parts = ", ".join(
        f"count({c}), count(try_cast({c} AS {_NUMBER})), count_if(contains({c}, ',')), "
        f"count_if(contains({c}, '.')), count_if(contains({c}, 'e') OR contains({c}, 'E'))"
        for c in columns
    )
    row = connection.execute(f"SELECT {parts} FROM {RAW}").fetchone() or ()
    return {c: Shape(*row[at * 5 : at * 5 + 5]) for at, c in enumerate(columns)}


def _with_evidence(
    connection: duckdb.DuckDBPyConnection, shapes: Mapping[str, Shape]
) -> dict[str, Shape]:
    marked = [c for c, shape in shapes.items() if shape.commas or shape.points]
    if not marked:
        return dict(shapes)
    parts = ", ".join(_evidence_sql(c) for c in marked)
    row = connection.execute(f"SELECT {parts} FROM {RAW}").fetchone() or ()
    told = {
        c: replace(
            shapes[c], says_comma=row[at * 3], says_point=row[at * 3 + 1], unclear=row[at * 3 + 2]
        )
        for at, c in enumerate(marked)
    }
    return {**shapes, **told}


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
    """Strip signs and thousands marks, but only where what is left is well formed."""
    thousands = "," if mark == "." else "."
    t, d = (rf"\{sign}" if sign == "." else sign for sign in (thousands, mark))
    bare = f"replace(regexp_replace({column}, {literal(_AROUND)}, '', 'g'), '−', '-')"
    bare = f"regexp_replace({bare}, '^\\((.*)\\)$', '-\\1')"
    form = rf"^[+-]?(\d+|\d{{1,3}}({t}\d{{2,3}})*{t}\d{{3}})?({d}\d*)?([eE][+-]?\d+)?$"
    plain = f"replace({bare}, '{thousands}', '')"
    plain = plain if mark == "." else f"replace({plain}, ',', '.')"
    return f"CASE WHEN regexp_matches({bare}, {literal(form)}) THEN {plain} END"
