"""The Sandbox payment provider: a small provider of its own that behaves like a real one, with its own books.

It is an ASGI application apart from the marketplace (`python -m uvicorn rest.sandbox.app:application`): it knows
nothing of Django or of our domains, is reached over HTTP only, and tells us what happened through signed webhooks.

Glossary: a *payment* is money held on a card (authorised), then taken (captured) or let go (voided); a *refund* gives
captured money back; an *event* is one fact told by webhook; *reference* is the caller's own name for a payment or a
refund and is unique; the *courier* delivers events; *minor* amounts are integers in the currency's smallest unit.
"""
