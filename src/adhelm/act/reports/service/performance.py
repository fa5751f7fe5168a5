"""Tables of figures: a page of them to look at."""

from __future__ import annotations

from adhelm.act.reports.service.asking import Desk, in_one_currency
from adhelm.core.principal import Scope
from adhelm.understand.metrics import Answer, Question


def performance(desk: Desk, *, question: Question) -> Answer:
    """
    Answer a question, in one currency.

    :raises AdhelmError: as `understand.metrics.ask` does.
    """
    desk.principal.require(Scope.read)
    return in_one_currency(desk, question)[1]
