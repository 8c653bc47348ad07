"""The rows of the matrix that are mutations.

The arguments are also those of the walk with hostile input (tests/hostile), so they name every argument there is, also
those that could be left out. Those of people of a house are in `offers.py`.
"""

from collections.abc import Mapping

from tests.authorization.rows.offers import OFFERS
from tests.authorization.rows.writing import Stranger, Writing
from tests.authorization.rows.writing import input_of as _input
from tests.authorization.sides import EVERYBODY, MEMBERS, SHOPPERS, Side, of_house
from tests.factories.identity import PASSWORD


def _address(side: Side) -> Mapping[str, str]:
    return {
        "fullName": "Ada Obi", "line1": "1 Marina Road", "line2": "Flat 2", "city": "Lagos", "region": "Lagos",
        "postcode": "101001", "country": "NG", "phone": "+2348031234567",
    }  # fmt: skip


_GUEST_TOKEN = "not one of ours"
_CARD = "card_success"
_NEW_PASSWORD = "quite-another-battery-21"


MUTATIONS: Mapping[str, Writing] = {
    **OFFERS,
    "mediaUpload": Writing(is_form=True, given=lambda w, s: {"file": None}),
    # --- accounts: whoever holds the secret -----------------------------------------------------------------------
    "accountRegister": Writing(
        who=EVERYBODY,
        stranger=Stranger.HOLDER,
        given=lambda w, s: _input(email="new@people.example", password=_NEW_PASSWORD, fullName="Ada Obi"),
    ),
    "accountVerify": Writing(
        who=EVERYBODY,
        stranger=Stranger.HOLDER,
        given=lambda w, s: _input(email="new@people.example", code="123456", guestToken=None),
        ends="WRONG_CODE",
    ),
    "accountResendCode": Writing(
        who=EVERYBODY, stranger=Stranger.HOLDER, given=lambda w, s: _input(email="new@people.example"), changes=False
    ),
    "login": Writing(
        who=EVERYBODY,
        stranger=Stranger.HOLDER,
        given=lambda w, s: _input(email=w.sides["customer A"].words["email"], password=PASSWORD, guestToken=None),
    ),
    "loginConfirm": Writing(
        who=EVERYBODY,
        stranger=Stranger.HOLDER,
        given=lambda w, s: _input(challenge="A" * 64, code="123456", guestToken=None),
        ends="CHALLENGE_ENDED",
    ),
    "tokenRefresh": Writing(
        who=EVERYBODY,
        stranger=Stranger.HOLDER,
        given=lambda w, s: _input(refreshToken=w.sides["customer A"].words["refresh token"]),
    ),
    "guestTokenCreate": Writing(who=EVERYBODY, stranger=Stranger.HOLDER, changes=False),
    "passwordResetRequest": Writing(
        who=EVERYBODY,
        stranger=Stranger.HOLDER,
        given=lambda w, s: _input(email=w.sides["customer A"].words["email"]),
    ),
    "passwordReset": Writing(
        who=EVERYBODY,
        stranger=Stranger.HOLDER,
        given=lambda w, s: _input(token="A" * 64, password=_NEW_PASSWORD),
        ends="WRONG_TOKEN",
    ),
    "phoneLoginRequest": Writing(
        who=EVERYBODY, stranger=Stranger.HOLDER, given=lambda w, s: _input(phone="+2348031234567"), changes=False
    ),
    "phoneLogin": Writing(
        who=EVERYBODY,
        stranger=Stranger.HOLDER,
        given=lambda w, s: _input(phone="+2348031234567", code="123456", guestToken=None),
        ends="WRONG_CODE",
    ),
    "googleNonceCreate": Writing(who=EVERYBODY, stranger=Stranger.HOLDER, changes=False),
    "googleLogin": Writing(
        who=EVERYBODY,
        stranger=Stranger.HOLDER,
        given=lambda w, s: _input(idToken="A.B.C", nonce="A" * 72, guestToken=None),
        ends="GOOGLE_LOGIN_REFUSED",
    ),
    # --- accounts: the viewer's own -------------------------------------------------------------------------------
    "accountErase": Writing(
        given=lambda w, s: _input(confirmEmail="new@people.example", currentPassword=PASSWORD, code=""),
        ends="INVALID_INPUT",
        changes=False,
    ),
    "accountExport": Writing(),
    "logout": Writing(given=lambda w, s: {"everywhere": True}),
    "secondFactorBegin": Writing(given=lambda w, s: _input(currentPassword=PASSWORD)),
    "secondFactorConfirm": Writing(given=lambda w, s: _input(code="123456"), ends="WRONG_CODE"),
    "secondFactorRemove": Writing(
        given=lambda w, s: _input(currentPassword=PASSWORD, code="123456"), ends="WRONG_CODE"
    ),
    "recoveryCodesRenew": Writing(given=lambda w, s: _input(code="123456"), ends="WRONG_CODE"),
    "phoneChangeRequest": Writing(given=lambda w, s: _input(currentPassword=PASSWORD, phone="+2348031234568")),
    "phoneChangeConfirm": Writing(given=lambda w, s: _input(code="123456"), ends="WRONG_CODE"),
    "phoneRemove": Writing(given=lambda w, s: _input(currentPassword=PASSWORD)),
    "passwordChange": Writing(given=lambda w, s: _input(currentPassword=PASSWORD, password=_NEW_PASSWORD)),
    "emailChangeRequest": Writing(given=lambda w, s: _input(currentPassword=PASSWORD, email="other@people.example")),
    "emailChangeConfirm": Writing(given=lambda w, s: _input(code="123456"), ends="WRONG_CODE"),
    "sessionRevoke": Writing(stranger=Stranger.MISSING, given=lambda w, s: _input(id=s.id("Session"))),
    "sessionsRevokeOthers": Writing(),
    "addressCreate": Writing(given=lambda w, s: _input(address=_address(s), makeDefault=True)),
    "addressUpdate": Writing(
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(id=s.id("Address"), address=_address(s), makeDefault=True),
    ),
    "addressDelete": Writing(stranger=Stranger.MISSING, given=lambda w, s: _input(id=s.id("Address"))),
    # --- the cart and orders --------------------------------------------------------------------------------------
    "cartLineAdd": Writing(
        who=SHOPPERS, given=lambda w, s: _input(variantId=w.public.id("Variant"), quantity=2, currency="NGN")
    ),
    "cartLineUpdate": Writing(
        who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: _input(lineId=s.id("CartLine"), quantity=3)
    ),
    "cartLineRemove": Writing(
        who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: _input(lineId=s.id("CartLine"))
    ),
    "cartContactSet": Writing(who=SHOPPERS, given=lambda w, s: _input(email="ada@people.example", address=_address(s))),
    "cartDeliverySet": Writing(
        who=SHOPPERS,
        given=lambda w, s: _input(vendorId=w.public.id("Vendor"), methodId=w.public.id("ShippingMethod")),
    ),
    "cartClear": Writing(who=SHOPPERS),
    "checkoutComplete": Writing(
        who=SHOPPERS,
        # A declined payment is written down; stock, money and orders are as they were.
        traces=frozenset({"inventory_reservation", "orders_purchase", "outbox_event", "payments_attempt"}),
        given=lambda w, s: _input(
            idempotencyKey=f"key of {s.name}", paymentMethod=_CARD, expectedTotalMinor=27_500_00, returnUrl=None
        ),
    ),
    "orderCancel": Writing(
        who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: _input(id=s.id("Order"), reason="Too small")
    ),
    "vendorOrderCancel": Writing(
        who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: _input(id=s.id("VendorOrder"), reason="Too small")
    ),
    # --- what shoppers say, want and hear -------------------------------------------------------------------------
    "reviewCreate": Writing(
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            productId=w.public.id("Product"),
            rating=5,
            title="Lovely",
            body="It fits.",
            fit="TRUE_TO_SIZE",
            photos=[{"uploadId": s.id("UploadedPicture"), "alt": "How it falls"}],
        ),
    ),
    "reviewUpdate": Writing(
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            id=s.id("Review"),
            rating=1,
            title="Torn",
            body="It does not fit.",
            fit=None,
            photos=[{"uploadId": s.id("UploadedPicture"), "alt": "Where it tore"}],
        ),
    ),
    "reviewDelete": Writing(stranger=Stranger.MISSING, given=lambda w, s: {"id": s.id("Review")}),
    "reviewVote": Writing(given=lambda w, s: _input(id=w.public.id("Review"), helpful=True)),
    "reviewReply": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(id=of_house(w, s, "Review", "review"), text="Thank you."),
    ),
    "wishlistCreate": Writing(who=SHOPPERS, given=lambda w, s: {"name": "Weddings"}),
    "wishlistRename": Writing(
        who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: _input(id=s.id("Wishlist"), name="Weddings")
    ),
    "wishlistDelete": Writing(who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": s.id("Wishlist")}),
    "wishlistItemAdd": Writing(
        who=SHOPPERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            productId=w.public.id("reviewed Product"), variantId=None, wishlistId=s.id("Wishlist")
        ),
    ),
    "wishlistItemRemove": Writing(
        who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": s.id("WishlistItem")}
    ),
    "wishlistShare": Writing(
        who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: _input(id=s.id("Wishlist"), displayName="Ada")
    ),
    "wishlistUnshare": Writing(who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": s.id("Wishlist")}),
    "vendorFollow": Writing(given=lambda w, s: _input(id=w.public.id("other Vendor"), follow=True)),
    "productViewed": Writing(who=SHOPPERS, given=lambda w, s: {"ids": [w.public.id("reviewed Product")]}),
    "stockAlertCreate": Writing(
        who=EVERYBODY,
        given=lambda w, s: _input(variantId=w.public.id("sold-out Variant"), email="alerts@people.example"),
    ),
    "priceAlertCreate": Writing(
        who=EVERYBODY,
        given=lambda w, s: _input(
            productId=None, variantId=w.public.id("Variant"), targetMinor=1, email="alerts@people.example"
        ),
    ),
    "stockAlertDelete": Writing(stranger=Stranger.MISSING, given=lambda w, s: {"id": s.id("Alert")}),
    "priceAlertDelete": Writing(stranger=Stranger.MISSING, given=lambda w, s: {"id": s.id("price Alert")}),
    "alertConfirm": Writing(
        who=EVERYBODY, stranger=Stranger.HOLDER, given=lambda w, s: {"token": "A" * 64}, ends="WRONG_TOKEN"
    ),
    "notificationPreferencesUpdate": Writing(
        given=lambda w, s: {"choices": [{"topic": "ALERTS", "channel": "EMAIL", "isOn": False}]}
    ),
    "cartSave": Writing(who=SHOPPERS, given=lambda w, s: {"name": "For later"}),
    "savedCartRestore": Writing(who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": s.id("SavedCart")}),
    "savedCartDelete": Writing(who=SHOPPERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": s.id("SavedCart")}),
    "notificationsMarkRead": Writing(stranger=Stranger.MISSING, given=lambda w, s: {"ids": [s.id("Notification")]}),
}
