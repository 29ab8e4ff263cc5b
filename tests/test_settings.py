"""Settings come of the environment, once; an empty variable is as good as none."""

from pathlib import Path

import pytest
from platformdirs import user_data_path

from likewise.embedding.encoder import Precision
from likewise.errors import RecipeError
from likewise.settings import SETTINGS, Settings


@pytest.mark.parametrize("environment", [{}, {setting.variable: "" for setting in SETTINGS}])
def test_without_variables_the_defaults_hold(environment: dict[str, str]) -> None:
    settings = Settings.from_environment(environment)
    assert settings == Settings(user_data_path("likewise"), None, Precision.EXACT, None)


def test_every_variable_is_heard() -> None:
    values = ("/h", "redis://localhost:1", "fast", "/w")
    settings = Settings.from_environment(
        dict(zip((setting.variable for setting in SETTINGS), values, strict=True))
    )
    assert settings == Settings(Path("/h"), "redis://localhost:1", Precision.FAST, Path("/w"))


def test_a_home_is_made_absolute_and_its_tilde_is_expanded() -> None:
    assert Settings.from_environment({"LIKEWISE_HOME": "x"}).home == Path.cwd() / "x"
    assert Settings.from_environment({"LIKEWISE_HOME": "~/x"}).home == Path.home() / "x"


def test_an_unknown_precision_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RecipeError, match=r"'double'\..* exact or fast"):
        Settings.from_environment({"LIKEWISE_PRECISION": "double"})


def test_everything_is_kept_below_the_home() -> None:
    settings = Settings(Path("/h"))
    paths = (
        settings.redis_folder,
        settings.models_folder,
        settings.samples_folder,
        settings.catalogue_folder("x"),
        settings.last_used,
    )
    assert all(path.is_relative_to("/h") for path in paths)
    assert len(set(paths)) == len(paths)
