"""The paths of the Django side; /graphql, files and health are routed before Django (config/asgi.py)."""

from django.urls import URLPattern, URLResolver, include, path

from rest.admin.site import site
from rest.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", site.urls),
    path("api/", api.urls),
    path("staff/", include("rest.staff.urls")),
    path("", include("rest.pages.urls")),
]

handler400 = "rest.faults.bad_request"
handler403 = "rest.faults.permission_denied"
handler404 = "rest.faults.page_not_found"
handler500 = "rest.faults.server_error"
