"""A JWT issuer on this machine: signs tokens, publishes its keys over HTTP, and goes away when told."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

NAME = "https://issuer.test/"
AUDIENCE = "claimgraph"


class Issuer:
    """Keys by id, and the address where their public halves are."""

    def __init__(self) -> None:
        self.keys: dict[str, tuple[str, Any]] = {}
        self.published: list[dict[str, Any]] = []
        self.fetched = 0
        self.away = False
        self.drips = False
        """Whether it sends a byte now and then, and never the last."""
        self.answer: bytes | None = None
        """What it answers instead of its keys."""
        self.add("rsa", "RS256", rsa.generate_private_key(public_exponent=65537, key_size=2048))
        self.add("ec", "ES256", ec.generate_private_key(ec.SECP256R1()))
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.fetched += 1
                body = issuer.answer or json.dumps({"keys": issuer.published}).encode()
                self.send_response(503 if issuer.away else 200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                for byte in body if issuer.drips else b"":
                    try:
                        self.wfile.write(bytes([byte]))
                    except OSError:
                        return
                    time.sleep(0.1)
                self.wfile.write(body)

            def log_message(self, *_arguments: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/keys"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def add(self, kid: str, algorithm: str, key: Any, *, publish: bool = True) -> None:
        """A new key, published unless told otherwise."""
        self.keys[kid] = (algorithm, key)
        algorithms = RSAAlgorithm if isinstance(key, rsa.RSAPrivateKey) else ECAlgorithm
        public = algorithms.to_jwk(key.public_key(), as_dict=True)
        if publish:
            self.published.append(public | {"kid": kid, "alg": algorithm, "use": "sig"})

    def token(self, kid: str = "rsa", /, **claims: Any) -> str:
        """A token that holds, but for the given claims; None leaves one out."""
        algorithm, key = self.keys[kid]
        return jwt.encode(self.claims(**claims), key, algorithm=algorithm, headers={"kid": kid})

    @staticmethod
    def claims(**claims: Any) -> dict[str, Any]:
        """What a good token says."""
        now = int(time.time())
        good = {"iss": NAME, "aud": AUDIENCE, "sub": "ada", "iat": now, "exp": now + 300, "scope": "openid read"}
        return {name: value for name, value in (good | claims).items() if value is not None}
