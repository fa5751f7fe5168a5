"""What the client's own tracking saw: the same people as in the truth, without the why."""

from tests.sandbox.conftest import Play

DAYS = {"since": "2026-11-01", "until": "2026-11-02"}


class TestJourneys:
    def test_are_those_of_the_truth(self, play: Play):
        orders = play.http.get("/_sandbox/truth", params={**DAYS, "orders": "1"}).json()["orders"]
        told = play.http.get("/_sandbox/journeys", params=DAYS).json()
        assert [(one["id"], one["at"], one["value"]) for one in told["conversions"]] == [
            (one["id"], one["at"], one["value_usd"]) for one in orders
        ]
        wanted = [
            (touch["platform"], touch["campaign_id"], touch["kind"])
            for order in orders
            for touch in order["touches"]
        ]
        assert [
            (one["platform"], one["campaign"], one["kind"]) for one in told["touchpoints"]
        ] == wanted
        assert play.http.get("/_sandbox/journeys", params=DAYS).json() == told

    def test_end_with_the_sale(self, play: Play):
        told = play.http.get("/_sandbox/journeys", params=DAYS).json()
        sold = {one["person"]: one["at"] for one in told["conversions"]}
        assert told["touchpoints"]
        assert all(touch["at"] <= sold[touch["person"]] for touch in told["touchpoints"])
