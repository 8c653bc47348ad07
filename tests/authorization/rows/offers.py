"""The rows of the matrix that are mutations of those who work for a house."""

from collections.abc import Mapping

from tests.authorization.rows.writing import Stranger, Writing, input_of
from tests.authorization.sides import MEMBERS, OFFERERS, of_house

_SIZE = {"size": "M", "measures": [{"name": "WAIST", "low": 74.0, "high": 80.5}]}

OFFERS: Mapping[str, Writing] = {
    "productCreate": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
            vendor=of_house(w, s, "Vendor", "vendor"),
            category=w.public.id("Category"),
            title="Agbada",
            description="Three pieces.",
            attributes=[{"name": w.public.words["attribute"], "choices": ["silk"]}],
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
        given=lambda w, s: input_of(
            id=of_house(w, s, "Product", "draft"),
            title="Buba",
            description="One piece.",
            category=w.public.id("Category"),
            attributes=[{"name": w.public.words["attribute"], "choices": ["silk"]}],
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
    "productPricesWithdraw": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: {
            "product": of_house(w, s, "Product", "draft"),
            "prices": [of_house(w, s, "PlannedPrice", "price to come")],
        },
    ),
    "productVariantsAdd": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
            product=of_house(w, s, "Product", "draft"),
            axes=[{"code": "lining", "name": "Lining", "present": "silk"}],
            values=[
                {"axis": "size", "code": "xxl", "name": "XXL", "swatch": ""},
                {"axis": "lining", "code": "silk", "name": "Silk", "swatch": ""},
            ],
            variants=[
                {
                    "sku": "AG-XXL",
                    "options": [{"axis": "size", "value": "xxl"}, {"axis": "lining", "value": "silk"}],
                    "weightGrams": 900,
                    "prices": [{"minor": 100_00, "currency": "NGN"}],
                }
            ],
        ),
    ),
    "productVariantsSwitch": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
            product=of_house(w, s, "Product", "draft"),
            variants=[{"variant": of_house(w, s, "Variant", "variant"), "isActive": False}],
        ),
    ),
    "productMediaSet": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
            product=of_house(w, s, "Product", "draft"),
            pictures=[
                {
                    "media": of_house(w, s, "Media", "picture"),
                    "upload": None,
                    "alt": "From behind",
                    "colour": "",
                    "focalPoint": {"x": 0.5, "y": 0.25},
                }
            ],
            swatches=[
                {"axis": "size", "value": "m", "upload": of_house(w, s, "UploadedPicture", "upload")},
            ],
        ),
    ),
    "sizeGuideCreate": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
            vendor=of_house(w, s, "Vendor", "vendor"),
            category=w.public.id("Category"),
            kind="CLOTHING",
            gender="WOMEN",
            title="Letters",
            unit="CM",
            rows=[_SIZE],
            isPublished=False,
        ),
    ),
    "sizeGuideUpdate": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
            id=of_house(w, s, "SizeGuide", "guide"),
            gender="MEN",
            title="Numbers",
            unit="CM",
            rows=[_SIZE],
            isPublished=False,
        ),
    ),
    "sizeGuideDelete": Writing(
        who=MEMBERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "SizeGuide", "guide")}
    ),
    "vendorLocationCreate": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(vendor=of_house(w, s, "Vendor", "vendor"), name="Second yard", country="GH"),
    ),
    "stockReceive": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
            location=of_house(w, s, "VendorLocation", "location"),
            units=[{"variant": of_house(w, s, "Variant", "variant"), "quantity": 5}],
            reference="DN-1",
        ),
    ),
    "stockCorrect": Writing(
        who=MEMBERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
            location=of_house(w, s, "VendorLocation", "location"),
            counts=[{"variant": of_house(w, s, "Variant", "variant"), "onHand": 5}],
            reason="Stocktake",
        ),
    ),
    "productSubmit": Writing(
        who=OFFERERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "Product", "draft")}
    ),
    "productUnpublish": Writing(
        who=OFFERERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "Product", "shown")}
    ),
    "productArchive": Writing(
        who=OFFERERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "Product", "waiting")}
    ),
    "productWithdraw": Writing(
        who=OFFERERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "Product", "waiting")}
    ),
}

# The same with something else: a mutation, and what of.
ALSO_WRITTEN: Mapping[str, Writing] = {
    # A revision is of what shoppers see.
    "productUpdate of what is shown": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(id=of_house(w, s, "Product", "shown"), description="Another cut."),
    ),
    "productArchive of what is shown": Writing(
        who=OFFERERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "Product", "shown")}
    ),
    "productWithdraw of a revision": Writing(
        who=OFFERERS, stranger=Stranger.MISSING, given=lambda w, s: {"id": of_house(w, s, "Product", "shown")}
    ),
    "productVariantsAdd to what is shown": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
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
        given=lambda w, s: input_of(
            product=of_house(w, s, "Product", "shown"),
            variants=[{"variant": of_house(w, s, "Variant", "unseen variant"), "isActive": True}],
        ),
    ),
    "productMediaSet of what is shown": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(
            product=of_house(w, s, "Product", "shown"),
            pictures=[
                {"media": of_house(w, s, "Media", "shown picture"), "alt": "In the shade"},
                {"upload": of_house(w, s, "UploadedPicture", "upload"), "alt": "In the sun"},
            ],
        ),
    ),
    "sizeGuideUpdate to be shown": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: input_of(id=of_house(w, s, "SizeGuide", "guide"), isPublished=True),
    ),
    "productPricesWithdraw of what is shown": Writing(
        who=OFFERERS,
        stranger=Stranger.MISSING,
        given=lambda w, s: {
            "product": of_house(w, s, "Product", "shown"),
            "prices": [of_house(w, s, "PlannedPrice", "shown price to come")],
        },
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
