"""Wiring: settings, environment, ASGI, URLs, logging, pools, embedded servers. Decides nothing."""
