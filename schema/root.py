"""The schema: the roots merged from one mixin per domain, and how it is run."""

from typing import Any

import strawberry
from django.conf import settings
from graphql import GraphQLError
from strawberry.extensions import DisableIntrospection, MaxTokensLimiter, SchemaExtension
from strawberry.extensions.directives import DirectivesExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from domains.common.budgets import Budget
from schema.alerts import AlertsMutation, AlertsQuery
from schema.analysis.verdicts import Limits
from schema.attributes import ATTRIBUTE_TYPES
from schema.base import MINOR_UNITS, MinorUnits
from schema.catalogue import CatalogueQuery
from schema.checkout import CHECKOUT_TYPES, CheckoutMutation, CheckoutQuery
from schema.collections import CollectionsQuery
from schema.credentials import CredentialsMutation
from schema.erasure import ErasureMutation, OrdersUnderWayError
from schema.errors import InputError, TranslateErrors
from schema.following import FollowingMutation, FollowingQuery
from schema.identity import IdentityMutation, IdentityQuery, TooManyRequestsError
from schema.in_context import ReadContext, in_context
from schema.inventory import OutOfStockError
from schema.judging import Bench, JudgeDocuments
from schema.live import Subscription
from schema.markets import MarketsQuery
from schema.nodes import NodeQuery
from schema.notifications import NotificationsMutation, NotificationsQuery
from schema.orders import OrdersMutation, OrdersQuery
from schema.own_guides import OwnGuidesMutation, OwnGuidesQuery
from schema.own_media import OwnMediaMutation
from schema.own_prices import PriceBegunError
from schema.own_products import OwnProductsMutation, OwnProductsQuery
from schema.own_stock import OwnStockMutation, OwnStockQuery, StockPromisedError
from schema.own_variants import OWN_VARIANTS_TYPES, OwnVariantsMutation
from schema.payments import PaymentDeclinedError
from schema.preferences import PreferencesMutation, PreferencesQuery
from schema.prices import PRICES
from schema.reviews import ReviewsMutation
from schema.saved_carts import SavedCartsMutation, SavedCartsQuery
from schema.search import SearchQuery
from schema.second_factor import SecondFactorNeededError
from schema.sizing import SizingQuery
from schema.uploads import UploadsMutation
from schema.vendors import VendorsQuery
from schema.wishlists import WishlistsMutation, WishlistsQuery

# The largest document of the storefront has 351. The parser stops there, so that no 10 KB take 20 ms to judge: some
# rules of validation look at each field for each fragment.
MAX_TOKENS = 1_000
# Who has no token shares a budget with the rest of their network.
_SHOPPERS_PER_NETWORK = 10


@strawberry.type(description="What can be read.")
class Query(
    NodeQuery,
    CatalogueQuery,
    CollectionsQuery,
    SizingQuery,
    OwnProductsQuery,
    OwnGuidesQuery,
    OwnStockQuery,
    VendorsQuery,
    MarketsQuery,
    SearchQuery,
    IdentityQuery,
    CheckoutQuery,
    OrdersQuery,
    WishlistsQuery,
    FollowingQuery,
    NotificationsQuery,
    AlertsQuery,
    PreferencesQuery,
    SavedCartsQuery,
):
    """All queries."""

    @strawberry.field(description="Whether the API answers.")
    async def ping(self) -> str:
        """A constant, for connection tests."""
        return "pong"


@strawberry.type(description="What can be changed. Expected failures are data: look at `errors`.")
class Mutation(
    UploadsMutation,
    IdentityMutation,
    OwnProductsMutation,
    OwnVariantsMutation,
    OwnMediaMutation,
    OwnGuidesMutation,
    OwnStockMutation,
    CredentialsMutation,
    ErasureMutation,
    CheckoutMutation,
    OrdersMutation,
    ReviewsMutation,
    WishlistsMutation,
    FollowingMutation,
    NotificationsMutation,
    AlertsMutation,
    PreferencesMutation,
    SavedCartsMutation,
):
    """All mutations."""


class Schema(strawberry.Schema):
    """Strawberry's schema; errors are logged where they are translated, not here."""

    def get_extensions(self, sync: bool = False) -> list[SchemaExtension]:
        """Ours; strawberry's own for directives would look at every field, and ours stand on operations only."""
        return [each for each in super().get_extensions(sync) if not isinstance(each, DirectivesExtension)]

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave logging to `schema.errors`, which knows bugs from expected failures."""


def _bench() -> Bench:
    share = {"limit": settings.GRAPHQL_BUDGET, "restore": settings.GRAPHQL_RESTORE_PER_SECOND}
    factor = _SHOPPERS_PER_NETWORK * settings.NETWORK_LIMIT_FACTOR
    return Bench(
        limits=Limits(cost=settings.GRAPHQL_MAX_COST),
        prices=PRICES,
        client=Budget("client", **share),
        network=Budget("network", **{name: points * factor for name, points in share.items()}),
        hidden=not settings.DEVELOPER_TOOLS,
    )


def _extensions() -> list[Any]:
    bench = _bench()
    always: list[Any] = [
        lambda: MaxTokensLimiter(max_token_count=MAX_TOKENS),
        lambda: JudgeDocuments(bench),
        ReadContext,
        TranslateErrors,
    ]
    hidden: list[type[SchemaExtension]] = [] if settings.DEVELOPER_TOOLS else [DisableIntrospection]
    return [*always, *hidden]


schema = Schema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[
        InputError,
        *ATTRIBUTE_TYPES,
        *CHECKOUT_TYPES,
        TooManyRequestsError,
        SecondFactorNeededError,
        OutOfStockError,
        OrdersUnderWayError,
        PaymentDeclinedError,
        *OWN_VARIANTS_TYPES,
        PriceBegunError,
        StockPromisedError,
    ],
    directives=[in_context],
    extensions=_extensions(),
    config=StrawberryConfig(
        # `@defer`.
        enable_experimental_incremental_execution=True,
        disable_field_suggestions=not settings.DEVELOPER_TOOLS,
        scalar_map={MinorUnits: MINOR_UNITS},
    ),
)

# Nothing here is a stream of items; a document that asks for one is told that there is no such directive.
schema._schema.directives = tuple(each for each in schema._schema.directives if each.name != "stream")  # noqa: SLF001
