"""Builds the package; with COMPILED_RULES=1, most of the normalizer as C by mypyc, which is half as fast again.

Everything else about the package is in pyproject.toml.
"""

import os
import re
import tomllib
from pathlib import Path

from setuptools import setup

# mypyc drops the keywords of a class, such as `frozen`; a Value inherits its own.
_KEYWORDED = re.compile(r"^class (?!\w+\(Value, frozen=True\)).*=", re.MULTILINE)


def modules() -> list[str]:
    """The modules of the normalizer that mypyc can compile, as paths."""
    found = sorted(Path("service/normalize").rglob("*.py"))
    return [
        str(path)
        for path in found
        if path.name != "__init__.py"
        and "llm" not in path.parts
        and not _KEYWORDED.search(path.read_text(encoding="utf-8"))
    ]


def compiler() -> list[str]:
    """mypy, and the types of what the normalizer uses, pinned as in pyproject.toml."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return [pin for pin in pinned if pin.partition("==")[0] in ("mypy", "msgspec", "simplemma")]


if os.environ.get("COMPILED_RULES") == "1":
    try:
        from mypyc.build import mypycify
    except ModuleNotFoundError:
        # The first time pip only asks what the build needs.
        setup(setup_requires=compiler())
    else:
        # The project's own settings of mypy ask for packages that nothing here needs.
        options = ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent"]
        setup(
            ext_modules=mypycify([*options, *modules()], multi_file=True, debug_level="0"),
            options={"build_ext": {"parallel": os.cpu_count()}},
        )
else:
    setup()
