"""An answer's body is read once by the thread that got it, and again by any other."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from adhelm.connectors.contract.errors import BadBody
from adhelm.connectors.wire import Answer, content


def body() -> bytes:
    return b'{"rows": [1, 2]}'.ljust(20)


class TestABody:
    def test_is_read_once_for_all_who_look(self) -> None:
        answer = Answer(200, {}, body())
        assert answer.json() is answer.json()
        assert content(answer.body) == {"rows": [1, 2]}

    def test_is_kept_for_one_who_maps_it_and_let_go(self) -> None:
        answer = Answer(200, {}, body())
        first = answer.json()
        assert content(answer.body) is first
        assert content(answer.body) is not first

    def test_is_read_anew_where_it_was_not_got(self) -> None:
        answer = Answer(200, {}, body())
        first = answer.json()
        with ThreadPoolExecutor(1) as other:
            found = other.submit(content, answer.body).result()
        assert found == first
        assert found is not first

    def test_of_another_answer_is_another(self) -> None:
        one, other = Answer(200, {}, b"[1]"), Answer(200, {}, b"[2]")
        assert (one.json(), other.json(), one.json()) == ([1], [2], [1])

    def test_that_is_no_json_is_told(self) -> None:
        answer = Answer(200, {}, b"<html>")
        for _ in range(2):
            with pytest.raises(BadBody):
                answer.json()
