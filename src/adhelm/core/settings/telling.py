"""The settings of what goes out to people: the mail server, chats, and links back to Adhelm."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from adhelm.core.settings.sections import Section


class MailSettings(Section):
    """The server that takes e-mail; without a host none is sent."""

    host: str = Field(default="", description="such as smtp.example.com")
    port: int = Field(default=587, ge=1, le=65535, description="of the mail server")
    sender: str = Field(default="", description="Adhelm <adhelm@example.com>")
    user: str = Field(default="", description="to sign in with, if the server wants that")
    password: SecretStr | None = Field(default=None, description="to sign in with")
    tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="tls: from the first byte; none: on this machine alone"
    )
    timeout_s: float = Field(default=30, gt=0, le=300, description="seconds for one step")
    recipients: tuple[str, ...] = Field(
        default=(), description="whom mail may go to: *@example.com, comma-separated; all if empty"
    )

    @field_validator("recipients", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("sender")
    @classmethod
    def _is_sender(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^\r\n<>]*<?[^@\s<>]+@[^@\s<>]+>?", value):
            raise ValueError("must be an address, or a name and an address in <>")
        return value


class ChatSettings(Section):
    """Where a service for messages is."""

    base_url: str = Field(default="", description="its interface; empty: its public address")

    @field_validator("base_url")
    @classmethod
    def _is_address(cls, url: str) -> str:
        if url and not re.match(r"https?://[^/\s]+", url):
            raise ValueError("must start with https:// (or http:// on a host that is allowed)")
        return url.rstrip("/")


class AlertSettings(Section):
    """What is common to all alerts."""

    web_url: str = Field(
        default="",
        pattern=r"^(https?://[^/\s]+[^\s]*)?$",
        description="where people open Adhelm; links in messages lead there",
    )
