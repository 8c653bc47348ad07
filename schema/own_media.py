"""Pictures that a vendor's people give to a product."""

import strawberry

import resolvers.own_products as answers
from domains.catalogue.submissions.rows import OwnProductRow
from domains.catalogue.submissions.services.offer_media import WantedPicture, WantedSwatch
from domains.media.rendering.recipe import FocalPoint
from schema.base import Info
from schema.errors import attempt
from schema.own_products import VendorProductPayload, key_of


@strawberry.input(description="The spot of a picture that crops keep.")
class FocalPointInput:
    """Fractions of width and height."""

    x: float = strawberry.field(description="0 at the left edge, 1 at the right.")
    y: float = strawberry.field(description="0 at the top, 1 at the bottom.")


@strawberry.input(description="A picture in its place: one of the product's (`media`), or an upload of yours.")
class PictureInput:
    """One of the two."""

    media: strawberry.ID | None = strawberry.field(default=None, description="A picture the product has.")
    upload: strawberry.ID | None = strawberry.field(default=None, description="What `mediaUpload` gave.")
    alt: str = strawberry.field(description="What it shows, for those who don't see it; up to 200 characters.")
    colour: str = strawberry.field(default="", description="Code of the colour it shows; empty for all of them.")
    focal_point: FocalPointInput | None = strawberry.field(
        default=None, description="What crops keep; as it was, or the middle, where nothing is said."
    )


@strawberry.input(description="A picture of the cloth of a value.")
class SwatchPictureInput:
    """One value's."""

    axis: str = strawberry.field(description="Code of the axis, such as colour.")
    value: str = strawberry.field(description="Code of the value, such as indigo.")
    upload: strawberry.ID = strawberry.field(description="What `mediaUpload` gave.")


@strawberry.input(description="Which pictures a product has.")
class ProductMediaSetInput:
    """All of it or nothing."""

    product: strawberry.ID = strawberry.field(description="The product.")
    pictures: list[PictureInput] | None = strawberry.field(
        default=None, description="All of them in order, up to 50; those that are not named go. Null leaves them."
    )
    swatches: list[SwatchPictureInput] = strawberry.field(
        default_factory=list, description="Cloths to show from now on; the others stay."
    )


def _picture(given: PictureInput) -> WantedPicture:
    path = "pictures"
    focal = given.focal_point
    return WantedPicture(
        media_id=key_of(given.media, of="Media", path=path) if given.media is not None else None,
        upload_id=key_of(given.upload, of="UploadedPicture", path=path) if given.upload is not None else None,
        alt=given.alt,
        colour=given.colour,
        focal=FocalPoint(focal.x, focal.y) if focal else None,
    )


def _swatch(given: SwatchPictureInput) -> WantedSwatch:
    upload_id = key_of(given.upload, of="UploadedPicture", path="swatches")
    return WantedSwatch(axis=given.axis, value=given.value, upload_id=upload_id)


async def _set(info: Info, given: ProductMediaSetInput) -> OwnProductRow:
    pictures = given.pictures
    return await answers.set_media(
        info.context,
        product_id=key_of(given.product, of="Product", path="product"),
        pictures=None if pictures is None else [_picture(each) for each in pictures],
        swatches=[_swatch(each) for each in given.swatches],
    )


@strawberry.type
class OwnMediaMutation:
    """Writes of pictures for those who work for a vendor."""

    @strawberry.mutation(
        description="Say which pictures a product has: a draft at once; one that is shown, with a revision."
    )
    async def product_media_set(self, info: Info, input: ProductMediaSetInput) -> VendorProductPayload:  # noqa: A002
        """Set."""
        return await attempt(VendorProductPayload, _set(info, input), into="product")
