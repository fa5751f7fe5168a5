"""The sections of the settings: what each concern may be told, and what is right for it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ByteSize, ConfigDict, Field, SecretStr, field_validator

from adhelm.core.http import Allowed, BadAllowEntry


class Section(BaseModel):
    """The base of all: nothing unknown, nothing changed, nothing secret in an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class DatabaseSettings(Section):
    """The application database."""

    url: str = Field(
        default="",
        description="sqlite:///path or postgresql://user:password@host/name; a file in home",
    )
    pool_size: int = Field(
        default=20,
        ge=1,
        description="most connections of one process; more than requests at work",
    )
    pool_wait_s: float = Field(
        default=5, gt=0, description="seconds for which a request waits for a connection"
    )
    busy_s: float = Field(
        default=30, gt=0, description="seconds for which a writer waits for another on SQLite"
    )

    @field_validator("url")
    @classmethod
    def _known_engine(cls, url: str) -> str:
        if url and not re.match(r"(sqlite|postgres(ql)?(\+psycopg)?)://", url):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return url


class WarehouseSettings(Section):
    """Where facts are kept, and what reading them may cost."""

    location: str = Field(default="", description="a folder, or s3://…, gs://…; default in home")
    memory_limit: str = Field(
        default="2GB",
        pattern=r"^\d+(\.\d+)?\s*([KMGT]i?B|%)$",
        description="most memory a query may take, such as 2GB",
    )
    threads: int | None = Field(default=None, ge=1, description="threads of a query; default all")
    as_of_days: int = Field(
        default=400, ge=1, description="days for which every earlier version stays readable"
    )


class ImportSettings(Section):
    """How large a file may be."""

    max_bytes: ByteSize = Field(
        default=ByteSize(4 * 1024**3), gt=0, description="largest file, such as 1GiB"
    )
    max_expanded_bytes: ByteSize = Field(
        default=ByteSize(4 * 1024**3), gt=0, description="most that one packed file may expand to"
    )
    max_columns: int = Field(default=1000, ge=1, description="most columns of a table")
    max_files: int = Field(default=10_000, ge=1, description="most files of a folder or archive")


class OutboundSettings(Section):
    """What the outbound HTTP client may reach."""

    allow: tuple[str, ...] = Field(
        default=(), description="host, host:port, *.domain, CIDR; comma-separated"
    )
    timeout_s: float = Field(default=30, gt=0, le=600, description="seconds for one call")
    max_bytes: ByteSize = Field(
        default=ByteSize(64 * 1024**2), gt=0, description="largest answer that is read"
    )

    @field_validator("allow", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("allow")
    @classmethod
    def _readable(cls, allow: tuple[str, ...]) -> tuple[str, ...]:
        for entry in allow:
            try:
                Allowed.parse(entry)
            except BadAllowEntry as error:
                raise ValueError(f"{error.message}; {error.hint}") from None
        return allow


class PlatformSettings(Section):
    """Where a platform is; empty means its public address."""

    base_url: str = Field(default="", description="without version: http://127.0.0.1:8601/meta")
    token_url: str = Field(default="", description="where its access tokens are renewed")

    @field_validator("base_url", "token_url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if url and not re.match(r"https?://[^/\s]+", url):
            raise ValueError("must start with https:// (or http:// on a host that is allowed)")
        return url.rstrip("/")


class GoogleAdsSettings(PlatformSettings):
    """Where Google Ads is, and how it is spoken to."""

    transport: Literal["rest", "sdk"] = Field(
        default="rest",
        description="rest, or sdk: Google's own package over gRPC (adhelm[google-sdk])",
    )


class BigQuerySettings(Section):
    """How datasets that are watched (bigquery://…) are read; feeds bring keys of their own."""

    key_file: Path | None = Field(
        default=None, description="a service account's key, as Google Cloud hands it out"
    )
    base_url: str = Field(
        default="https://bigquery.googleapis.com",
        pattern=r"^https?://[^/\s]+$",
        description="where BigQuery is",
    )


class SheetsSettings(Section):
    """How Google sheets are written to."""

    base_url: str = Field(
        default="https://sheets.googleapis.com",
        pattern=r"^https?://[^/\s]+$",
        description="where Google Sheets is",
    )


class FxSettings(Section):
    """Whose exchange rates are kept, where amounts are booked in several currencies."""

    source: Literal["ecb", "none"] = Field(
        default="ecb",
        description="ecb: the European Central Bank's, brought each working day; none: only yours",
    )
    base_url: str = Field(
        default="https://www.ecb.europa.eu/stats/eurofxref",
        description="where its files are",
    )

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if not re.fullmatch(r"https?://[^/\s?#]+[^\s?#]*", url):
            raise ValueError("must start with https:// (or http:// on a host that is allowed)")
        return url.rstrip("/")


class SecretSettings(Section):
    """The key under which credentials are sealed."""

    key: SecretStr | None = Field(
        default=None,
        description="32 random bytes in base64 (after a comma: older keys); default the key file",
    )
    key_file: Path | None = Field(
        default=None, description="file that holds the keys; made on first use, default in home"
    )

    @field_validator("key")
    @classmethod
    def _is_256_bits(cls, key: SecretStr | None) -> SecretStr | None:
        for part in key.get_secret_value().split(",") if key else ():
            if len(_decoded(part.strip())) != 32:  # noqa: PLR2004 - AES-256
                raise ValueError("must be 32 bytes in base64 (openssl rand -base64 32)")
        return key


class LogSettings(Section):
    """What `adhelm up` and `adhelm worker` say of themselves, on standard error."""

    format: Literal["json", "text"] = Field(
        default="json", description="json: one object a line; text: for people"
    )
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="the least important lines that are written"
    )


class MetricsSettings(Section):
    """Who may read `/metrics`."""

    token: SecretStr | None = Field(
        default=None,
        description="bearer token of scrapers; without one only this machine may scrape",
    )


class OtelSettings(Section):
    """Where traces go; nowhere without an address."""

    endpoint: str = Field(
        default="", description="OTLP over HTTP, such as http://127.0.0.1:4318 (adhelm[otel])"
    )
    sql: bool = Field(default=False, description="a span for each SQL statement, without values")

    @field_validator("endpoint")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if url and not re.match(r"https?://[^/\s]+", url):
            raise ValueError("must start with http:// or https://")
        return url.rstrip("/")


class OidcSettings(Section):
    """Who else may say who somebody is: a sign-in provider that speaks OpenID Connect."""

    issuer: str = Field(
        default="", description="https://login.example.com, as its tokens name it (adhelm[oidc])"
    )
    client_id: str = Field(default="", description="what the provider calls this installation")
    client_secret: SecretStr | None = Field(
        default=None, description="what the provider gave it; none for a public client"
    )
    trust_mfa: bool = Field(
        default=False,
        description="take its word (amr: mfa) for a second factor, where a person has one here",
    )

    @field_validator("issuer")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if url and not re.fullmatch(r"https?://[^/\s?#]+[^\s?#]*", url):
            raise ValueError("must start with https:// (or http:// on a host that is allowed)")
        return url


class RedisSettings(Section):
    """What several processes share: the cache, and the queue of distributed workers."""

    url: str = Field(
        default="", description="redis://host:6379/0; without it each process keeps its own cache"
    )

    @field_validator("url")
    @classmethod
    def _is_redis(cls, url: str) -> str:
        if url and not re.match(r"(rediss?|unix)://", url):
            raise ValueError("must start with redis://, rediss:// or unix://")
        return url


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""
