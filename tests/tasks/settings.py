"""The settings with a table of reactions made for tests, for relays and workers started by them."""

import os

from config.settings import *  # noqa: F403 - all of them

REACTIONS = f"tests.tasks.probes.{os.environ.get('PROBE_TABLE', 'REACTIONS')}"
