"""The rows of the matrix that are types: who may see an object of each.

A page, an edge, what a mutation answers, and an error with its facts are as private as what they hold, and need no row.
Every other object type of the schema has one here; what the types of nodes stand for is made in `world.py`.
"""

from collections.abc import Mapping
from enum import StrEnum


class Seen(StrEnum):
    """Who sees an object of a type."""

    # Everybody, by id, where it is shown at all. A draft is as unknown as what never was.
    PUBLIC = "public"
    # Its owner. Anybody else is answered as for an id that never was.
    OWNED = "owned"
    # Public once it is shown, and before that its owner's: `Side.ids` has one that is not shown.
    SHOWN = "shown"
    # People of its vendor, by id.
    HOUSE = "house"
    # Never by an id of its own, only through what it is a part of, and as private as that.
    PART = "part"


TYPES: Mapping[str, Seen] = {
    "AccountExport": Seen.PART,
    "Address": Seen.OWNED,
    "Alert": Seen.OWNED,
    "AttributeChoice": Seen.PART,
    "AttributeCounts": Seen.PART,
    "AttributeValueCount": Seen.PART,
    "AxisCounts": Seen.PART,
    "BooleanAttribute": Seen.PART,
    "Cart": Seen.PART,
    "CartAddress": Seen.PART,
    "CartGroup": Seen.PART,
    "CartLine": Seen.PART,
    "CartUpdate": Seen.PART,
    "Category": Seen.PUBLIC,
    "CategoryCount": Seen.PART,
    "ChoiceAttribute": Seen.PART,
    "ChosenOption": Seen.PART,
    "Collection": Seen.PUBLIC,
    "DeliveryOption": Seen.PART,
    "Enrolment": Seen.PART,
    "Facets": Seen.PART,
    "FitSummary": Seen.PART,
    "FocalPoint": Seen.PART,
    "Highlight": Seen.PART,
    "LoginNonce": Seen.PART,
    "Market": Seen.PART,
    "Media": Seen.PART,
    "Money": Seen.PART,
    "NextAction": Seen.PART,
    "Notification": Seen.OWNED,
    "NotificationPreference": Seen.PART,
    "NotificationUpdate": Seen.PART,
    "NumberAttribute": Seen.PART,
    "OptionAxis": Seen.PART,
    "OptionValue": Seen.PART,
    "OfferedMedia": Seen.PART,
    "Order": Seen.OWNED,
    "OrderAddress": Seen.PART,
    "OrderLine": Seen.PART,
    "OrderUpdate": Seen.PART,
    "PageInfo": Seen.PART,
    "Payment": Seen.PART,
    "PlannedPrice": Seen.PART,
    "Price": Seen.PART,
    "PriceBucket": Seen.PART,
    "PriceRange": Seen.PART,
    "PriceStep": Seen.PART,
    "ProblemLine": Seen.PART,
    "Product": Seen.PUBLIC,
    "ProductResults": Seen.PART,
    "ProductSubmission": Seen.PART,
    "ProductUpdate": Seen.PART,
    "Purchase": Seen.OWNED,
    "Refund": Seen.PART,
    "Rendition": Seen.PART,
    "Review": Seen.SHOWN,
    "ReviewReply": Seen.PART,
    "ReviewStars": Seen.PART,
    "ReviewSummary": Seen.PART,
    "SavedCart": Seen.OWNED,
    "SavedCartLine": Seen.PART,
    "SelectedOption": Seen.PART,
    "Session": Seen.OWNED,
    "SessionTokens": Seen.PART,
    "SharedWishlist": Seen.PART,
    "ShortLine": Seen.PART,
    "SizeAdvice": Seen.PART,
    "SizeGuide": Seen.PART,
    "SizeGuideRow": Seen.PART,
    "SizeMeasure": Seen.PART,
    "Stock": Seen.PART,
    "Suggestion": Seen.PART,
    "TextAttribute": Seen.PART,
    "TimelineEntry": Seen.PART,
    "UploadedPicture": Seen.PART,
    "ValueCount": Seen.PART,
    "Variant": Seen.PUBLIC,
    "VariantChoice": Seen.PART,
    "Vendor": Seen.PUBLIC,
    "VendorCount": Seen.PART,
    "VendorLocation": Seen.PART,
    "VendorMedia": Seen.PART,
    "VendorMembership": Seen.PART,
    "VendorOrder": Seen.OWNED,
    "VendorProduct": Seen.PART,
    "VendorShelf": Seen.PART,
    "VendorSizeGuide": Seen.PART,
    "VendorVariant": Seen.PART,
    "Viewer": Seen.PART,
    "Wishlist": Seen.OWNED,
    "WishlistItem": Seen.PART,
}
