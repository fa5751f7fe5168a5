"""TikTok as the product knows it: what its credential is made of, its addresses, its doors."""

from adhelm.connectors.contract.connecting import Address, Connector, Making, Part
from adhelm.connectors.tiktok.client import NAME
from adhelm.connectors.tiktok.connector.reading import TikTokReader
from adhelm.connectors.tiktok.connector.writing import TikTokWriter

__all__ = ["CONNECTOR", "TikTokReader", "TikTokWriter"]

_HOST = "business-api.tiktok.com"

CONNECTOR = Connector(
    name=NAME,
    title="TikTok",
    credential=(
        Part("access_token", "what the login of the app returns; it lasts until it is revoked"),
        Part(
            "app_id",
            "App ID, in TikTok for Business Developers > My Apps; without it advertisers are"
            " listed through the Business Center",
            secret=False,
            needed=False,
        ),
        Part("secret", "Secret, beside the App ID", needed=False),
        Part("refresh_token", "only where the login returned one beside the token", needed=False),
    ),
    address=Address(
        f"https://{_HOST}", token_url=f"https://{_HOST}/open_api/v1.3/oauth2/refresh_token/"
    ),
    hosts=(_HOST,),
    open_reader=TikTokReader,
    open_writer=TikTokWriter,
    making=Making(
        campaign_dates=False,
        group_words=frozenset({"start", "end"}),
        categories=frozenset({"employment", "housing", "credit"}),
        descriptions=1,
        description_length=100,
    ),
)
