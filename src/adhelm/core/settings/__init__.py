"""Every setting, checked on start: from the environment, then `<home>/adhelm.toml`, then defaults.

Read in `app/wiring.py` only; everything below receives values. A wrong setting stops the start
with the name of the variable and what would be right, a misspelt one with the nearest name.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import (
    AwareDatetime,
    BaseModel,
    ByteSize,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from adhelm.core.errors import Invalid, Kind
from adhelm.core.settings.api import ApiSettings
from adhelm.core.settings.jobs import JobSettings
from adhelm.core.settings.phrasing import LlmSettings
from adhelm.core.settings.sections import (
    BigQuerySettings,
    DatabaseSettings,
    FxSettings,
    GoogleAdsSettings,
    ImportSettings,
    LogSettings,
    MetricsSettings,
    OidcSettings,
    OtelSettings,
    OutboundSettings,
    PlatformSettings,
    RedisSettings,
    SecretSettings,
    Section,
    SheetsSettings,
    WarehouseSettings,
)
from adhelm.core.settings.telling import AlertSettings, ChatSettings, MailSettings

PREFIX = "ADHELM_"
FILE = "adhelm.toml"


class BadSettings(Invalid):
    """A setting is unknown, or its value is not what it must be."""

    kind = Kind.usage
    code = "settings.bad"


class Settings(Section):
    """All settings. Names are `ADHELM_<NAME>` and `ADHELM_<SECTION>__<NAME>` in the environment."""

    profile: Literal["default", "test"] = Field(
        default="default", description="'test' lets the clock be set from outside"
    )
    home: Path = Field(default=Path(".adhelm"), description="the one data directory")
    workspace: str = Field(
        default="default",
        pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$",
        description="the workspace that commands act in",
    )
    clock: AwareDatetime | None = Field(
        default=None, description="the instant it is, in the test profile: 2026-01-31T23:00:00Z"
    )
    url: str = Field(
        default="",
        pattern=r"^(https?://[^/\s]+.*)?$",
        description="a running server that `adhelm api` speaks to; without it, in process",
    )
    api_key: SecretStr | None = Field(
        default=None, description="the key that commands act as; without it, as 'local'"
    )
    api: ApiSettings = Field(default_factory=ApiSettings)
    database: DatabaseSettings = Field(default_factory=DatabaseSettings)
    warehouse: WarehouseSettings = Field(default_factory=WarehouseSettings)
    imports: ImportSettings = Field(default_factory=ImportSettings)
    bigquery: BigQuerySettings = Field(default_factory=BigQuerySettings)
    sheets: SheetsSettings = Field(default_factory=SheetsSettings)
    fx: FxSettings = Field(default_factory=FxSettings)
    outbound: OutboundSettings = Field(default_factory=OutboundSettings)
    secrets: SecretSettings = Field(default_factory=SecretSettings)
    log: LogSettings = Field(default_factory=LogSettings)
    metrics: MetricsSettings = Field(default_factory=MetricsSettings)
    oidc: OidcSettings = Field(default_factory=OidcSettings)
    otel: OtelSettings = Field(default_factory=OtelSettings)
    redis: RedisSettings = Field(default_factory=RedisSettings)
    jobs: JobSettings = Field(default_factory=JobSettings)
    google_ads: GoogleAdsSettings = Field(default_factory=GoogleAdsSettings)
    meta: PlatformSettings = Field(default_factory=PlatformSettings)
    tiktok: PlatformSettings = Field(default_factory=PlatformSettings)
    linkedin: PlatformSettings = Field(default_factory=PlatformSettings)
    x: PlatformSettings = Field(default_factory=PlatformSettings)
    mail: MailSettings = Field(default_factory=MailSettings)
    slack: ChatSettings = Field(default_factory=ChatSettings)
    pagerduty: ChatSettings = Field(default_factory=ChatSettings)
    alerts: AlertSettings = Field(default_factory=AlertSettings)
    llm: LlmSettings = Field(default_factory=LlmSettings)

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _in_home(cls, raw: dict[str, Any]) -> dict[str, Any]:
        home = Path(raw.get("home") or ".adhelm").expanduser().absolute()
        filled = {**raw, "home": home}
        for section, name, value in (
            ("database", "url", f"sqlite:///{home / 'adhelm.db'}"),
            ("warehouse", "location", str(home / "warehouse")),
            ("secrets", "key_file", home / "secret.key"),
        ):
            given = filled.get(section, {})
            if isinstance(given, Mapping) and not given.get(name):
                filled[section] = {**given, name: value}
        return filled

    @field_validator("clock")
    @classmethod
    def _utc(cls, moment: datetime | None) -> datetime | None:
        return moment.astimezone(UTC) if moment else None

    @model_validator(mode="after")
    def _clock_of_tests_only(self) -> Settings:
        if self.clock and self.profile != "test":
            raise ValueError("a clock can be set only with ADHELM_PROFILE=test")
        return self


@dataclass(frozen=True, slots=True)
class Explained:
    """One setting as `adhelm doctor` shows it; secrets are redacted."""

    name: str
    value: str
    origin: str
    what: str


def load(environ: Mapping[str, str] | None = None, *, home: str | Path | None = None) -> Settings:
    """
    Read the settings; `home`, if given, wins over `ADHELM_HOME`.

    :raises BadSettings: if a setting is unknown or its value is wrong; all are named at once.
    """
    environ = os.environ if environ is None else environ  # noqa: TID251 - the one place
    place = Path(home or environ.get(f"{PREFIX}HOME") or ".adhelm").expanduser().absolute()
    found = {**_from_file(place / FILE), **_from_environment(environ)}
    found["home"] = (str(place), "argument" if home else found.get("home", ("", "default"))[1])
    _refuse_unknown(found)
    try:
        settings = Settings.model_validate(_nested(found))
    except ValidationError as error:
        raise _explained(error, found) from None
    settings._origins.update({name: origin for name, (_, origin) in found.items()})  # noqa: SLF001
    return settings


def explain(settings: Settings) -> list[Explained]:
    """Return every setting with its value (secrets redacted), where it came from, what it is."""
    rows = []
    for name, what in _known().items():
        value: Any = settings
        for part in name.split("."):
            value = getattr(value, part)
        origin = settings._origins.get(name, "default")  # noqa: SLF001
        rows.append(Explained(name, _shown(value), origin, what))
    return rows


def variable(name: str) -> str:
    """Return the environment variable of a setting: `outbound.allow` → ADHELM_OUTBOUND__ALLOW."""
    return PREFIX + name.upper().replace(".", "__")


_Found = dict[str, tuple[Any, str]]


def _from_environment(environ: Mapping[str, str]) -> _Found:
    # An empty variable means "not set": that is how compose files and CI systems leave one out.
    return {
        key.removeprefix(PREFIX).lower().replace("__", "."): (value, f"environment {key}")
        for key, value in environ.items()
        if key.startswith(PREFIX) and value and _is_setting(key)
    }


def _is_setting(key: str) -> bool:
    name = key.removeprefix(PREFIX).lower().replace("__", ".")
    first = name.split(".")[0]
    sections = {known.split(".")[0] for known in _known()}
    # Variables of parts that this version does not have are left alone, misspelt ones are not:
    # neither a section written wrongly, nor one that was run together with its setting.
    joined = {known.replace(".", "_") for known in _known()}
    near = get_close_matches(first, sections | joined, cutoff=0.8)
    return first in sections or bool(near)


def _from_file(path: Path) -> _Found:
    if not path.is_file():
        return {}
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path}: {error}", hint='TOML, such as: workspace = "acme"') from error
    if "home" in content:
        raise BadSettings(f"{path} cannot say where home is", hint=f"set {variable('home')}")
    return {name: (value, str(path)) for name, value in _flat(content)}


def _flat(content: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in content.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def _refuse_unknown(found: _Found) -> None:
    known = _known()
    for name, (_, origin) in found.items():
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            written = variable if origin.startswith("environment") else str
            hint = f"did you mean {written(near[0])}?" if near else "`adhelm doctor` lists them all"
            raise BadSettings(f"there is no setting {written(name)} ({origin})", hint=hint)


def _nested(found: _Found) -> dict[str, Any]:
    raw: dict[str, Any] = {}
    for name, (value, _) in found.items():
        *sections, leaf = name.split(".")
        place = raw
        for section in sections:
            place = place.setdefault(section, {})
        place[leaf] = value
    return raw


def _explained(error: ValidationError, found: _Found) -> BadSettings:
    messages, hints = [], []
    for problem in error.errors(include_url=False, include_context=False, include_input=False):
        name = ".".join(str(part) for part in problem["loc"]) or "clock"
        name = next((known for known in _known() if (name + ".").startswith(known + ".")), name)
        origin = found.get(name, ("", "default"))[1]
        text = problem["msg"].removeprefix("Value error, ")
        messages.append(f"{variable(name)} ({origin}): {text}")
        hints.append(_known().get(name, ""))
    return BadSettings("; ".join(messages), hint="; ".join(filter(None, hints)))


def _known() -> dict[str, str]:
    return _Names.of(Settings)


class _Names:
    _found: ClassVar[dict[str, str]] = {}

    @classmethod
    def of(cls, model: type[BaseModel], prefix: str = "") -> dict[str, str]:
        if not prefix and cls._found:
            return cls._found
        names: dict[str, str] = {}
        for name, info in model.model_fields.items():
            kind = info.annotation
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                names |= cls.of(kind, f"{prefix}{name}.")
            else:
                names[f"{prefix}{name}"] = info.description or ""
        if not prefix:
            cls._found = names
        return names


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, SecretStr):
        return "********"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    if isinstance(value, ByteSize):
        return value.human_readable()
    return re.sub(r"(://[^/:@\s]*:)[^@/\s]*@", r"\1********@", str(value))
