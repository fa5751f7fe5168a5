"""Google Ads over gRPC: Google's own package speaks to the port that REST is on."""

from typing import Any

import pytest
from tests.sandbox.conftest import Play

pytest.importorskip("google.ads.googleads", reason="the extra google-sdk is not installed")

MANAGER = "9990001112"
DAYS = "segments.date BETWEEN '2026-11-01' AND '2026-11-03'"
REPORT = f"SELECT campaign.id, segments.date, metrics.cost_micros FROM campaign WHERE {DAYS}"


class Sdk:
    """Google's own clients, on a plain line to the sandbox."""

    def __init__(self, play: Play) -> None:
        import grpc
        from google.ads.googleads.interceptors import ExceptionInterceptor, MetadataInterceptor

        self.account = play.accounts("google_ads")[0]["id"]
        self.token = play.credential("google_ads")["access_token"]
        self.channel = grpc.insecure_channel(f"127.0.0.1:{play.server.port}")
        self.line = grpc.intercept_channel(
            self.channel,
            MetadataInterceptor("dev-1", MANAGER),
            ExceptionInterceptor("v26", use_proto_plus=True),
        )

    def google_ads(self) -> Any:
        from google.ads.googleads.v26.services.services import google_ads_service as services

        transport = services.transports.GoogleAdsServiceGrpcTransport(channel=self.line)
        return services.GoogleAdsServiceClient(transport=transport)

    def more(self) -> dict[str, Any]:
        """Return what each call says besides its request: once, and by whom."""
        return {"retry": None, "metadata": [("authorization", f"Bearer {self.token}")]}


@pytest.fixture
def sdk(play: Play):
    made = Sdk(play)
    yield made
    made.channel.close()


class TestGrpc:
    def test_streams_the_rows_of_the_truth(self, play: Play, sdk: Sdk) -> None:
        said = sdk.google_ads().search_stream(customer_id=sdk.account, query=REPORT, **sdk.more())
        rows = [row for batch in said for row in batch.results]
        spent = sum(row.metrics.cost_micros for row in rows)
        right = play.truth(sdk.account, "2026-11-01", "2026-11-03")
        assert rows
        assert spent == round(sum(float(one["spend"]) for one in right) * 1_000_000)

    def test_refuses_as_a_failure_with_the_id_of_the_request(self, sdk: Sdk) -> None:
        from google.ads.googleads.errors import GoogleAdsException

        with pytest.raises(GoogleAdsException) as raised:
            sdk.google_ads().search(
                customer_id=sdk.account, query="SELECT campaign.nothing FROM campaign", **sdk.more()
            )
        error = raised.value.failure.errors[0]
        assert error.error_code.query_error.name == "UNRECOGNIZED_FIELD"
        assert raised.value.request_id

    def test_says_when_a_limit_ends(self, play: Play, sdk: Sdk) -> None:
        from google.ads.googleads.v26.errors.types.errors import GoogleAdsFailure
        from google.api_core.exceptions import ResourceExhausted

        play.fault(mode="429", platform="google")
        with pytest.raises(ResourceExhausted) as raised:
            sdk.google_ads().search(customer_id=sdk.account, query=REPORT, **sdk.more())
        trailers = dict(raised.value.response.trailing_metadata())
        packed = trailers["google.ads.googleads.v26.errors.googleadsfailure-bin"]
        details = GoogleAdsFailure.deserialize(packed).errors[0].details
        assert details.quota_error_details.retry_delay.seconds == 5

    def test_knows_no_other_version(self, sdk: Sdk) -> None:
        import grpc

        name = "/google.ads.googleads.v25.services.GoogleAdsService/Search"
        with pytest.raises(grpc.RpcError) as raised:
            sdk.channel.unary_unary(name)(b"")
        assert raised.value.code() is grpc.StatusCode.UNIMPLEMENTED
