"""Answers for spreadsheets."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from django.http import HttpResponse

# What a cell of a spreadsheet begins with to be a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_answer(name: str, *, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The rows as a file to download; a text that would be a formula gets an apostrophe, which makes it text."""
    sheet = StringIO()
    writer = csv.writer(sheet)
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return HttpResponse(
        sheet.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
