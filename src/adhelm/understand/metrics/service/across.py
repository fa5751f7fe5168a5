"""One question to several workspaces: each is asked for itself, and the rows say whose they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from adhelm.core.clock import Clock
from adhelm.core.principal import Principal
from adhelm.understand.metrics.logic.catalogue import Catalogue
from adhelm.understand.metrics.logic.needs import QuestionRefused
from adhelm.understand.metrics.logic.ranges import WEEKDAYS
from adhelm.understand.metrics.service.asking import MixedCurrencies
from adhelm.understand.metrics.types import Answer, Joint, Question

if TYPE_CHECKING:
    from adhelm.observe.conventions import Document
    from adhelm.observe.warehouse import Warehouse

WORKSPACE = "workspace"


def is_across(question: Question) -> bool:
    """Say whether a question cuts by workspace."""
    return WORKSPACE in question.by


def ask_across(
    *,
    principals: Sequence[Principal],
    warehouse: Warehouse,
    question: Question,
    clock: Clock,
    metrics: Catalogue | None = None,
    conventions: Callable[[Principal], Sequence[Document]] = lambda _: (),
) -> Joint:
    """
    Answer a question for several workspaces, each as the principal that the caller is there.

    Rows say their `workspace`, first or where `by` names it; nothing is added up across
    workspaces, whose conventions may differ. Without `sort` they come by workspace.

    :raises StaffOnly: if one of the principals is a client's.
    :raises MixedCurrencies: if amounts of several currencies would stand in one column.
    :raises QuestionRefused: if there is no workspace, or the question names a data version.
    """
    from adhelm.understand.metrics.service import ask

    for principal in principals:
        principal.require_staff("a question to several workspaces")
    _check(principals, question)
    own = _of_one(question)
    answers = {
        principal.workspace_id: ask(
            principal=principal, warehouse=warehouse, question=own, clock=clock, metrics=metrics,
            conventions=conventions(principal),
        )
        for principal in principals
    }  # fmt: skip
    _check_unmixed(question, answers)
    columns, rows = _rows(question, answers)
    told = {workspace: answer.provenance for workspace, answer in answers.items()}
    return Joint(columns, _ordered(question, columns, rows)[: question.limit], told)


def _check(principals: Sequence[Principal], question: Question) -> None:
    if not principals:
        raise QuestionRefused("no workspace is asked", hint="name one, or `all`")
    if isinstance(question.as_of, int):
        raise QuestionRefused(
            "a data version belongs to one workspace", hint="ask as of a day or an instant"
        )


def _of_one(question: Question) -> Question:
    return replace(
        question,
        by=tuple(name for name in question.by if name != WORKSPACE),
        sort=tuple(name for name in question.sort if name.lstrip("-") != WORKSPACE),
    )


def _check_unmixed(question: Question, answers: dict[str, Answer]) -> None:
    booked = sorted({each.provenance.currency for each in answers.values()} - {""})
    if len(booked) > 1 and "currency" not in question.by:
        raise MixedCurrencies(
            f"the workspaces' rows are booked in {', '.join(booked)}, which do not add up",
            hint=f"--currency {booked[0]} converts them at each day's rate; --by currency keeps "
            "them apart",
            currencies=booked,
        )


def _rows(
    question: Question, answers: dict[str, Answer]
) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    place = question.by.index(WORKSPACE) if is_across(question) else 0
    columns = list(next(iter(answers.values())).columns)
    columns.insert(place, WORKSPACE)
    rows = [
        (*row[:place], workspace, *row[place:])
        for workspace, answer in answers.items()
        for row in answer.rows
    ]
    return tuple(columns), rows


def _ordered(
    question: Question, columns: Sequence[str], rows: list[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Sort rows as asked; they come by workspace, and NULL comes last either way."""
    for name in reversed(question.sort):
        bare = name.lstrip("-")
        if bare not in columns:
            raise QuestionRefused(f"cannot sort by '{bare}'", hint="sort by a column that is shown")
        place = columns.index(bare)
        known = [row for row in rows if row[place] is not None]
        unknown = [row for row in rows if row[place] is None]
        known.sort(key=lambda row: _comparable(row[place]), reverse=name.startswith("-"))
        rows = known + unknown
    return rows


def _comparable(cell: Any) -> Any:
    if cell in WEEKDAYS:
        return WEEKDAYS.index(cell)
    return cell if isinstance(cell, (int, Decimal)) else str(cell)
