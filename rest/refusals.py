"""What Django and Ninja refuse in plain words, such as a method that an address does not take, in the doors' one shape.

Frameworks answer some requests before any handler of ours sees them. Pages for people are left as they are.
"""

from collections.abc import Awaitable, Callable, Mapping
from inspect import iscoroutinefunction
from types import MappingProxyType

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.decorators import sync_and_async_middleware

from rest.errors import error_body

_DOORS = ("/api/", "/staff/")
_WORDS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        404: ("NOT_FOUND", "There is no such thing."),
        405: ("METHOD_NOT_ALLOWED", "That cannot be done here."),
        415: ("UNSUPPORTED_MEDIA_TYPE", "Send JSON."),
    }
)
_OTHERS = ("BAD_REQUEST", "That request makes no sense.")

type Answer = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def typed_refusals(get_response: Answer) -> Answer:
    """Django middleware: a refusal of the doors that is not JSON becomes the error of `rest.errors`."""
    if iscoroutinefunction(get_response):

        async def answer_async(request: HttpRequest) -> HttpResponseBase:
            return _typed(request, await get_response(request))

        return answer_async

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _typed(request, get_response(request))  # type: ignore[arg-type]  # it is no coroutine

    return answer


def _typed(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not 400 <= response.status_code < 500 or not request.path_info.startswith(_DOORS):
        return response
    if "json" in response.headers.get("Content-Type", ""):
        return response
    code, message = _WORDS.get(response.status_code, _OTHERS)
    typed = JsonResponse(error_body(code=code, message=message), status=response.status_code)
    for name, value in response.headers.items():
        if name not in {"Content-Type", "Content-Length"}:
            typed.headers[name] = value
    return typed
