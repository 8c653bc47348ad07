"""Webhooks of the Sandbox provider: verify, keep, answer. What they ask for happens afterwards, through the outbox."""

from django.http import HttpRequest
from ninja import Router, Schema

from domains.common.clock import utc_now
from domains.payments.inbox import receive_webhook

router = Router(tags=["webhooks"])


class Kept(Schema):
    """The message is in the inbox; `is_new` is false for one that was there."""

    is_new: bool


@router.post("/sandbox", response=Kept, summary="Receive a webhook of the Sandbox provider")
async def receive_sandbox_webhook(request: HttpRequest) -> Kept:
    """Answers 200 once the message is kept, 400 when it is not the provider's or not readable.

    Anything else means that it was not kept, so the provider sends it again.
    """
    # The signature is over the very bytes: nothing may parse and re-serialise them on the way.
    is_new = await receive_webhook(provider="sandbox", body=request.body, headers=request.headers, now=utc_now())
    return Kept(is_new=is_new)
