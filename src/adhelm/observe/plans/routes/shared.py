"""What the routes of plans share: who asks, pages by day and id, tags of versions, files."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import wraps
from typing import Annotated, Any, ParamSpec

from fastapi import Depends, Header, Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from adhelm.core.db import Database
from adhelm.core.principal import Scope
from adhelm.core.web import (
    BadCursor,
    Body,
    Day,
    Needs,
    asking,
    clock,
    cursor,
    etag,
    listed,
    part,
    place,
)
from adhelm.core.written import is_unwritable
from adhelm.observe.plans.logic.carrying import first_of
from adhelm.observe.plans.logic.reaching import reach
from adhelm.observe.plans.types import BadPlan, Change, Exported, Form, Reach, Step

P = ParamSpec("P")


def says_version(
    if_match: Annotated[
        str | None, Header(max_length=200, description="The ETag of what is changed; needed.")
    ] = None,
) -> None:
    """Document the header that `matching` looks at."""


READ, WRITE, PROPOSE, APPROVE = (
    [Depends(Needs(scope))] for scope in (Scope.read, Scope.write, Scope.propose, Scope.approve)
)
CHANGE = [*WRITE, Depends(says_version)]
PROPOSE_CHANGE = [*PROPOSE, Depends(says_version)]
MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
Limit = Annotated[int, Query(ge=1, le=1000)]
CursorText = Annotated[str | None, Query(alias="cursor", max_length=500)]
Platform = Annotated[str, Query(max_length=64)]
Account = Annotated[str, Query(max_length=200)]
Group = Annotated[str, Query(max_length=200)]
FromDay = Annotated[Day | None, Query(alias="from", description="First day.")]
ToDay = Annotated[Day | None, Query(alias="to", description="Last day, included.")]
Why = Annotated[str, Field(max_length=2000, description="Why, for the history.")]
FileForm = Annotated[Form, Query(alias="format", description="What file it is to be.")]
EXPORTED: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            Form.csv.media_type: {"schema": {"type": "string"}, "example": "month,platform…"},
            Form.xlsx.media_type: {"schema": {"type": "string", "format": "binary"}},
        }
    }
}
_DONE = frozenset({200, 201})


class ReachIn(Body):
    """What a plan is for; left out: the whole client."""

    platform: Annotated[str, Field(max_length=64)] = Field(default="", examples=["meta"])
    account: Annotated[str, Field(max_length=200)] = Field(
        default="", description="'connector/account'.", examples=["meta/1234567890"]
    )
    group: Annotated[str, Field(max_length=200)] = Field(
        default="",
        description="'dimension=value' of the naming convention, or a pattern on names.",
        examples=["*brand*"],
    )
    campaign: Annotated[str, Field(max_length=200)] = Field(
        default="", description="The platform's id of a campaign.", examples=[""]
    )

    def reach(self) -> Reach:
        """Return it as the service takes it."""
        return reach(
            platform=self.platform, account=self.account, group=self.group, campaign=self.campaign
        )


class ReachOut(BaseModel):
    """What a plan is for; all empty: the whole client."""

    platform: str = Field(examples=["meta"])
    account: str = Field(examples=["meta/1234567890"])
    group: str = Field(examples=["*brand*"])
    campaign: str = Field(examples=[""])


class FileIn(Body):
    """A file to import; all of it or nothing."""

    file: Annotated[str, Field(min_length=1, max_length=150)] = Field(examples=["2026.csv"])
    content: Annotated[str, Field(max_length=2_000_000, pattern="^[A-Za-z0-9+/=]*$")] = Field(
        description="The file in Base64.",
        examples=["bW9udGgsYW1vdW50LGN1cnJlbmN5DQoyMDI2LTAzLDUwMDAsRVVSDQo="],
    )
    dry_run: bool = Field(default=False, description="Say what would change; keep nothing.")

    def data(self) -> bytes:
        """
        Return the file.

        :raises BadPlan: if it is no Base64.
        """
        try:
            return base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError):
            raise BadPlan("`content` is no Base64", hint="base64 < file") from None


class StepOut(BaseModel):
    """What an import makes of one row."""

    where: str = Field(examples=["2026.csv line 2"])
    change: Change
    subject: str = Field(examples=["2026-03 meta"])
    before: str = Field(examples=["4000.00 EUR net"])
    after: str = Field(examples=["5000.00 EUR net"])


def asked(request: Request) -> dict[str, Any]:
    """Return who asks, and of what."""
    return {"principal": asking(request), "database": part(request, Database)}


def changing(request: Request) -> dict[str, Any]:
    """Return who changes something, where and when."""
    return {**asked(request), "clock": clock(request)}


def after(text: str | None) -> tuple[date, str] | None:
    """
    Return the day and id where the page before ended.

    :raises BadCursor: if it is no cursor of ours.
    """
    found = place(text, kinds=(str, str))
    if found is None:
        return None
    try:
        if not is_unwritable(found[1]):
            return date.fromisoformat(found[0]), found[1]
    except ValueError:
        pass
    raise BadCursor("this is no cursor", hint="take `next_cursor` of the page before")


def paged(rows: Sequence[Mapping[str, object]], ends: tuple[date, str] | None) -> Response:
    """Return a page; `ends` is the day and id of its last row if there may be more."""
    return listed(rows, next_cursor=cursor(*ends) if ends else None)


def months_of(first: str, last: str) -> tuple[date | None, date | None]:
    """Return months as first days."""
    return (first_of(first) if first else None), (first_of(last) if last else None)


def steps_of(steps: Sequence[Step], *, file: str, dry_run: bool) -> Response:
    """Return what an import changed, or would."""
    return listed(map(asdict, steps), provenance={"file": file, "dry_run": dry_run})


def file_of(made: Exported, name: str, form: Form) -> Response:
    """Return a sheet as a file to save."""
    named = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return Response(made.data, media_type=form.media_type, headers=named)


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
