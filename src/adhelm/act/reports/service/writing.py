"""Documents as files: the same document makes the same bytes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from adhelm.act.reports.logic import drawing, page, tables
from adhelm.act.reports.logic.delivery import delivery_of
from adhelm.act.reports.logic.paper import colours, paper
from adhelm.act.reports.logic.spreading import about, spread
from adhelm.act.reports.logic.workbook import Sheet, workbook
from adhelm.act.reports.types import Column, Document, Form, Made, Table, Trend
from adhelm.core.errors import Invalid, NotFound

MEDIA: Mapping[Form, str] = MappingProxyType(
    {
        Form.html: "text/html",
        Form.pdf: "application/pdf",
        Form.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Form.csv: "text/csv",
        Form.json: "application/json",
        Form.png: "image/png",
        Form.adcp: "application/json",
    }
)


class NothingToDraw(NotFound):
    """The report has no chart."""

    code = "report.no_chart"


class NotInstalled(Invalid):
    """What makes files of this form is not installed."""

    code = "report.not_installed"


def written(document: Document, form: Form) -> Made:
    """
    Return a document as a file.

    :raises NotInstalled: if what draws it is not there.
    :raises NothingToDraw: if a picture is wanted and there is no chart.
    """
    return Made(file_name(document, form), MEDIA[form], _FORMS[form](document))


def file_name(document: Document, form: Form) -> str:
    """Return the name under which a report is saved: letters, digits and dashes."""
    words = f"{document.title} {document.period.replace('..', ' to ')}"
    bare = re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:80] or "report"
    return f"{bare}.json" if form is Form.adcp else f"{bare}.{form.value}"


def _html(document: Document) -> bytes:
    return page(document, style=_style("report.css")).encode("utf-8", "replace")


def _pdf(document: Document) -> bytes:
    try:
        import weasyprint
    except ImportError as error:
        raise _missing("PDF", "pdf", error) from error
    except OSError as error:
        raise NotInstalled(
            "PDF needs Pango, which is not on this machine",
            hint="Debian and Ubuntu: apt install libpango-1.0-0 libpangoft2-1.0-0",
        ) from error
    html = paper(document, style=_style("paper.css"))
    made = weasyprint.HTML(string=html, url_fetcher=_embedded(weasyprint))
    found: bytes = made.write_pdf(pdf_identifier=tables.digest(html).encode())
    return found


def _embedded(weasyprint: Any) -> Any:
    """Return what fetches for a page on paper: what is in the page itself, and nothing else."""
    return weasyprint.urls.URLFetcher(allowed_protocols=("data",))


def _xlsx(document: Document) -> bytes:
    found = [one for one in document.blocks if isinstance(one, Table)]
    sheets = []
    for one in found:
        columns, rows, total = spread(one)
        sheets.append(Sheet(one.title, columns, [rows], total))
    columns, rows = about(document)
    sheets.append(Sheet("About", columns, [rows]))
    return b"".join(workbook(sheets, title=document.title, made_at=document.made_at))


def _csv(document: Document) -> bytes:
    found = next((one for one in document.blocks if isinstance(one, Table)), None)
    if found is None:
        return b""
    columns, rows, _ = spread(found)
    return tables.csv_lines([[column.name for column in columns], *rows])


def _json(document: Document) -> bytes:
    shown: dict[str, Any] = {
        "sort": document.sort.value,
        "title": document.title,
        "workspace": document.workspace_id,
        "period": document.period,
        "compared": document.compared,
        "currency": document.currency,
        "made_at": document.made_at,
        "lead": "".join(text for text, _ in document.lead),
        "tables": [_table(one) for one in document.blocks if isinstance(one, Table)],
        "story": [line for one in document.blocks for line in getattr(one, "lines", ())],
        "provenance": {"data_version": document.data_version, **document.facts},
    }
    return tables.json_of(shown)


def _table(found: Table) -> dict[str, Any]:
    columns, rows, total = spread(found)
    names = [column.name for column in columns]
    return {
        "name": found.name,
        "title": found.title,
        "currency": found.currency,
        "columns": [_column(column) for column in columns],
        "rows": [dict(zip(names, row, strict=True)) for row in rows],
        "total": dict(zip(names, total, strict=True)) if total else None,
    }


def _column(column: Column) -> dict[str, str]:
    return {"name": column.name, "label": column.label, "unit": column.unit, "total": column.total}


def _png(document: Document) -> bytes:
    block = next((one for one in document.blocks if isinstance(one, Trend)), None)
    if block is None:
        raise NothingToDraw(f"'{document.title}' has no chart", hint="summary, or performance")
    try:
        import resvg_py
    except ImportError as error:
        raise _missing("PNG", "png", error) from error
    picture = drawing.trend(block, width=960, height=400, accent=colours(document)[1])
    found: bytes = bytes(resvg_py.svg_to_bytes(svg_string=picture, zoom=2, background="#ffffff"))
    return found


def _adcp(document: Document) -> bytes:
    import json

    import jsonschema_rs

    found = delivery_of(document)
    schema = json.loads(_style("adcp-delivery-3.0.json"))
    # What would not be understood is not sent.
    jsonschema_rs.validator_for(schema).validate(found)
    return tables.json_of(found)


def _missing(what: str, extra: str, error: ImportError) -> NotInstalled:
    return NotInstalled(
        f"{what} needs '{error.name}', which is not installed", hint=f"pip install adhelm[{extra}]"
    )


@cache
def _style(name: str) -> str:
    return files("adhelm.act.reports").joinpath(name).read_text(encoding="utf-8")


_FORMS: Mapping[Form, Callable[[Document], bytes]] = MappingProxyType(
    {
        Form.html: _html, Form.pdf: _pdf, Form.xlsx: _xlsx, Form.csv: _csv, Form.json: _json,
        Form.png: _png, Form.adcp: _adcp,
    }
)  # fmt: skip
