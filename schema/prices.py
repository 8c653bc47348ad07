"""What the fields of our schema cost where their types do not say it, and what nobody may do in bulk."""

from schema.analysis.prices import Prices

PRICES = Prices(
    # What such lists usually hold; a list of which nothing is said here counts for ten.
    lengths={
        "Product.variants": 12,
        "Product.media": 4,
        "Media.renditions": 7,
        "Variant.media": 3,
        "Product.matrix": 15,
        "VariantChoice.options": 2,
        "Product.axes": 2,
        "Viewer.exports": 7,
        "Product.collections": 3,
        "OptionAxis.values": 6,
        "Query.markets": 20,
        "Variant.options": 2,
        "Category.ancestors": 3,
        "CartLine.options": 2,
        "CartLine.problems": 1,
        "CartGroup.lines": 3,
        "Cart.groups": 3,
        "Order.vendorOrders": 3,
        "VendorOrder.lines": 3,
        "OrderLine.options": 2,
        "Product.similar": 12,
        "Product.completeTheLook": 12,
        "Product.boughtTogether": 12,
        "Facets.options": 3,
        "AxisCounts.values": 20,
        "Facets.vendors": 20,
        "ProductResults.highlights": 20,
        "ReviewSummary.histogram": 5,
        "Query.similarProducts": 12,
        "Review.photos": 2,
        "Query.notificationPreferences": 9,
        "Query.savedCarts": 10,
        "SavedCart.lines": 3,
        "NotificationPreferencesPayload.preferences": 9,
        # Up to `limit` of each of three kinds.
        "Query.suggest": 24,
    },
    surcharges={
        # Counting reads every row that the list would, where a page reads fifty.
        "ProductResults.totalCount": 50,
        # So does counting facets, with all variants of these.
        "ProductResults.facets": 200,
        # Every word of the page's texts is looked at.
        "ProductResults.highlights": 20,
        "Category.productCount": 10,
        "Collection.productCount": 10,
        "CollectionConnection.totalCount": 2,
        "ReviewConnection.totalCount": 10,
        "Vendor.followerCount": 5,
        "WishlistItemConnection.totalCount": 10,
        # Ranking looks at every hit before it gives out a page.
        "Query.search": 50,
        "Query.suggest": 10,
        # Decoding and writing a picture takes a core for up to a second.
        "Mutation.mediaUpload": 200,
    },
    # Guessing at secrets, sending mail, spending money: one per request, so that limits per request count them.
    sensitive=frozenset(
        {
            "accountRegister",
            "accountVerify",
            "accountResendCode",
            "accountErase",
            "accountExport",
            "passwordChange",
            "passwordResetRequest",
            "passwordReset",
            "emailChangeRequest",
            "emailChangeConfirm",
            "login",
            "loginConfirm",
            "secondFactorBegin",
            "secondFactorConfirm",
            "secondFactorRemove",
            "phoneChangeRequest",
            "phoneChangeConfirm",
            "phoneLoginRequest",
            "phoneLogin",
            "googleNonceCreate",
            "googleLogin",
            "tokenRefresh",
            "guestTokenCreate",
            "stockAlertCreate",
            "priceAlertCreate",
            "alertConfirm",
            "checkoutComplete",
        }
    ),
)
