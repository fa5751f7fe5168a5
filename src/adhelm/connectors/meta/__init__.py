"""Meta (Facebook and Instagram): read and written over the platform's own interface."""

from __future__ import annotations

from adhelm.connectors.contract import Address, Connector, Making, Part
from adhelm.connectors.meta.connector import MetaReader, MetaWriter

__all__ = ["CONNECTOR", "MetaReader", "MetaWriter"]

CONNECTOR = Connector(
    name="meta",
    title="Meta",
    credential=(
        Part(
            "access_token",
            "the token of a system user (Business settings > Users > System users > Generate "
            "token), with ads_read, and ads_management to change things",
        ),
        Part(
            "app_id",
            "the app's id (developers.facebook.com > My Apps), to exchange tokens in time",
            secret=False,
            needed=False,
        ),
        Part(
            "app_secret",
            "the app's secret (App settings > Basic), to sign calls and exchange tokens",
            needed=False,
        ),
        Part(
            "business_id",
            "the business portfolio whose owned and client accounts are listed too",
            secret=False,
            needed=False,
        ),
        Part(
            "expires_at",
            "when the token runs out; kept by Adhelm, leave it empty",
            secret=False,
            needed=False,
        ),
    ),
    address=Address("https://graph.facebook.com"),
    hosts=("graph.facebook.com",),
    open_reader=MetaReader,
    open_writer=MetaWriter,
    making=Making(
        ad_needs=(Part("page_id", "the Facebook page that the ad speaks for", secret=False),),
        most_headlines=1,
        most_descriptions=2,
    ),
)
