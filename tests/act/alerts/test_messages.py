"""What messages show, and what they never carry."""

import json
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from tests.act.alerts.conftest import Office
from tests.act.alerts.test_life import MINUTE, signal

from adhelm.act.alerts.logic import composing
from adhelm.act.alerts.types import Entity, Figure, Signal
from adhelm.core.principal import local

WEB = Path(__file__).parents[3] / "web/src"


class TestMessages:
    def test_carry_no_credential_no_formula_and_nothing_of_another_workspace(self, desk: Office):
        for kind in ("slack", "teams", "pagerduty", "webhook", "email"):
            desk.channel(kind)
        other = replace(desk, principal=local("other"))
        other.say(signal("c9", claim="Their own 98765 EUR"))
        name = '=HYPERLINK("https://evil") <!channel> [x](https://evil) Bearer abcdef123456'
        desk.say(
            signal(
                "c1", claim=f"{name} access_token=EAAsecretsecretsecret12",
                entity=Entity("meta", "meta/1", "campaign", "c1", name),
                figures=(Figure("=cmd|' /C calc'!A0", "@SUM(1)", "-12.50 EUR"),),
                cause="\u202e+1+cmd",
            )
        )  # fmt: skip
        desk.pass_time(3 * MINUTE)
        said = [call.body.decode() for call in desk.web.arrived]
        [(_, letter)] = desk.mailbox.letters
        parts = [one for one in letter.walk() if one.get_content_maintype() == "text"]
        letters = [f"{letter['subject']}\n{one.get_content()}" for one in parts]
        assert (len(said), len(letters)) == (4, 2)
        for text in (*said, *letters):
            assert "EAAsecret" not in text
            assert "abcdef123456" not in text
            assert "98765" not in text
            assert "\u202e" not in text
            assert "'=HYPERLINK" in text
        slack = json.loads(next(c.body for c in desk.web.arrived if "services" in c.path))
        assert "<!channel>" not in slack["text"]
        assert {b["text"]["type"] for b in slack["blocks"] if "text" in b} == {"plain_text"}
        teams = next(c.body.decode() for c in desk.web.arrived if "workflows" in c.path)
        assert "[x](" not in teams

    def test_show_numbers_cause_chart_and_where_to_look(self, desk: Office):
        desk.channel("email")
        desk.channel("slack")
        desk.say(signal())
        desk.pass_time(3 * MINUTE)
        [(_, letter)] = desk.mailbox.letters
        html = letter.get_body(("html",))
        assert html is not None
        page = html.get_content()
        for part in ("372.50 EUR", "usual 120.00 EUR", "Likely cause", "cid:chart", "/explore?"):
            assert part in page
        [picture] = [one for one in letter.walk() if one.get_content_type() == "image/png"]
        assert picture.get_content()[:4] == b"\x89PNG"
        chat = json.loads(desk.web.arrived[0].body)
        link = chat["blocks"][-1]["elements"][0]["url"]
        assert link == (
            "https://adhelm.example.com/explore?w=acme&range=2026-02-13..2026-02-28&metrics=spend"
            "&platforms=meta&accounts=meta/1&by=campaign&open=c1"
        )


class TestTheLink:
    """To the row that an alert is about, in the words that the page's address is read by."""

    @pytest.mark.parametrize("level", ["campaign", "ad_group", "ad"])
    def test_opens_the_row(self, level: str):
        asked = searched(signal(entity=Entity("meta", "meta/1", level, "x 1&2", "A name")))
        assert (asked["by"], asked["open"]) == (level, "x 1&2")
        assert (asked["platforms"], asked["accounts"]) == ("meta", "meta/1")
        assert asked["range"] == "2026-02-13..2026-02-28"

    @pytest.mark.parametrize("level", ["account", "keyword", ""])
    def test_lists_the_campaigns_where_no_row_opens(self, level: str):
        asked = searched(signal(entity=Entity("meta", "meta/1", level, "1", "")))
        assert asked["by"] == "campaign"
        assert "open" not in asked

    def test_says_nothing_that_the_page_does_not_read(self):
        read = {
            name
            for file in ("lib/view.ts", "features/explore/search.ts")
            for fields in re.findall(
                r"searchOf\(\{(.*?)\n\}\)", (WEB / file).read_text(), re.DOTALL
            )
            for name in re.findall(r"^  (\w+):", fields, re.MULTILINE)
        }
        assert {"w", "range", "by", "open"} <= read
        assert set(searched(signal())) <= read


def searched(said: Signal) -> dict[str, str]:
    """Return what the link of an alert says, as a browser reads it."""
    told = composing.link(
        said, web_url="https://adhelm.example.com", workspace="acme", alert_id="a"
    )
    address = urlsplit(told)
    assert address.path == "/explore"
    return dict(parse_qsl(address.query, strict_parsing=True))
