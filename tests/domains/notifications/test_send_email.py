"""A message goes out once, with readable texts."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.db import transaction
from django.db.models.functions import Now
from pytest_django.fixtures import Settings

from domains.notifications.errors import MailInsideTransaction, MailUnderWay
from domains.notifications.models import Message
from domains.notifications.services import SENDING_LEASE, Template, send_email

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def mails(settings: Settings, tmp_path: Path) -> Path:
    backend = {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": str(tmp_path)}}
    settings.MAILERS = {"default": backend}
    return tmp_path


def read(mails: Path) -> list[EmailMessage]:
    texts = [raw for path in sorted(mails.glob("*")) for raw in path.read_bytes().split(b"\n" + b"-" * 79)]
    return [email.message_from_bytes(raw.lstrip(), policy=email.policy.default) for raw in texts if raw.strip()]


def body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def send(*, cause: str = "code:1", recipient: str = "ada@example.com") -> bool:
    return send_email(
        template=Template.VERIFICATION_CODE,
        cause=cause,
        recipient=recipient,
        context={"digits": "123456", "minutes": 10},
    )


def test_writes_the_code_alone_on_a_line(mails: Path) -> None:
    assert send()

    [mail] = read(mails)
    assert (mail["To"], mail["Subject"]) == ("ada@example.com", "Your Fashionistar code")
    assert "Your code: 123456" in body(mail, "plain").splitlines()
    assert "123456" in body(mail, "html")


def test_sends_once_per_cause_and_recipient(mails: Path) -> None:
    assert [send(), send(), send(cause="code:2"), send(recipient="bola@example.com")] == [True, False, True, True]

    assert len(read(mails)) == 3
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_escapes_in_html_and_not_in_text(mails: Path) -> None:
    name = "<b>Zoë O'Neil</b>"
    send_email(template=Template.PASSWORD_CHANGED, cause="event:1", recipient="ada@example.com", context={"name": name})

    [mail] = read(mails)
    assert "Hello <b>Zoë O'Neil</b>," in body(mail, "plain")
    assert "&lt;b&gt;Zoë O&#x27;Neil&lt;/b&gt;" in body(mail, "html")


def test_refuses_to_send_inside_a_transaction(mails: Path) -> None:
    with pytest.raises(MailInsideTransaction), transaction.atomic():
        send()

    assert (read(mails), Message.objects.count()) == ([], 0)


def test_leaves_a_message_that_another_worker_is_sending(mails: Path) -> None:
    Message.objects.create(
        template=Template.VERIFICATION_CODE,
        cause="code:1",
        recipient="ada@example.com",
        sending_until=Now() + SENDING_LEASE,
    )

    with pytest.raises(MailUnderWay):
        send()
    assert read(mails) == []

    Message.objects.update(sending_until=Now() - SENDING_LEASE)
    assert send()


def test_can_be_tried_again_at_once_when_the_mail_server_fails(settings: Settings, mails: Path) -> None:
    working = settings.MAILERS
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 1, "timeout": 1},
        }
    }
    with pytest.raises(ConnectionRefusedError):
        send()

    settings.MAILERS = working
    assert send()
    assert len(read(mails)) == 1
