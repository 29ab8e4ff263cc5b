"""Only public addresses are connected to, unless private ones are allowed."""

from __future__ import annotations

import ipaddress
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.fetching.site import LOCAL, RED, Site, at_most, known, refused, rules
from likewise.catalogue.fetching.addresses import may_connect
from likewise.catalogue.fetching.fetcher import FetchRules, PictureFetcher

PUBLIC = ["93.184.216.34", "1.1.1.1", "100.63.255.255", "172.32.0.1", "2606:4700::1", "2a00::1",
          "64:ff9b::5db8:d822"]  # fmt: skip
PRIVATE = ["127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
           "100.64.0.1", "100.127.255.255", "::1", "fc00::1", "fdff::1"]  # fmt: skip
NEVER = [
    "0.1.2.3", "169.254.169.254", "192.0.0.192", "192.0.2.1", "198.18.0.1",
    "198.51.100.1", "203.0.113.1", "192.88.99.1", "224.0.0.1", "239.255.255.255", "240.0.0.1",
    "255.255.255.255", "168.63.129.16", "100.100.100.200",
    str(ipaddress.IPv4Address(0)), "::",
    "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::ffff:0:127.0.0.1", "::7f00:1",
    "fe80::1", "fec0::1", "ff02::1", "fd00:ec2::254", "fd20:ce::254", "100::1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1",
    "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2001:10::1",
    "2002:7f00:1::", "2002:a00:1::1", "2002:5db8:d822::1", "3fff::1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("addresses", "by_rule", "when_private"),
    [(PUBLIC, True, True), (PRIVATE, False, True), (NEVER, False, False)],
)
def test_addresses_are_public_private_or_never_connected_to(
    addresses: list[str], *, by_rule: bool, when_private: bool
) -> None:
    for text in addresses:
        address = ipaddress.ip_address(text)
        assert may_connect(address, private=False) == by_rule, text
        assert may_connect(address, private=True) == when_private, text


@given(st.ip_addresses())
def test_no_address_is_connected_to_that_python_knows_as_special(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if may_connect(address, private=False) and address not in ipaddress.ip_network("64:ff9b::/96"):
        assert address.is_global
        assert not address.is_multicast


@pytest.mark.parametrize("host", ["localhost", LOCAL])
def test_a_private_address_is_refused_unless_it_is_allowed(
    tmp_path: Path, site: Site, host: str
) -> None:
    url = site.url(host=host)

    assert "public addresses" in refused(PictureFetcher(tmp_path, FetchRules((host,))), url).problem
    assert site.requests == []
    assert PictureFetcher(tmp_path, rules(host)).path(url).read_bytes() == RED


@pytest.mark.parametrize(
    "found",
    ["10.0.0.1", "169.254.169.254", ["93.184.216.34", "10.0.0.1"], ["2606:4700::1", "::1"]],
)
def test_a_name_is_refused_if_any_of_its_addresses_is(
    tmp_path: Path, found: str | list[str]
) -> None:
    fetcher = PictureFetcher(tmp_path, FetchRules(("*",)), resolve=known(shop_test=found))

    assert "public addresses" in refused(fetcher, "https://shop.test/a.png").problem


def test_any_host_means_any_public_host_even_where_private_ones_are_allowed(
    tmp_path: Path, site: Site
) -> None:
    resolve = known(shop_test=LOCAL, inner_test=LOCAL)
    fetcher = PictureFetcher(tmp_path, rules("*", "shop.test"), resolve=resolve)

    fetcher.path(site.url(host="shop.test"))
    assert "public addresses" in refused(fetcher, site.url(host="inner.test")).problem


@pytest.mark.parametrize("answer", [["not an address"], [""], []])
def test_a_name_without_an_address_is_refused_in_words(tmp_path: Path, answer: list[str]) -> None:
    fetcher = PictureFetcher(tmp_path, rules("shop.test"), resolve=known(shop_test=answer))

    assert "no address was found" in refused(fetcher, "http://shop.test/").problem


def test_the_address_that_was_checked_is_connected_to_without_asking_again(
    tmp_path: Path, site: Site
) -> None:
    asked: list[str] = []

    def resolve(host: str) -> list[str]:
        asked.append(host)
        return [LOCAL] if len(asked) == 1 else ["127.0.0.9"]

    url = site.url(host="Shop.test")
    path = PictureFetcher(tmp_path, rules("shop.test"), resolve=resolve).path(url)

    assert path.read_bytes() == RED
    assert asked == ["shop.test"]
    assert site.requests[0][1]["host"] == f"shop.test:{site.server_port}"


def test_the_next_address_is_tried_where_one_does_not_answer(tmp_path: Path, site: Site) -> None:
    resolve = known(shop_test=["127.0.0.9", LOCAL])
    url = site.url(host="shop.test")

    path = PictureFetcher(tmp_path, rules("shop.test", attempts=1), resolve=resolve).path(url)

    assert path.read_bytes() == RED


def test_a_slow_name_server_ends_with_the_time(tmp_path: Path) -> None:
    answered = threading.Event()

    def resolve(_host: str) -> list[str]:
        answered.wait(5)
        return [LOCAL]

    fetcher = PictureFetcher(tmp_path, rules("shop.test", seconds=0.2), resolve=resolve)
    with at_most(3):
        assert "within 0.2 seconds" in refused(fetcher, "http://shop.test/").problem
    answered.set()
