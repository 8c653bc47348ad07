"""Static files and media, served beside Django: its middleware costs more than the file."""

from django.conf import settings
from starlette.responses import Response
from starlette.routing import Mount, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class CachedFiles(StaticFiles):
    """Files that browsers may keep for an hour, and then ask again by entity tag."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = "public, max-age=3600"
        return response


class MediaFiles(CachedFiles):
    """Pictures: those we name anew for every content may be kept for ever, as nothing else will ever be there."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or 404."""
        response = await super().get_response(path, scope)
        if response.status_code < 400 and path.startswith(("uploads/", "renditions/")):
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


# The packages whose pages we show; with them there is no collecting of files before the first start.
_PACKAGES = ("unfold", "django.contrib.admin", "rest_framework", "drf_spectacular_sidecar", "ninja")

files = Router(
    routes=[
        Mount(
            "/static",
            CachedFiles(
                directory=settings.BASE_DIR / "rest" / "pages" / "static",
                packages=[(package, "static") for package in _PACKAGES],
            ),
        ),
        Mount("/media", MediaFiles(directory=settings.MEDIA_ROOT, check_dir=False)),
    ]
)
