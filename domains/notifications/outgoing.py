"""Sending many written messages: over one connection, each once, as far as a mail server lets us know.

What a message says is not stored with it; whoever wrote it composes it again. Whether it is still wanted is asked right
before it is sent.
"""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.mail import EmailMultiAlternatives, mailers
from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now
from django.template.loader import render_to_string

from domains.notifications.addresses import hash_of_address
from domains.notifications.errors import MailInsideTransaction, MailUnderWay
from domains.notifications.gateways.sms import sms_gateway
from domains.notifications.models import Message, OptOut, Preference
from domains.notifications.preferences import DEFAULTS, Channel, Topic
from domains.notifications.services import BRAND, SENDING_LEASE, Template, compose, message_id
from domains.notifications.unsubscribing import unsubscribe_link

log = logging.getLogger(__name__)

# After so many failures in a row it is the server that fails, not the letters: the rest waits for the next try.
_FAILURES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message that was written, what it says, and to whom it goes."""

    message: Message
    topic: Topic
    user_id: UUID | None
    context: Mapping[str, Any]


def send_letters(letters: Sequence[Letter]) -> int:
    """Send those that still wait and are still wanted; gives how many went.

    Raises MailUnderWay where another sends some of them, and what the mail server raised first; the others are sent
    nevertheless, and these are to be tried again.
    """
    if connection.in_atomic_block:
        raise MailInsideTransaction
    waiting = [letter for letter in letters if letter.message.state == Message.State.QUEUED]
    wanted = _still_wanted(waiting)
    claimed = _claim([letter.message.id for letter in wanted])
    failures = _send_all([letter for letter in wanted if letter.message.id in claimed])
    if failures:
        raise failures[0]
    if len(claimed) < len(wanted):
        raise MailUnderWay
    return len(claimed)


def drop(message_ids: Collection[UUID]) -> None:
    """Let messages that have lost their cause not be sent; those that went already stay sent."""
    if message_ids:
        still_waiting = Message.objects.filter(id__in=message_ids, state=Message.State.QUEUED)
        still_waiting.update(state=Message.State.DROPPED)


def _still_wanted(letters: Sequence[Letter]) -> list[Letter]:
    users = {letter.user_id for letter in letters if letter.user_id}
    chosen = {
        (user_id, topic, channel): is_on
        for user_id, topic, channel, is_on in Preference.objects.filter(user__in=users).values_list(
            "user_id", "topic", "channel", "is_on"
        )
    }
    hashes = {letter.message.id: hash_of_address(letter.message.recipient) for letter in letters}
    out = {
        (bytes(address), topic)
        for address, topic in OptOut.objects.filter(address__in=list(hashes.values())).values_list("address", "topic")
    }
    unwanted = {
        letter.message.id
        for letter in letters
        if not _is_on(letter, chosen)
        or (letter.message.channel == Channel.EMAIL and (hashes[letter.message.id], letter.topic) in out)
    }
    if unwanted:
        Message.objects.filter(id__in=unwanted, state=Message.State.QUEUED).update(state=Message.State.DROPPED)
    return [letter for letter in letters if letter.message.id not in unwanted]


def _is_on(letter: Letter, chosen: Mapping[tuple[UUID, str, str], bool]) -> bool:
    # Who has no account has asked for this very letter.
    if letter.user_id is None:
        return True
    topic, channel = letter.topic, Channel(letter.message.channel)
    return chosen.get((letter.user_id, topic, channel), DEFAULTS.get((topic, channel), False))


def _claim(message_ids: Collection[UUID]) -> set[UUID]:
    """Take messages for SENDING_LEASE; those that another has just taken are missing from the answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE notifications_message SET sending_until = now() + make_interval(secs => %s)"
            " WHERE id = ANY(%s) AND state = 'queued' AND (sending_until IS NULL OR sending_until < now())"
            " RETURNING id",
            [SENDING_LEASE.total_seconds(), list(message_ids)],
        )
        return {row[0] for row in cursor.fetchall()}


def _send_all(letters: Sequence[Letter]) -> list[Exception]:
    failures: list[Exception] = []
    in_a_row = 0
    with mailers.default as mailer:
        for letter in letters:
            try:
                if in_a_row < _FAILURES:
                    _send_one(letter, mailer.send_messages)
                    in_a_row = 0
                    continue
            except Exception as error:  # noqa: BLE001 - raised again once the others have had their turn
                failures.append(error)
                in_a_row += 1
            _release(letter)
    return failures


def _send_one(letter: Letter, send: Callable[[Sequence[EmailMultiAlternatives]], object]) -> None:
    message = letter.message
    if message.channel == Channel.SMS:
        text = render_to_string(f"notifications/{message.template}.txt", {"brand": BRAND, **letter.context}).strip()
        sms_gateway().send(to=message.recipient, text=text, reference=str(message.id))
    else:
        mail = _mail(letter)
        message.subject = str(mail.subject)
        send([mail])
    Message.objects.filter(id=message.id).update(
        state=Message.State.SENT, sent_at=Now(), sending_until=None, subject=message.subject
    )
    log.info("message sent", extra={"template": message.template, "message_id": str(message.id)})


def _mail(letter: Letter) -> EmailMultiAlternatives:
    message = letter.message
    link = unsubscribe_link(topic=letter.topic, user_id=letter.user_id, email=message.recipient)
    mail = compose(
        template=Template(message.template),
        recipient=message.recipient,
        context={**letter.context, "unsubscribe_link": link},
    )
    mail.extra_headers |= {
        "Message-ID": message_id(message),
        # RFC 8058: mail readers show a button that posts to this address.
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return mail


def _release(letter: Letter) -> None:
    still_ours = Q(id=letter.message.id, state=Message.State.QUEUED)
    Message.objects.filter(still_ours).update(sending_until=None)
