"""The GraphQL door: Strawberry's ASGI app with our context, idempotency and GraphiQL."""
