"""A scripted shopper, staff member and auditor, who know nothing but HTTP and WebSocket (and a mailbox)."""
