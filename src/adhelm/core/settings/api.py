"""The settings of the API: how much it takes on, from whom, and where it stands behind a proxy."""

from __future__ import annotations

import re
from ipaddress import ip_network

from pydantic import ByteSize, Field, field_validator

from adhelm.core.settings.sections import Section


class ApiSettings(Section):
    """
    What the API takes on; a limit of 0 requests a minute is none.

    Where a server has several processes, each takes on its part of what may be at once.
    """

    requests_per_minute: int = Field(
        default=100, ge=0, description="requests that one API key may send in a minute; 0: any"
    )
    person_requests_per_minute: int = Field(
        default=600, ge=0, description="the same for one signed-in person, whose pages ask much"
    )
    address_requests_per_minute: int = Field(
        default=1200, ge=0, description="the same for one address, whoever asks from there"
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=(),
        description="address or CIDR of proxies whose X-Forwarded-For counts; comma-separated",
    )
    cors_origins: tuple[str, ...] = Field(
        default=(), description="https://host of other sites' pages that may ask; comma-separated"
    )
    at_work: int = Field(default=12, ge=1, le=40, description="requests that are worked on at once")
    waiting: int = Field(
        default=128, ge=0, description="requests that wait for that; further ones are told 503"
    )
    wait_s: float = Field(default=2, gt=0, le=60, description="seconds for which they wait at most")
    streams: int = Field(default=100, ge=1, description="live event streams at once")
    max_body: ByteSize = Field(
        default=ByteSize(2 * 1024**2), gt=0, description="largest body of a request, such as 2MiB"
    )
    max_upload: ByteSize = Field(
        default=ByteSize(1024**3), gt=0, description="largest file sent to be imported"
    )
    uploads: int = Field(default=4, ge=1, description="files that are received at once")
    graphql_depth: int = Field(default=8, ge=1, description="levels that a GraphQL query may nest")
    graphql_cost: int = Field(
        default=100_000, ge=10, description="values that a GraphQL query may ask for at once"
    )
    graphql_fields: int = Field(
        default=5, ge=1, description="fields that a GraphQL query may have at its top"
    )

    @field_validator("trusted_proxies", "cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for proxy in proxies:
            ip_network(proxy)
        return proxies

    @field_validator("cors_origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        for origin in origins:
            if not re.fullmatch(r"https?://[^/\s*]+", origin):
                raise ValueError(f"'{origin}' is no origin, such as https://bi.example.com")
        return origins
