"""What changed and why …"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.act.reports.test_page import report

from adhelm.act.reports.logic.story import Part, decompose, unknown_numbers
from adhelm.act.reports.logic.summary import document_of
from adhelm.act.reports.service.narrating import Narrator, narrated
from adhelm.act.reports.types import Document, Story
from adhelm.core import http
from adhelm.core.secret import Secret

amounts = st.decimals(min_value=0, max_value=10**6, places=2)
sides = st.tuples(amounts, amounts)
LINES = ("Spend rose 12.5% to 1,200 EUR, 133 EUR more than before: Meta 'Brand 2' +133 EUR.",)


class TestDecompose:
    @given(st.lists(st.tuples(sides, sides), min_size=1, max_size=6))
    def test_leaves_nothing_of_the_change_over(self, drawn):
        parts = [Part(f"p{n}", now, before) for n, (now, before) in enumerate(drawn)]
        sums = [sum(each) for each in zip(*(one.now + one.before for one in parts), strict=True)]
        found = decompose(parts)
        if not sums[1] or not sums[3]:
            assert found is None
            return
        assert found is not None
        change = Decimal(sums[0]) / sums[1] - Decimal(sums[2]) / sums[3]
        tiny = Decimal("1e-12") * (1 + sum(map(abs, sums)))
        assert abs(found.change - change) <= tiny
        assert abs(found.rate + found.mix - change) <= tiny
        assert abs(sum(own + moved for _, own, moved in found.parts) - change) <= tiny

    def test_tells_dearer_campaigns_from_more_of_the_dear_ones(self):
        cheap, dear = (Decimal(100), Decimal(10)), (Decimal(400), Decimal(10))
        dearer = decompose([Part("a", (Decimal(200), Decimal(10)), cheap), Part("b", dear, dear)])
        assert dearer is not None
        assert (dearer.rate, dearer.mix) == (Decimal(5), Decimal(0))
        moved = decompose(
            [
                Part("a", (Decimal(50), Decimal(5)), cheap),
                Part("b", (Decimal(600), Decimal(15)), dear),
            ]
        )
        assert moved is not None
        assert (moved.rate, moved.mix) == (Decimal(0), Decimal("7.5"))

    def test_calls_what_is_only_there_on_one_side_mix(self):
        found = decompose(
            [
                Part("old", (Decimal(100), Decimal(10)), (Decimal(100), Decimal(10))),
                Part("new", (Decimal(300), Decimal(10)), (Decimal(0), Decimal(0))),
            ]
        )
        assert found is not None
        assert (found.rate, found.mix) == (Decimal(0), Decimal(10))


class TestUnknownNumbers:
    @pytest.mark.parametrize(
        "text",
        ["Spend rose by 12.5% to 1,200 EUR.", "It is 1200 EUR, 133 more; 'Brand 2' did it.",
         "Spend rose.", "1.200 EUR"],
    )  # fmt: skip
    def test_lets_pass_what_the_data_say(self, text):
        assert unknown_numbers(text, LINES) == []

    @pytest.mark.parametrize(
        ("text", "found"),
        [("Spend rose 12.6%.", ["12.6"]), ("It doubled.", ["doubled"]),
         ("About 1,201 EUR", ["1,201"]),
         ("In 3 campaigns", ["3"]), ("half of it", ["half"]), ("12,5% and 0.125", ["0.125"])],
    )  # fmt: skip
    def test_finds_what_they_do_not(self, text, found):
        assert unknown_numbers(text, LINES) == found


class Model(BaseHTTPRequestHandler):
    """A language model that says what a test wants."""

    says: Any = ""
    asked: list[tuple[str, Any]] = []  # noqa: RUF012 - one server a test

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        Model.asked.append((self.headers.get("authorization", ""), body))
        answer = json.dumps(Model.says).encode()
        self.send_response(200 if Model.says else 500)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def model() -> Iterator[Narrator]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    where = f"127.0.0.1:{server.server_address[1]}"
    yield Narrator(
        f"http://{where}/v1", "small-1", Secret("key-7"), lambda: http.client(allow=[where])
    )
    server.shutdown()
    server.server_close()
    thread.join()


def told() -> Document:
    return replace(document_of(report()), blocks=[Story(LINES)])


def said(text: str) -> dict[str, Any]:
    return {"choices": [{"message": {"role": "assistant", "content": text}}]}


class TestAModel:
    def test_may_phrase_what_the_rules_say(self, model: Narrator):
        Model.asked, Model.says = [], said("Brand 2 spent more.\nSpend is up 12.5% to 1,200 EUR.")
        (story,) = narrated(told(), model).blocks
        assert isinstance(story, Story)
        assert list(story.lines) == ["Brand 2 spent more.", "Spend is up 12.5% to 1,200 EUR."]
        assert (story.written_by, "small-1" in story.note) == ("small-1", True)
        ((key, body),) = Model.asked
        assert (key, body["model"]) == ("Bearer key-7", "small-1")
        assert body["messages"][1]["content"] == "\n".join(LINES)

    @pytest.mark.parametrize(
        "answer",
        [said("Spend rose 12.6%."), said("Spend more than doubled."), said(""), {}, "", [],
         {"choices": []}, said("12.5% " * 1000)],
    )  # fmt: skip
    def test_is_set_aside_when_it_says_what_is_not_in_the_data(self, model: Narrator, answer):
        Model.says = answer
        (story,) = narrated(told(), model).blocks
        assert isinstance(story, Story)
        assert (list(story.lines), story.written_by) == (list(LINES), "rules")
        assert story.note

    def test_is_not_reached_where_it_may_not_be(self):
        refused = Narrator("http://127.0.0.1:9/v1", "small-1", None, lambda: http.client(allow=()))
        (story,) = narrated(told(), refused).blocks
        assert isinstance(story, Story)
        assert list(story.lines) == list(LINES)
