"""Google Ads, over HTTP, against its wire reference."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.sandbox.conftest import Play

MANAGER = "9990001112"
DAYS = "segments.date BETWEEN '2026-11-01' AND '2026-11-03'"
REPORT = f"SELECT campaign.id, segments.date, metrics.cost_micros FROM campaign WHERE {DAYS}"


class Google:
    """A caller with the manager's token."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.account = play.accounts("google_ads")[0]
        self.id = self.account["id"]
        who = play.credential("google_ads")
        self.headers = {
            "Authorization": f"Bearer {who['access_token']}",
            "login-customer-id": MANAGER,
        }

    def post(self, path: str, body: dict[str, Any]) -> httpx.Response:
        return self.play.http.post(f"/google/v26/customers/{path}", json=body, headers=self.headers)

    def stream(self, query: str, customer: str = "") -> list[dict[str, Any]]:
        said = self.post(f"{customer or self.id}/googleAds:searchStream", {"query": query})
        assert said.is_success, said.text
        return [row for batch in said.json() for row in batch.get("results", [])]

    def mutate(self, service: str, *operations: object, **options: object) -> httpx.Response:
        name = "mutateOperations" if service == "googleAds" else "operations"
        return self.post(f"{self.id}/{service}:mutate", {name: operations, **options})

    def set(self, service: str, entity: str, mask: str, **fields: object) -> httpx.Response:
        update = {"resourceName": entity, **fields}
        return self.mutate(service, {"updateMask": mask, "update": update})


@pytest.fixture
def google(play: Play) -> Google:
    return Google(play)


def errors(said: httpx.Response) -> list[tuple[str, str]]:
    body = said.json()
    error = (body[0] if isinstance(body, list) else body)["error"]
    return [pair for one in error["details"][0]["errors"] for pair in one["errorCode"].items()]


class TestAuth:
    def test_exchanges_a_refresh_token(self, play: Play):
        who = play.credential("google_ads")
        form = {name: who[name] for name in ("client_id", "client_secret", "refresh_token")}
        said = play.http.post("/google/token", data={"grant_type": "refresh_token", **form}).json()
        assert (said["expires_in"], said["token_type"]) == (3599, "Bearer")
        headers = {"Authorization": f"Bearer {said['access_token']}"}
        url = "/google/v26/customers:listAccessibleCustomers"
        assert play.http.get(url, headers=headers).json() == {
            "resourceNames": [f"customers/{MANAGER}"]
        }
        play.advance(hours=1)
        late = play.http.get(url, headers=headers)
        assert (late.status_code, errors(late)) == (
            401,
            [("authenticationError", "OAUTH_TOKEN_EXPIRED")],
        )

    def test_tells_expired_from_revoked(self, play: Play, google: Google):
        play.http.post("/_sandbox/tokens", json={"platform": "google_ads", "action": "revoke"})
        said = google.post(f"{google.id}/googleAds:searchStream", {"query": REPORT})
        assert isinstance(said.json(), list)
        assert errors(said) == [("authenticationError", "OAUTH_TOKEN_REVOKED")]
        form = {"grant_type": "refresh_token", **play.credential("google_ads")}
        refused = play.http.post("/google/token", data=form)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")

    def test_refuses_another_brands_account_and_the_manager_unnamed(self, google: Google):
        del google.headers["login-customer-id"]
        said = google.post(f"{google.id}/googleAds:search", {"query": REPORT})
        assert (said.status_code, errors(said)[0][1]) == (403, "USER_PERMISSION_DENIED")

    def test_refuses_a_version_that_is_gone(self, play: Play, google: Google):
        url = "/google/v19/customers:listAccessibleCustomers"
        said = play.http.get(url, headers=google.headers)
        assert errors(said) == [("requestError", "UNSUPPORTED_VERSION")]


class TestReports:
    @pytest.mark.parametrize("at", [0, 1])
    @pytest.mark.parametrize(
        ("resource", "level", "field"),
        [
            ("customer", "account", "customer.id"),
            ("campaign", "campaign", "campaign.id"),
            ("ad_group", "ad_group", "ad_group.id"),
            ("ad_group_ad", "ad", "ad_group_ad.ad.id"),
        ],
    )
    def test_equal_the_truth(self, google: Google, at: int, resource: str, level: str, field: str):
        account = google.play.accounts("google_ads")[at]
        query = (
            f"SELECT {field}, segments.date, metrics.cost_micros, metrics.clicks, "
            f"metrics.impressions, metrics.conversions FROM {resource} WHERE {DAYS}"
        )
        found = {}
        for row in google.stream(query, account["id"]):
            inner: Any = row
            for part in (
                field.replace("ad_group_ad", "adGroupAd").replace("ad_group", "adGroup").split(".")
            ):
                inner = inner[part]
            numbers = row["metrics"]
            found[inner, row["segments"]["date"]] = (
                Decimal(numbers["costMicros"]) / 1_000_000,
                int(numbers["clicks"]),
                Decimal(str(numbers["conversions"])),
            )
        told = {
            (fact["entity_id"], fact["date"]): (
                Decimal(fact["spend"]),
                fact["clicks"],
                Decimal(fact["conversions"]),
            )
            for fact in google.play.truth(account["id"], "2026-11-01", "2026-11-03", level)
        }
        assert found == told
        assert found

    def test_have_whole_numbers_as_strings_and_fractions_as_numbers(self, google: Google):
        row = google.stream(
            f"SELECT campaign.id, metrics.clicks, metrics.conversions FROM campaign WHERE {DAYS}"
        )[0]
        assert isinstance(row["campaign"]["id"], str)
        assert isinstance(row["metrics"]["clicks"], str)
        assert isinstance(row["metrics"]["conversions"], float)

    @pytest.mark.parametrize(
        "split",
        ["segments.hour", "segments.device"],
    )
    def test_add_up_whatever_they_are_split_by(self, google: Google, split: str):
        fields = f"campaign.id, {split}, segments.date, metrics.cost_micros"
        query = f"SELECT {fields} FROM campaign WHERE {DAYS}"
        parts = sum(int(row["metrics"]["costMicros"]) for row in google.stream(query))
        assert parts == sum(int(row["metrics"]["costMicros"]) for row in google.stream(REPORT))

    def test_of_keywords_add_up_to_their_ad_groups_but_search_terms_do_not(self, google: Google):
        wanted = "AND campaign.advertising_channel_type = 'SEARCH'"
        spent = {}
        for view in ("ad_group", "keyword_view", "search_term_view"):
            rows = google.stream(
                "SELECT campaign.advertising_channel_type, metrics.cost_micros "
                f"FROM {view} WHERE {DAYS} {wanted}"
            )
            spent[view] = sum(int(row["metrics"]["costMicros"]) for row in rows)
        assert spent["keyword_view"] == spent["ad_group"] > spent["search_term_view"] > 0

    def test_leave_performance_max_out_below_its_campaign(self, google: Google):
        channel = "campaign.advertising_channel_type = 'PERFORMANCE_MAX'"
        for resource, rows in (("campaign", True), ("ad_group", False)):
            fields = "campaign.id, campaign.advertising_channel_type, metrics.clicks"
            query = f"SELECT {fields} FROM {resource} WHERE {DAYS} AND {channel}"
            assert bool(google.stream(query)) is rows

    def test_without_rows_have_no_results(self, google: Google):
        body = {"query": "SELECT campaign.id FROM campaign WHERE campaign.name = 'Nobody'"}
        assert "results" not in google.post(f"{google.id}/googleAds:search", body).json()
        assert "results" not in google.post(f"{google.id}/googleAds:searchStream", body).json()[0]

    def test_come_in_pages_of_ten_thousand(self, google: Google):
        query = (
            "SELECT ad_group_ad.ad.id, segments.date, segments.device, metrics.impressions "
            "FROM ad_group_ad WHERE segments.date BETWEEN '2025-11-01' AND '2026-11-19'"
        )
        body: dict[str, Any] = {"query": query, "searchSettings": {"returnTotalResultsCount": True}}
        first = google.post(f"{google.id}/googleAds:search", body).json()
        body["pageToken"] = first["nextPageToken"]
        second = google.post(f"{google.id}/googleAds:search", body).json()
        assert len(first["results"]) == 10_000
        assert int(first["totalResultsCount"]) > 10_000
        assert first["results"][-1] != second["results"][0]
        body["query"] = REPORT
        stale = google.post(f"{google.id}/googleAds:search", body)
        assert errors(stale) == [("requestError", "INVALID_PAGE_TOKEN")]

    @pytest.mark.parametrize(
        ("query", "name"),
        [
            ("SELECT campaign.nothing FROM campaign", "UNRECOGNIZED_FIELD"),
            ("SELECT campaign.id FROM nowhere", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
            ("SELECT ad_group.id FROM campaign", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
            ("SELECT segments.date FROM campaign", "EXPECTED_FILTERS_ON_DATE_RANGE"),
            ("FROM campaign", "EXPECTED_SELECT"),
            (f"SELECT metrics.clicks, segments.conversion_action FROM campaign WHERE {DAYS}",
             "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE"),
            ("SELECT campaign.id FROM campaign LIMIT x", "BAD_LIMIT_VALUE"),
            ("SELECT change_event.changed_fields FROM change_event", "LIMIT_NOT_SPECIFIED"),
        ],
    )  # fmt: skip
    def test_refuse_what_cannot_be_asked(self, google: Google, query: str, name: str):
        said = google.post(f"{google.id}/googleAds:search", {"query": query})
        assert errors(said)[0][1] == name

    def test_refuse_a_page_size(self, google: Google):
        said = google.post(f"{google.id}/googleAds:search", {"query": REPORT, "pageSize": 10})
        assert errors(said) == [("requestError", "PAGE_SIZE_NOT_SUPPORTED")]

    def test_of_a_manager_list_clients_and_refuse_metrics(self, google: Google):
        rows = google.stream("SELECT customer_client.id FROM customer_client", MANAGER)
        assert {row["customerClient"]["id"] for row in rows} > {google.id}
        body = {"query": "SELECT customer.id, metrics.clicks FROM customer"}
        said = google.post(f"{MANAGER}/googleAds:search", body)
        assert errors(said) == [("queryError", "REQUESTED_METRICS_FOR_MANAGER")]

    def test_carry_a_request_id(self, google: Google):
        assert google.post(f"{google.id}/googleAds:search", {"query": REPORT}).headers["request-id"]


CAMPAIGN = {
    "name": "Fresh",
    "status": "PAUSED",
    "advertisingChannelType": "SEARCH",
    "maximizeConversions": {},
    "containsEuPoliticalAdvertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
}


def new_campaign(google: Google, **other: object) -> list[dict[str, Any]]:
    budget = f"customers/{google.id}/campaignBudgets/-1"
    campaign = f"customers/{google.id}/campaigns/-2"
    return [
        {"campaignBudgetOperation": {"create": {"resourceName": budget, "name": "Fresh money",
            "amountMicros": "50000000", "explicitlyShared": False}}},
        {"campaignOperation": {"create": {**CAMPAIGN, "resourceName": campaign,
                                          "campaignBudget": budget, **other}}},
        {"adGroupOperation": {"create": {"resourceName": f"customers/{google.id}/adGroups/-3",
                                         "name": "Group", "campaign": campaign}}},
        {"adGroupAdOperation": {"create": {
            "adGroup": f"customers/{google.id}/adGroups/-3",
            "ad": {"finalUrls": ["https://example.com/"], "responsiveSearchAd": {
                "headlines": [{"text": word} for word in ("One", "Two", "Three")],
                "descriptions": [{"text": "D one"}, {"text": "D two"}]}}}}},
        {"adGroupCriterionOperation": {"create": {"adGroup": f"customers/{google.id}/adGroups/-3",
            "keyword": {"text": "ad tool", "matchType": "EXACT"}}}},
    ]  # fmt: skip


class TestMutates:
    def test_create_a_campaign_whole_with_temporary_ids(self, google: Google):
        said = google.mutate("googleAds", *new_campaign(google, status="ENABLED")).json()
        kinds = [next(iter(one)) for one in said["mutateOperationResponses"]]
        assert kinds == ["campaignBudgetResult", "campaignResult", "adGroupResult",
                         "adGroupAdResult", "adGroupCriterionResult"]  # fmt: skip
        rows = google.stream(
            "SELECT campaign.name, campaign.status, campaign_budget.amount_micros FROM campaign "
            "WHERE campaign.name = 'Fresh'"
        )
        assert rows[0]["campaignBudget"]["amountMicros"] == "50000000"
        google.play.advance(days=3)
        spent = google.stream(
            "SELECT campaign.name, metrics.cost_micros FROM campaign "
            "WHERE campaign.name = 'Fresh' AND segments.date DURING LAST_7_DAYS"
        )
        assert int(spent[0]["metrics"]["costMicros"]) > 0

    def test_create_nothing_when_one_fails(self, google: Google):
        operations = new_campaign(google, containsEuPoliticalAdvertising=None)
        said = google.mutate("googleAds", *operations)
        assert ("mutateError", "EU_POLITICAL_ADVERTISING_DECLARATION_REQUIRED") in errors(said)
        elements = said.json()["error"]["details"][0]["errors"][0]["location"]["fieldPathElements"]
        assert elements[0] == {"fieldName": "mutate_operations", "index": 1}
        budgets = google.stream("SELECT campaign_budget.name FROM campaign_budget")
        assert "Fresh money" not in str(budgets)

    def test_do_the_good_ones_when_asked(self, google: Google):
        first, second = self._campaigns(google)[:2]
        operations = [
            {"updateMask": "status", "update": {"resourceName": first, "status": "PAUSED"}},
            {"updateMask": "status", "update": {"resourceName": second, "status": "REMOVED"}},
        ]
        said = google.mutate("campaigns", *operations, partialFailure=True)
        assert said.status_code == 200
        assert said.json()["results"] == [{"resourceName": first}, {}]
        fault = said.json()["partialFailureError"]["details"][0]["errors"][0]
        assert fault["location"]["fieldPathElements"][0]["index"] == 1
        assert self._status(google, first) == "PAUSED"

    def test_touch_only_what_the_mask_names(self, google: Google):
        name = self._campaigns(google)[0]
        fields = {"status": "PAUSED", "name": "Other"}
        said = google.set("campaigns", name, "name", **fields)
        assert said.json() == {"results": [{"resourceName": name}]}
        assert self._status(google, name) == "ENABLED"
        assert google.stream("SELECT campaign.id FROM campaign WHERE campaign.name = 'Other'")

    def test_remove_for_good(self, google: Google):
        name = self._campaigns(google)[0]
        assert google.mutate("campaigns", {"remove": name}).is_success
        assert self._status(google, name) == "REMOVED"
        said = google.set("campaigns", name, "status", status="ENABLED")
        assert errors(said)[0][1] == "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE"

    @pytest.mark.parametrize(
        ("amount", "name"),
        [
            ("50000001", "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT"),
            ("0", "BUDGET_BELOW_PER_DAY_MINIMUM"),
        ],
    )
    def test_refuse_odd_amounts(self, google: Google, amount: str, name: str):
        budget = self._budget(google)
        said = google.set("campaignBudgets", budget, "amountMicros", amountMicros=amount)
        assert errors(said) == [("campaignBudgetError", name)]

    def test_of_a_budget_hold_from_now_on_and_are_in_the_history(self, google: Google):
        budget = self._budget(google)
        before = google.stream(REPORT)
        mask = "amount_micros"
        assert google.set("campaignBudgets", budget, mask, amountMicros="1000000").is_success
        assert google.stream(REPORT) == before
        events = google.stream(
            "SELECT change_event.changed_fields, change_event.new_resource "
            "FROM change_event WHERE change_event.change_date_time >= '2026-11-20' LIMIT 10"
        )
        assert (
            events[0]["changeEvent"]["newResource"]["campaignBudget"]["amountMicros"] == "1000000"
        )

    def test_refuse_a_name_that_is_taken(self, google: Google):
        row = {"create": {"name": "Shared", "amountMicros": "5000000"}}
        assert google.mutate("campaignBudgets", row).is_success
        said = google.mutate("campaignBudgets", row)
        assert errors(said) == [("campaignBudgetError", "DUPLICATE_NAME")]
        google.mutate("googleAds", *new_campaign(google))
        again = google.mutate("googleAds", *new_campaign(google))
        assert ("campaignError", "DUPLICATE_CAMPAIGN_NAME") in errors(again)

    def test_only_checked_change_nothing(self, google: Google):
        said = google.mutate("googleAds", *new_campaign(google), validateOnly=True)
        assert said.json() == {}
        assert not google.stream("SELECT campaign.id FROM campaign WHERE campaign.name = 'Fresh'")

    def test_are_done_although_the_answer_is_lost(self, google: Google):
        google.play.fault(mode="timeout_after_commit", platform="google", path="mutate")
        with pytest.raises(httpx.TransportError):
            google.mutate("googleAds", *new_campaign(google))
        assert google.stream("SELECT campaign.id FROM campaign WHERE campaign.name = 'Fresh'")

    def test_add_negative_keywords(self, google: Google):
        campaign = self._campaigns(google)[0]
        row = {"create": {"campaign": campaign, "negative": True,
                          "keyword": {"text": "free", "matchType": "BROAD"}}}  # fmt: skip
        assert google.mutate("campaignCriteria", row).is_success
        rows = google.stream("SELECT campaign_criterion.keyword.text FROM campaign_criterion")
        assert rows[0]["campaignCriterion"]["keyword"]["text"] == "free"

    @staticmethod
    def _campaigns(google: Google) -> list[str]:
        rows = google.stream("SELECT campaign.id FROM campaign WHERE campaign.status = 'ENABLED'")
        return [row["campaign"]["resourceName"] for row in rows]

    @staticmethod
    def _budget(google: Google) -> str:
        rows = google.stream("SELECT campaign_budget.id FROM campaign_budget")
        return str(rows[0]["campaignBudget"]["resourceName"])

    @staticmethod
    def _status(google: Google, name: str) -> str:
        rows = google.stream(
            f"SELECT campaign.status FROM campaign WHERE campaign.resource_name = '{name}'"
        )
        return str(rows[0]["campaign"]["status"])


class TestUploads:
    def test_take_each_conversion_once(self, google: Google):
        row = {
            "gclid": "EAIaI",
            "conversionAction": f"customers/{google.id}/conversionActions/7001",
            "conversionDateTime": "2026-11-01 14:03:00+01:00",
            "conversionValue": 49.9,
        }
        body = {"conversions": [row, {**row, "gclid": ""}], "partialFailure": True, "jobId": 7}
        first = google.post(f"{google.id}:uploadClickConversions", body).json()
        assert first["results"][0]["gclid"] == "EAIaI"
        assert first["results"][1] == {}
        again = google.post(f"{google.id}:uploadClickConversions", body).json()
        codes = [one["errorCode"] for one in again["partialFailureError"]["details"][0]["errors"]]
        assert codes[0] == {"conversionUploadError": "CLICK_CONVERSION_ALREADY_EXISTS"}
