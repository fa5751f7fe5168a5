"""`adhelm api`: one request to the API, of a running server or of this process."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import click
from starlette.requests import Request  # noqa: TC002 - FastAPI reads the type of a dependency

from adhelm.core.errors import AdhelmError, Invalid, Kind, Told
from adhelm.core.settings import Settings
from adhelm.core.terminal import Shell, command

if TYPE_CHECKING:
    import httpx
    from fastapi import FastAPI

_METHODS = ("get", "post", "put", "patch", "delete")
_TIMEOUT_S = 60
_BY_STATUS: Mapping[int, Kind] = {
    401: Kind.unauthenticated, 403: Kind.forbidden, 404: Kind.not_found, 409: Kind.conflict,
    412: Kind.conflict, 428: Kind.conflict, 429: Kind.unavailable, 502: Kind.unavailable,
    503: Kind.unavailable, 504: Kind.unavailable,
}  # fmt: skip


class BadData(Invalid):
    """What is to be sent cannot be read."""

    kind = Kind.usage
    code = "api.bad_data"


@dataclass(frozen=True, slots=True)
class _Call:
    method: str
    path: str
    headers: dict[str, str]
    content: bytes | None


@command("api")
@click.argument("method", type=click.Choice(_METHODS, case_sensitive=False))
@click.argument("path", metavar="/v1/…")
@click.option("--data", metavar="JSON|@FILE", help="What to send; @- reads standard input.")
@click.option("-H", "--header", "headers", multiple=True, metavar="NAME: VALUE", help="Repeatable.")
@click.option("--url", metavar="URL", help="A running server (default: ADHELM_URL).")
@click.option("--workspace", metavar="ID", help="Workspace (default: the key's, or the setting's).")
def api(
    shell: Shell,
    *,
    method: str,
    path: str,
    data: str | None,
    headers: tuple[str, ...],
    url: str | None,
    workspace: str | None,
) -> None:
    """
    Send one request to the API and print its answer.

    To the server at `--url` with the key in ADHELM_API_KEY; without a URL to this process, as
    that key or else as the command line itself. `adhelm api get /v1/campaigns?limit=5`
    """
    settings = shell.services.get(Settings)
    named = {"adhelm-workspace": workspace} if workspace else {}
    call = _Call(
        method.upper(), _whole(path), {**named, **_key(settings), **_given(headers)}, _content(data)
    )
    server = url or settings.url
    told = _ask_server(server, call, settings) if server else _ask_here(shell, call, settings)
    _show(shell, told)


def _whole(path: str) -> str:
    rooted = path if path.startswith("/") else f"/{path}"
    return f"/api{rooted}" if rooted.startswith("/v1") else rooted


def _key(settings: Settings) -> dict[str, str]:
    if settings.api_key is None:
        return {}
    return {"authorization": f"Bearer {settings.api_key.get_secret_value()}"}


def _given(headers: tuple[str, ...]) -> dict[str, str]:
    pairs = [header.partition(":") for header in headers]
    if wrong := [name for name, colon, _ in pairs if not (colon and name.strip())]:
        raise BadData(f"'{wrong[0]}' is no header", hint='-H "If-Match: \\"v3\\""')
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _content(data: str | None) -> bytes | None:
    if data is None:
        return None
    try:
        text = _read(data[1:]) if data.startswith("@") else data
        json.loads(text)
    except (OSError, ValueError) as error:
        raise BadData(f"--data: {error}", hint="JSON, or @ and the name of a file of it") from error
    return text.encode()


def _read(name: str) -> str:
    return sys.stdin.read() if name == "-" else Path(name).read_text("utf-8")


def _ask_server(url: str, call: _Call, settings: Settings) -> httpx.Response:
    from adhelm.core import http

    # Whoever says the address allows it.
    allow = (urlsplit(url).netloc.rpartition("@")[2], *settings.outbound.allow)
    with http.client(base_url=url, allow=allow, timeout_s=_TIMEOUT_S) as client:
        return client.request(
            call.method, call.path, content=call.content, headers=_typed(call.headers, call)
        )


def _ask_here(shell: Shell, call: _Call, settings: Settings) -> httpx.Response:
    from adhelm.app.api import create_app

    app = create_app(shell.services)
    if settings.api_key is None:
        _let_in(app, shell)

    async def ask() -> httpx.Response:
        import httpx

        # Asked as `localhost`, so that a program's answer is the same wherever it runs.
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(
                call.method, call.path, content=call.content, headers=_typed(call.headers, call)
            )

    return asyncio.run(ask())


def _let_in(app: FastAPI, shell: Shell) -> None:
    from adhelm.app.api.entering import in_workspace, signed_in
    from adhelm.govern.accounts import Caller

    def enter(request: Request) -> None:
        request.state.caller = Caller(shell.principal.id)
        request.state.principal = shell.principal

    app.dependency_overrides[signed_in] = enter
    app.dependency_overrides[in_workspace] = enter


def _typed(headers: dict[str, str], call: _Call) -> dict[str, str]:
    return {"content-type": "application/json", **headers} if call.content else headers


def _show(shell: Shell, told: httpx.Response) -> None:
    kind = told.headers.get("content-type", "").partition(";")[0]
    body = told.json() if kind.endswith("json") and told.content else None
    if told.status_code >= HTTPStatus.BAD_REQUEST:
        raise _refusal(told.status_code, body if isinstance(body, dict) else {})
    if "etag" in told.headers:
        shell.terminal.detail(f"etag {told.headers['etag']}")
    if isinstance(body, dict):
        _show_body(shell, body)
    elif told.content:
        shell.terminal.text(told.text)
    else:
        shell.terminal.note(f"{told.status_code} {HTTPStatus(told.status_code).phrase}")


def _show_body(shell: Shell, body: dict[str, Any]) -> None:
    if "rows" not in body or shell.terminal.output == "json":
        shell.terminal.record(body)
        return
    shell.terminal.rows(body["rows"], provenance=body.get("provenance"))
    if body.get("next_cursor"):
        shell.terminal.note(f"there is more: cursor={body['next_cursor']}")


def _refusal(status: int, problem: Mapping[str, Any]) -> AdhelmError:
    ours = status < HTTPStatus.INTERNAL_SERVER_ERROR
    phrase = HTTPStatus(status).phrase.lower()
    facts = {**problem.get("facts", {}), "status": status}
    if problem.get("request_id"):
        facts["request_id"] = problem["request_id"]
    return Told(
        problem.get("title", f"the server says {status}: {phrase}"),
        code=problem.get("code", f"http.{phrase.replace(' ', '_')}"),
        kind=_BY_STATUS.get(status, Kind.invalid if ours else Kind.internal),
        hint=problem.get("hint", ""),
        facts=facts,
    )
