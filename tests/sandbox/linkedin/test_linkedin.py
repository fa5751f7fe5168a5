"""LinkedIn's Marketing API, over HTTP, against its wire reference."""

from decimal import Decimal
from typing import Any

import httpx
import pytest
from tests.sandbox.conftest import Play

REST = "/linkedin/rest"
DAYS = "dateRange=(start:(year:2026,month:11,day:1),end:(year:2026,month:11,day:3))"


class Caller:
    """A caller who sees everything, on the account in yen."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.account = next(one for one in play.accounts("linkedin") if one["currency"] == "JPY")
        self.id = self.account["id"]
        self.urn = f"urn%3Ali%3AsponsoredAccount%3A{self.id}"
        self.who = play.credential("linkedin")
        self.headers = {
            "Authorization": f"Bearer {self.who['access_token']}",
            "Linkedin-Version": "202607",
            "X-Restli-Protocol-Version": "2.0.0",
        }

    def get(self, path: str, query: str = "") -> httpx.Response:
        return self.play.http.get(f"{REST}/{path}?{query}", headers=self.headers)

    def post(self, path: str, body: object, method: str = "") -> httpx.Response:
        headers = self.headers | ({"X-RestLi-Method": method} if method else {})
        return self.play.http.post(f"{REST}/{path}", json=body, headers=headers)

    def analytics(self, query: str, accounts: str = "") -> httpx.Response:
        facet = f"accounts=List({accounts or self.urn})"
        return self.get("adAnalytics", f"q=analytics&timeGranularity=DAILY&{DAYS}&{facet}&{query}")

    def rows(self, query: str, accounts: str = "") -> list[dict[str, Any]]:
        said = self.analytics(query, accounts)
        assert said.is_success, said.text
        return list(said.json()["elements"])

    def campaigns(self) -> list[dict[str, Any]]:
        return list(self.get(f"adAccounts/{self.id}/adCampaigns", "q=search").json()["elements"])

    def campaign(self, **other: object) -> httpx.Response:
        groups = self.get(f"adAccounts/{self.id}/adCampaignGroups", "q=search").json()["elements"]
        body = {
            "account": f"urn:li:sponsoredAccount:{self.id}",
            "campaignGroup": f"urn:li:sponsoredCampaignGroup:{groups[0]['id']}",
            "name": "Fresh",
            "type": "SPONSORED_UPDATES",
            "costType": "CPM",
            "status": "DRAFT",
            "dailyBudget": {"amount": "5000", "currencyCode": "JPY"},
            "runSchedule": {"start": 1_764_547_200_000},
            "locale": {"country": "US", "language": "en"},
            "targetingCriteria": {"include": {"and": []}},
            "offsiteDeliveryEnabled": False,
        }
        return self.post(f"adAccounts/{self.id}/adCampaigns", body | other)


@pytest.fixture
def linkedin(play: Play) -> Caller:
    return Caller(play)


class TestDoor:
    def test_refuses_versions_that_are_not_active(self, linkedin: Caller):
        linkedin.headers["Linkedin-Version"] = "202504"
        said = linkedin.get("adAccounts", "q=search")
        assert said.status_code == 426
        assert said.json() == {
            "status": 426,
            "code": "NONEXISTENT_VERSION",
            "message": "Requested version 20250401 is not active",
        }
        del linkedin.headers["Linkedin-Version"]
        assert linkedin.get("adAccounts", "q=search").json()["code"] == "VERSION_MISSING"

    def test_refreshes_tokens_and_tells_expired_from_revoked(self, linkedin: Caller):
        form = {
            name: linkedin.who[name] for name in ("client_id", "client_secret", "refresh_token")
        }
        url = "/linkedin/oauth/v2/accessToken"
        said = linkedin.play.http.post(url, data={"grant_type": "refresh_token", **form}).json()
        linkedin.headers["Authorization"] = f"Bearer {said['access_token']}"
        assert linkedin.get("adAccounts", "q=search").is_success
        linkedin.play.advance(days=60)
        linkedin.headers["Linkedin-Version"] = "202701"
        assert linkedin.get("adAccounts").json()["serviceErrorCode"] == 65602
        linkedin.play.http.post(
            "/_sandbox/tokens", json={"platform": "linkedin", "action": "revoke"}
        )
        assert linkedin.get("adAccounts").json()["serviceErrorCode"] == 65601

    def test_throttles_without_saying_for_how_long(self, linkedin: Caller):
        linkedin.play.fault(mode="429", platform="linkedin")
        said = linkedin.get("adAccounts")
        assert said.status_code == 429
        assert "retry-after" not in said.headers

    def test_lists_accounts_with_numbers_for_ids(self, linkedin: Caller):
        found = linkedin.get("adAccounts", "q=search").json()["elements"]
        assert int(linkedin.id) in {one["id"] for one in found}

    @pytest.mark.parametrize("way", ["encoded", "dotted", "parted without the header"])
    def test_refuses_a_query_in_the_other_protocols_way(self, linkedin: Caller, way: str):
        query = (
            f"q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&{DAYS}&accounts=List({linkedin.urn})"
        )
        if way == "encoded":
            query = query.replace("(", "%28").replace(")", "%29")
        elif way == "dotted":
            query = "q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&dateRange.start.year=2026"
        else:
            del linkedin.headers["X-Restli-Protocol-Version"]
        assert linkedin.get("adAnalytics", query).status_code == 400

    def test_reads_the_dotted_way_without_the_header(self, linkedin: Caller):
        expected = linkedin.rows("pivot=CAMPAIGN")
        del linkedin.headers["X-Restli-Protocol-Version"]
        days = "&".join(
            f"dateRange.{end}.{part}={value}"
            for end, day in (("start", 1), ("end", 3))
            for part, value in (("year", 2026), ("month", 11), ("day", day))
        )
        query = f"q=analytics&pivot=CAMPAIGN&timeGranularity=DAILY&{days}"
        said = linkedin.get(
            "adAnalytics", f"{query}&accounts[0]=urn:li:sponsoredAccount:{linkedin.id}"
        )
        assert said.json()["elements"] == expected

    def test_takes_a_long_query_through_a_tunnel(self, linkedin: Caller):
        facet = ",".join([linkedin.urn] * 400)
        query = f"q=analytics&pivot=ACCOUNT&timeGranularity=ALL&{DAYS}&accounts=List({facet})"
        assert linkedin.get("adAnalytics", query).status_code == 414
        headers = linkedin.headers | {
            "X-HTTP-Method-Override": "GET",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        said = linkedin.play.http.post(f"{REST}/adAnalytics", content=query, headers=headers)
        assert len(said.json()["elements"]) == 1


class TestAnalytics:
    @pytest.mark.parametrize("at", [0, 1])
    @pytest.mark.parametrize(
        ("pivot", "ours"),
        [
            ("ACCOUNT", "account"),
            ("CAMPAIGN_GROUP", "campaign"),
            ("CAMPAIGN", "ad_group"),
            ("CREATIVE", "ad"),
        ],
    )
    def test_equals_the_truth(self, linkedin: Caller, at: int, pivot: str, ours: str):
        account = linkedin.play.accounts("linkedin")[at]["id"]
        rows = linkedin.rows(
            f"pivot={pivot}&fields=dateRange,pivotValues,costInLocalCurrency,clicks,externalWebsiteConversions",
            linkedin.urn.replace(linkedin.id, account),
        )
        found = {
            (row["pivotValues"][0].rsplit(":", 1)[1], row["dateRange"]["start"]["day"]): (
                Decimal(row["costInLocalCurrency"]),
                row["clicks"],
                row["externalWebsiteConversions"],
            )
            for row in rows
        }
        told = {
            (fact["entity_id"], int(fact["date"][-2:])): (
                Decimal(fact["spend"]),
                fact["clicks"],
                int(fact["conversions"]),
            )
            for fact in linkedin.play.truth(account, "2026-11-01", "2026-11-03", ours)
        }
        assert found == told
        assert found

    def test_gives_impressions_and_clicks_unless_asked_for_more(self, linkedin: Caller):
        assert set(linkedin.rows("pivot=CAMPAIGN")[0]) == {"impressions", "clicks"}

    def test_bears_twenty_metrics_at_most(self, linkedin: Caller):
        names = ("impressions clicks costInLocalCurrency costInUsd externalWebsiteConversions "
                 "externalWebsitePostClickConversions externalWebsitePostViewConversions "
                 "oneClickLeads landingPageClicks conversionValueInLocalCurrency "
                 "approximateMemberReach totalEngagements videoViews videoStarts likes comments "
                 "shares follows reactions otherEngagements sends").split()  # fmt: skip
        fields = ",".join(["dateRange", "pivotValues", *names])
        assert linkedin.analytics(f"pivot=CAMPAIGN&fields={fields}").status_code == 400
        fewer = fields.removesuffix(",sends")
        assert linkedin.analytics(f"pivot=CAMPAIGN&fields={fewer}").is_success

    def test_is_empty_for_an_account_one_does_not_see(self, linkedin: Caller):
        assert linkedin.rows("pivot=CAMPAIGN", "urn%3Ali%3AsponsoredAccount%3A1") == []
        assert linkedin.get("adAccounts/1").status_code == 403

    def test_stops_silently_at_fifteen_thousand_rows(self, linkedin: Caller):
        days = "dateRange=(start:(year:2025,month:11,day:1),end:(year:2026,month:11,day:19))"
        both = ",".join(
            linkedin.urn.replace(linkedin.id, one["id"])
            for one in linkedin.play.accounts("linkedin")
        )
        query = f"q=analytics&pivot=CREATIVE&timeGranularity=DAILY&{days}&accounts=List({both})"
        said = linkedin.get("adAnalytics", query).json()
        assert len(said["elements"]) == 15_000
        assert "total" not in said["paging"]

    @pytest.mark.parametrize(
        "query",
        ["pivot=PLANET", "", "pivot=CAMPAIGN&fields=happiness"],
    )
    def test_refuses_what_cannot_be_asked(self, linkedin: Caller, query: str):
        assert linkedin.analytics(query).status_code == 400

    def test_needs_a_facet_and_a_range(self, linkedin: Caller):
        assert linkedin.get("adAnalytics", "q=analytics&pivot=CAMPAIGN").status_code == 400


class TestEntities:
    def test_come_in_pages(self, linkedin: Caller):
        path, query = f"adAccounts/{linkedin.id}/adCampaigns", "q=search&pageSize=3"
        seen, token = list[Any](), ""
        while True:
            said = linkedin.get(path, query + token).json()
            seen += said["elements"]
            if "nextPageToken" not in said["metadata"]:
                break
            token = f"&pageToken={said['metadata']['nextPageToken']}"
        assert seen == linkedin.campaigns()
        assert all(isinstance(one["id"], int) for one in seen)
        assert seen[0]["changeAuditStamps"]["created"]["time"] > 1_600_000_000_000

    def test_can_be_searched_by_status(self, linkedin: Caller):
        path = f"adAccounts/{linkedin.id}/adCampaigns"
        drafts = linkedin.get(path, "q=search&search=(status:(values:List(DRAFT)))").json()
        assert drafts["elements"] == []

    def test_have_creatives_named_by_urn(self, linkedin: Caller):
        path = f"adAccounts/{linkedin.id}/creatives"
        first = linkedin.get(path, "q=criteria").json()["elements"][0]
        assert first["id"].startswith("urn:li:sponsoredCreative:")
        one = linkedin.get(f"{path}/{first['id'].replace(':', '%3A')}").json()
        assert one == first


class TestChanges:
    def test_create_with_the_id_in_a_header(self, linkedin: Caller):
        said = linkedin.campaign(status="ACTIVE")
        assert (said.status_code, said.content) == (201, b"")
        id_ = said.headers["x-restli-id"]
        creative = linkedin.post(
            f"adAccounts/{linkedin.id}/creatives",
            {"campaign": f"urn:li:sponsoredCampaign:{id_}", "intendedStatus": "ACTIVE",
             "content": {"reference": "urn:li:share:1"}},
        )  # fmt: skip
        assert creative.headers["x-restli-id"].startswith("urn:li:sponsoredCreative:")
        linkedin.play.advance(days=3)
        facts = linkedin.play.truth(linkedin.id, "2026-11-21", "2026-11-22", "ad_group")
        spent = [Decimal(one["spend"]) for one in facts if one["entity_id"] == id_]
        assert 0 < sum(spent) <= Decimal(5000 * 2) * Decimal("1.5")

    def test_patch_and_say_nothing(self, linkedin: Caller):
        id_ = next(one["id"] for one in linkedin.campaigns() if one["status"] == "ACTIVE")
        path = f"adAccounts/{linkedin.id}/adCampaigns/{id_}"
        change = {"status": "PAUSED", "dailyBudget": {"amount": "7000", "currencyCode": "JPY"}}
        said = linkedin.post(path, {"patch": {"$set": change}}, "PARTIAL_UPDATE")
        assert (said.status_code, said.content) == (204, b"")
        found = linkedin.get(path).json()
        assert (found["status"], found["dailyBudget"]["amount"]) == ("PAUSED", "7000")
        frozen = linkedin.post(path, {"patch": {"$set": {"type": "X"}}}, "PARTIAL_UPDATE")
        assert frozen.json()["code"] == "FIELD_NOT_EDITABLE"

    def test_patch_many_with_a_result_each(self, linkedin: Caller):
        id_ = str(linkedin.campaigns()[0]["id"])
        patch = {"patch": {"$set": {"name": "Renamed"}}}
        said = linkedin.post(
            f"adAccounts/{linkedin.id}/adCampaigns?ids=List({id_},1)",
            {"entities": {id_: patch, "1": patch}},
            "BATCH_PARTIAL_UPDATE",
        ).json()
        assert said["results"] == {id_: {"status": 204}}
        assert said["errors"]["1"]["status"] == 404

    def test_delete_only_drafts(self, linkedin: Caller):
        path = f"{REST}/adAccounts/{linkedin.id}/adCampaigns"
        draft = linkedin.campaign().headers["x-restli-id"]
        gone = linkedin.play.http.delete(f"{path}/{draft}", headers=linkedin.headers)
        live = next(one["id"] for one in linkedin.campaigns() if one["status"] == "ACTIVE")
        kept = linkedin.play.http.delete(f"{path}/{live}", headers=linkedin.headers)
        assert (gone.status_code, kept.status_code) == (204, 400)

    @pytest.mark.parametrize(
        ("other", "code"),
        [
            ({"dailyBudget": {"amount": "5000", "currencyCode": "USD"}}, "CURRENCY_MISMATCH"),
            ({"dailyBudget": {"amount": "50", "currencyCode": "JPY"}}, "FIELD_VALUE_TOO_LOW"),
            ({"dailyBudget": {"amount": "5000.5", "currencyCode": "JPY"}}, "FIELD_INVALID"),
            ({"dailyBudget": {"amount": 5000, "currencyCode": "JPY"}}, "FIELD_INVALID"),
            ({"status": "HAPPY"}, "FIELD_INVALID"),
        ],
    )
    def test_refuse_what_is_wrong(self, linkedin: Caller, other: dict[str, Any], code: str):
        said = linkedin.campaign(**other)
        assert (said.status_code, said.json()["code"]) == (400, code)

    def test_are_done_although_the_answer_is_lost(self, linkedin: Caller):
        linkedin.play.fault(mode="timeout_after_commit", platform="linkedin", method="POST")
        with pytest.raises(httpx.TransportError):
            linkedin.campaign()
        assert "Fresh" in {one["name"] for one in linkedin.campaigns()}


class TestConversions:
    def test_are_taken_one_by_one_or_many(self, linkedin: Caller):
        event = {"conversion": "urn:lla:llaPartnerConversion:104004",
                 "conversionHappenedAt": 1_763_600_000_000, "user": {"userIds": []}}  # fmt: skip
        assert linkedin.post("conversionEvents", event).status_code == 201
        said = linkedin.post("conversionEvents", {"elements": [event]}, "BATCH_CREATE")
        assert said.json() == {"elements": [{"status": 201}]}
