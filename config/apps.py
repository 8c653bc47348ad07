"""What is brought together once, when Django starts."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class FashionistarConfig(AppConfig):
    """Registers the pages of the admin."""

    name = "config"

    def ready(self) -> None:
        """Import every file of rest/admin, which registers its pages."""
        package = import_module("rest.admin")
        for module in iter_modules(package.__path__):
            import_module(f"{package.__name__}.{module.name}")
