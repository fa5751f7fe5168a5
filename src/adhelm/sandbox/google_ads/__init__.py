"""Google Ads as it answers over REST: GAQL, mutates, partial failures, its own refusals."""

from adhelm.sandbox.google_ads.platform import GoogleAds

__all__ = ["GoogleAds"]
