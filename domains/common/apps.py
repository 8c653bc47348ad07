"""What is set right once, when Django starts."""

from django.apps import AppConfig
from django.contrib.postgres.signals import register_type_handlers
from django.db.backends.signals import connection_created


class CommonConfig(AppConfig):
    """Makes new async connections safe."""

    name = "domains.common"

    def ready(self) -> None:
        """Take away a receiver that queries synchronously for hstore and citext, types we do not have.

        It runs on every new connection, so the first async read of a process would fail on the event loop.
        """
        connection_created.disconnect(register_type_handlers)
