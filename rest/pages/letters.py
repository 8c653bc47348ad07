"""The pages that links in letters lead to. A GET asks and changes nothing, for mail readers follow links by themselves;
a POST does it. The token in the address is all the right there is: no login, no cookie, no form token.
"""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.identity.errors import WrongLink
from domains.identity.links import code_id_of
from domains.notifications.alerts.subscribe import CONFIRM, confirm_alert
from domains.notifications.keep_preferences import unsubscribe_by_link
from domains.notifications.preferences import Topic
from domains.notifications.unsubscribing import read_token
from rest.pages.views import rendered

_ASKED = require_http_methods(["GET", "HEAD", "POST"])
_NAMES = {
    Topic.ALERTS: "alerts of stock and prices",
    Topic.REMINDERS: "reminders of your cart",
    Topic.NEWS: "news of the houses you follow",
    Topic.REVIEWS: "answers to your reviews",
}


@csrf_exempt
@_ASKED
async def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Begin an alert that was asked for with an address."""
    words = {
        "title": "Shall we tell you?",
        "asked": "One mail comes when it is time, and no more.",
        "button": "Yes, tell me",
        "done": "We will tell you.",
    }
    check = partial(code_id_of, token=token, purpose=CONFIRM)
    return await _answer(request, words, check=check, do=partial(confirm_alert, token=token, now=utc_now()))


@csrf_exempt
@_ASKED
async def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End mails about a topic; a mail reader's button (RFC 8058) posts here without asking."""
    try:
        name = _NAMES[read_token(token).topic]
    except NotFound:
        return await _no_such_link(request)
    words = {
        "title": "No more of these mails?",
        "asked": f"You will get no more mails with {name}.",
        "button": "No more mails",
        "done": "That was the last one.",
    }
    return await _answer(
        request, words, check=partial(read_token, token), do=partial(unsubscribe_by_link, token=token, now=utc_now())
    )


async def _answer(
    request: HttpRequest, words: dict[str, str], *, check: Callable[[], object], do: Callable[[], object]
) -> HttpResponse:
    try:
        if request.method == "POST":
            await in_transaction(do)
        else:
            check()
    except (NotFound, WrongLink):
        return await _no_such_link(request)
    return await rendered(request, "letter", {**words, "is_done": request.method == "POST"})


async def _no_such_link(request: HttpRequest) -> HttpResponse:
    return await rendered(request, "lost", {}, status=404)
