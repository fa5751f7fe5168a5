"""The words of planning sheets in several languages: columns, months, and what cells say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TypeVar

from adhelm.observe.plans.types import BadPlan, Basis, Carry, Comparator, Unit

T = TypeVar("T")
_COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "month": "month|monat|mois|mes|mese|maand|月|month of budget|period",
        "first_day": "first day|from|start|start date|von|erster tag|du|desde|de|dal|van|開始日",
        "last_day": "last day|to|end|end date|bis|letzter tag|au|hasta|ate|al|tot|終了日",
        "platform": "platform|plattform|plateforme|plataforma|piattaforma|channel|kanal|媒体",
        "account": "account|konto|ad account|werbekonto|compte|cuenta|conta|アカウント",
        "group": "group|campaign group|gruppe|kampagnengruppe|groupe|grupo|gruppo|groep|グループ",
        "campaign": "campaign|campaign id|kampagne|campagne|campana|campanha|campagna|キャンペーン",
        "amount": "amount|budget|betrag|montant|importe|presupuesto|valor|orcamento|importo|bedrag"
        "|金額|予算",
        "currency": "currency|wahrung|devise|moneda|moeda|valuta|通貨",
        "basis": "basis|net/gross|net or gross|netto/brutto|net/brut|neto/bruto|liquido/bruto"
        "|netto/lordo",
        "carry": "carry|carry-over|carryover|ubertrag|report|arrastre|riporto|overdracht",
        "why": "why|note|reason|comment|grund|notiz|kommentar|raison|nota|motivo|reden|備考",
        "metric": "metric|kpi|kennzahl|metrik|metrique|metrica|指標",
        "comparator": "comparator|condition|vergleich|bedingung|condicion|condizione",
        "value": "value|target|ziel|zielwert|objectif|objetivo|meta|obiettivo|doel|目標",
        "unit": "unit|einheit|unite|unidad|unidade|unita|eenheid|単位",
    }
)
_MONTHS = (
    "january february march april may june july august september october november december",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
)
_BASES = {
    Basis.net: "net|netto|nett|neto|liquido|media",
    Basis.gross: "gross|brutto|brut|bruto|lordo",
}
_CARRIES = {
    Carry.none: "none|no|nein|keiner|non|nao|nee",
    Carry.unspent: "unspent|rest|yes|ja|oui|si|sim",
    Carry.both: "both|beides|les deux|ambos|entrambi|beide",
}
_COMPARATORS = {
    Comparator.at_least: "at_least|at least|>=|≥|min|minimum|mindestens",
    Comparator.at_most: "at_most|at most|<=|≤|max|maximum|hochstens",
}
_UNITS = {
    Unit.money: "money|currency|geld",
    Unit.number: "number|count|anzahl",
    Unit.ratio: "ratio|share|anteil",
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.]0?1)?")
_YEAR_LAST = re.compile(r"(?:0?1[./])?(\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(r"([^\d\s.,]+)\.?[\s-]+(\d{4})")
_JAPANESE = re.compile(r"(\d{4})年(\d{1,2})月")
_LAST_MONTH = 12
_SHORTEST_NAME = 3


def column_of(header: str) -> str:
    """Return the column that a header means; '' if none of ours."""
    return _COLUMN_OF.get(plain(header), "")


def plain(text: str) -> str:
    """Return a word in small letters, without accents, underscores and double spaces."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("_", " "))
    return " ".join("".join(sign for sign in folded if not unicodedata.combining(sign)).split())


def month_of(text: str) -> date:
    """
    Return the first day of a month as people write it: 2026-03, 03/2026, March 2026, März 2026.

    :raises BadPlan: if it is no month.
    """
    said = text.strip()
    for pattern, year_at, month_at in ((_YEAR_FIRST, 1, 2), (_YEAR_LAST, 2, 1), (_JAPANESE, 1, 2)):
        if (found := pattern.fullmatch(said)) and 1 <= int(found[month_at]) <= _LAST_MONTH:
            return _first(found[year_at], int(found[month_at]), said)
    if (found := _NAMED.fullmatch(plain(said))) and (number := _numbered(found[1])):
        return _first(found[2], number, said)
    raise _no_month(said)


def amount_of(text: str) -> Decimal:
    """
    Return an amount as spreadsheets write it: 5000, 5000.00, 5.000,00, 5,000.00, 5 000.

    :raises BadPlan: if it is no amount, or could be two: 5.000.
    """
    said = re.sub(r"(?<=\d)[\s\u00a0\u202f'\u2019](?=\d{3}(?:\D|$))", "", text.strip())
    if not re.fullmatch(r"\d{1,15}(?:[.,]\d+)*", said):
        raise BadPlan(f"'{text[:40]}' is no amount", hint="such as 5000.00")
    parts = re.split(r"[.,]", said)
    points = re.findall(r"[.,]", said)
    if not points:
        return Decimal(said)
    if len(points) == 1:
        if len(parts[1]) == _GROUP and 1 <= len(parts[0]) <= _GROUP and parts[0] != "0":
            raise BadPlan(
                f"'{text[:40]}' may be {parts[0]}{parts[1]} or {parts[0]}.{parts[1]}",
                hint=f"write {parts[0]}{parts[1]}.00",
            )
        return Decimal(".".join(parts))
    return _grouped(text, parts, points)


def basis_of(text: str) -> Basis:
    """
    Return what a budget pays for; nothing said is net.

    :raises BadPlan: if it says something else.
    """
    return _said(text, _BASES, Basis.net, "'net' or 'gross'")


def carry_of(text: str) -> Carry:
    """
    Return what a month hands on; nothing said is nothing.

    :raises BadPlan: if it says something else.
    """
    return _said(text, _CARRIES, Carry.none, "'none', 'unspent' or 'both'")


def comparator_of(text: str) -> Comparator:
    """
    Return on which side a target is met; nothing said is at least.

    :raises BadPlan: if it says something else.
    """
    return _said(text, _COMPARATORS, Comparator.at_least, "'at_least' or 'at_most'")


def unit_of(text: str, *, currency: str) -> Unit:
    """
    Return what a target counts; nothing said is money where there is a currency.

    :raises BadPlan: if it says something else.
    """
    usual = Unit.money if currency else Unit.number
    return _said(text, _UNITS, usual, "'money', 'number' or 'ratio'")


_GROUP = 3
_COLUMN_OF = {plain(word): name for name, words in _COLUMNS.items() for word in words.split("|")}


def _said(text: str, words: Mapping[T, str], usual: T, right: str) -> T:
    said = plain(text)
    if not said:
        return usual
    for meant, known in words.items():
        if said in {plain(word) for word in known.split("|")}:
            return meant
    raise BadPlan(f"'{text[:40]}' is unknown here", hint=right)


def _grouped(text: str, parts: list[str], points: list[str]) -> Decimal:
    decimal = points[-1] if len(set(points)) > 1 else ""
    groups = parts[1:-1] if decimal else parts[1:]
    if points[:-1] != [points[0]] * (len(points) - 1) or any(len(g) != _GROUP for g in groups):
        raise BadPlan(f"'{text[:40]}' is no amount", hint="such as 5000.00")
    whole = "".join(parts[:-1] if decimal else parts)
    return Decimal(f"{whole}.{parts[-1]}" if decimal else whole)


def _numbered(name: str) -> int:
    if len(name) < _SHORTEST_NAME:
        return 0
    fitting = {
        number
        for language in _MONTHS
        for number, known in enumerate(language.split(), start=1)
        if known.startswith(name)
    }
    # The French "jui" may be two months.
    return fitting.pop() if len(fitting) == 1 else 0


def _first(year: str, month: int, said: str) -> date:
    try:
        return date(int(year), month, 1)
    except ValueError:
        raise _no_month(said) from None


def _no_month(said: str) -> BadPlan:
    return BadPlan(f"'{said[:40]}' is no month", hint="such as 2026-03")
