"""Tokens: secrets that stand for someone, of which Redis keeps the digests alone."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping

import orjson

_BYTES = 32


def new_secret() -> str:
    """256 random bits, as 43 characters fit for an address, a cookie or a header."""
    return secrets.token_urlsafe(_BYTES)


def digest(secret: str) -> str:
    """What is kept of a secret; it is random, so no slow hash is needed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def readable(token: str, claims: Mapping[str, str]) -> str:
    """A token in the form of a JWT, whose claims clients may read and this service ignores.

    The signature's place holds the token: nothing is signed, as nothing is believed.
    """
    head = {"typ": "JWT", "alg": "none-but-a-session"}
    parts = (base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=") for part in (head, claims))
    return ".".join([*(part.decode() for part in parts), token])


def unread(text: str) -> str:
    """The token within what `readable` gave, or the token itself."""
    return text.rpartition(".")[2]
