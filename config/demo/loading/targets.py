"""The tables the demo fills and the columns it gives, in an order in which every reference is already there."""

from dataclasses import dataclass

type Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A table and the columns a row has; columns left out take the default of the database."""

    table: str
    columns: tuple[str, ...]


def _target(table: str, columns: str) -> Target:
    return Target(table, tuple(columns.split()))


USERS = _target(
    "identity_user",
    "id password email full_name phone is_active is_staff is_superuser staff_role email_verified_at joined_at",
)
ADDRESSES = _target(
    "identity_address", "id user_id full_name line1 line2 city region postcode country phone is_default"
)
VENDORS = _target(
    "vendors_vendor", "id name slug status status_reason tagline story city country email policies logo created_at"
)
MEMBERS = _target("vendors_member", "id vendor_id user_id role joined_at")
COMMISSIONS = _target("vendors_commission_plan", "id vendor_id rate_bp valid_from")
LOCATIONS = _target("inventory_location", "id vendor_id name country position")
ZONES = _target("shipping_zone", "id vendor_id name countries")
METHODS = _target("shipping_method", "id zone_id code name min_days max_days is_active position")
RATES = _target("shipping_rate", "id method_id currency min_subtotal_minor amount_minor")
CATEGORIES = _target("catalogue_category", "id parent_id name slug path depth position")
PRODUCTS = _target(
    "catalogue_product",
    "id vendor_id category_id title slug description attributes state publish_at unpublish_at created_at updated_at",
)
TRANSLATIONS = _target("markets_translation", "id kind target language texts")
SUBMISSIONS = _target("catalogue_submission", "id product_id changes state reason submitted_by submitted_at decided_by")
AXES = _target("catalogue_option_axis", "id product_id code name position")
VALUES = _target("catalogue_option_value", "id axis_id code name swatch position")
VARIANTS = _target("catalogue_variant", "id product_id sku options position weight_grams is_active")
MEDIA = _target("catalogue_media", "id product_id colour file alt width height position")
PRICES = _target("catalogue_price", "id variant_id currency amount_minor compare_at_minor valid_from valid_until")
LEVELS = _target("inventory_level", "id variant_id location_id on_hand reserved low_stock_at")
MOVEMENTS = _target("inventory_movement", "id level_id delta reason reference actor moved_at")
REVIEWS = _target(
    "reviews_review",
    "id product_id author_name author_country is_verified rating title body fit state moderation_reason written_at",
)
UPLOADS = _target("media_upload", "id owner_id path width height size uploaded_at attached_to")
PHOTOS = _target("reviews_photo", "id review_id upload_id alt position")
VOTES = _target("reviews_vote", "id review_id voter_id")
WISHLISTS = _target("checkout_wishlist", "id owner_kind owner_id name is_default shared_by created_at")
WISHES = _target("checkout_wishlist_item", "id wishlist_id product_id added_at")
ALERTS = _target(
    "notifications_alert",
    "id kind user_id email address product_id variant_id currency reference_minor target_minor created_at confirmed_at",
)

ORDER = (
    USERS,
    ADDRESSES,
    VENDORS,
    MEMBERS,
    COMMISSIONS,
    LOCATIONS,
    ZONES,
    METHODS,
    RATES,
    CATEGORIES,
    PRODUCTS,
    TRANSLATIONS,
    SUBMISSIONS,
    AXES,
    VALUES,
    VARIANTS,
    MEDIA,
    PRICES,
    LEVELS,
    MOVEMENTS,
    REVIEWS,
    UPLOADS,
    PHOTOS,
    VOTES,
    WISHLISTS,
    WISHES,
    ALERTS,
)
