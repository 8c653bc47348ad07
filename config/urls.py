"""The paths of the Django side; /graphql, files and health are routed before Django (config/asgi.py)."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, path

from rest.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/", api.urls),
]
