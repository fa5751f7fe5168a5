"""Budgets over HTTP: proposed by one, approved by another; imported and exported."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.web import Amount, Body, Listed, Moment, answer, etag, listed, matching, once
from adhelm.observe import plans
from adhelm.observe.plans.logic.carrying import first_of
from adhelm.observe.plans.routes import shared
from adhelm.observe.plans.types import (
    Basis,
    Budget,
    BudgetRow,
    BudgetVersion,
    Carry,
    Form,
    NoSuchPlan,
    State,
    Terms,
)

router = APIRouter(prefix="/budgets", tags=["budgets"])
_Id = Annotated[str, Path(max_length=64, examples=["bud_1a2b"])]
_Month = Annotated[str, Query(pattern=f"{shared.MONTH}|^$", examples=["2026-03"])]
_Currency = Annotated[str, Field(max_length=3, examples=["EUR"])]


class BudgetIn(shared.ReachIn):
    """A month's budget to propose."""

    month: Annotated[str, Field(pattern=shared.MONTH, examples=["2026-03"])]
    amount: Amount
    currency: _Currency
    basis: Basis = Field(default=Basis.net, description="'gross' includes the fees.")
    carry: Carry = Field(default=Carry.none, description="What the month hands on to the next.")
    why: shared.Why = ""


class BudgetPatch(Body):
    """What to propose otherwise; what is left out stays."""

    amount: Amount | None = None
    currency: _Currency | None = None
    basis: Basis | None = None
    carry: Carry | None = None
    why: shared.Why = ""


class Decision(Body):
    """Which version is decided on: the one that was looked at."""

    version: Annotated[int, Field(ge=1, lt=2**31, examples=[1])]
    why: shared.Why = ""


class BudgetVersionOut(BaseModel):
    """One version of a budget."""

    version: int
    amount: str | None = Field(description="null: nothing planned.", examples=["5000.00"])
    currency: str = Field(examples=["EUR"])
    basis: Basis
    carry: Carry
    state: State
    why: str = Field(examples=["more for spring"])
    source: str = Field(description="The file it came from.", examples=[""])
    proposed_by: str = Field(examples=["person:per_1a2b"])
    proposed_at: AwareDatetime
    decided_by: str = Field(examples=["person:per_3c4d"])
    decided_at: AwareDatetime | None


class BudgetOut(BaseModel):
    """A month's budget: what holds, and what waits for a decision."""

    id: str = Field(examples=["bud_1a2b"])
    version: str = Field(description="Changes with every change.", examples=["2.1.2"])
    month: str = Field(examples=["2026-03"])
    reach: shared.ReachOut
    effective: BudgetVersionOut | None
    proposed: BudgetVersionOut | None


@router.get("", response_model=Listed[BudgetOut], dependencies=shared.READ)
def list_budgets(
    request: Request,
    *,
    first: Annotated[_Month, Query(alias="from")] = "",
    last: Annotated[_Month, Query(alias="to")] = "",
    platform: shared.Platform = "",
    account: shared.Account = "",
    group: shared.Group = "",
    state: Annotated[State | None, Query(description="'proposed': waits for a decision.")] = None,
    as_of: Annotated[Moment | None, Query(description="What held at an instant.")] = None,
    limit: shared.Limit = 100,
    cursor: shared.CursorText = None,
) -> Response:
    """List budgets by month."""
    found = plans.list_budgets(
        **shared.asked(request),
        months=shared.months_of(first, last),
        platform=platform,
        account=account,
        group=group,
        state=state,
        at=as_of,
        after=shared.after(cursor),
        limit=limit,
    )
    ends = (found[-1].month, found[-1].id) if len(found) == limit else None
    return shared.paged([_body(each) for each in found], ends)


@router.post("", status_code=201, response_model=BudgetOut, dependencies=shared.PROPOSE)
@shared.tagged
@once
def create_budget(request: Request, body: BudgetIn) -> Response:
    """Propose a budget; it holds once somebody else approves it."""
    terms = Terms(body.amount, body.currency, body.basis, body.carry)
    row = BudgetRow(first_of(body.month), body.reach(), terms, body.why)
    return answer(_body(plans.create_budget(**shared.changing(request), row=row)), status=201)


@router.get(
    "/export",
    response_class=Response,
    responses=shared.EXPORTED,
    dependencies=shared.READ,
)
def export_budgets(
    request: Request,
    *,
    first: Annotated[_Month, Query(alias="from")] = "",
    last: Annotated[_Month, Query(alias="to")] = "",
    form: shared.FileForm = Form.csv,
) -> Response:
    """
    Return budgets as the file that can be imported again.

    What a spreadsheet would run as a formula has an apostrophe before it.
    """
    made = plans.export_budgets(
        **shared.asked(request), months=shared.months_of(first, last), form=form
    )
    return shared.file_of(made, "budgets", form)


@router.post("/import", response_model=Listed[shared.StepOut], dependencies=shared.PROPOSE)
@once
def import_budgets(request: Request, body: shared.FileIn) -> Response:
    """Propose the budgets of a CSV or XLSX file, all of them or none."""
    steps = plans.import_budgets(
        **shared.changing(request), data=body.data(), file=body.file, dry_run=body.dry_run
    )
    return shared.steps_of(steps, file=body.file, dry_run=body.dry_run)


@router.get("/{budget_id}", response_model=BudgetOut, dependencies=shared.READ)
@shared.tagged
def get_budget(request: Request, budget_id: _Id) -> Response:
    """Return one budget; its ETag is its version."""
    return answer(_body(plans.get_budget(**shared.asked(request), budget_id=budget_id)))


@router.patch("/{budget_id}", response_model=BudgetOut, dependencies=shared.PROPOSE_CHANGE)
@shared.tagged
@once
def change_budget(request: Request, budget_id: _Id, body: BudgetPatch) -> Response:
    """Propose other terms; what holds goes on holding until they are approved."""
    budget = _matching(request, budget_id)
    newest = budget.proposed or budget.effective
    if newest is None:
        raise NoSuchPlan(f"the budget '{budget_id}' was removed", hint="propose it anew")
    now = newest.terms
    made = plans.change_budget(
        **shared.changing(request),
        budget_id=budget_id,
        terms=Terms(
            now.amount if body.amount is None else body.amount,
            body.currency or now.currency,
            body.basis or now.basis,
            body.carry or now.carry,
        ),
        why=body.why,
        expected=plans.version_of(budget),
    )
    return answer(_body(made))


@router.delete("/{budget_id}", status_code=204, dependencies=shared.PROPOSE_CHANGE)
def remove_budget(request: Request, budget_id: _Id) -> Response:
    """Plan nothing any more; what holds, only who may approve takes away."""
    budget = _matching(request, budget_id)
    plans.remove_budget(
        **shared.changing(request), budget_id=budget_id, expected=plans.version_of(budget)
    )
    return Response(status_code=204)


@router.get(
    "/{budget_id}/history", response_model=Listed[BudgetVersionOut], dependencies=shared.READ
)
def history(request: Request, budget_id: _Id) -> Response:
    """List all versions of a budget, the newest first."""
    versions = plans.budget_history(**shared.asked(request), budget_id=budget_id)
    return listed(map(_version, versions))


@router.post("/{budget_id}/approve", response_model=BudgetOut, dependencies=shared.APPROVE)
@shared.tagged
@once
def approve(request: Request, budget_id: _Id, body: Decision) -> Response:
    """Let a proposed version hold; nobody approves what they proposed."""
    return answer(_body(_decided(request, budget_id, body, approve=True)))


@router.post("/{budget_id}/reject", response_model=BudgetOut, dependencies=shared.APPROVE)
@shared.tagged
@once
def reject(request: Request, budget_id: _Id, body: Decision) -> Response:
    """Turn a proposed version down; what holds goes on holding."""
    return answer(_body(_decided(request, budget_id, body, approve=False)))


def _decided(request: Request, budget_id: str, body: Decision, *, approve: bool) -> Budget:
    return plans.decide_budget(
        **shared.changing(request),
        budget_id=budget_id,
        version=body.version,
        approve=approve,
        why=body.why,
    )


def _matching(request: Request, budget_id: str) -> Budget:
    budget = plans.get_budget(**shared.asked(request), budget_id=budget_id)
    matching(request, etag(plans.version_of(budget)))
    return budget


def _body(budget: Budget) -> dict[str, Any]:
    return {
        "id": budget.id,
        "version": plans.version_of(budget),
        "month": f"{budget.month:%Y-%m}",
        "reach": budget.reach,
        "effective": _version(budget.effective) if budget.effective else None,
        "proposed": _version(budget.proposed) if budget.proposed else None,
    }


def _version(version: BudgetVersion) -> dict[str, Any]:
    return {
        "version": version.version,
        "amount": version.terms.amount,
        "currency": version.terms.currency,
        "basis": version.terms.basis,
        "carry": version.terms.carry,
        "state": version.state,
        "why": version.why,
        "source": version.source,
        "proposed_by": version.proposed_by,
        "proposed_at": version.proposed_at,
        "decided_by": version.decided_by,
        "decided_at": version.decided_at,
    }
