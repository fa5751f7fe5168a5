"""TikTok's Business API as it answers: always 200, a code inside, numbers as strings."""

from adhelm.sandbox.tiktok.platform import TikTok

__all__ = ["TikTok"]
