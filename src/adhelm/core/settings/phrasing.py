"""The settings of a language model that may phrase what the figures say."""

from __future__ import annotations

import re

from pydantic import Field, SecretStr, field_validator

from adhelm.core.settings.sections import Section


class LlmSettings(Section):
    """A language model behind an interface like OpenAI's; without it, rules write all texts."""

    base_url: str = Field(
        default="", description="such as https://api.example.com/v1; empty: there is none"
    )
    model: str = Field(default="", description="its name there")
    api_key: SecretStr | None = Field(default=None, description="empty where it wants none")
    timeout_s: float = Field(default=30, gt=0, le=600, description="for one answer")

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^/\s?#]+[^\s?#]*", url):
            raise ValueError("must start with https:// (or http:// on a host that is allowed)")
        return url.rstrip("/")
