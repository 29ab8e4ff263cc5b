"""What `import likewise` offers is what it says it offers."""

from types import ModuleType

import likewise


def test_the_exported_names_are_sorted_and_are_all_that_there_is() -> None:
    public = {
        name
        for name, value in vars(likewise).items()
        if not name.startswith("_") and not isinstance(value, ModuleType)
    }
    assert likewise.__all__ == sorted(public)
