"""`claimgraph evaluate GOLD…`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from service.document import Extractor
from service.evaluate.evaluation import evaluate
from service.evaluate.gold import GoldError, gold_files
from service.evaluate.report import as_json, as_table


def run_evaluate(
    gold_paths: Sequence[Path],
    *,
    as_json_text: bool = False,
    console: Console | None = None,
    extractor: Extractor | None = None,
) -> int:
    """Score the normalizer against gold files or folders; prints a table, or JSON on standard output.

    `extractor` is the rules when it is None.

    Returns the exit code: 0, or 1 with one sentence on standard error when there is nothing to read.
    """
    if not list(gold_files(gold_paths)):
        print("There are no gold files: a gold file is NAME.json with NAME.txt next to it.", file=sys.stderr)
        return 1
    try:
        evaluation = evaluate(gold_paths, extractor=extractor)
    except GoldError as error:
        print(f"Can't read gold: {error}", file=sys.stderr)
        return 1
    if as_json_text:
        sys.stdout.write(as_json(evaluation).decode())
    else:
        (console or Console()).print(as_table(evaluation))
    return 0
