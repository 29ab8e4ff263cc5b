"""Settings come of the environment, once; an empty variable is as good as none."""

from pathlib import Path

import pytest
from platformdirs import user_data_path

from likewise.embedding.encoder import Precision
from likewise.errors import RecipeError
from likewise.settings import SETTINGS, LogFormat, MailSettings, ServiceSettings, Settings


@pytest.mark.parametrize("environment", [{}, {setting.variable: "" for setting in SETTINGS}])
def test_without_variables_the_defaults_hold(environment: dict[str, str]) -> None:
    settings = Settings.from_environment(environment)
    assert settings == Settings(user_data_path("likewise"), None, Precision.EXACT, None)


def test_every_variable_is_heard() -> None:
    environment = {
        "LIKEWISE_HOME": "/h",
        "REDIS_URL": "redis://localhost:1",
        "LIKEWISE_PRECISION": "fast",
        "LIKEWISE_WHEELS": "/w",
        "LIKEWISE_REDIS_TIMEOUT": "0.5",
        "LIKEWISE_HOST": "::1",
        "LIKEWISE_PORT": "80",
        "LIKEWISE_WORKERS": "2",
        "LIKEWISE_BROWSING": "closed",
        "LIKEWISE_ALLOW_HOSTS": "a.example, b.example",
        "LIKEWISE_TRUST_PROXY": "10.0.0.1",
        "LIKEWISE_SIGN_UP": "open",
        "LIKEWISE_PUBLIC_URL": "https://shop.example/",
        "LIKEWISE_SMTP_URL": "smtp://localhost",
        "LIKEWISE_MAIL_FROM": "shop@shop.example",
        "LIKEWISE_LOG_FORMAT": "text",
    }
    assert set(environment) == {setting.variable for setting in SETTINGS}
    hosts = ("a.example", "b.example")
    service = ServiceSettings("::1", 80, 2, False, hosts, "10.0.0.1", LogFormat.TEXT, True)  # noqa: FBT003 - as told above
    mail = MailSettings("https://shop.example", "smtp://localhost", "shop@shop.example")
    assert Settings.from_environment(environment) == Settings(
        Path("/h"), "redis://localhost:1", Precision.FAST, Path("/w"), 0.5, service, mail
    )


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LIKEWISE_REDIS_TIMEOUT", "soon"),
        ("LIKEWISE_REDIS_TIMEOUT", "0"),
        ("LIKEWISE_REDIS_TIMEOUT", "nan"),
        ("LIKEWISE_PORT", "http"),
        ("LIKEWISE_PORT", "65536"),
        ("LIKEWISE_PORT", "00000000000065536"),
        ("LIKEWISE_PORT", "9" * 5000),
        ("LIKEWISE_WORKERS", "-1"),
        ("LIKEWISE_BROWSING", "ajar"),
        ("LIKEWISE_LOG_FORMAT", "xml"),
        ("LIKEWISE_SIGN_UP", "ajar"),
        ("LIKEWISE_PUBLIC_URL", "shop.example"),
    ],
)
def test_a_value_that_cannot_be_is_refused(variable: str, value: str) -> None:
    with pytest.raises(RecipeError, match=f"{variable} is {value!r}"):
        Settings.from_environment({variable: value})


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
