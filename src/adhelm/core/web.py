"""What every slice's routes share: who asks, what the answer looks like, where a page goes on.

The application puts the principal and the services on each request; routes read them here and
never decide themselves who may enter.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, ParamSpec, TypeVar

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the type of a dependency
from starlette.responses import Response

from adhelm.core.errors import Conflict, Forbidden, Invalid
from adhelm.core.principal import Principal, Scope
from adhelm.core.services import Services
from adhelm.core.written import NUMBER, refuse_miswritten, refuse_unwritable

if TYPE_CHECKING:
    import adhelm.core.clock as clocks

T = TypeVar("T")
Row = TypeVar("Row")
P = ParamSpec("P")
IDEMPOTENCY = "idempotency-key"
_COUNTED = 2**63 - 1
"""As far as databases count."""
_KEPT_S = 60
_AMOUNT = r"^[0-9]{1,15}(\.[0-9]{1,6})?$"


class BadCursor(Invalid):
    """The cursor was not made by this list."""

    code = "page.bad_cursor"


class Stale(Conflict):
    """The thing has changed since the caller read it."""

    code = "request.stale"
    http_status: ClassVar[int] = 412


class IfMatchMissing(Conflict):
    """A change of something that has versions does not say which one it is made from."""

    code = "request.if_match_missing"
    http_status: ClassVar[int] = 428


def _written_amount(value: object) -> object:
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, str) and re.fullmatch(_AMOUNT[1:-1], value):
        return Decimal(value)
    raise ValueError('an amount is text of digits, such as "5000.00"')


Amount = Annotated[
    Decimal,
    BeforeValidator(_written_amount),
    PlainSerializer(lambda value: format(value, "f"), return_type=str),
    WithJsonSchema({"type": "string", "pattern": _AMOUNT, "examples": ["5000.00"]}),
]
"""An amount in a body: text of up to 15 digits and 6 decimals; a number of JSON is refused."""


def _not_a_number(value: object) -> object:
    if isinstance(value, (int, float)) or (isinstance(value, str) and NUMBER.fullmatch(value)):
        raise ValueError("it is written 2026-03-01, an instant 2026-03-01T09:00:00Z")
    return value


Day = Annotated[date, BeforeValidator(_not_a_number)]
"""A day in a query; a number is none, which pydantic would take for seconds since 1970."""
Moment = Annotated[AwareDatetime, BeforeValidator(_not_a_number)]
"""An instant with its time zone in a query."""


class Body(BaseModel):
    """The base of what is sent to a route: nothing unknown, and nothing coerced silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_max_length=10_000)

    _schema: ClassVar[dict[str, Any] | None] = None

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, raw: object) -> object:
        # FastAPI hands over what JSON was parsed to; pydantic would take "1" for a number there
        # and 1 for a date.
        if isinstance(raw, Mapping):
            refuse_unwritable(raw)
            if "_schema" not in vars(cls):
                cls._schema = cls.model_json_schema()
            refuse_miswritten(raw, cls._schema or {})
        return raw


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(description="One sentence for a person.")
    status: int = Field(examples=[404])
    code: str = Field(description="Stable, for programs.", examples=["accounts.no_person"])
    hint: str = Field(default="", description="What would have been right.")
    request_id: str = Field(description="Names this request in logs and audit.")
    facts: dict[str, Any] = Field(default_factory=dict)


class Listed(BaseModel, Generic[Row]):
    """A list, for the document: what `listed` answers."""

    rows: list[Row]
    provenance: dict[str, Any] = Field(description="Where the rows come from.")
    next_cursor: str | None = Field(description="Where the next page begins.", examples=["WzEyXQ"])


class Needs:
    """
    The scope that a route needs; refuses who lacks it before anything of the request is looked at.

    Every route in a workspace has one: `dependencies=[Depends(Needs(Scope.read))]`.
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> None:
        """
        Let the request pass.

        :raises Forbidden: if who asks lacks the scope.
        """
        request.state.needs = self.scope
        try:
            asking(request).require(self.scope)
        except Forbidden as error:
            # No service has seen it, so none has written it down: the door does.
            request.state.refused = error
            raise


def asking(request: Request) -> Principal:
    """Return who asks, in the workspace they ask about."""
    principal: Principal = request.state.principal
    return principal


def part(request: Request, kind: type[T]) -> T:
    """Return one of the installation's services."""
    services: Services = request.app.state.services
    return services.get(kind)


def clock(request: Request) -> clocks.Clock:
    """Return the one clock."""
    from adhelm.core.clock import Clock

    found: clocks.Clock = part(request, Clock)  # type: ignore[type-abstract]  # the key
    return found


def answer(
    body: object, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a body as JSON: amounts and ids as text, instants in UTC, None as null."""
    import orjson

    made = orjson.dumps(body, default=_plain, option=orjson.OPT_NON_STR_KEYS)
    return Response(made, status, headers=dict(headers or {}), media_type="application/json")


def etag(version: int | str | bytes) -> str:
    """Return the tag of a version, or of what is answered where nothing is counted."""
    if isinstance(version, bytes):
        return f'"{hashlib.sha256(version).hexdigest()[:32]}"'
    return f'"v{version}"'


def matching(request: Request, current: str) -> None:
    """
    Let a change pass that is made from the current version, whose tag this is.

    Between this and the change another may come: the change itself says in its transaction
    which version it replaces.

    :raises IfMatchMissing: if the request has no `If-Match`.
    :raises Stale: if it names another version.
    """
    if "if-match" not in request.headers:
        raise IfMatchMissing("say which version you change", hint="If-Match: the ETag you read")
    if current not in _tags(request, "if-match") and request.headers["if-match"].strip() != "*":
        raise Stale("it has changed since you read it", hint="read it again, then change it")


def _tags(request: Request, header: str) -> set[str]:
    # A proxy that packs an answer makes its tag weak; it still names the version.
    return {tag.strip().removeprefix("W/") for tag in request.headers.get(header, "").split(",")}


def listed(
    rows: Iterable[Mapping[str, object]],
    *,
    provenance: Mapping[str, object] | None = None,
    next_cursor: str | None = None,
) -> Response:
    """Return a list as every list is returned: rows, where they come from, where it goes on."""
    return answer(
        {"rows": list(rows), "provenance": dict(provenance or {}), "next_cursor": next_cursor}
    )


def until_written(
    request: Request, sort: str, asked: tuple[str | None, ...], make: Callable[[], Response]
) -> Response:
    """
    Return an answer that is kept, for who sees the same, until anybody writes to the database.

    `asked` is all that it depends on beside the database and who asks.
    """
    from adhelm.core.cache import Cache, Kept, through
    from adhelm.core.db import Database

    mark = part(request, Database).mark()
    if mark is None:
        return make()
    who = asking(request)
    sees = None if who.accounts is None else tuple(sorted(who.accounts))
    kept = Kept(who.workspace_id, sort, (mark, sees, who.staff, *asked))
    cache: Cache = part(request, Cache)  # type: ignore[type-abstract]  # the key
    found = through(cache, kept, lambda: bytes(make().body), seconds=_KEPT_S)
    return Response(found, media_type="application/json")


def once(handler: Callable[P, Response]) -> Callable[P, Response]:
    """
    Let a route act once per `Idempotency-Key`: the same request again gets the same answer.

    Its first argument is the request; the others are what FastAPI read from it.
    """

    @wraps(handler)
    def run(*args: P.args, **kwargs: P.kwargs) -> Response:
        from adhelm.core import idempotency
        from adhelm.core.db import Database

        request: Any = kwargs.get("request")
        key = request.headers.get(IDEMPOTENCY)
        if key is None:
            return handler(*args, **kwargs)
        asked = {name: value for name, value in kwargs.items() if name != "request"}

        def act() -> idempotency.Given:
            made = handler(*args, **kwargs)
            return idempotency.Given(made.status_code, bytes(made.body))

        given = idempotency.once(
            part(request, Database),
            clock=clock(request),
            asker=_asker(request),
            key=key,
            request=f"{request.method} {request.url.path} {sorted(asked.items())!r}",
            act=act,
        )
        headers = {"idempotent-replayed": "true"} if given.again else {}
        return Response(given.body, given.status, headers=headers, media_type="application/json")

    vars(run)["acts_once"] = True
    return run


def _asker(request: Request) -> str:
    principal: Principal | None = getattr(request.state, "principal", None)
    who = f"{principal.workspace_id}/{principal.id}" if principal else "anybody"
    return hashlib.sha256(who.encode()).hexdigest()


def cursor(*place: object) -> str:
    """Return where a page ended, as opaque text."""
    import orjson

    return base64.urlsafe_b64encode(orjson.dumps(place, default=_plain)).decode().rstrip("=")


def place(text: str | None, *, kinds: tuple[type, ...]) -> tuple[Any, ...] | None:
    """
    Return the place of a cursor, whose parts are of these kinds; None without one.

    :raises BadCursor: if it is none of ours.
    """
    import orjson

    if not text:
        return None
    try:
        found = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError) as error:
        raise _bad_cursor(text) from error
    shape = isinstance(found, list) and [type(each) for each in found]
    if shape != list(kinds) or any(type(one) is int and abs(one) > _COUNTED for one in found):
        raise _bad_cursor(text)
    return tuple(found)


def skipped(text: str | None) -> int:
    """
    Return how many rows the pages before had, by a cursor of that number; 0 without one.

    :raises BadCursor: if it is none of ours.
    """
    count: int = (place(text, kinds=(int,)) or (0,))[0]
    if not 0 <= count < 2**31:
        raise _bad_cursor(text or "")
    return count


def _bad_cursor(text: str) -> BadCursor:
    return BadCursor(f"'{text[:40]}' is no cursor", hint="take `next_cursor` of the page before")


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    return str(value)
