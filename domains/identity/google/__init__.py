"""Login with Google: its ID tokens (OpenID Connect), the keys they are signed with, and our nonces in them."""
