"""Every column that can tell of a person is either erased or known to tell nothing: a new one has to say which."""

from tests.erasure.searching import columns_about_people

# Emptied, deleted with its row, or set to nobody when an account is erased (tasks/erasure.py).
ERASED = {
    "background_task.owner",
    "checkout_cart.address",
    "checkout_cart.email",
    "checkout_cart.email_reminder_agreed_at",
    "checkout_product_view.owner_id",
    "checkout_product_view.owner_kind",
    "checkout_saved_cart.owner_id",
    "checkout_saved_cart.owner_kind",
    "checkout_wishlist.owner_id",
    "checkout_wishlist.owner_kind",
    "checkout_wishlist.shared_by",
    "idempotency_record.principal",
    "identity_address.city",
    "identity_address.full_name",
    "identity_address.line1",
    "identity_address.phone",
    "identity_address.postcode",
    "identity_address.user_id",
    "identity_group_membership.user_id",
    "identity_one_time_code.user_id",
    "identity_provider_identity.user_id",
    "identity_second_factor.user_id",
    "identity_session.user_agent",
    "identity_session.user_id",
    "identity_user.email",
    "identity_user.email_verified_at",
    "identity_user.full_name",
    "identity_user.phone",
    "identity_user.phone_verified_at",
    "media_upload.owner_id",
    "notifications_alert.address",
    "notifications_alert.email",
    "notifications_alert.user_id",
    "notifications_cart_reminder.user_id",
    "notifications_feed_item.user_id",
    "notifications_follower_news.user_id",
    "notifications_message.recipient",
    "notifications_message.user_id",
    "notifications_news_turn.user_id",
    "notifications_preference.user_id",
    "notifications_reminded_address.address",
    "orders_order.address",
    "orders_order.email",
    "reviews_refusal.author_id",
    "reviews_review.author_country",
    "reviews_review.author_id",
    "reviews_review.author_name",
    "reviews_review.replied_by_id",
    "reviews_vote.voter_id",
    "vendors_follow.user_id",
    "vendors_member.user_id",
}
# The id of an account that is empty by then, which the books need; staff, who leave otherwise; and no people at all.
KEPT = {
    "checkout_cart.owner_id",
    "checkout_cart.owner_kind",
    "identity_staff_action.actor_id",
    "identity_account_export.user_id",  # its file goes with the next pruning
    "identity_user.is_superuser",
    "identity_user_groups.user_id",
    "identity_user_user_permissions.user_id",
    "django_admin_log.user_id",
    # A keyed hash that tells us not to write to an address, and nobody whose it is.
    "notifications_opt_out.address",
    "orders_order.owner_id",
    "orders_order.owner_kind",
    "orders_purchase.owner_id",
    "orders_purchase.owner_kind",
    "vendors_vendor.city",
    "vendors_vendor.email",
}


def test_every_column_about_people_is_erased_or_tells_nothing(database: None) -> None:
    found = columns_about_people()

    assert found - ERASED - KEPT == set()
    assert (ERASED | KEPT) - found == set()
