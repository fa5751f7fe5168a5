"""Customer Match, assets and conversions by their own day, over HTTP."""

from decimal import Decimal

from tests.sandbox.conftest import Play
from tests.sandbox.google_ads.test_google_ads import DAYS, Google, errors

HASH = "ab" * 32
LIST = {"name": "Buyers", "crmBasedUserList": {"uploadKeyType": "CONTACT_INFO"}}


def person(hashed: str = HASH) -> dict[str, object]:
    return {"create": {"userIdentifiers": [{"hashedEmail": hashed}]}}


def job(google: Google) -> str:
    made = google.mutate("userLists", {"create": LIST}).json()["results"][0]["resourceName"]
    metadata = {"type": "CUSTOMER_MATCH_USER_LIST",
                "customerMatchUserListMetadata": {"userList": made}}  # fmt: skip
    said = google.post(f"{google.id}/offlineUserDataJobs:create", {"job": metadata}).json()
    return str(said["resourceName"]).removeprefix("customers/")


class TestUserLists:
    def test_hold_those_whom_a_job_put_on_them(self, play: Play):
        google = Google(play)
        name = job(google)
        for people in ([person(), person("cd" * 32)], [person()]):
            body = {"operations": people, "enablePartialFailure": True}
            assert google.post(f"{name}:addOperations", body).json() == {}
        size = "SELECT user_list.name, user_list.size_for_search FROM user_list"
        assert google.stream(size)[0]["userList"]["sizeForSearch"] == "0"
        assert "offlineUserDataJobs" in str(google.post(f"{name}:run", {}).json())
        row = google.stream(size)[0]["userList"]
        assert (row["name"], row["sizeForSearch"]) == ("Buyers", "2")
        status = "SELECT offline_user_data_job.status FROM offline_user_data_job"
        assert google.stream(status)[0]["offlineUserDataJob"]["status"] == "SUCCESS"

    def test_leave_out_who_is_not_hashed(self, play: Play):
        google = Google(play)
        name = job(google)
        body = {"operations": [person("jane@example.com"), person()], "enablePartialFailure": True}
        said = google.post(f"{name}:addOperations", body).json()["partialFailureError"]
        path = said["details"][0]["errors"][0]["location"]["fieldPathElements"][0]
        assert path == {"fieldName": "operations", "index": 0}
        google.post(f"{name}:run", {})
        size = "SELECT user_list.size_for_search FROM user_list"
        assert google.stream(size)[0]["userList"]["sizeForSearch"] == "1"

    def test_have_names_of_their_own(self, play: Play):
        google = Google(play)
        job(google)
        said = google.mutate("userLists", {"create": LIST})
        assert errors(said) == [("userListError", "NAME_ALREADY_USED")]

    def test_are_filled_once_by_a_job(self, play: Play):
        google = Google(play)
        name = job(google)
        google.post(f"{name}:run", {})
        said = google.post(f"{name}:run", {})
        assert errors(said) == [("offlineUserDataJobError", "JOB_ALREADY_STARTED")]


class TestAssets:
    def test_stand_in_the_groups_of_performance_max(self, play: Play):
        google = Google(play)
        fields = "asset_group.name, asset.text_asset.text, asset_group_asset.field_type"
        rows = google.stream(f"SELECT {fields}, campaign.id FROM asset_group_asset")
        kinds = [row["assetGroupAsset"]["fieldType"] for row in rows]
        assert kinds.count("HEADLINE") * 2 == kinds.count("DESCRIPTION") * 3 > 0
        groups = google.stream("SELECT asset_group.id, campaign.id FROM asset_group")
        assert {row["campaign"]["id"] for row in rows} == {row["campaign"]["id"] for row in groups}
        every = google.stream("SELECT asset.id, asset.type FROM asset")
        assert len(every) == len(rows)


class TestConversionsByTheirOwnDay:
    def test_are_the_same_ones_in_the_end(self, play: Play):
        google = Google(play)
        both = "metrics.conversions, metrics.conversions_by_conversion_date"
        query = (f"SELECT segments.date, {both} FROM customer WHERE segments.date "
                 "BETWEEN '2026-01-01' AND '2026-11-20'")  # fmt: skip
        rows = [row["metrics"] for row in google.stream(query)]
        clicked = sum(Decimal(str(row["conversions"])) for row in rows)
        came = sum(Decimal(str(row["conversionsByConversionDate"])) for row in rows)
        # Those of the year before come on top.
        assert clicked < came < clicked * Decimal("1.05")
        assert any(row["conversions"] != row["conversionsByConversionDate"] for row in rows)

    def test_do_not_change_any_more(self, play: Play):
        google = Google(play)
        late = "conversions_by_conversion_date, metrics.conversions_value_by_conversion_date"
        query = f"SELECT campaign.id, segments.date, metrics.{late} FROM campaign WHERE {DAYS}"
        before = google.stream(query)
        play.advance(days=28)
        assert google.stream(query) == before


class TestClicks:
    def test_are_those_that_orders_name(self, play: Play):
        google = Google(play)
        fields = "click_view.gclid, click_view.ad_group_ad, campaign.id, segments.date"
        query = f"SELECT {fields} FROM click_view WHERE segments.date = '2026-11-10'"
        ids = [row["clickView"]["gclid"] for row in google.stream(query)]
        assert len(ids) == len(set(ids)) > 50
        params = {"since": "2026-11-10", "until": "2026-11-10", "orders": "1"}
        orders = play.http.get("/_sandbox/truth", params=params).json()["orders"]
        bought = {
            touch["click_id"]
            for order in orders
            for touch in order["touches"]
            if touch["account_id"] == google.id and touch["ad_id"] and touch["click_id"]
        }
        assert bought
        assert bought <= set(ids)

    def test_are_listed_day_by_day(self, play: Play):
        google = Google(play)
        body = {"query": f"SELECT click_view.gclid FROM click_view WHERE {DAYS}"}
        said = google.post(f"{google.id}/googleAds:searchStream", body)
        assert errors(said) == [("queryError", "EXPECTED_FILTERS_ON_DATE_RANGE")]


class TestChangeStatus:
    def test_tells_what_was_changed_last(self, play: Play):
        google = Google(play)
        campaign = google.stream("SELECT campaign.resource_name FROM campaign")[0]["campaign"]
        google.set("campaigns", campaign["resourceName"], "name", name="Another")
        google.set("campaigns", campaign["resourceName"], "status", status="PAUSED")
        rows = google.stream(
            "SELECT change_status.resource_type, change_status.resource_status, "
            "change_status.campaign FROM change_status "
            "WHERE change_status.last_change_date_time >= '2026-11-20' LIMIT 100"
        )
        said = [row["changeStatus"] for row in rows]
        assert [one["resourceStatus"] for one in said if one.get("campaign")] == ["CHANGED"]
