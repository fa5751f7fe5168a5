"""The OpenAPI document: what each route may answer, with examples, as it is and not more."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from contextlib import suppress
from http import HTTPStatus
from threading import Lock
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.responses import Response

from adhelm.core.web import Problem, answer

_BODY = {408, 413, 415, 422}
_BY_FORMAT = {
    "date-time": "2026-03-01T09:00:00Z",
    "date": "2026-03-01",
    "uri": "https://example.com",
    "email": "ada@example.com",
    "binary": "…",
}
_BY_NAME: dict[str, Any] = {
    "account": "google_ads/123",
    "account_id": "123",
    "actor": "person",
    "actor_id": "per_1a2b",
    "created_by": "per_1a2b",
    "currency": "EUR",
    "description": "Spring, all of it",
    "email": "ada@example.com",
    "hint": "",
    "missing": ["end_date"],
    "name": "Spring",
    "notes": "",
    "owner": "per_1a2b",
    "platform": "google_ads",
    "source": "shop",
    "updated_by": "per_1a2b",
    "window": "28d",
    "workspace_id": "acme",
}
"""What means the same wherever it stands; other text has an example of its own."""
_BY_TYPE = {"integer": 1, "number": 1.5, "boolean": True, "null": None}
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": "The same request again with the same key gets the same answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
    "example": "order-2026-03-01-7",
}  # fmt: skip
_IF_MATCH = {
    "name": "If-Match", "in": "header", "required": False,
    "description": "The ETag of the version that is changed; 428 where it is needed and missing.",
    "schema": {"type": "string"}, "example": '"v3"',
}  # fmt: skip
_IF_NONE_MATCH = {
    "name": "If-None-Match", "in": "header", "required": False,
    "description": "The ETag one has: 304 if it is still that one.",
    "schema": {"type": "string"}, "example": '"v3"',
}  # fmt: skip


def operation_id(route: APIRoute) -> str:
    """Return the name of an operation: its tag and its function."""
    tag = str(route.tags[0]) if route.tags else "adhelm"
    return f"{tag}_{route.name}".replace("-", "_")


def install(app: FastAPI) -> None:
    """Let the application serve its document, and a page to read it."""
    made, making = app.openapi, Lock()

    def openapi() -> dict[str, Any]:
        with making:
            if app.openapi_schema is None:
                document = made()
                app.openapi_schema = None
                _complete(document, once=set(_acting_once(app)))
                app.openapi_schema = document
            return app.openapi_schema

    # In a thread: making it takes a second in which the event loop would answer nobody.
    @app.get("/openapi.json", include_in_schema=False)
    def serve() -> Response:
        return answer(openapi())

    @app.get("/docs", include_in_schema=False)
    async def read() -> Response:
        return get_swagger_ui_html(openapi_url="/openapi.json", title=app.title)

    app.openapi = openapi  # type: ignore[method-assign]


def _acting_once(app: FastAPI) -> Iterator[tuple[str, str]]:
    for context in iter_route_contexts(app.routes):
        if vars(context.endpoint or install).get("acts_once"):
            for method in context.methods or ():
                yield str(context.path), method.lower()


def _complete(document: dict[str, Any], *, once: set[tuple[str, str]]) -> None:
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas.setdefault("Problem", Problem.model_json_schema())
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            _say_in_one_sentence(operation)
            _add_headers(method, operation, acts_once=(path, method) in once)
            _add_problems(path, method, operation)
            for status, response in operation["responses"].items():
                if status.startswith("2"):
                    _add_example(response, schemas)
            for media in operation.get("requestBody", {}).get("content", {}).values():
                _add_example({"content": {"application/json": media}}, schemas)


def _say_in_one_sentence(operation: dict[str, Any]) -> None:
    first, _, rest = operation.get("description", "").strip().partition("\n")
    if first:
        operation["summary"], _, more = first.partition(". ")
        operation["summary"] = operation["summary"].rstrip(".")
        operation["description"] = f"{more}\n{rest}".strip()


def _add_headers(method: str, operation: dict[str, Any], *, acts_once: bool) -> None:
    said = f"{operation['summary']} {operation.get('description', '')}"
    added: list[dict[str, Any]] = []
    if acts_once:
        added.append(_IDEMPOTENCY_KEY)
    if "`If-Match`" in said and method != "get":
        added.append(_IF_MATCH)
    if "ETag" in said and method == "get":
        added.append(_IF_NONE_MATCH)
        operation["responses"]["304"] = {"description": HTTPStatus(304).phrase}
    known = {one["name"].lower() for one in operation.get("parameters", ())}
    added = [one for one in added if one["name"].lower() not in known]
    if added:
        operation["parameters"] = [*operation.get("parameters", ()), *copy.deepcopy(added)]


def _add_problems(path: str, method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    own = set(responses)
    # FastAPI's own shape of an invalid request is not ours.
    invalid = responses.get("422", {}).get("content", {}).get("application/json", {})
    if "HTTPValidationError" in str(invalid):
        own.discard("422")
    said = {int(code) for code in own if code.isdigit() and int(code) >= HTTPStatus.BAD_REQUEST}
    for status in sorted({*_possible(path, method, operation), *said}):
        if str(status) not in own:
            responses[str(status)] = {"description": HTTPStatus(status).phrase}
        if str(status) not in own or not path.startswith("/health"):
            told = {
                "schema": {"$ref": "#/components/schemas/Problem"}, "example": _problem(status),
            }  # fmt: skip
            responses[str(status)].setdefault("content", {})["application/problem+json"] = told
    operation["responses"] = dict(sorted(responses.items()))


def _possible(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    parameters = {one["name"].lower() for one in operation.get("parameters", ())}
    yield from (422, 503)
    if path not in {"/health", "/health/live", "/health/ready", "/metrics"}:
        yield 429
    if operation.get("security") or path.startswith("/api/v1/auth/"):
        yield from (401, 403, 404)
    if "{" in path:
        yield 404
    if method != "get":
        yield 409
    if "requestBody" in operation:
        yield from (400, *_BODY)
    if path == "/graphql":
        yield 406
    if "if-match" in parameters:
        yield from (412, 428)


def _problem(status: int) -> dict[str, Any]:
    phrase = HTTPStatus(status).phrase
    return {
        "type": "about:blank", "title": phrase, "status": status,
        "code": f"http.{phrase.lower().replace(' ', '_')}", "hint": "see /docs",
        "request_id": "9f1c2b", "facts": {},
    }  # fmt: skip


def _add_example(response: dict[str, Any], schemas: Mapping[str, Any]) -> None:
    for media in response.get("content", {}).values():
        if not {"example", "examples"} & set(media) and "schema" in media:
            with suppress(LookupError):
                media["example"] = example(media["schema"], schemas)


def example(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """
    Return something that fits a schema: its own example, or one put together from its parts'.

    :raises LookupError: naming what has no example.
    """
    for said in ("example", "const", "default"):
        if said in schema:
            return schema[said]
    if schema.get("examples") or schema.get("enum"):
        return (schema.get("examples") or schema["enum"])[0]
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for several in ("anyOf", "oneOf", "allOf"):
        if several in schema:
            return example(_first_full(schema[several]), schemas)
    return _by_type(schema, schemas)


def _first_full(choices: list[dict[str, Any]]) -> dict[str, Any]:
    return next((one for one in choices if one.get("type") != "null"), choices[0])


def _by_type(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        return {
            name: _of(name, inner, schemas) for name, inner in schema.get("properties", {}).items()
        }
    if kind == "array":
        return [example(schema["items"], schemas)] if schema.get("items") else []
    if kind == "string":
        if schema.get("format") not in _BY_FORMAT:
            raise LookupError("text without an example")
        return _BY_FORMAT[schema["format"]]
    return _BY_TYPE.get(str(kind), {})


def _of(name: str, schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    try:
        return example(schema, schemas)
    except LookupError as missing:
        if name in _BY_NAME:
            return _BY_NAME[name]
        if {"type": "null"} in schema.get("anyOf", ()):
            return None
        raise LookupError(f"{name}: {missing}") from None
