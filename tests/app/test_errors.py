"""The table from kinds of error to exit codes, and how an error looks."""

import io
import json

import click
import pytest

from adhelm.app import errors
from adhelm.connectors.contract import Ambiguous, Question
from adhelm.core.errors import (
    AdhelmError,
    Conflict,
    Forbidden,
    Invalid,
    Kind,
    NotFound,
    Unavailable,
)
from adhelm.core.terminal import Finish, Outcome, Terminal

GOLDEN = """\
  0 ok
  1 error
  2 usage: the command line or a setting is wrong
  3 not found
  4 not allowed: sign in, or ask for the permission
  5 validation: the data or the request breaks a rule
  6 findings present (only with --fail-on)
  7 blocked by a guardrail
  8 approval required
  9 partial success
 10 drift or conflict: the state of things forbids it now
 75 temporary: try again later
130 interrupted
"""


class TestExitCodes:
    def test_are_these(self):
        table = "".join(f"{code:3} {meaning}\n" for code, meaning in errors.MEANINGS.items())
        assert table == GOLDEN

    def test_cover_every_kind_and_outcome_once(self):
        assert set(errors.EXIT_CODES) == {*Kind, *Outcome}
        # Not knowing who asks and not letting them are one code: sign in, or ask for permission.
        assert errors.EXIT_CODES[Kind.unauthenticated] == errors.EXIT_CODES[Kind.forbidden]
        assert len(set(errors.EXIT_CODES.values())) == len(errors.EXIT_CODES) - 1
        assert set(errors.EXIT_CODES.values()) | {0, 130} == set(errors.MEANINGS)

    @pytest.mark.parametrize(
        ("error", "code"),
        [
            (AdhelmError("x"), 1),
            (ValueError("x"), 1),
            (click.UsageError("x"), 2),
            (NotFound("x"), 3),
            (Forbidden("x"), 4),
            (Invalid("x"), 5),
            (Finish(Outcome.findings), 6),
            (Finish(Outcome.partial), 9),
            (Conflict("x"), 10),
            (Unavailable("x"), 75),
            (KeyboardInterrupt(), 130),
            (click.Abort(), 130),
        ],
    )
    def test_follow_the_kind(self, error: BaseException, code: int):
        assert errors.exit_code(error) == code


class TestShow:
    def shown(self, error: BaseException, output: str = "table", *, debug: bool = False) -> str:
        screen = Terminal(output=output, stdout=io.StringIO(), stderr=io.StringIO())
        errors.show(error, terminal=screen, request_id="r1", debug=debug)
        assert isinstance(screen.stdout, io.StringIO)
        assert isinstance(screen.stderr, io.StringIO)
        assert screen.stdout.getvalue() == ""
        return screen.stderr.getvalue()

    def test_tells_a_person_what_and_what_would_be_right(self):
        error = NotFound("there is no metric 'roaas'", hint="did you mean roas?")
        assert (
            self.shown(error) == "error: there is no metric 'roaas'\n  hint: did you mean roas?\n"
        )

    def test_tells_a_program_the_same_with_code_and_request(self):
        question = Question("date_order", "01/02 may be either", "--date-order", ("mdy", "dmy"))
        body = json.loads(self.shown(Ambiguous("a.csv", [question]), "json"))
        assert body == {
            "code": "file.ambiguous",
            "message": "a.csv: 01/02 may be either",
            "hint": "say it with --date-order",
            "facts": {"file": "a.csv"},
            "request_id": "r1",
        }

    def test_says_an_unexpected_error_in_one_line(self):
        text = self.shown(ValueError("two\nlines"))
        assert text.splitlines()[0] == "error: unexpected ValueError: two lines"
        assert "--debug" in text
        assert "Traceback" not in text

    def test_shows_the_trace_under_debug(self):
        with pytest.raises(ValueError, match="x") as caught:
            int("x")
        assert "Traceback" in self.shown(caught.value, debug=True)

    def test_says_nothing_of_an_outcome(self):
        assert self.shown(Finish(Outcome.partial)) == ""

    def test_has_no_problem_where_a_command_ended_on_purpose(self):
        assert errors.problem(Finish(Outcome.partial), request_id="r1") is None
        assert errors.problem(Invalid("x"), request_id="r1") == {
            "code": "invalid",
            "message": "x",
            "request_id": "r1",
        }
