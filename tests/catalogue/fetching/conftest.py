"""A site with one picture, with TLS or without, and a fetcher that may ask it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from catalogue.fetching.site import RED, Site, reply, rules, serving
from likewise.catalogue.fetching.fetcher import PictureFetcher


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.answers["/a.png"] = reply(RED)
        yield site


@pytest.fixture
def fetcher(tmp_path: Path) -> PictureFetcher:
    return PictureFetcher(tmp_path / "kept", rules())


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """Trusts whom the authority trusts, and nobody else."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.configure_trust(tls)
    return tls


@pytest.fixture
def secure_site(site: Site, authority: trustme.CA) -> tuple[Site, list[str | None]]:
    """The site with TLS as pictures.test, and the server names that it was asked for."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("pictures.test").configure_cert(tls)
    names: list[str | None] = []
    tls.sni_callback = lambda _socket, name, _context: names.append(name)
    site.socket = tls.wrap_socket(site.socket, server_side=True)
    return site, names
