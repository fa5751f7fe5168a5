"""What messages show, and what they never carry."""

import json
from dataclasses import replace

from tests.act.alerts.conftest import Office
from tests.act.alerts.test_life import MINUTE, signal

from adhelm.act.alerts.types import Entity, Figure
from adhelm.core.principal import local


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
            "&platforms=meta&accounts=meta/1&drill=campaign_id:c1"
        )
