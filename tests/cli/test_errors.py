"""Exit statuses and words: 0 done, 1 the data or the engine failed, 2 wrong usage."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.conftest import Likewise, run_at

COMMANDS = (
    "demo",
    "import",
    "search",
    "similar",
    "similarity",
    "status",
    "verify",
    "models list",
    "models show",
    "models pull",
    "server start",
    "server stop",
    "server status",
    "doctor",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_holds_an_example(tmp_path: Path, command: str) -> None:
    ran = run_at(tmp_path, *command.split(), "--help")
    assert ran.rc == 0
    assert ran.stderr == ""
    _, _, below = ran.stdout.partition("Usage:")
    _, _, text = below.partition("\n")
    assert re.search(rf"likewise {command}\b", text), "no example"


@pytest.mark.parametrize("arguments", [("--help",), ("-h",)])
def test_help_names_every_command(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ran = run_at(tmp_path, *arguments)
    assert ran.rc == 0
    for command in COMMANDS:
        assert re.search(rf"\b{command.split()[0]}\b", ran.stdout)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("search", "x", "-c", "no-such-catalogue"), "no-such-catalogue"),
        (("similar", "a1", "-c", "no-such-catalogue"), "no-such-catalogue"),
        (("verify", "-c", "no-such-catalogue"), "no-such-catalogue"),
        (("search", "x", "-c", "garden", "--where", "weight=1"), "weight"),
        (("search", "x", "-c", "garden", "--where", "price=cheap"), "cheap"),
        (("search", "x", "-c", "garden", "--where", "kind<3"), "kind"),
        (("search", "x", "-c", "garden", "--where", "nonsense"), "nonsense"),
        (("search", "x", "-c", "garden", "--where", ""), "--where"),
        (("search", "x", "-c", "garden", "--limit", "0"), "limit"),
        (("search", "x", "-c", "garden", "--limit", "-1"), "limit"),
        (("search", "x", "-c", "garden", "--limit", "1001"), "limit"),
        (("search", "x", "-c", "garden", "--offset", "-1"), "offset"),
        (("search", "x", "-c", "garden", "--offset", "99999999999999999999"), "offset"),
        (("search", "x", "-c", "garden", "--by", "smell"), "smell"),
        (("search", "x", "-c", "garden", "--by", "image"), "image"),
        (("search", "-c", "garden"), "words"),
        (("search", "", "-c", "garden"), "words"),
        (("similar", "no-such-item", "-c", "garden"), "no-such-item"),
        (("similar", "a1", "-c", "garden", "-n", "0"), "limit"),
        (("similar", "-c", "garden"), "ID"),
        (("search", "x", "--no-such-option"), "--no-such-option"),
        (("no-such-command",), "no-such-command"),
        (("import",), "SOURCE"),
    ],
)
def test_wrong_usage_is_said_on_stderr_with_exit_status_2(
    likewise: Likewise, garden: str, arguments: tuple[str, ...], said: str
) -> None:
    assert garden == "garden"
    ran = likewise(*arguments)
    assert ran.rc == 2, ran.stderr
    assert ran.stdout == ""
    assert said in ran.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("--unlike", "a1"),
        ("x", "--by", "smell"),
        ("x", "--weight", "text=much"),
        ("x", "--sort", "kind"),
        ("x", "--offset", "1", "--cursor", "x"),
        ("x", "--diversity", "2"),
    ],
)
def test_a_search_that_makes_no_sense_is_wrong_usage(
    likewise: Likewise, garden: str, wrong: tuple[str, ...]
) -> None:
    assert likewise("search", *wrong, "-c", garden).rc == 2


def test_a_catalogues_name_cannot_leave_its_folder(likewise: Likewise, shop: Path) -> None:
    ran = likewise("import", shop, "--name", "../escaped", "--json")
    assert ran.rc == 2
    assert ran.stdout == ""


@pytest.mark.parametrize("picture", ["absent.png", "words.png", "."])
def test_a_picture_that_cannot_be_opened_is_exit_status_1(
    likewise: Likewise, garden: str, tmp_path: Path, picture: str
) -> None:
    (tmp_path / "words.png").write_text("no picture")
    ran = likewise("search", "--image", tmp_path / picture, "-c", garden, "--json")
    assert ran.rc == 1
    assert ran.stdout == ""
    assert ran.stderr.strip()


def test_a_server_that_cannot_be_reached_is_exit_status_1(tmp_path: Path) -> None:
    ran = run_at(tmp_path, "search", "x", "-c", "garden", redis_url=f"unix://{tmp_path}/none.sock")
    assert ran.rc == 1
    assert ran.stdout == ""
    assert "none.sock" in ran.stderr.replace("\n", "")
