"""The settings with a table of reactions made for tests, for relays and workers started by them."""

from config.settings import *  # noqa: F403 - all of them

REACTIONS = "tests.tasks.probes.REACTIONS"
