"""What is no plain address of an allowed host is refused; hosts have one spelling."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.fetching.site import LOCAL, RED, Site, known, refused, reply, rules
from likewise.catalogue.fetching.fetcher import FetchRules, PictureFetcher
from likewise.errors import RecipeError

ANY = settings(
    deadline=None,  # a busy machine is no failure
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def test_nothing_is_fetched_unless_a_host_is_allowed(tmp_path: Path, site: Site) -> None:
    fetcher = PictureFetcher(tmp_path, FetchRules())

    assert "no host is allowed" in refused(fetcher, site.url()).problem
    assert site.requests == []


@pytest.mark.parametrize(
    "url",
    [
        "", "a.png", "/a.png", "//127.0.0.1/a.png", "http:", "http:/127.0.0.1/a.png", "http://",
        "http:127.0.0.1/a.png", "http:///a.png", "http://:80/a.png", "http://?", "http://#",
        "file:///etc/passwd", "FILE://127.0.0.1/etc/passwd", "data:image/png;base64,AAAA",
        "ftp://127.0.0.1/a.png", "gopher://127.0.0.1:6379/_FLUSHALL", "javascript:alert(1)",
        "http+unix://127.0.0.1/a", "view-source:http://127.0.0.1/", "jar:http://127.0.0.1/!/a",
        "http://127.0.0.1@evil.test/a.png", "http://127.0.0.1:80@evil.test/", "http://@127.0.0.1/",
        "http://user:secret@127.0.0.1/a.png", "http://evil.test#@127.0.0.1/",
        "http://evil.test?@127.0.0.1/", "http://evil.test\\@127.0.0.1/",
        "http://127.0.0.1\\.evil.test/", "http:\\\\127.0.0.1\\a.png", "http://127.0.0.1\\a.png",
        " http://127.0.0.1/a.png", "http://127.0.0.1/a b.png", "http://127.0.0.1/a.png\n",
        "http://127.0.0.1/\r\nX: 1", "http://127.0.0.1/\tq", "ht\ntp://127.0.0.1/", "\0",
        "http://127.0.0.1\0.evil.test/", "http://127.0.0.1 .evil.test/", "http://127.0.0.1/\x7f",
        "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:99999999/",
        "http://127.0.0.1:-1/", "http://127.0.0.1:80:80/", "http://127.0.0.1:a/",
        "http://127.0.0.1:\uff18\uff10/",
        "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/",
        "http://127.1/", "http://127.0.1/", "http://127.0.0.01/", "http://0/", "http://0x/",
        "http://127.0.0.1./", "http://127.0.0.1.../", "http://localhost./", "http://.127.0.0.1/",
        "http://\uff11\uff12\uff17.0.0.1/", "http://127。0。0。1/", "http://①②⑦.0.0.1/", "http://%3127.0.0.1/",
        "http://127.0.0.1%00.evil.test/", "http://127.0.0.1%2f@evil.test/",
        "http://[::1/", "http://::1/", "http://[]/", "http://[::1]x/", "http://[127.0.0.1]/",
        "http://[fe80::1%25lo]/", "http://[::ffff:127.0.0.1]/", "http://[::7f00:1]/",
        "http://[0:0:0:0:0:ffff:7f00:1]/", "http://[::1]:0/", "http://[v1.a]/", "http://[::g]/",
        "http://ab..cd/", "http://-a.test/", "http://a-.test/", "http://a,b/", "http://*/",
        f"http://{'a' * 64}.test/", f"http://{'a.' * 200}test/", f"http://127.0.0.1/{'a' * 8000}",
        "http://xn--/", "http://\u202e/", "http://a\u0338/", "http://\ud800/",
        "http://127.0.0.1/\udfff", "http://faß.test/", "http://evil.test/", "https://localhost/",
        "http://127.0.0.2/", "http://127.0.0.1.evil.test/", "http://evil.test/127.0.0.1",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_of_an_allowed_host_is_refused_in_words(
    tmp_path: Path, url: str
) -> None:
    def resolve(host: str) -> list[str]:
        raise AssertionError(host)

    refused(PictureFetcher(tmp_path, rules(LOCAL), resolve=resolve), url)


@pytest.mark.parametrize(
    ("pattern", "host", "admitted"),
    [
        ("example.com", "example.com", True),
        ("Example.COM", "example.com", True),
        ("example.com", "eXample.com", True),
        ("example.com", "a.example.com", False),
        ("example.com", "badexample.com", False),
        ("example.com", "example.com.evil.test", False),
        ("*.example.com", "a.example.com", True),
        ("*.example.com", "a.b.example.com", True),
        ("*.example.com", "example.com", False),
        ("*.example.com", "badexample.com", False),
        ("*.example.com", "a_b-c.example.com", True),
        ("bücher.test", "xn--bcher-kva.test", True),
        ("xn--bcher-kva.test", "BÜCHER.test", True),
        ("商店.test", "商店.test", True),
        ("[fd00::1]", "[fd00:0:0::1]", True),
        ("FD00::1", "[fd00::1]", True),
        ("fd00::1", "[fd00::2]", False),
        ("10.0.0.1", "10.0.0.1", True),
        ("*", "anything.test", True),
    ],
)
def test_a_host_is_compared_in_one_spelling(
    tmp_path: Path, pattern: str, host: str, *, admitted: bool
) -> None:
    fetcher = PictureFetcher(tmp_path, FetchRules((pattern,)), resolve=lambda *_: ["10.0.0.1"])

    # Where the host is allowed, its address is what is refused.
    words = "public addresses" if admitted else "not among the allowed hosts"
    assert words in refused(fetcher, f"https://{host}/").problem


@pytest.mark.parametrize(
    "pattern",
    ["", "*.", "*.*", "a.*", "**", "*example.com", "http://a", "a/b", "a:80", "a b", "127.1",
     "*.0.0.1", "*.1", "[::1", "*.::1", "a.", "*.[::1]", "10.0.0.0/8"],
)  # fmt: skip
def test_a_host_that_cannot_be_one_is_refused_when_the_rules_are_made(pattern: str) -> None:
    with pytest.raises(RecipeError, match="cannot be a host"):
        FetchRules((pattern,))


def test_letters_of_any_script_are_sent_in_the_ascii_form(
    fetcher: PictureFetcher, site: Site
) -> None:
    site.answers["/%E5%95%86%22.png?a=%E5%BA%97&b=%20"] = reply(RED)

    assert fetcher.path(site.url('/商".png?a=店&b=%20#part')).read_bytes() == RED


@pytest.mark.parametrize(
    "url",
    [
        "https://user:hidden@shop.test/a.png",
        "https://shop.test/a.png?signature=hidden",
        "https://user:hid@hidden@shop.test/a.png",
        "https://127.0.0.1:0/a.png?signature=hidden",
    ],
)
def test_messages_hold_no_password_or_signature(fetcher: PictureFetcher, url: str) -> None:
    assert "hid" not in str(refused(fetcher, url))


ADDRESSES = st.one_of(
    st.text(),
    st.text().map("http://".__add__),
    st.text().map("https://example.invalid".__add__),
    st.text(st.characters(codec=None), max_size=20).map("http://example.invalid/".__add__),
    st.text(st.sampled_from("0123456789.x[]:abcdef@%/\\?#ß\u3002\uff11\uff0d\u200d")).map(
        "http://".__add__
    ),
)


@settings(ANY, max_examples=400)
@given(ADDRESSES, st.sampled_from([(), ("example.invalid",)]), st.booleans())
def test_any_text_gives_an_error_in_words(
    tmp_path: Path,
    text: str,
    hosts: tuple[str, ...],
    refresh: bool,  # noqa: FBT001 - drawn
) -> None:
    fetcher = PictureFetcher(tmp_path, FetchRules(hosts), resolve=known())

    refused(fetcher, text, refresh=refresh)
