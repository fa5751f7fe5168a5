"""Who asks for a report, and what is asked with: the same answers as `adhelm query` gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    MixedCurrencies,
    Question,
    ask,
    catalogue,
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

    def ask(self, question: Question) -> Answer:
        """Answer a question, as the team's conventions have it."""
        return ask(**self.parts, question=question, conventions=self.conventions)

    def stands_on(self, question: Question) -> tuple[object, ...]:
        """Return all that decides the answer to a question."""
        return depends_on(**self.parts, question=question, conventions=self.conventions)


def in_one_currency(desk: Desk, question: Question) -> tuple[Question, Answer]:
    """
    Ask in a currency that all money can be added up in; return the question so asked, and answer.

    Where accounts book in several and none is wanted, it is the one that most accounts book in.

    :raises NoRate: if an amount has no exchange rate on its day.
    """
    try:
        return question, desk.ask(question)
    except MixedCurrencies:
        if question.currency:
            raise
    asked = replace(question, currency=_usual(desk, question.period))
    return asked, desk.ask(asked)


def formula(name: str) -> str:
    """Return how a metric is made of others, in the catalogue's words."""
    return str(explain(catalogue(), name).get("definition", ""))


def _usual(desk: Desk, period: Period | None) -> str:
    by = ("currency", "connector", "account_id")
    found = desk.ask(Question(metrics=("impressions",), by=by, period=period))
    booked = [str(row["currency"]) for row in found.dicts() if row["currency"]]
    return max(sorted(set(booked)), key=booked.count)
