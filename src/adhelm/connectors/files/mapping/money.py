"""Which currency the amounts of a file are in: a column, a header, a sign, or a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from adhelm.connectors.contract import Hints, Question
from adhelm.connectors.files.client.table import RAW, literal
from adhelm.connectors.files.mapping.lexicon import Lexicon
from adhelm.connectors.files.mapping.numbers import Marks
from adhelm.connectors.files.mapping.plan import DROPPED
from adhelm.connectors.files.mapping.recognise import Table
from adhelm.core.ads import CURRENCIES, currency
from adhelm.core.errors import Invalid

if TYPE_CHECKING:
    import duckdb

_FEW = 50
_SIGN = r"[^\d\s.,()+\-−%eE'\x{2019}]+"


class MixedCurrencies(Invalid):
    """The amounts of one account are in several currencies."""

    code = "file.mixed_currencies"


class OtherCurrency(Invalid):
    """The file says another currency than the one that was said."""

    code = "currency.contradicted"


@dataclass(frozen=True, slots=True)
class Currency:
    """The SQL of a row's currency, or what must be asked first."""

    sql: str
    question: Question | None = None


def read_currency(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    lexicon: Lexicon,
    hints: Hints,
    *,
    file: str,
    account: str,
    marks: Marks,
) -> Currency:
    """
    Return the currency of a file's amounts.

    :raises MixedCurrencies: if one account has several.
    :raises OtherCurrency: if a hint contradicts the file.
    """
    said = currency(hints.currency) if hints.currency else ""
    signs = _signs(connection, table, lexicon, marks)
    if column := table.column("currency"):
        codes = _codes(connection, table, account, file)
        if codes:
            _refuse_other(codes, signs, said, file)
            return Currency(f"upper(trim({column}))" if len(codes) > 1 else literal(codes.pop()))
    found = {code for bound in table.money if (code := bound.currency)} | (signs - {""})
    if len(found) > 1:
        raise _mixed(file, found)
    if found and said and found != {said}:
        raise OtherCurrency(f"{file} is in {found.pop()}, not {said}", hint="leave --currency out")
    if found or said:
        return Currency(literal(found.pop() if found else said))
    if not table.money:
        return Currency("NULL::VARCHAR")
    return Currency("''", Question("currency", "in which currency are its amounts?", "--currency"))


def _codes(
    connection: duckdb.DuckDBPyConnection, table: Table, account: str, file: str
) -> set[str]:
    column = table.column("currency") or ""
    texts = [text for name in ("account_id", "account_name") if (text := table.column(name))]
    rows = connection.execute(
        f"SELECT DISTINCT {account}, upper(trim({column})) FROM"
        f" (SELECT DISTINCT {', '.join(dict.fromkeys([column, *texts]))} FROM {RAW}"
        f" WHERE {column} IS NOT NULL AND rowid NOT IN (SELECT rid FROM {DROPPED})) LIMIT 1000"
    ).fetchall()
    codes = {code for _, code in rows if code in CURRENCIES}
    per_account: dict[str, set[str]] = {}
    for name, code in rows:
        per_account.setdefault(name, set()).add(code)
    for several in per_account.values():
        if len(several) > 1:
            raise _mixed(file, several)
    return codes


def _signs(
    connection: duckdb.DuckDBPyConnection, table: Table, lexicon: Lexicon, marks: Marks
) -> set[str]:
    """Return the codes of the signs beside amounts; '' for a sign of several currencies."""
    codes: set[str] = set()
    for bound in table.money:
        column = f"c{bound.index}"
        if marks.shapes[column].is_simple:
            continue
        rows = connection.execute(
            f"SELECT DISTINCT regexp_extract({column}, {literal(_SIGN)}) FROM {RAW}"
            f" WHERE try_cast({column} AS DOUBLE) IS NULL AND {column} IS NOT NULL LIMIT {_FEW}"
        ).fetchall()
        codes |= {
            lexicon.symbols.get(sign, sign)
            for (sign,) in rows
            if sign in lexicon.symbols or sign in CURRENCIES
        }
    return codes


def _refuse_other(codes: set[str], signs: set[str], said: str, file: str) -> None:
    if said and codes != {said}:
        raise OtherCurrency(
            f"{file} is in {', '.join(sorted(codes))}, not {said}", hint="leave --currency out"
        )
    if len(codes) == 1 and (signs - {""}) - codes:
        raise _mixed(file, codes | (signs - {""}))


def _mixed(file: str, codes: set[str]) -> MixedCurrencies:
    return MixedCurrencies(
        f"{file} mixes {', '.join(sorted(codes))} in one account",
        hint="export one currency at a time, or add an account column",
    )
