"""The README is true: its queries give the answers it shows, its table is the settings' own.

`UPDATE_README=1 make test PYTEST_ARGS=tests/test_readme.py` writes today's answers and table into it.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import httpx

from service.configuration import settings_table
from service.evaluate import evaluate

README = Path(__file__).parents[1] / "README.md"
CONFIGURATION = README.parent / "docs" / "configuration.md"
QUERY = re.compile(r"```graphql\n(?P<query>.*?)```\n\n```json\n(?P<answer>.*?)```", re.DOTALL)
TABLE = re.compile(r"\| variable \| default \| meaning \|\n(?:\|.*\n)*")

SCORES = re.compile(r"(?P<head>\| articles \| mentions .*\n\|-.*\n)(?:\|.*\n)*")
GOLD = Path(__file__).parent / "gold"
BLIND = ("en-politics", "en-disaster", "fr-science", "fr-finance")


def shown(answer: Any, indent: str = "") -> str:
    """JSON as the README has it: what is short stands on one line."""
    line = json.dumps(answer, ensure_ascii=False)
    if len(line) + len(indent) <= 110 or not isinstance(answer, dict | list):
        return line
    inner = indent + "  "
    if isinstance(answer, list):
        return "[\n" + ",\n".join(inner + shown(item, inner) for item in answer) + f"\n{indent}]"
    members = (f"{inner}{json.dumps(key)}: {shown(item, inner)}" for key, item in answer.items())
    return "{\n" + ",\n".join(members) + f"\n{indent}}}"


def test_the_queries_give_the_answers_shown(live_server: str) -> None:
    readme = README.read_text(encoding="utf-8")
    assert len(QUERY.findall(readme)) == 3

    def with_answer(found: re.Match[str]) -> str:
        answer = httpx.post(f"{live_server}/graphql", json={"query": found["query"]}).json()
        return found.group().replace(f"```json\n{found['answer']}", f"```json\n{shown(answer['data'])}\n")

    updated = QUERY.sub(with_answer, readme)
    if os.environ.get("UPDATE_README"):
        README.write_text(updated, encoding="utf-8")
    assert README.read_text(encoding="utf-8") == updated


def test_the_configuration_table_is_the_settings_own() -> None:
    updated = TABLE.sub(lambda _found: settings_table() + "\n", CONFIGURATION.read_text(encoding="utf-8"))
    if os.environ.get("UPDATE_README"):
        CONFIGURATION.write_text(updated, encoding="utf-8")
    assert CONFIGURATION.read_text(encoding="utf-8") == updated


def scores_row(name: str, files: list[Path]) -> str:
    total = evaluate(files).overall
    figures = (
        *(getattr(total, measure).f1 for measure in ("mentions", "actors", "claims")),
        *(getattr(total, measure).accuracy for measure in ("modality", "polarity", "claimant", "subject")),
    )
    return f"| {name} | " + " | ".join(f"{figure:.2f}" for figure in figures) + " |\n"


def test_the_scores_are_todays() -> None:
    files = sorted(GOLD.glob("*.json"))
    rows = (
        scores_row("tuned on", [file for file in files if file.stem not in BLIND])
        + scores_row("set aside", [file for file in files if file.stem in BLIND])
        + scores_row("all", files)
    )
    updated = SCORES.sub(lambda found: found["head"] + rows, README.read_text(encoding="utf-8"))
    if os.environ.get("UPDATE_README"):
        README.write_text(updated, encoding="utf-8")
    assert README.read_text(encoding="utf-8") == updated
