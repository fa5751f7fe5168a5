"""LinkedIn as the product knows it: what its credential is made of, its addresses, its doors."""

from adhelm.connectors.contract import Address, Connector, Making, Part
from adhelm.connectors.linkedin.client import NAME
from adhelm.connectors.linkedin.connector.reading import LinkedInReader
from adhelm.connectors.linkedin.connector.writing import LinkedInWriter

__all__ = ["CONNECTOR", "LinkedInReader", "LinkedInWriter"]

_APP = "LinkedIn Developers > My Apps > Auth"
CONNECTOR = Connector(
    name=NAME,
    title="LinkedIn",
    credential=(
        Part("client_id", f"Client ID ({_APP})", secret=False),
        Part("client_secret", f"Client Secret ({_APP})"),
        Part("refresh_token", "what the login of the app returns to approved partners",
             needed=False),
        Part("access_token", "what the login of the app returns; it lasts 60 days", needed=False),
    ),
    address=Address("https://api.linkedin.com", "https://www.linkedin.com/oauth/v2/accessToken"),
    hosts=("api.linkedin.com", "www.linkedin.com"),
    open_reader=LinkedInReader,
    open_writer=LinkedInWriter,
    making=Making(
        countries=False,
        categories=frozenset({"politics"}),
        group_needs=(Part("targetingCriteria", "whom to reach, in LinkedIn's ids", secret=False),),
        ad_needs=(Part("reference", "the URN of a post that exists", secret=False),),
    ),
)  # fmt: skip
