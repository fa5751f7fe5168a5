"""Who asks for a report, and what is asked with: the same answers as `adhelm query` gives."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any

from adhelm.core.ads import Period
from adhelm.core.clock import Clock
from adhelm.core.db import Database
from adhelm.core.principal import Principal
from adhelm.observe import conventions
from adhelm.observe.conventions import Document
from adhelm.observe.warehouse import Warehouse
from adhelm.understand.metrics import (
    Answer,
    Catalogue,
    MixedCurrencies,
    NoRate,
    Question,
    ask,
    catalogue,
    catalogue_for,
    depends_on,
    explain,
)


@dataclass(frozen=True)
class Desk:
    """The parts that a report is made with."""

    principal: Principal
    database: Database
    warehouse: Warehouse
    clock: Clock

    @property
    def parts(self) -> dict[str, Any]:
        """Return what questions are asked with."""
        return {"principal": self.principal, "warehouse": self.warehouse, "clock": self.clock}

    @property
    def records(self) -> dict[str, Any]:
        """Return what the records are looked up with."""
        return {"principal": self.principal, "database": self.database}

    @cached_property
    def conventions(self) -> Sequence[Document]:
        """Return what the team says about its own data."""
        return conventions.documents(**self.records)

    @cached_property
    def known(self) -> Catalogue:
        """Return what may be asked for: Adhelm's metrics, and the workspace's own."""
        return catalogue_for(**self.records)

    def ask(self, question: Question, *, in_columns: bool = False) -> Answer:
        """Answer a question, as the team's conventions have it; see `metrics.ask`."""
        return ask(
            **self.parts, question=question, metrics=self.known, conventions=self.conventions,
            in_columns=in_columns,
        )  # fmt: skip

    def stands_on(self, question: Question) -> tuple[object, ...]:
        """Return all that decides the answer to a question."""
        return depends_on(**self.parts, question=question, conventions=self.conventions)


class Money(StrEnum):
    """How the money of an answer is added up."""

    booked = "booked"
    converted = "converted"
    apart = "apart"
    """Not at all: accounts book in several currencies, and a rate between them is missing."""


@dataclass(frozen=True, slots=True)
class Added:
    """An answer in one currency; where money does not add up, without a total of it."""

    question: Question
    """As it was asked in the end: with its currency, or without the metrics of money."""
    answer: Answer
    money: Money
    apart: Answer | None = None
    """The whole question by currency, as booked; None where accounts book in one."""
    why: str = ""
    """Why there is no total of money."""


def added_up(desk: Desk, question: Question, *, counted: Sequence[str], usual: str = "") -> Added:
    """
    Ask in a currency that all money can be added up in, else for each currency.

    Where none is wanted it is `usual`; without that, what is booked, and where accounts book in
    several the one that most of them book in. Without a rate to it, what is `counted`, and no
    money, adds up over all of them.

    :raises NoRate: if a wanted currency has no exchange rate on a day of an amount.
    """
    if usual and not question.currency:
        with suppress(NoRate):
            return added_up(desk, replace(question, currency=usual), counted=counted)
    try:
        answer = desk.ask(question)
    except MixedCurrencies:
        if question.currency:
            raise
    else:
        converted = bool(answer.provenance.rates)
        return Added(question, answer, Money.converted if converted else Money.booked)
    apart = desk.ask(replace(question, by=("currency", *question.by), sort=("currency",)))
    asked = replace(question, currency=_usual(desk, question.period))
    try:
        return Added(asked, desk.ask(asked), Money.converted, apart)
    except NoRate as missing:
        names = tuple(name for name in question.metrics if name in counted)
        rest = replace(question, metrics=names)
        why = f"money is not added up over currencies: {missing.message}"
        return Added(rest, desk.ask(rest), Money.apart, apart, why)


def in_one_currency(desk: Desk, question: Question) -> tuple[Question, Answer]:
    """
    Ask in a currency that all money can be added up in; return the question so asked, and answer.

    Where accounts book in several and none is wanted, it is the one that most accounts book in;
    without a rate to it, the rows are kept apart by currency.

    :raises NoRate: if a wanted currency has no exchange rate on a day of an amount.
    """
    try:
        return question, desk.ask(question)
    except MixedCurrencies:
        if question.currency:
            raise
    asked = replace(question, currency=_usual(desk, question.period))
    try:
        return asked, desk.ask(asked)
    except NoRate as missing:
        apart = replace(question, by=(*question.by, "currency"))
        found = desk.ask(apart)
        why = f"amounts are as booked, by currency: {missing.message}"
        told = replace(found.provenance, warnings=(*found.provenance.warnings, why))
        return apart, replace(found, provenance=told)


def formula(name: str) -> str:
    """Return how a metric is made of others, in the catalogue's words."""
    return str(explain(catalogue(), name).get("definition", ""))


def _usual(desk: Desk, period: Period | None) -> str:
    by = ("currency", "connector", "account_id")
    found = desk.ask(Question(metrics=("impressions",), by=by, period=period))
    booked = [str(row["currency"]) for row in found.dicts() if row["currency"]]
    return max(sorted(set(booked)), key=booked.count)
