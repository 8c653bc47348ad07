"""Messages to people."""

from typing import ClassVar

from django.contrib.admin import register

from domains.identity.roles import Permission
from domains.notifications.models import Message
from rest.admin.lookup import LookUp
from rest.admin.site import site


@register(Message, site=site)
class MessagePage(LookUp):
    """What was written to whom."""

    demands: ClassVar[frozenset[Permission]] = frozenset({Permission.VIEW_CUSTOMERS})
    list_display = ("created_at", "channel", "template", "recipient", "state", "sent_at")
    list_filter = ("state", "template")
    search_fields = ("recipient", "cause")
    ordering = ("-created_at", "-id")
