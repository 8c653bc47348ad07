"""What alerts wrote to a number is erased with the account, also where the number is another by then."""

import pytest

from domains.common.clock import utc_now
from domains.identity.models import User
from domains.identity.services.phone_login import remove_phone
from domains.notifications.alerts.fire import fire_alerts
from domains.notifications.keep_preferences import Choice, set_preferences
from domains.notifications.models import Message
from domains.notifications.preferences import Channel, Topic
from tasks.erasure import erase_person
from tests.factories.alerts import a_stock_alert
from tests.factories.identity import PASSWORD, a_user
from tests.tasks.test_alerts import a_sold_out_variant, change_stock

pytestmark = pytest.mark.usefixtures("database")


def test_texts_to_a_number_that_was_taken_away_since_are_erased_too() -> None:
    user, now = a_user(password=PASSWORD), utc_now()
    user.phone, user.phone_verified_at = "+2348031234567", now
    user.save(update_fields=["phone", "phone_verified_at"])
    set_preferences(user_id=user.id, choices=[Choice(Topic.ALERTS, Channel.SMS, is_on=True)], now=now)
    variant = a_sold_out_variant()
    a_stock_alert(variant=variant, user=user)
    change_stock(variant, 1)
    fire_alerts(product_id=variant.product_id, variant_id=variant.id, cause="event:x", now=now)
    assert Message.objects.filter(recipient="+2348031234567").count() == 1

    remove_phone(user_id=user.id, password_hash=user.password, session_id=None, now=now)
    User.objects.filter(id=user.id).update(is_active=False, erased_at=now)
    erase_person(user_id=user.id, now=now)

    assert Message.objects.count() == 0
