"""The wheel holds all that it needs: built, installed into an empty environment, its demo is a whole service."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from pathlib import Path

import pytest

from tests.cli.test_demo import ask
from tests.conftest import clean_environment, free_port, wait_until_up

ROOT = Path(__file__).parents[2]
SOURCES = ("service", "schema", "pyproject.toml", "setup.py", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and its dependencies; of the sources it knows nothing."""
    folder = tmp_path_factory.mktemp("wheel")
    sources, wheels, home = folder / "sources", folder / "wheels", folder / "environment"
    sources.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, sources / name)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(sources))
    venv.create(home, with_pip=True)
    (wheel,) = wheels.glob("*.whl")
    run(str(home / "bin/python"), "-m", "pip", "install", "--quiet", "--no-deps", str(wheel))
    # The dependencies of this environment, without its own installation of the package: a path file is not
    # read for further path files.
    packages = sysconfig.get_path("purelib", vars={"base": str(home), "platbase": str(home)})
    Path(packages, "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return home


def no_sources(**given: str) -> dict[str, str]:
    """The environment of a command that must not find the sources."""
    return {name: value for name, value in clean_environment(**given).items() if name != "PYTHONPATH"}


def run(*command: str) -> str:
    """What the command printed, run away from the sources."""
    away = Path(sys.prefix)
    done = subprocess.run(command, cwd=away, env=no_sources(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_service_is_the_wheels(environment: Path) -> None:
    where = "import service, schema; print(service.__file__, schema.__file__)"
    found = run(str(environment / "bin/python"), "-c", where)
    assert str(ROOT) not in found
    assert found.count(str(environment)) == 2


def test_its_demo_answers_and_has_its_pages(environment: Path, tmp_path: Path) -> None:
    base_url = f"http://127.0.0.1:{(port := free_port())}"
    demo = subprocess.Popen(
        [str(environment / "bin/claimgraph"), "demo"],
        cwd=tmp_path,
        env=no_sources(PORT=str(port)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_until_up(base_url, demo, within_s=90)
        found = ask(base_url, '{ articles { totalCount } search(query: "altman", first: 1) { totalCount } }')["data"]
        assert found["articles"]["totalCount"] == 10
        assert found["search"]["totalCount"] > 0
        for path in ("/graphql", "/docs"):
            asked = urllib.request.Request(base_url + path, headers={"accept": "text/html"})
            with urllib.request.urlopen(asked, timeout=10) as page:
                assert b"<script" in page.read()
        with urllib.request.urlopen(f"{base_url}/v1/articles?first=1", timeout=10) as answer:
            assert answer.status == 200
    finally:
        demo.terminate()
        demo.communicate(timeout=30)
