"""Who gets the credit for what the client's own books say: by click id, then by UTM parameters.

An event belongs to the campaign that its UTM parameters name, by id or by name; without one, to the
platform of its click id; without that, to the platform that a *paid* `utm_source` names. Everything
else stays without a platform: it is shown, and nobody is credited with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from adhelm.understand.metrics.logic.entities import Entity, Key
from adhelm.understand.metrics.logic.plan import Credit, Lookup

_CLICKS = MappingProxyType(
    {
        "gclid": "google_ads", "wbraid": "google_ads", "gbraid": "google_ads",
        "fbclid": "meta", "ttclid": "tiktok", "li_fat_id": "linkedin", "twclid": "x",
        "msclkid": "microsoft_ads",
    }
)  # fmt: skip
"""Click identifier -> connector."""
_SOURCES = MappingProxyType(
    {
        "google": ("google_ads", "google_ads"), "adwords": ("google_ads", "google_ads"),
        "google_ads": ("google_ads", "google_ads"), "youtube": ("google_ads", "google_ads"),
        "facebook": ("meta", "meta"), "fb": ("meta", "meta"), "meta": ("meta", "meta"),
        "facebook_ads": ("meta", "meta"), "facebook.com": ("meta", "meta"),
        "instagram": ("meta", "instagram"), "ig": ("meta", "instagram"),
        "tiktok": ("tiktok", "tiktok"), "tiktok_ads": ("tiktok", "tiktok"),
        "linkedin": ("linkedin", "linkedin"), "linkedin_ads": ("linkedin", "linkedin"),
        "x": ("x", "x"), "twitter": ("x", "x"), "t.co": ("x", "x"),
        "bing": ("microsoft_ads", "microsoft_ads"), "microsoft": ("microsoft_ads", "microsoft_ads"),
        "pinterest": ("pinterest", "pinterest"), "snapchat": ("snapchat", "snapchat"),
        "reddit": ("reddit", "reddit"),
    }
)  # fmt: skip
"""utm_source in small letters -> connector, platform."""
# Google's own channel groups call these paid (support.google.com/analytics/answer/9756891).
_PAID = r"^(.*cp.*|ppc|retargeting|paid.*|display|banner|ads?|social[-_]?paid)$"


def credit(campaigns: Mapping[Key, Entity]) -> Credit:
    """Return the tables for what is known of the campaigns; a name of several is of none."""
    named: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    numbered: dict[str, list[tuple[str, ...]]] = {}
    for (connector, account, campaign), entity in sorted(campaigns.items()):
        whose = (connector, entity.platform or connector, account, campaign)
        numbered.setdefault(campaign, []).append(whose)
        if entity.name:
            named.setdefault((connector, entity.name.lower()), []).append(whose)
    ids = [(word, *rows[0]) for word, rows in numbered.items() if len(rows) == 1]
    names = [(*word, *rows[0][1:]) for word, rows in named.items() if len(rows) == 1]
    sources = [(f"click:{kind}", connector, connector) for kind, connector in _CLICKS.items()]
    sources += [(f"utm:{word}", *whose) for word, whose in _SOURCES.items()]
    return Credit(
        _lookup("credit_ids", "word", "connector", "platform", "account_id", "campaign_id",
                rows=ids),
        _lookup("credit_names", "connector", "word", "platform", "account_id", "campaign_id",
                rows=names),
        _lookup("credit_sources", "word", "connector", "platform", rows=sources),
    )  # fmt: skip


def credited(rows: Any, credit: Credit) -> Any:
    """Return own events with the columns by which facts are cut, as an Ibis expression."""
    clicks, sources = _aside(credit.sources, "click"), _aside(credit.sources, "utm")
    ids, names = _aside(credit.by_id, "id"), _aside(credit.by_name, "name")
    rows = rows.join(clicks, ("click:" + rows.click_id_kind) == clicks.click__word, how="left")
    rows = rows.join(sources, ("utm:" + rows.utm_source.lower()) == sources.utm__word, how="left")
    rows = rows.join(ids, rows.utm_id.coalesce(rows.utm_campaign) == ids.id__word, how="left")
    seen_by = rows.click__connector.coalesce(rows.utm__connector)
    same_name = rows.utm_campaign.lower() == names.name__word
    found = rows.join(names, [seen_by == names.name__connector, same_name], how="left")
    return found.select(**_whose(found), **_what(found))


def _aside(lookup: Lookup, prefix: str) -> Any:
    import ibis

    table = ibis.table(dict(lookup.columns), name=lookup.name)
    return table.rename(**{f"{prefix}__{name}": name for name, _ in lookup.columns})


def _whose(rows: Any) -> dict[str, Any]:
    import ibis

    paid = rows.utm_medium.lower().re_search(_PAID).fill_null(False)  # noqa: FBT003 - Ibis' own
    by_source = paid.ifelse(rows.utm__connector, ibis.null("string"))
    connector = rows.id__connector.coalesce(
        rows.name__word.isnull().ifelse(ibis.null("string"), rows.name__connector),
        rows.click__connector,
        by_source,
    )
    # A click id says Meta; only the source tells Instagram from Facebook.
    same = (rows.utm__connector == connector).fill_null(False)  # noqa: FBT003
    platform = same.ifelse(rows.utm__platform, ibis.null("string")).coalesce(
        rows.id__platform, rows.name__platform, connector
    )
    campaign = rows.id__campaign_id.coalesce(rows.name__campaign_id)
    return {
        "connector": connector,
        "platform": connector.isnull().ifelse(ibis.null("string"), platform),
        "account_id": rows.id__account_id.coalesce(rows.name__account_id),
        "entity_id": campaign,
        "campaign_id": campaign,
        "ad_group_id": ibis.null("string"),
    }


def _what(rows: Any) -> dict[str, Any]:
    import ibis

    return {
        "level": ibis.literal("campaign"),
        "source_id": ibis.literal("own"),
        "date": rows.date,
        "hour": ibis.null("int8"),
        "breakdown": ibis.literal(""),
        "breakdown_key": ibis.literal(""),
        "currency": rows.currency,
        "account_tz": rows.account_tz,
        "event_type": rows.event_type,
        "count": ibis.literal(1).cast("decimal(38,9)"),
        "value": rows.value,
    }


def _lookup(kind: str, *columns: str, rows: Iterable[tuple[str, ...]]) -> Lookup:
    kept = list(rows)
    name = f"{kind}_{hashlib.sha256(repr(kept).encode()).hexdigest()[:16]}"
    return Lookup(name, (), tuple((column, "string") for column in columns), kept, side="credit")
