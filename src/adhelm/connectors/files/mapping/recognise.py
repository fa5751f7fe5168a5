"""What a table is: each column's meaning, the platform, the level, the language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adhelm.connectors.contract import Hints, Question
from adhelm.connectors.files.mapping.header import Header
from adhelm.connectors.files.mapping.lexicon import Lexicon, bare, header_currency, normal, signs_of
from adhelm.core.ads import PLATFORMS, Level
from adhelm.core.errors import Invalid

COUNTS = ("impressions", "clicks", "link_clicks", "video_views", "engagements", "reach")
AMOUNTS = ("spend", "platform_conversions", "platform_conversion_value", "frequency")
MEASURES = (
    "impressions", "clicks", "link_clicks", "spend", "platform_conversions",
    "platform_conversion_value", "video_views", "engagements", "reach", "frequency",
)  # fmt: skip
NOT_ADDITIVE = ("reach", "frequency")
DATES = ("date", "period_start", "period_end", "month", "week")
IDS = ("account_id", "campaign_id", "ad_group_id", "ad_id", "keyword_id", "entity_id")
_PLAIN = (
    *MEASURES, *DATES, *IDS, "hour", "platform", "account_name", "account_tz", "currency",
    "campaign_name", "ad_group_name", "ad_name", "keyword", "search_term", "spend_micros",
)  # fmt: skip
# Cost, impressions and campaigns are in every table: three such words are not enough.
_SURE, _ENOUGH, _LEAD = 5, 4, 2
EXTRA = "extra"
"""What a hint calls a column that is kept as it is written; `extra1`, … are further ones."""
_MICROS = "0.000001"


class UnknownMapping(Invalid):
    """A column named by hand is not in the file, or is no column of ours."""

    code = "map.unknown"


class UnknownPlatform(Invalid):
    """No platform of ours has that name."""

    code = "platform.unknown"


class OtherPlatform(Invalid):
    """The file is said to be of one platform and looks like another's."""

    code = "platform.contradicted"


@dataclass(frozen=True, slots=True)
class Bound:
    """One column of the file, bound to what it means; `canonical` None: kept as extra."""

    index: int
    header: str
    canonical: str | None
    scale: str = ""
    currency: str | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose columns are understood."""

    bound: tuple[Bound, ...]
    language: str
    title_level: str = ""

    def __getitem__(self, canonical: str) -> Bound:
        return self.by_name[canonical]

    def __contains__(self, canonical: str) -> bool:
        return canonical in self.by_name

    @property
    def by_name(self) -> Mapping[str, Bound]:
        """Return the bound columns by what they mean."""
        return {bound.canonical: bound for bound in self.bound if bound.canonical}

    def column(self, canonical: str) -> str | None:
        """Return the staging column of a meaning, if the file has it."""
        found = self.by_name.get(canonical)
        return f"c{found.index}" if found else None

    @property
    def measures(self) -> tuple[Bound, ...]:
        """Return all columns that hold numbers we keep."""
        return tuple(
            bound
            for bound in self.bound
            if bound.canonical
            and (
                bound.canonical in {*MEASURES, "results"}
                or bound.canonical.startswith(("event:", "value:"))
            )
        )

    @property
    def money(self) -> tuple[Bound, ...]:
        """Return the columns that hold amounts of money."""
        names = ("spend", "platform_conversion_value")
        return tuple(
            bound
            for bound in self.measures
            if bound.canonical in names or (bound.canonical or "").startswith("value:")
        )


def bind(header: Header, platform: str, lexicon: Lexicon, hints: Hints) -> Table:
    """
    Give each column its meaning; hints win over words, the first of equal columns over later ones.

    :raises UnknownMapping: if a hint names no column.
    """
    by_hand = _by_hand(header, lexicon, hints)
    taken: set[str] = set(by_hand.values())
    bound = []
    for index, name in enumerate(header.names):
        meaning = by_hand.get(index)
        how = "said" if meaning else ""
        if not meaning:
            meaning = lexicon.meaning(name, platform) or None
            how = "header" if meaning else ""
            if meaning and _canonical(meaning) in taken:
                meaning, how = None, f"second '{meaning}'"
        if is_extra(meaning or ""):
            meaning = None
        if meaning:
            taken.add(_canonical(meaning))
        bound.append(_bound(index, name, meaning, how, lexicon))
    return Table(_settled(tuple(bound)), _language(header, lexicon), _title(header, lexicon)[1])


def recognise_platform(header: Header, values: Sequence[str], lexicon: Lexicon) -> dict[str, int]:
    """Return the platforms a table may be of and how much speaks for each."""
    names = set[str]().union(*(signs_of(name) for name in header.names))
    scores: Counter[str] = Counter()
    for platform in PLATFORMS:
        scores[platform] += _SURE * len(names & lexicon.sure.get(platform, frozenset()))
        scores[platform] += len(names & lexicon.likely.get(platform, frozenset()))
    if title := _title(header, lexicon)[0]:
        scores[title] += 3 * _SURE
    above = normal(" ".join(header.preamble))
    for words, platform in lexicon.preambles.items():
        scores[platform] += 2 * _SURE * (words in above)
    for value in values:
        scores[value] += 4 * _SURE
    return {platform: score for platform, score in scores.most_common() if score}


def choose_platform(
    scores: Mapping[str, int], wanted: str | None, lexicon: Lexicon, file: str
) -> tuple[str, Question | None]:
    """
    Return the platform, or the question which one it is.

    :raises UnknownPlatform: if the one that is wanted does not exist.
    :raises OtherPlatform: if the file plainly is another's.
    """
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    best, score = ranked[0] if ranked else ("", 0)
    second = ranked[1][1] if len(ranked) > 1 else 0
    if wanted:
        return _wanted(wanted, best, scores, lexicon, file), None
    if score >= _ENOUGH and score - second >= _LEAD:
        return best, None
    choices = tuple(name for name, _ in ranked[:4]) or tuple(PLATFORMS)
    return "", Question("platform", "which platform is it from?", "--platform", choices)


def is_extra(canonical: str) -> bool:
    """Say whether a hint means that a column is kept as it is written."""
    return canonical.startswith(EXTRA) and (
        canonical == EXTRA or canonical.removeprefix(EXTRA).isdigit()
    )


def level_of(table: Table, hints: Hints) -> Level:
    """Return the finest level that the table names, or the one its title or a person says."""
    if hints.level:
        return Level(hints.level)
    for level, columns in (
        (Level.search_term, ("search_term",)),
        (Level.keyword, ("keyword", "keyword_id")),
        (Level.ad, ("ad_id", "ad_name")),
    ):
        if any(column in table for column in columns):
            return level
    if table.title_level == Level.ad and "headline" in table:
        return Level.ad
    for level in (Level.ad_group, Level.campaign):
        if any(f"{level.value}_{part}" in table for part in ("id", "name")):
            return level
    return Level.account


def platform_named(text: str, lexicon: Lexicon) -> str | None:
    """Return the platform that people call so."""
    return lexicon.names.get(normal(text))


def _wanted(wanted: str, best: str, scores: Mapping[str, int], lexicon: Lexicon, file: str) -> str:
    platform = platform_named(wanted, lexicon)
    if platform is None:
        raise UnknownPlatform(f"'{wanted}' is no platform", hint=f"one of {', '.join(PLATFORMS)}")
    kin = best and PLATFORMS[best].connector == PLATFORMS[platform].connector
    if not kin and scores.get(best, 0) >= _SURE and scores.get(platform, 0) < _SURE:
        raise OtherPlatform(
            f"{file} is no {PLATFORMS[platform].name} export: it looks like {PLATFORMS[best].name}",
            hint=f"--platform {best}, or leave it out",
            looks_like=best,
        )
    return platform


def _by_hand(header: Header, lexicon: Lexicon, hints: Hints) -> dict[int, str]:
    places = {normal(name): index for index, name in reversed(list(enumerate(header.names)))}
    found: dict[int, str] = {}
    for canonical, name in hints.columns.items():
        known = {*lexicon.canonical_columns(), *_PLAIN}
        if is_extra(canonical):
            known.add(canonical)
        if canonical not in known and not canonical.startswith(("by:", "event:", "value:")):
            raise UnknownMapping(
                f"'{canonical}' is no column of ours", hint=f"one of {', '.join(sorted(_PLAIN))}"
            )
        if normal(name) not in places:
            raise UnknownMapping(
                f"the file has no column '{name}'", hint=f"one of {', '.join(header.names)}"
            )
        found[places[normal(name)]] = canonical
    return found


def _bound(index: int, name: str, meaning: str | None, how: str, lexicon: Lexicon) -> Bound:
    if meaning is None:
        return Bound(index, name, None, how=how)
    micros = meaning.startswith("value_micros:") or meaning.endswith("_micros")
    return Bound(
        index,
        name,
        _canonical(meaning),
        scale=_MICROS if micros else "",
        currency=header_currency(name, lexicon.symbols),
        how=how,
    )


def _canonical(meaning: str) -> str:
    return meaning.replace("value_micros:", "value:").removesuffix("_micros")


def _settled(bound: tuple[Bound, ...]) -> tuple[Bound, ...]:
    """Settle what a column means beside the others."""
    names = {item.canonical for item in bound}
    change: dict[str, str | None] = {}
    if "period_end" in names and "period_start" not in names and "date" in names:
        change["date"] = "period_start"
    if names & {"ad_id", "ad_name"}:
        change["by:text"] = change["headline"] = None
    if "date" in names:
        change["month"] = change["week"] = None
    return tuple(
        replace(item, canonical=change[item.canonical]) if item.canonical in change else item
        for item in bound
    )


def _language(header: Header, lexicon: Lexicon) -> str:
    votes: Counter[str] = Counter()
    for name in header.names:
        spoken = [language for language in lexicon.languages(name) if language != "api"]
        votes.update({language: 1 / len(spoken) for language in spoken})
    return votes.most_common(1)[0][0] if votes else "en"


def _title(header: Header, lexicon: Lexicon) -> tuple[str, str]:
    for line in header.preamble:
        if found := lexicon.titles.get(bare(line.strip('" ,;\t'))):
            return found
    return "", ""
