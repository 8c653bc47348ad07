"""Renditions by way of the outbox: made after the commit, a spoilt picture holds up nobody, a storage may come back."""

from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.fixtures import Settings

from domains.common.clock import utc_now
from domains.common.ids import new_id
from domains.common.models import Delivery
from domains.media.models import Original
from domains.media.rendering import apart
from domains.media.services.attach_upload import attach_upload
from tests.domains.test_media_storage import kept_in, s3_environment
from tests.factories.media import make_upload, picture_bytes
from tests.fakes.s3 import fake_s3
from tests.tasks.test_reactions import run_durable


@pytest.fixture(autouse=True)
def _real_table(settings: Settings, _probes: None, tmp_path: Path) -> None:
    settings.REACTIONS = "tasks.reactions.REACTIONS"
    settings.MEDIA_ROOT = tmp_path


def attach(content: bytes) -> Original:
    upload = make_upload(owner_id=new_id(), content=content)
    with transaction.atomic():
        attach_upload(upload_id=upload.id, owner_id=upload.owner_id, attached_to="product:1", now=utc_now())
    return Original.objects.get(path=upload.path)


def states() -> list[str]:
    return list(Original.objects.order_by("id").values_list("state", flat=True))


def test_makes_renditions_once_what_attached_the_picture_is_committed() -> None:
    original = attach(picture_bytes(size=(200, 250)))

    assert list(run_durable("make_renditions")) == ["done"]

    assert states() == ["made"]
    assert original.renditions.count() == 4


def test_a_spoilt_picture_holds_up_nobody() -> None:
    attach(b"\xff\xd8\xff spoilt")
    attach(picture_bytes(size=(200, 250)))

    assert list(run_durable("make_renditions")) == ["done", "done"]

    assert states() == ["parked", "made"]


def test_waits_for_a_storage_that_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_s3() as bucket, kept_in(s3_environment(bucket.url), monkeypatch):
        attach(picture_bytes(size=(200, 250)))
        bucket.status = 503

        assert list(run_durable("make_renditions")) == ["again"]
        bucket.status = 200
        Delivery.objects.filter(state="pending").update(due_at="2020-01-01T00:00Z")
        assert list(run_durable("make_renditions")) == ["done"]

    assert states() == ["made"]


def test_waits_for_a_machine_that_has_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    attach(picture_bytes(size=(200, 250)))
    with monkeypatch.context() as busy:
        busy.setattr(apart, "PATIENCE_SECONDS", 0.01)
        assert list(run_durable("make_renditions")) == ["again"]
    waiting = states()

    Delivery.objects.filter(state="pending").update(due_at="2020-01-01T00:00Z")
    assert list(run_durable("make_renditions")) == ["done"]

    assert (waiting, states()) == (["waiting"], ["made"])


def test_leaves_nothing_to_do_where_the_attaching_was_undone() -> None:
    upload = make_upload(owner_id=new_id())
    with transaction.atomic():
        attach_upload(upload_id=upload.id, owner_id=upload.owner_id, attached_to="product:1", now=utc_now())
        transaction.set_rollback(True)

    assert (list(run_durable("make_renditions")), states()) == ([], [])
