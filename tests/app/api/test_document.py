"""The OpenAPI document: complete, with examples that fit, and true."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import pytest
from jsonschema_rs import validator_for

from adhelm.app.api.documenting import example
from adhelm.app.api.making import create_app
from adhelm.core.services import Services


@cache
def document() -> dict[str, Any]:
    return create_app(Services()).openapi()


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


ALL = [
    pytest.param(path, method, made, id=f"{method} {path}") for path, method, made in operations()
]


def fits(value: object, schema: dict[str, Any]) -> bool:
    found: bool = validator(json.dumps(schema)).is_valid(value)
    return found


# Each holds all components, some megabytes: few are kept.
@lru_cache(maxsize=8)
def validator(schema: str) -> Any:
    return validator_for({**json.loads(schema), "components": document()["components"]})


@pytest.mark.parametrize(("path", "method", "operation"), ALL)
class TestAnOperation:
    def test_says_what_it_does(self, path, method, operation):
        assert operation["summary"]
        assert operation["tags"]
        assert "\n" not in operation["summary"]

    def test_shows_what_it_answers(self, path, method, operation):
        good = {code: one for code, one in operation["responses"].items() if code < "4"}
        assert set(good) - {"304"}
        for code, response in good.items():
            assert response.get("content") or code in {"204", "303", "304"}, code
            for kind, media in response.get("content", {}).items():
                assert media.get("schema"), (code, kind)
                if kind == "application/json":
                    shown = media.get("example")
                    if shown is None:
                        shown = example(media["schema"], document()["components"]["schemas"])
                    assert fits(shown, media["schema"]), shown

    def test_shows_what_it_takes(self, path, method, operation):
        for kind, media in operation.get("requestBody", {}).get("content", {}).items():
            if kind == "application/json":
                shown = example(media["schema"], document()["components"]["schemas"])
                assert fits(shown, media["schema"]), shown

    def test_shows_the_problems_it_may_have(self, path, method, operation):
        problems = {code: one for code, one in operation["responses"].items() if code >= "4"}
        needed = {"422", "503"}
        if operation.get("security"):
            needed |= {"401"}
        if "{" in path:
            needed |= {"404"}
        if "requestBody" in operation:
            needed |= {"413", "415"}

        assert needed <= set(problems)
        for code, response in problems.items():
            media = response["content"].get("application/problem+json")
            if media is not None:
                assert fits(media["example"], media["schema"]), code
            assert media is not None or (path.startswith("/health") and code == "503")


def test_every_operation_has_a_name_of_its_own():
    names = Counter(operation["operationId"] for _, _, operation in operations())

    assert [name for name, count in names.items() if count > 1] == []


def test_the_document_is_served(house):
    assert house.http.get("/openapi.json").json()["paths"].keys() == document()["paths"].keys()
    assert house.http.get("/docs").status_code == 200
