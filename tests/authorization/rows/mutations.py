"""The rows of the matrix that are mutations: who may, with what, and what a stranger with the same words is told.

The arguments are also those of the walk with hostile input (tests/hostile), so they name every argument there is, also
those that could be left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tests.authorization.sides import (
    CUSTOMERS,
    EVERYBODY,
    MEMBERS,
    OFFERERS,
    SHOPPERS,
    Given,
    Side,
    nothing,
    of_house,
)
from tests.factories.identity import PASSWORD


class Stranger(StrEnum):
    """What becomes of somebody who sends a mutation with the ids of somebody else."""

    # The same bytes as for ids that never were, and nothing changes.
    MISSING = "missing"
    # It names nothing of anybody's and works on what is the viewer's own; nobody else's rows change.
    OWN = "own"
    # Whoever holds the secret in it may: a password, a code, a link. All are answered alike.
    HOLDER = "holder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A mutation.

    who        the kinds of viewers it is for; the others are refused, and nothing changes
    stranger   what becomes of a viewer of these kinds who names what is another's
    given      its arguments, with ids of a side
    ends       the code of the refusal that a viewer of these kinds meets with them; empty where they succeed
    changes    whether success changes any row
    traces     tables in which a refused try may leave a row, as a declined payment does
    is_form    whether it goes as a form with a picture
    """

    who: frozenset[str] = CUSTOMERS
    stranger: Stranger = Stranger.OWN
    given: Given = nothing
    ends: str = ""
    changes: bool = True
    traces: frozenset[str] = frozenset()
    is_form: bool = False


def _input(**fields: Any) -> Mapping[str, Any]:
    return {"input": fields}


def _address(side: Side) -> Mapping[str, str]:
    return {
        "fullName": "Ada Obi", "line1": "1 Marina Road", "line2": "Flat 2", "city": "Lagos", "region": "Lagos",
        "postcode": "101001", "country": "NG", "phone": "+2348031234567",
    }  # fmt: skip


_GUEST_TOKEN = "not one of ours"
_CARD = "card_success"
_NEW_PASSWORD = "quite-another-battery-21"


MUTATIONS: Mapping[str, Writing] = {
    "mediaUpload": Writing(is_form=True, given=lambda w, s: {"file": None}),
    # --- what vendors offer ---------------------------------------------------------------------------------------
    "productCreate": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            vendor=of_house(w, s, "Vendor", "vendor"),
            category=w.public.id("Category"),
            title="Agbada",
            description="Three pieces.",
            attributes=[{"name": "fabric", "value": "aso oke"}],
            axes=[{"code": "size", "name": "Size", "values": [{"code": "m", "name": "M", "swatch": ""}]}],
            variants=[
                {
                    "sku": "AG-M",
                    "options": [{"axis": "size", "value": "m"}],
                    "weightGrams": 900,
                    "prices": [{"minor": 100_00, "currency": "NGN"}],
                }
            ],
        ),
    ),
    "productUpdate": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            id=of_house(w, s, "Product", "draft"),
            title="Buba",
            description="One piece.",
            category=w.public.id("Category"),
            attributes=[{"name": "fabric", "value": "linen"}],
        ),
    ),
    "productPricesSet": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: {
            "product": of_house(w, s, "Product", "draft"),
            "prices": [
                {
                    "variant": of_house(w, s, "Variant", "variant"),
                    "amount": {"minor": 100_00, "currency": "NGN"},
                    "compareAt": {"minor": 200_00, "currency": "NGN"},
                    "validFrom": None,
                    "validUntil": None,
                }
            ],
        },
    ),
    "productVariantsAdd": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            product=of_house(w, s, "Product", "draft"),
            values=[{"axis": "size", "code": "xxl", "name": "XXL", "swatch": ""}],
            variants=[
                {
                    "sku": "AG-XXL",
                    "options": [{"axis": "size", "value": "xxl"}],
                    "weightGrams": 900,
                    "prices": [{"minor": 100_00, "currency": "NGN"}],
                }
            ],
        ),
    ),
    "productVariantsSwitch": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            product=of_house(w, s, "Product", "draft"),
            variants=[{"variant": of_house(w, s, "Variant", "variant"), "isActive": False}],
        ),
    ),
    "productMediaSet": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            product=_of_house(w, s, "Product", "draft"),
            pictures=[
                {
                    "media": _of_house(w, s, "Media", "picture"),
                    "upload": None,
                    "alt": "From behind",
                    "colour": "",
                    "focalPoint": {"x": 0.5, "y": 0.25},
                }
            ],
            swatches=[
                {"axis": "size", "value": "m", "upload": _of_house(w, s, "UploadedPicture", "upload")},
            ],
        ),
    ),
    "productSubmit": Writing(
        who=OFFERERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "Product", "draft")}
    ),
    "productWithdraw": Writing(
        who=OFFERERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "Product", "waiting")}
    ),
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
    "phoneChangeRequest": Writing(given=lambda w, s: _input(currentPassword=PASSWORD, phone="+2348031234568")),
    "phoneChangeConfirm": Writing(given=lambda w, s: _input(code="123456"), ends="WRONG_CODE"),
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

# The same with something else: a mutation, and what of.
ALSO_WRITTEN: Mapping[str, Writing] = {
    # A revision is of what shoppers see.
    "productUpdate of what is shown": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(id=of_house(w, s, "Product", "shown"), description="Another cut."),
    ),
    "productWithdraw of a revision": Writing(
        who=OFFERERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "Product", "shown")}
    ),
    "productVariantsAdd to what is shown": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            product=of_house(w, s, "Product", "shown"),
            values=[{"axis": "size", "code": "xs", "name": "XS", "swatch": ""}],
            variants=[
                {
                    "sku": "AG-XS",
                    "options": [{"axis": "size", "value": "xs"}],
                    "weightGrams": 900,
                    "prices": [{"minor": 100_00, "currency": "NGN"}],
                }
            ],
        ),
    ),
    "productVariantsSwitch of what is shown": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: _input(
            product=of_house(w, s, "Product", "shown"),
            variants=[{"variant": of_house(w, s, "Variant", "unseen variant"), "isActive": True}],
        ),
    ),
    "productPricesSet of what is shown": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: {
            "product": of_house(w, s, "Product", "shown"),
            "prices": [
                {"variant": of_house(w, s, "Variant", "shown variant"), "amount": {"minor": 90_00, "currency": "NGN"}}
            ],
        },
    ),
}
