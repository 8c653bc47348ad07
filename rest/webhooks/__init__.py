"""Webhooks of payment providers: Ninja, async, under /api/webhooks/."""
