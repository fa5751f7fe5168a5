"""The routes of rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Annotated, Any, ParamSpec

from fastapi import APIRouter, Depends, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import (
    BadCursor,
    Listed,
    Moment,
    Needs,
    answer,
    asking,
    clock,
    cursor,
    etag,
    listed,
    matching,
    once,
    part,
    place,
)
from adhelm.core.written import is_unwritable
from adhelm.decide import rules
from adhelm.decide.rules.logic import showing
from adhelm.decide.rules.routes import bodies
from adhelm.decide.rules.service.firings import fired_since
from adhelm.decide.rules.types import Kept, Looked, Replay
from adhelm.observe.warehouse import Warehouse

P = ParamSpec("P")
router = APIRouter(prefix="/rules", tags=["rules"])


def says_version(
    if_match: Annotated[
        str | None, Header(max_length=200, description="The ETag of what is changed; needed.")
    ] = None,
) -> None:
    """Document the header that `matching` looks at."""


READ = [Depends(Needs(Scope.read))]
WRITE = [Depends(Needs(Scope.write))]
CHANGE = [*WRITE, Depends(says_version)]
_Id = Annotated[str, Path(max_length=64, examples=["rule_1a2b"])]
_Limit = Annotated[int, Query(ge=1, le=1000)]
_Cursor = Annotated[str | None, Query(alias="cursor", max_length=500)]
_From = Annotated[Moment | None, Query(alias="from", description="The earliest instant.")]
_To = Annotated[Moment | None, Query(alias="to", description="The latest instant.")]
_LATELY = timedelta(days=30)
_MOST_ROWS = 1000
_DONE = frozenset({200, 201})


def tagged(handler: Callable[P, Response]) -> Callable[P, Response]:
    """Put the version that an answer tells of on it as its tag, replayed answers included."""

    @wraps(handler)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        import orjson

        told = handler(*args, **kwargs)
        if told.status_code in _DONE:
            told.headers["etag"] = etag(orjson.loads(bytes(told.body))["version"])
        return told

    return run


@router.get("", response_model=Listed[bodies.RuleOut], dependencies=READ)
def list_rules(request: Request, *, limit: _Limit = 100, after: _Cursor = None) -> Response:
    """List the rules by name, those that come with Adhelm among them."""
    found = rules.list_rules(**_asked(request))
    begin = max((place(after, kinds=(int,)) or (0,))[0], 0)
    fired = _lately(request)
    rows = [showing.rule(one, fired.get(one.id)) for one in found[begin : begin + limit]]
    more = cursor(begin + limit) if begin + limit < len(found) else None
    return listed(rows, next_cursor=more)


@router.post("", status_code=201, response_model=bodies.RuleOut, dependencies=WRITE)
@tagged
@once
def create_rule(request: Request, body: bodies.RuleIn) -> Response:
    """Keep a new rule; it only watches until somebody lets it do more."""
    made = rules.create_rule(**_changing(request), text=body.text(), why=body.why)
    return answer(showing.rule(made), status=201)


@router.post("/validate", response_model=bodies.CheckOut, dependencies=READ)
def validate(request: Request, body: bodies.CheckIn) -> Response:
    """Check a rule before it is kept: every problem, or its sentence and what speaks against it."""
    made = rules.validate(
        **_looking(request), text=body.text(), rule_id=body.rule_id, simulate=body.simulate
    )
    return answer(
        {
            "yaml": made.text, "document": made.document, "sentence": made.sentence,
            "clashes": [each.as_dict() for each in made.clashes], "warnings": made.warnings,
        }
    )  # fmt: skip


@router.get("/conflicts", response_model=Listed[bodies.ClashOut], dependencies=READ)
def conflicts(
    request: Request,
    *,
    simulate: Annotated[bool, Query(description="Try them on the last four weeks too.")] = False,
) -> Response:
    """List what the rules have against each other, or against themselves."""
    found = rules.conflicts(**_looking(request), simulate=simulate)
    return listed([each.as_dict() for each in found], provenance={"simulated": simulate})


@router.post("/dry-run", response_model=bodies.LookOut, dependencies=READ)
def dry_run_text(
    request: Request, body: bodies.RuleText, *, limit: _Limit = 100, after: _Cursor = None
) -> Response:
    """Show what a rule that is not kept yet matches this moment."""
    made = rules.validate(**_looking(request), text=body.text())
    return _looked(rules.dry_run(**_looking(request), rule=made.rule), limit, after)


@router.post("/replay", response_model=bodies.ReplayOut, dependencies=READ)
def replay_text(request: Request, body: bodies.ReplayTextIn) -> Response:
    """Show what a rule that is not kept yet would have done, as each day was known then."""
    made = rules.validate(**_looking(request), text=body.text())
    found = rules.replay(
        **_looking(request), rule=made.rule, days=body.days, hindsight=body.hindsight
    )
    return _replayed(found)


@router.get("/firings", response_model=Listed[bodies.FiringOut], dependencies=READ)
def list_all_firings(
    request: Request,
    *,
    since: _From = None,
    until: _To = None,
    limit: _Limit = 100,
    after: _Cursor = None,
) -> Response:
    """List what all rules fired on, the newest first."""
    return _firings(request, "", (since, until), limit, after)


@router.get("/{rule_id}", response_model=bodies.RuleOut, dependencies=READ)
@tagged
def get_rule(request: Request, rule_id: _Id) -> Response:
    """Return one rule; its ETag is its version."""
    found = rules.get_rule(**_asked(request), rule_id=rule_id)
    return answer(showing.rule(found, _lately(request).get(rule_id)))


@router.put("/{rule_id}", response_model=bodies.RuleOut, dependencies=CHANGE)
@tagged
@once
def change_rule(request: Request, rule_id: _Id, body: bodies.RuleIn) -> Response:
    """Give a rule another text: a new version, in the mode it has."""
    before = _matching(request, rule_id)
    made = rules.change_rule(
        **_changing(request), rule_id=rule_id, text=body.text(), why=body.why,
        expected=before.version,
    )  # fmt: skip
    return answer(showing.rule(made))


@router.patch("/{rule_id}", response_model=bodies.RuleOut, dependencies=CHANGE)
@tagged
@once
def set_rule(request: Request, rule_id: _Id, body: bodies.RulePatch) -> Response:
    """Let a rule watch, propose or act, or stop looking at it for a while."""
    made = _matching(request, rule_id)
    with part(request, Database).joined():
        if body.mode is not None:
            made = rules.set_mode(
                **_changing(request), rule_id=rule_id, mode=body.mode, why=body.why,
                expected=made.version,
            )  # fmt: skip
        if body.paused is not None:
            made = rules.pause_rule(
                **_changing(request), rule_id=rule_id, paused=body.paused, why=body.why,
                expected=made.version,
            )  # fmt: skip
    return answer(showing.rule(made))


@router.delete("/{rule_id}", status_code=204, dependencies=CHANGE)
def remove_rule(request: Request, rule_id: _Id) -> Response:
    """Take a rule away; its versions and firings stay."""
    before = _matching(request, rule_id)
    rules.remove_rule(**_changing(request), rule_id=rule_id, expected=before.version)
    return Response(status_code=204)


@router.get("/{rule_id}/history", response_model=Listed[bodies.VersionOut], dependencies=READ)
def history(request: Request, rule_id: _Id) -> Response:
    """List all versions of a rule, the newest first."""
    versions = rules.rule_history(**_asked(request), rule_id=rule_id)
    return listed(map(showing.version, versions))


@router.post("/{rule_id}/dry-run", response_model=bodies.LookOut, dependencies=READ)
def dry_run(
    request: Request, rule_id: _Id, *, limit: _Limit = 100, after: _Cursor = None
) -> Response:
    """Show what a rule matches this moment, its cool-downs and caps included."""
    found = rules.get_rule(**_asked(request), rule_id=rule_id)
    told = rules.dry_run(**_looking(request), rule=found.current.rule, rule_id=rule_id)
    return _looked(told, limit, after)


@router.post("/{rule_id}/replay", response_model=bodies.ReplayOut, dependencies=READ)
def replay(request: Request, rule_id: _Id, body: bodies.ReplayIn) -> Response:
    """Show on what a rule would have fired, as each day was known then, with a count per day."""
    found = rules.get_rule(**_asked(request), rule_id=rule_id)
    told = rules.replay(
        **_looking(request), rule=found.current.rule, rule_id=rule_id,
        version=found.current.version, days=body.days, hindsight=body.hindsight,
    )  # fmt: skip
    return _replayed(told)


@router.get("/{rule_id}/firings", response_model=Listed[bodies.FiringOut], dependencies=READ)
def list_firings(
    request: Request,
    rule_id: _Id,
    *,
    since: _From = None,
    until: _To = None,
    limit: _Limit = 100,
    after: _Cursor = None,
) -> Response:
    """List what a rule fired on, the newest first."""
    rules.get_rule(**_asked(request), rule_id=rule_id)
    return _firings(request, rule_id, (since, until), limit, after)


def _firings(
    request: Request,
    rule_id: str,
    between: tuple[datetime | None, datetime | None],
    limit: int,
    after: str | None,
) -> Response:
    found = rules.list_firings(
        **_asked(request), rule_id=rule_id, since=between[0], until=between[1],
        before=_before(after), limit=limit,
    )  # fmt: skip
    last = found[-1] if len(found) == limit else None
    more = cursor(last.at.isoformat(), last.id) if last else None
    return listed([showing.firing(each) for each in found], next_cursor=more)


def _before(after: str | None) -> tuple[datetime, str] | None:
    found = place(after, kinds=(str, str))
    if found is None:
        return None
    wrong = BadCursor("this is no cursor", hint="take `next_cursor` of the page before")
    try:
        at = datetime.fromisoformat(found[0])
        if at.tzinfo is None or is_unwritable(found[1]):
            raise wrong
        return at.astimezone(UTC), found[1]
    except (ValueError, OverflowError) as error:
        raise wrong from error


def _looked(told: Looked, limit: int, after: str | None) -> Response:
    begin = max((place(after, kinds=(int,)) or (0,))[0], 0)
    rows = told.findings[begin : begin + limit]
    more = cursor(begin + limit) if begin + limit < len(told.findings) else None
    return answer(
        {
            "sentence": rules.sentence(told.rule), "counts": told.counts,
            "rows": [showing.finding(each) for each in rows], "provenance": told.provenance,
            "next_cursor": more,
        }
    )  # fmt: skip


def _replayed(told: Replay) -> Response:
    return answer(showing.replayed(told, most=_MOST_ROWS))


def _lately(request: Request) -> Mapping[str, tuple[int, datetime]]:
    return fired_since(**_asked(request), since=clock(request).now() - _LATELY)


def _matching(request: Request, rule_id: str) -> Kept:
    found = rules.get_rule(**_asked(request), rule_id=rule_id)
    matching(request, etag(found.version))
    return found


def _asked(request: Request) -> dict[str, Any]:
    return {"principal": asking(request), "database": part(request, Database)}


def _changing(request: Request) -> dict[str, Any]:
    return {**_asked(request), "clock": clock(request)}


def _looking(request: Request) -> dict[str, Any]:
    return {**_changing(request), "warehouse": part(request, Warehouse)}
