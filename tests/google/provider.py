"""A provider of logins: keys served over real HTTP, and tokens signed with them."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from domains.common.clock import utc_now

CLIENT_ID = "shop.apps.googleusercontent.com"
ISSUER = "https://accounts.google.com"


@dataclass(frozen=True)
class SigningKey:
    """A private key with its id and algorithm."""

    key_id: str
    private: Any
    algorithm: str = "RS256"

    @property
    def public(self) -> dict[str, Any]:
        """The key as the provider publishes it."""
        kind = RSAAlgorithm if self.algorithm == "RS256" else ECAlgorithm
        facts: dict[str, Any] = kind.to_jwk(self.private.public_key(), as_dict=True)
        return {**facts, "kid": self.key_id, "alg": self.algorithm, "use": "sig"}


@cache
def an_rsa_key(key_id: str) -> SigningKey:
    """A key of 2048 bits; made once, for that takes a moment."""
    return SigningKey(key_id, rsa.generate_private_key(public_exponent=65537, key_size=2048))


@cache
def a_curve_key(key_id: str) -> SigningKey:
    """A key on P-256."""
    return SigningKey(key_id, ec.generate_private_key(ec.SECP256R1()), "ES256")


@dataclass
class Provider:
    """The provider's key server; tests change what it answers."""

    keys: list[SigningKey]
    status: int = 200
    cache_control: str = "public, max-age=3600"
    body: bytes | None = None
    asked: int = 0
    url: str = field(default="", init=False)

    def answer(self) -> bytes:
        """The key set."""
        return self.body or json.dumps({"keys": [key.public for key in self.keys]}).encode()


@contextmanager
def serving(provider: Provider) -> Iterator[Provider]:
    """Serve the provider's keys on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked += 1
            body = provider.answer()
            self.send_response(provider.status)
            self.send_header("Cache-Control", provider.cache_control)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.url = f"http://127.0.0.1:{server.server_port}/certs"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def claims_of(
    nonce: str, /, *, subject: str = "1077", email: str = "ada@example.com", now: datetime | None = None, **more: Any
) -> dict[str, Any]:
    """What Google says of Ada; `more` replaces claims, and None leaves one out."""
    moment = now or utc_now()
    claims = {
        "iss": ISSUER, "aud": CLIENT_ID, "azp": CLIENT_ID, "sub": subject, "email": email, "email_verified": True,
        "name": "Ada Obi", "nonce": nonce, "iat": moment, "exp": moment + timedelta(hours=1), **more,
    }  # fmt: skip
    return {name: value for name, value in claims.items() if value is not None}


def signed(claims: Mapping[str, Any], key: SigningKey, **header: Any) -> str:
    """The claims as an ID token."""
    # Not `jwt.encode`, which refuses some of what a forger would write.
    text = json.dumps(claims, default=lambda moment: int(moment.timestamp())).encode()
    facts = {"typ": "JWT", "kid": key.key_id, **header}
    return jwt.api_jws.encode(text, key.private, algorithm=key.algorithm, headers=facts)
