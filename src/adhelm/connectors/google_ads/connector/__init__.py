"""Google Ads as the product knows it: what its credential is made of, its addresses, its doors."""

from adhelm.connectors.contract.connecting import Address, Connector, Making, Part
from adhelm.connectors.google_ads.client import NAME
from adhelm.connectors.google_ads.connector.reading import GoogleAdsReader
from adhelm.connectors.google_ads.connector.writing import GoogleAdsWriter

__all__ = ["CONNECTOR", "GoogleAdsReader", "GoogleAdsWriter"]

_CONSOLE = "Google Cloud console > APIs & Services > Credentials, an OAuth client"

CONNECTOR = Connector(
    name=NAME,
    title="Google Ads",
    credential=(
        Part(
            "developer_token",
            "Google Ads, in the manager account: Tools > API Center; newer Google Cloud projects"
            " need none",
            needed=False,
        ),
        Part("client_id", _CONSOLE, secret=False),
        Part("client_secret", "beside the client id"),
        Part("refresh_token", "what the login with the scope adwords returns"),
        Part(
            "login_customer_id",
            "the manager account through which accounts are seen; without it every one that the"
            " login can enter is looked through",
            secret=False,
            needed=False,
        ),
        Part("access_token", "renewed by itself each hour", needed=False),
    ),
    address=Address("https://googleads.googleapis.com", "https://oauth2.googleapis.com/token"),
    hosts=("googleads.googleapis.com", "oauth2.googleapis.com"),
    open_reader=GoogleAdsReader,
    open_writer=GoogleAdsWriter,
    making=Making(
        countries=False,
        categories=frozenset({"politics"}),
        headlines=3,
        descriptions=2,
        most_headlines=15,
        most_descriptions=4,
        headline_length=30,
        description_length=90,
    ),
)
