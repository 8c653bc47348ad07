"""Fetch a copy of an account by its mailed link, once."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from domains.common.bridge import in_transaction
from domains.common.clock import utc_now
from domains.common.errors import NotFound
from domains.common.limits import network_of, spend
from domains.common.private_files import read_private
from domains.identity import throttles
from domains.identity.errors import WrongLink
from domains.identity.links import code_id_of
from domains.identity.services.export_account import LINK, take_export
from domains.identity.viewer import ViewerKind
from rest.api import viewer_of_request

router = Router(tags=["exports"])


@router.get("/file", summary="Fetch the copy of an account, once", include_in_schema=False)
async def fetch(request: HttpRequest, token: str) -> HttpResponse:
    """404 for a link that was used, has expired or was never made, and for whoever is logged in as somebody else."""
    await spend(limit=throttles.CODE_TRIES_PER_NETWORK, subject=network_of(str(request.META.get("REMOTE_ADDR", ""))))
    viewer = await viewer_of_request(request)
    try:
        export_id = code_id_of(token=token, purpose=LINK)
    except WrongLink as error:
        raise NotFound from error
    viewer_id = viewer.id if viewer.kind is ViewerKind.CUSTOMER else None
    export = await in_transaction(take_export, export_id=export_id, viewer_id=viewer_id, now=utc_now())
    content = await in_transaction(read_private, path=export.path)
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="fashionistar.zip"',
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
        },
    )
