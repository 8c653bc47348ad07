"""The hostile inputs that this shop was built against, a table per group, and where each of them is proved.

A group is a letter: G GraphQL documents and transport, S subscriptions, A authentication, I objects of others,
R REST, W webhooks of the provider, M money, Q search, H headers and logs. `tests/hostile/test_rows.py` sends the cases.
"""

from collections.abc import Mapping

from tests.hostile.rows.edges import EDGES
from tests.hostile.rows.graphql import DOCUMENTS
from tests.hostile.rows.live import LIVE
from tests.hostile.rows.objects import OBJECTS
from tests.hostile.rows.people import PEOPLE
from tests.hostile.rows.rest import REST, WEBHOOKS
from tests.hostile.rows.row import Row
from tests.hostile.rows.shop import SHOP
from tests.hostile.rows.transport import TRANSPORT

GROUPS: tuple[Mapping[str, Row], ...] = (DOCUMENTS, TRANSPORT, LIVE, PEOPLE, OBJECTS, REST, WEBHOOKS, SHOP, EDGES)
