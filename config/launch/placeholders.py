"""An environment in which the settings load without any server, for commands that only read the code."""

from collections.abc import Mapping

PLACEHOLDERS: Mapping[str, str] = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "ENVIRONMENT": "test",
    "SECRET_KEY": "placeholder-for-commands-that-only-read-the-code-of-the-project",
    # Port 1: whoever connects by mistake is refused at once.
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    # Nobody will answer: makemigrations asks, and goes on without.
    "DATABASE_POOL_WAIT_SECONDS": "1",
}
