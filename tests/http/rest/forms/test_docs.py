"""The commands of docs/forms.md do what the page says."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import httpx
import pytest

PAGE = (Path(__file__).parents[4] / "docs" / "forms.md").read_text("utf-8")
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_are_answered(service: httpx.Client, command: str) -> None:
    here = command.replace("http://127.0.0.1:8000", str(service.base_url).rstrip("/"))
    done = subprocess.run(["bash", "-c", f"{here} --silent --fail-with-body"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.strip()
