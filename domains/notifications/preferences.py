"""What people are told about and how, unless they say otherwise. Pure.

Letters about an account's safety and its codes have no topic: they are always sent.
"""

from enum import StrEnum
from types import MappingProxyType


class Topic(StrEnum):
    """What people may be told about."""

    ORDERS = "orders"
    ALERTS = "alerts"
    REMINDERS = "reminders"
    NEWS = "news"
    REVIEWS = "reviews"


class Channel(StrEnum):
    """How people are told."""

    EMAIL = "email"
    IN_APP = "in_app"
    SMS = "sms"


# What is sent where, and whether it is before somebody has chosen. What is not here is not sent at all. A reminder of
# a cart and news of houses are advertising: by mail they take consent given beforehand.
DEFAULTS = MappingProxyType(
    {
        (Topic.ORDERS, Channel.EMAIL): True,
        (Topic.ORDERS, Channel.IN_APP): True,
        (Topic.ALERTS, Channel.EMAIL): True,
        (Topic.ALERTS, Channel.IN_APP): True,
        (Topic.ALERTS, Channel.SMS): False,
        (Topic.REMINDERS, Channel.EMAIL): False,
        (Topic.NEWS, Channel.EMAIL): False,
        (Topic.NEWS, Channel.IN_APP): True,
        (Topic.REVIEWS, Channel.IN_APP): True,
    }
)
# Who has bought something is told what becomes of it: that is part of the contract.
FIXED = frozenset({Topic.ORDERS})
