"""Answer questions in the words of the trade: spend, ROAS, CPA by platform, campaign, week.

Reads pinned versions of the warehouse through one catalogue of metrics, for people and for the
later stages alike. Every answer says where it comes from.
"""

from adhelm.understand.metrics.logic.answer import NoRate, NotAdditive
from adhelm.understand.metrics.logic.catalogue import Catalogue, Change
from adhelm.understand.metrics.logic.cells import Cells
from adhelm.understand.metrics.logic.definition import CatalogueInvalid
from adhelm.understand.metrics.logic.needs import QuestionRefused
from adhelm.understand.metrics.logic.ranges import UnknownRange
from adhelm.understand.metrics.logic.texts import lines
from adhelm.understand.metrics.logic.where import FilterRefused
from adhelm.understand.metrics.logic.words import UnknownName, Unreadable
from adhelm.understand.metrics.service import (
    ask,
    ask_across,
    catalogue,
    depends_on,
    diff,
    explain,
    period,
    problems,
    read_phrase,
)
from adhelm.understand.metrics.service.asking import MixedCurrencies
from adhelm.understand.metrics.service.catalogues import NoCatalogue
from adhelm.understand.metrics.service.definitions import catalogue_for
from adhelm.understand.metrics.service.ended import last_days
from adhelm.understand.metrics.store.reported import whole_days
from adhelm.understand.metrics.types import Answer, Joint, Provenance, Question

__all__ = [
    "Answer",
    "Catalogue",
    "CatalogueInvalid",
    "Cells",
    "Change",
    "FilterRefused",
    "Joint",
    "MixedCurrencies",
    "NoCatalogue",
    "NoRate",
    "NotAdditive",
    "Provenance",
    "Question",
    "QuestionRefused",
    "UnknownName",
    "UnknownRange",
    "Unreadable",
    "ask",
    "ask_across",
    "catalogue",
    "catalogue_for",
    "depends_on",
    "diff",
    "explain",
    "last_days",
    "lines",
    "period",
    "problems",
    "read_phrase",
    "whole_days",
]
