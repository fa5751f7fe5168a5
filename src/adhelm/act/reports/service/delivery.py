"""Delivery of campaigns for AdCP: by campaign and day, in one currency."""

from __future__ import annotations

from dataclasses import replace

from adhelm.act.reports.service.asking import Desk
from adhelm.act.reports.types import Asked, BadReport, Column, Document, Table
from adhelm.understand.metrics import Question, period

_BY = ("connector", "account_id", "campaign_id", "campaign_status", "date")
_METRICS = ("spend", "impressions", "clicks", "conversions", "conversion_value")
_USUAL = "28d"


def with_delivery(desk: Desk, asked: Asked, made: Document) -> Document:
    """
    Return a document with the delivery of its campaigns by day.

    :raises MixedCurrencies: if accounts book in several and none is wanted.
    :raises BadReport: if nothing was delivered and no currency is wanted: a delivery has one.
    """
    question = Question(
        metrics=_METRICS,
        by=_BY,
        where=asked.where,
        period=period(made.period or asked.range or _USUAL, clock=desk.clock),
        currency=asked.currency or made.currency or None,
        sort=_BY,
        as_of=asked.as_of or made.data_version or None,
    )
    found = desk.ask(question)
    currency = found.provenance.currency or question.currency
    if not currency:
        raise BadReport("nothing was delivered, in no currency", hint="name a currency")
    columns = [Column(name, name) for name in (*_BY, *_METRICS)]
    rows = [tuple(row) for row in found.rows]
    table = Table("delivery", "Delivery", columns, rows, currency=currency)
    return replace(made, delivery=table)
