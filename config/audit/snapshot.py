"""All rules, checked on one snapshot."""

from django.db import connection, transaction

from config.audit.collections import COLLECTIONS
from config.audit.discovery import DISCOVERY
from config.audit.goods import EVENTS, ORDERS, STOCK
from config.audit.invariant import Breach, breaches
from config.audit.money import MONEY
from config.audit.opinions import REVIEWS
from config.audit.people import PEOPLE
from config.audit.submissions import SUBMISSIONS

INVARIANTS = (*MONEY, *STOCK, *ORDERS, *REVIEWS, *PEOPLE, *COLLECTIONS, *SUBMISSIONS, *DISCOVERY, *EVENTS)


def audit() -> list[Breach]:
    """Every rule that is broken; a purchase under way is seen whole or not at all."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return breaches(cursor, invariants=INVARIANTS)
