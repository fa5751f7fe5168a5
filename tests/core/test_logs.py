"""Whatever is logged comes out as one line, says for whom it was done, and holds no secrets."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adhelm.core import logs
from adhelm.core.http import redact
from adhelm.core.request import working_for, working_on

_log = logging.getLogger("tests.logs")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("httpx", "httpcore", "uvicorn.access", "alembic.runtime.plugins"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def said(form: str = "json", level: str = "info") -> io.StringIO:
    stream = io.StringIO()
    logs.set_up(form=form, level=level, stream=stream)
    return stream


class TestSetUp:
    def test_writes_json_with_request_workspace_and_actor(self):
        out = said()
        with working_on("r-1"):
            working_for("acme", "person:7")
            _log.info("sent %s pages", 3)
        line = json.loads(out.getvalue())
        assert line.pop("at").endswith("+00:00")
        assert line == {
            "level": "info",
            "event": "sent 3 pages",
            "logger": "tests.logs",
            "request_id": "r-1",
            "workspace": "acme",
            "actor": "person:7",
        }

    def test_says_nothing_of_a_request_outside_of_any(self):
        out = said()
        working_for("acme", "person:7")
        _log.info("started")
        assert not {"request_id", "workspace", "actor"} & set(json.loads(out.getvalue()))

    def test_writes_text_for_people(self):
        out = said("text")
        with working_on("r-1"):
            _log.warning("slow", extra={"seconds": 3})
        written = out.getvalue()
        assert " warning slow " in written
        assert "request_id=r-1 seconds=3" in written

    def test_leaves_out_what_is_less_important(self):
        out = said(level="warning")
        _log.info("chatter")
        assert not out.getvalue()

    def test_keeps_the_traceback(self):
        out = said()
        try:
            int("Authorization: Bearer abcdef123456")
        except ValueError:
            _log.exception("failed")
        line = json.loads(out.getvalue())
        assert line["exception"].startswith("Traceback")
        assert "abcdef123456" not in out.getvalue()

    @pytest.mark.parametrize("form", ["json", "text"])
    @pytest.mark.parametrize(
        ("text", "extra"),
        [
            ("GET https://graph.example/me?access_token=hunter22", {}),
            ("connect", {"dsn": "postgresql://me:hunter22@host/db"}),
            ("signed in", {"password": "hunter22"}),
            ('{"refresh_token": "hunter22"}', {}),
        ],
    )
    def test_masks_secrets_of_every_logger(self, form: str, text: str, extra: dict[str, str]):
        out = said(form)
        logging.getLogger("some.library").error(text, extra=extra)
        assert "hunter22" not in out.getvalue()
        assert "********" in out.getvalue()

    @given(st.text(st.characters(exclude_categories=[])), st.sampled_from(["json", "text"]))
    def test_writes_one_line_whatever_the_text(self, text: str, form: str):
        out = said(form)
        _log.info("%s", text)
        # Read as files are: a terminal knows more line ends than these.
        assert out.getvalue().count("\n") == 1
        assert out.getvalue().endswith("\n")
        if form == "json":
            assert json.loads(out.getvalue())["event"] == redact(text)
