"""Ways of delivery, as the API shows them."""

import strawberry

from schema.base import MoneyAmount, derived
from schema.ids import encode_id


@strawberry.type(description="A way in which a vendor delivers its part of a cart to the cart's address.")
class DeliveryOption:
    """The domain's `DeliveryOption`."""

    method_id: strawberry.ID = derived(
        lambda option: encode_id("ShippingMethod", option.offer.method_id), description="Give it to `cartDeliverySet`."
    )
    code: str = derived(lambda option: option.offer.code, description="Short name, such as `standard`.")
    name: str = derived(lambda option: option.offer.name, description="Name for people.")
    min_days: int = derived(lambda option: option.offer.min_days, description="It takes at least so many days.")
    max_days: int = derived(lambda option: option.offer.max_days, description="It takes at most so many days.")
    charge: MoneyAmount = strawberry.field(description="What it costs at the group's present subtotal.")
