"""X's Ads API v12, read and written: signed calls, arrays by day, ids in base 36."""

from adhelm.connectors.contract import Address, Connector, Making, Part
from adhelm.connectors.x.connector import Reader, Writer

__all__ = ["CONNECTOR", "Reader", "Writer"]

_WHERE = "developer.x.com, your app, Keys and tokens"
CONNECTOR = Connector(
    name="x",
    title="X",
    credential=(
        Part("consumer_key", f"the API key ({_WHERE})", secret=False),
        Part("consumer_secret", f"the API key secret ({_WHERE})"),
        Part("access_token", f"the access token of the person who may see the accounts ({_WHERE})"),
        Part("access_token_secret", f"the access token's secret ({_WHERE})"),
    ),
    address=Address("https://ads-api.x.com"),
    # Jobs leave their files at ton.twimg.com.
    hosts=("ads-api.x.com", "*.twimg.com"),
    open_reader=Reader,
    open_writer=Writer,
    making=Making(
        campaign_dates=False,
        group_words=frozenset({"start", "end", "objective"}),
        countries=False,
        categories=frozenset(),
        ad_needs=(Part("tweet_id", "a post that exists", secret=False),),
    ),
)
