"""Who reacts to what. Every event has a line; one that nobody reacts to says why.

Handlers load what they need by the ids of the event and make one call into a domain. A reaction's name is stored with
its deliveries: a new name is a new reaction.
"""

from tasks import (
    alerts,
    background,
    catalogue,
    checkout,
    collections,
    erasure,
    exporting,
    feed,
    identity,
    inventory,
    media,
    news,
    orders,
    payments,
    reminders,
    reviews,
    search,
    submissions,
)
from tasks.table import Queue, Reactions, call, effect, push

PUSH_ORDER = push("push_order", orders.push_order)
PUSH_CART = push("push_cart", checkout.push_cart)
PUSH_PRODUCT = push("push_product", catalogue.push_product)
MAKE_RENDITIONS = call("make_renditions", media.make_renditions, Queue.MEDIA)
RUN_BACKGROUND_TASK = call("run_background_task", background.run_task, Queue.DEFAULT)
GIVE_BACK_PAYMENT = call("give_back_payment", payments.give_back, Queue.CRITICAL)
CLAIM_ORDERS = effect("claim_orders", orders.claim_orders, Queue.DEFAULT)
FILL_COLLECTIONS = effect("fill_collections", collections.fill_collections, Queue.DEFAULT)
COUNT_PAIRS = effect("count_pairs", search.count_pairs, Queue.LOW_PRIORITY)
FOLLOW_STOCK = effect("follow_stock", collections.follow_stock, Queue.DEFAULT)
FIRE_PRICE_ALERTS = effect("fire_price_alerts", alerts.fire_price_alerts, Queue.DEFAULT)
REFRESH_FACETS = effect("refresh_facets", search.refresh_facets, Queue.INDEX)

REACTIONS: Reactions = {
    # common
    "BackgroundTaskStarted": (RUN_BACKGROUND_TASK,),
    "BackgroundTaskContinued": (RUN_BACKGROUND_TASK,),
    # identity
    "AccountRegistered": (),  # its code is an event of its own
    "VerificationCodeRequested": (call("mail_code", identity.mail_code, Queue.CRITICAL),),
    "RegistrationForKnownEmail": (call("mail_known_email", identity.mail_known_email, Queue.DEFAULT),),
    "EmailVerified": (CLAIM_ORDERS,),
    # What was ordered under the proven address without logging in comes along the next time.
    "SessionOpened": (CLAIM_ORDERS,),
    "SessionRevoked": (),  # for the audit trail; each request asks whether its session still stands
    "PasswordResetRequested": (call("mail_password_reset", identity.mail_password_reset, Queue.CRITICAL),),
    "PasswordChanged": (call("tell_of_new_password", identity.tell_of_new_password, Queue.DEFAULT),),
    "EmailChangeRequested": (call("mail_email_change_code", identity.mail_email_change_code, Queue.CRITICAL),),
    "EmailChangeForKnownEmail": (call("tell_of_wanted_email", identity.tell_of_wanted_email, Queue.DEFAULT),),
    "EmailChanged": (CLAIM_ORDERS, call("tell_of_new_email", identity.tell_of_new_email, Queue.DEFAULT)),
    "SecondFactorAdded": (call("tell_of_added_factor", identity.tell_of_added_factor, Queue.DEFAULT),),
    "SecondFactorRemoved": (call("tell_of_removed_factor", identity.tell_of_removed_factor, Queue.DEFAULT),),
    "RecoveryCodesRenewed": (call("tell_of_renewed_codes", identity.tell_of_renewed_codes, Queue.DEFAULT),),
    "PhoneCodeRequested": (call("text_phone_code", identity.text_phone_code, Queue.CRITICAL),),
    "PhoneVerified": (call("tell_of_phone", identity.tell_of_phone, Queue.DEFAULT),),
    "PhoneRemoved": (call("tell_of_removed_phone", identity.tell_of_removed_phone, Queue.DEFAULT),),
    "AccountExportRequested": (call("build_export", exporting.build_export, Queue.LOW_PRIORITY),),
    "AccountExportReady": (call("mail_export", exporting.mail_export, Queue.DEFAULT),),
    "AccountErased": (effect("erase_account", erasure.erase_account, Queue.DEFAULT),),
    "ProviderLinked": (call("tell_of_provider", identity.tell_of_provider, Queue.DEFAULT),),
    # media
    "PictureAttached": (MAKE_RENDITIONS,),
    "FocalPointMoved": (MAKE_RENDITIONS,),
    # markets
    "TranslationChanged": (effect("index_translation", search.index_translation, Queue.INDEX),),
    # vendors
    "VendorApplied": (),  # staff see the application in their list
    "VendorChanged": (effect("index_vendor", search.index_vendor, Queue.INDEX),),
    # Each read asks for the vendor's present status, and the index holds words only; but prices may have dropped.
    "VendorStatusChanged": (effect("announce_house", alerts.announce_house, Queue.DEFAULT),),
    # catalogue
    "ProductChanged": (
        effect("index_product", search.index_product, Queue.INDEX),
        call("embed_product", search.embed_product, Queue.LOW_PRIORITY),
        FILL_COLLECTIONS,
        FIRE_PRICE_ALERTS,  # a cheaper variant may be sold again
    ),
    "AttributeChanged": (
        effect("adopt_texts", catalogue.adopt_texts, Queue.DEFAULT),
        effect("index_attribute", search.index_attribute, Queue.INDEX),
    ),
    "CategoryChanged": (effect("index_category", search.index_category, Queue.INDEX),),
    # As for vendors: each read asks whether the product is shown. But what is new is new from now on.
    "ProductPublished": (FILL_COLLECTIONS, effect("expect_news", news.expect_news, Queue.DEFAULT)),
    "ProductHidden": (PUSH_PRODUCT,),
    "MediaChanged": (),  # pages read a product's pictures each time
    "PriceChanged": (PUSH_PRODUCT, FILL_COLLECTIONS, FIRE_PRICE_ALERTS),
    "ProductSubmitted": (
        call("tell_of_submission", submissions.tell_of_submission, Queue.DEFAULT),
        effect("feed_submission", submissions.feed_submission, Queue.DEFAULT),
    ),
    "ProductApproved": (
        call("tell_of_approval", submissions.tell_of_approval, Queue.DEFAULT),
        effect("feed_approval", submissions.feed_approval, Queue.DEFAULT),
    ),
    "ProductRejected": (
        call("tell_of_rejection", submissions.tell_of_rejection, Queue.DEFAULT),
        effect("feed_rejection", submissions.feed_rejection, Queue.DEFAULT),
    ),
    "CollectionRebuildAdvanced": (effect("rebuild_collection", collections.rebuild_collection, Queue.DEFAULT),),
    # inventory
    "StockLevelChanged": (push("push_availability", inventory.push_availability),),
    "VariantSoldOut": (REFRESH_FACETS, FOLLOW_STOCK),
    "VariantRestocked": (
        REFRESH_FACETS,
        FOLLOW_STOCK,
        effect("announce_stock", alerts.announce_stock, Queue.DEFAULT),
    ),
    # checkout
    "CartChanged": (PUSH_CART,),
    # payments
    "WebhookReceived": (effect("apply_webhook", payments.apply_webhook, Queue.CRITICAL),),
    "PaymentMustBeReturned": (GIVE_BACK_PAYMENT,),
    "PaymentDeclined": (),  # the purchase is released in the same commit, and that is pushed
    "PaymentVoided": (),  # whoever asked for it has told the shopper
    "PaymentCaptured": (),  # OrderPaid tells it
    "RefundRequested": (call("send_refund", payments.refund, Queue.CRITICAL),),
    "RefundSucceeded": (),  # OrderRefunded tells it
    "RefundFailed": (),  # the audit shows it to staff until it is settled
    # orders
    "PurchaseReleased": (PUSH_ORDER,),
    "OrderPlaced": (
        PUSH_ORDER,
        PUSH_CART,
        call("capture_payment", payments.capture, Queue.CRITICAL),
        call("confirm_to_buyer", orders.confirm_to_buyer, Queue.DEFAULT),
        call("tell_vendors", orders.tell_vendors, Queue.DEFAULT),
        effect("feed_placing", feed.tell_of_placing, Queue.DEFAULT),
        COUNT_PAIRS,
    ),
    "OrderClaimed": (PUSH_ORDER,),
    "OrderPaid": (PUSH_ORDER,),
    "VendorOrderCancelled": (
        PUSH_ORDER,
        call("tell_of_cancellation", orders.tell_of_cancellation, Queue.DEFAULT),
        effect("feed_part_cancelled", feed.tell_of_part_cancelled, Queue.DEFAULT),
        effect("verify_reviews", reviews.verify_reviews, Queue.DEFAULT),
        COUNT_PAIRS,
    ),
    # Its parts have told by mail, and are counted no longer.
    "OrderCancelled": (PUSH_ORDER, effect("feed_cancelling", feed.tell_of_cancelling, Queue.DEFAULT)),
    "VendorOrderFulfilled": (PUSH_ORDER, effect("feed_sending", feed.tell_of_sending, Queue.DEFAULT)),
    "OrderRefunded": (
        PUSH_ORDER,
        call("tell_of_refund", orders.tell_of_refund, Queue.DEFAULT),
        effect("feed_refund", feed.tell_of_money_back, Queue.DEFAULT),
    ),
    # reviews
    "ReviewWritten": (),  # staff see it in their list; summaries are counted in the same commit
    "ReviewEdited": (),  # as above
    "ReviewWithdrawn": (),  # for the audit trail
    "ReviewModerated": (),  # for the audit trail; its writer sees the state beside the review
    "ReviewReplied": (effect("feed_reply", feed.tell_of_reply, Queue.DEFAULT),),
    # notifications
    "FeedItemAdded": (push("push_feed", feed.push_feed),),
    "AlertRequested": (call("mail_alert_confirmation", alerts.mail_confirmation, Queue.DEFAULT),),
    "AlertsWaiting": (effect("fire_alerts", alerts.fire_alerts, Queue.DEFAULT),),
    "AlertsFired": (call("mail_alerts", alerts.mail_alerts, Queue.LOW_PRIORITY),),
    "ProductNewsDue": (effect("spread_news", news.spread_news, Queue.DEFAULT),),
    "NewsGathered": (call("mail_news", news.mail_news, Queue.LOW_PRIORITY),),
    "CartsReminded": (call("mail_reminders", reminders.mail_reminders, Queue.LOW_PRIORITY),),
}
