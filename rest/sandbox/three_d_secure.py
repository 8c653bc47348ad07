"""The 3-D Secure page, where the shopper approves or refuses a payment, and the way back to the shop."""

import base64
import hashlib
import sqlite3
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from rest.sandbox.errors import ApiError
from rest.sandbox.listing import find_payment
from rest.sandbox.payments import is_key_right
from rest.sandbox.routes import provider_of, read_body

_SOURCE = (Path(__file__).parent / "three_d_secure.html").read_text(encoding="utf-8")
_PAGE = Template(_SOURCE)
_STYLE = _SOURCE.partition("<style>")[2].partition("</style>")[0]
# The one style of the page is allowed by its hash; there is no script at all.
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

_QUESTION = """<h1>Approve this payment?</h1>
<p class="amount">$amount</p>
<dl>
<div><dt>Paid to</dt><dd>$merchant</dd></div>
<div><dt>Card</dt><dd>•••• $last4</dd></div>
<div><dt>Reference</dt><dd>$reference</dd></div>
</dl>
<form method="post">
<button class="approve" name="decision" value="approve">Approve</button>
<button name="decision" value="refuse">Refuse</button>
</form>"""
_DONE = """<h1>$title</h1>
<p>There is nothing more to do here.</p>
<a class="button approve" href="$href">Back to the shop</a>"""
_LOST = """<h1>$title</h1>
<p>$message</p>"""

_OUTCOMES = {
    "declined": "This payment was declined",
    "voided": "This payment was cancelled",
}
# Minor units per major unit, as a power of ten, where it is not two (ISO 4217).
_EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV"), 0),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}


async def show_page(request: Request) -> Response:
    payment_id, key = request.path_params["payment_id"], request.query_params.get("key", "")
    payment = await provider_of(request).books.read(lambda books: find_payment(books, payment_id))
    if payment is None or not is_key_right(payment, key):
        return _not_found()
    if payment["status"] != "requires_action":
        title = _OUTCOMES.get(payment["status"], "This payment is approved")
        return _page(title, _filled(_DONE, title=title, href=_way_back(payment)))
    question = _filled(
        _QUESTION,
        amount=_amount(payment["amount"], payment["currency"]),
        merchant=urlsplit(payment["return_url"]).hostname or "",
        last4=payment["last4"],
        reference=payment["reference"],
    )
    return _page("Approve this payment", question, leads_to=_origin(payment["return_url"]))


async def decide(request: Request) -> Response:
    """Take the decision and send the shopper back to the shop, where only the provider's word counts."""
    try:
        form = parse_qs((await read_body(request)).decode("utf-8", "replace"), max_num_fields=10)
    except (ApiError, ValueError):
        return _unclear()
    decision = form.get("decision", [""])[-1]
    if decision not in ("approve", "refuse"):
        return _unclear()
    try:
        payment = await provider_of(request).decide(
            request.path_params["payment_id"],
            key=request.query_params.get("key", ""),
            is_approved=decision == "approve",
        )
    except ApiError:
        return _not_found()
    # 303 turns the POST into a GET of the shop's page.
    return RedirectResponse(_way_back(payment), status_code=303, headers=_HEADERS)


PAGE_ROUTES = [
    Route("/3ds/{payment_id}", show_page, methods=["GET"]),
    Route("/3ds/{payment_id}", decide, methods=["POST"]),
]

# The address of the page holds its key: it must not leak by Referer or stay in a cache.
_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


def _page(title: str, content: str, *, status: int = 200, leads_to: str = "") -> HTMLResponse:
    # form-action also governs where the answer to the form redirects to, hence the shop's origin.
    policy = (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; form-action 'self' {leads_to}".rstrip()
        + "; base-uri 'none'; frame-ancestors 'none'"
    )
    html = _PAGE.substitute(title=escape(title), content=content)
    return HTMLResponse(html, status, {**_HEADERS, "Content-Security-Policy": policy})


def _not_found() -> HTMLResponse:
    title = "This payment does not exist"
    return _page(title, _filled(_LOST, title=title, message="The address is not complete or not right."), status=404)


def _unclear() -> HTMLResponse:
    title = "Please approve or refuse"
    return _page(title, _filled(_LOST, title=title, message="Go back and choose one of the two."), status=400)


def _filled(template: str, **texts: str) -> str:
    return Template(template).substitute({name: escape(text) for name, text in texts.items()})


def _amount(minor: int, currency: str) -> str:
    exponent = _EXPONENTS.get(currency, 2)
    major, rest = divmod(minor, 10**exponent)
    return f"{currency} {major:,}" + (f".{rest:0{exponent}d}" if exponent else "")


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _way_back(payment: sqlite3.Row) -> str:
    return_url: str = payment["return_url"]
    parts = urlsplit(return_url)
    added = urlencode({"payment": payment["id"], "reference": payment["reference"]})
    query = f"{parts.query}&{added}" if parts.query else added
    return urlunsplit(parts._replace(query=query))
