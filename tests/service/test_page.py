"""Page: the built product finder as the service gives it to browsers."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from http import HTTPStatus
from pathlib import Path

import pytest

from likewise.service.routes.page import FOLDER, NONCE, index
from service_shop import Shop, problem

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", ["/", "/catalogues/shop", "/catalogues/shop/item", "/about", "/x"])
def test_each_address_that_a_browser_opens_is_the_page(served: Shop, path: str) -> None:
    answer = served.ask_at("GET", path, headers=BROWSER)
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-store"
    assert '<div id="root">' in answer.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", ""])
def test_the_start_is_the_page_whatever_is_asked_for(served: Shop, accept: str) -> None:
    got = served.ask_at("GET", "/", headers={"Accept": accept})
    head = served.ask_at("HEAD", "/", headers={"Accept": accept})
    assert (got.status_code, head.status_code) == (HTTPStatus.OK, HTTPStatus.OK)
    assert head.headers["content-type"] == got.headers["content-type"]
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.content == b""


def test_its_styles_carry_a_nonce_of_the_answers_own_and_nothing_is_inline(served: Shop) -> None:
    answers = [served.ask_at("GET", "/", headers=BROWSER) for _ in range(2)]
    found = []
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        (nonce,) = re.findall(r"style-src 'self' 'nonce-([^']{20,})'", policy)
        assert "script-src 'self';" in policy
        assert "unsafe" not in policy
        assert f'<meta property="csp-nonce" nonce="{nonce}">' in answer.text
        assert NONCE not in answer.text
        assert not re.search(r"<script[^>]*>[^<]", answer.text)
        assert "<style" not in answer.text
        found.append(nonce)
    assert found[0] != found[1]


@pytest.mark.parametrize("path", ["/api/absent", "/assets/absent.js", "/absent"])
def test_what_a_program_asks_for_is_a_problem_where_there_is_nothing(
    served: Shop, path: str
) -> None:
    assert problem(served.ask_at("GET", path)) == (404, "not-found")


def test_so_is_a_mistyped_address_of_the_api_in_a_browser(served: Shop) -> None:
    assert problem(served.ask_at("GET", "/api/absent", headers=BROWSER)) == (404, "not-found")
    assert served.ask_at("GET", "/v1/absent", headers=BROWSER).json()["error"]


def test_files_named_by_their_content_are_kept_for_ever_and_packed(served: Shop) -> None:
    page = served.ask_at("GET", "/", headers=BROWSER).text
    (script,) = re.findall(r'src="(/assets/[^"]+\.js)"', page)
    packed = served.ask_at("GET", script, headers={"Accept-Encoding": "br, gzip"})
    plain = served.ask_at("GET", script, headers={"Accept-Encoding": "identity"})
    for answer in (packed, plain):
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["vary"] == "Accept-Encoding"
    assert packed.headers["content-encoding"] == "br"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) * 2 < int(plain.headers["content-length"])


@pytest.mark.parametrize("name", ["scheme.js", "favicon.svg", "manifest.webmanifest", "robots.txt"])
def test_files_with_one_name_are_looked_at_again(served: Shop, name: str) -> None:
    answer = served.ask_at("GET", f"/{name}")
    assert answer.status_code == HTTPStatus.OK
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("name", ["..%2findex.html", ".hidden", "a/../../index.html"])
def test_no_file_beside_them_is_given_away(served: Shop, name: str) -> None:
    assert served.ask_at("GET", f"/assets/{name}").status_code in {404, 422}


def test_a_checkout_in_which_it_was_not_built_says_how(tmp_path: Path) -> None:
    answer = index(tmp_path)
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert b"make page" in answer.body


def test_a_wheel_has_the_built_page(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    built = [str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()]
    assert "index.html" in built
    for name in built:
        assert f"likewise/service/page/{name}" in names
