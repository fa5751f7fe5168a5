"""The GraphQL schema: each field at the top asks one service, as whoever asks; none below does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, TypeVar

import strawberry
from starlette.requests import Request
from strawberry.schema.config import StrawberryConfig

from adhelm.act import campaigns
from adhelm.act.campaigns.types import Objective, Status, Wanted
from adhelm.app.graphql import shapes
from adhelm.app.graphql.limits import MOST_NODES, PAGES
from adhelm.core.db import Database
from adhelm.core.errors import Invalid
from adhelm.core.web import BadCursor, asking, clock, cursor, part, place
from adhelm.core.written import is_unwritable
from adhelm.observe import conventions, plans
from adhelm.observe.plans.types import State
from adhelm.observe.warehouse import Warehouse
from adhelm.understand import metrics as metric_layer
from adhelm.understand.metrics import Question

T = TypeVar("T", Status, Objective, State)
_LONGEST = 5000


class BadArgument(Invalid):
    """An argument of a field is not of its form."""

    code = "graphql.bad_argument"


@dataclass(frozen=True, slots=True)
class Context:
    """What the fields are handed: the request, whose principal was let in before."""

    request: Request

    @property
    def parts(self) -> dict[str, Any]:
        """Return who asks, and of which database."""
        return {"principal": asking(self.request), "database": part(self.request, Database)}


Info = strawberry.Info[Context, None]
_First = Annotated[int, strawberry.argument(description="At most so many.")]
_After = Annotated[str | None, strawberry.argument(description="`endCursor` of the page before.")]
_Names = list[str]


def _query(
    info: Info,
    *,
    metrics: _Names,
    by: _Names | None = None,
    where: str = "",
    range: str | None = None,  # noqa: A002 - the word of the API
    compare: str = "",
    currency: str | None = None,
    sort: _Names | None = None,
    first: _First = PAGES["query"],
) -> shapes.AnswerShape:
    """Answer a question to the metrics."""
    _within("query", first, where, compare, *metrics, *(by or ()), *(sort or ()))
    request = info.context.request
    now = clock(request)
    found = metric_layer.ask(
        principal=asking(request),
        warehouse=part(request, Warehouse),
        question=Question(
            metrics=tuple(metrics),
            by=tuple(by or ()),
            where=where,
            period=metric_layer.period(range, clock=now) if range else None,
            compare=compare,
            currency=currency,
            sort=tuple(sort or ()),
            limit=first,
        ),
        clock=now,
        conventions=conventions.documents(**info.context.parts),
    )
    return shapes.answer(found)


def _campaigns(
    info: Info,
    *,
    first: _First = PAGES["campaigns"],
    after: _After = None,
    text: str = "",
    status: str | None = None,
    platform: str = "",
    objective: str | None = None,
    archived: bool = False,
) -> shapes.CampaignsShape:
    """Return a page of campaigns."""
    _within("campaigns", first, text, platform, after or "")
    wanted = Wanted(
        text=text,
        status=_one_of(Status, status),
        platform=platform,
        objective=_one_of(Objective, objective),
        archived=archived,
        limit=first,
    )
    page = campaigns.list_campaigns(
        **info.context.parts, wanted=wanted, place=place(after, kinds=(str, str))
    )
    end = page.next_place
    return shapes.CampaignsShape(
        nodes=[shapes.campaign(each) for each in page.campaigns],
        page_info=_page(cursor(_plain(end[0]), end[1]) if end else None),
    )


def _campaign(info: Info, *, id: strawberry.ID) -> shapes.CampaignShape:  # noqa: A002
    """Return one campaign."""
    _writable(id)
    return shapes.campaign(campaigns.get(**info.context.parts, campaign_id=id))


def _budgets(
    info: Info,
    *,
    first: _First = PAGES["budgets"],
    after: _After = None,
    from_month: Annotated[str | None, strawberry.argument(name="from")] = None,
    to_month: Annotated[str | None, strawberry.argument(name="to")] = None,
    platform: str = "",
    state: str | None = None,
    as_of: datetime | None = None,
) -> shapes.BudgetsShape:
    """Return a page of budgets."""
    _within("budgets", first, platform, after or "")
    if as_of is not None and as_of.tzinfo is None:
        raise BadArgument("`asOf` needs a time zone", hint="2026-03-01T09:00:00Z")
    found = plans.list_budgets(
        **info.context.parts,
        months=(
            plans.first_of(from_month) if from_month else None,
            plans.first_of(to_month) if to_month else None,
        ),
        platform=platform,
        state=_one_of(State, state),
        at=as_of,
        after=_month_place(after),
        limit=first,
    )
    last = found[-1] if len(found) == first else None
    return shapes.BudgetsShape(
        nodes=[shapes.budget(each) for each in found],
        page_info=_page(cursor(last.month, last.id) if last else None),
    )


def _budget_history(info: Info, *, id: strawberry.ID) -> list[shapes.VersionShape]:  # noqa: A002
    """Return the versions of a budget."""
    _writable(id)
    return [
        shapes.version(each) for each in plans.budget_history(**info.context.parts, budget_id=id)
    ]


@strawberry.type(description="All that can be asked.")
class Query:
    """All that can be asked."""

    query: shapes.AnswerShape = strawberry.field(
        resolver=_query, description="Metrics by dimensions, as POST /api/v1/query answers them."
    )
    campaigns: shapes.CampaignsShape = strawberry.field(
        resolver=_campaigns, description="Our own campaigns, the newest first."
    )
    campaign: shapes.CampaignShape = strawberry.field(
        resolver=_campaign, description="One campaign."
    )
    budgets: shapes.BudgetsShape = strawberry.field(
        resolver=_budgets, description="Budgets by month; `asOf` asks what held at an instant."
    )
    budget_history: list[shapes.VersionShape] = strawberry.field(
        resolver=_budget_history, description="All versions of a budget, the newest first."
    )


@lru_cache(maxsize=1)
def schema() -> strawberry.Schema:
    """Return the schema, made on first use."""
    return _Quiet(query=Query, config=StrawberryConfig(auto_camel_case=True))


class _Quiet(strawberry.Schema):
    """Leaves the telling of errors to the route."""

    def process_errors(self, errors: Any, execution_context: Any = None) -> None:
        """Log nothing here."""


def _within(name: str, first: int, *texts: str) -> None:
    if not 1 <= first <= MOST_NODES[name]:
        raise BadArgument(f"`first` is {first}", hint=f"1 to {MOST_NODES[name]:,}")
    for each in texts:
        _writable(each)


def _writable(text: str) -> None:
    if len(text) > _LONGEST or is_unwritable(text):
        raise BadArgument("a text is too long, or holds NUL", hint=f"at most {_LONGEST:,} signs")


def _one_of(kind: type[T], text: str | None) -> T | None:
    if text is None:
        return None
    try:
        return kind(text)
    except ValueError:
        known = ", ".join(each.value for each in kind)
        raise BadArgument(f"'{text[:40]}' is unknown", hint=f"one of {known}") from None


def _page(end: str | None) -> shapes.PageShape:
    return shapes.PageShape(has_next_page=end is not None, end_cursor=end)


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _month_place(text: str | None) -> tuple[date, str] | None:
    found = place(text, kinds=(str, str))
    if found is None:
        return None
    _writable(found[1])
    try:
        return date.fromisoformat(found[0]), found[1]
    except ValueError:
        raise BadCursor("this is no cursor", hint="take `endCursor` of the page before") from None
