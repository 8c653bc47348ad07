"""The other doors: staff (DRF), webhooks, search and task status (Ninja), the sandbox provider, pages."""
