"""The command line. Commands import what they need when they run, so that each starts fast."""

from __future__ import annotations

import sys
from collections.abc import Callable


def main() -> None:
    """Run the command line: status 0 when done, 1 for what the user can mend, 2 for wrong usage."""
    from service.cli.commands import app

    run(app)


def run(app: Callable[[], None]) -> None:
    """Run a command line of ours, its failures told in one sentence each."""
    from service.errors import ServiceError

    try:
        app()
    except ServiceError as error:
        # One sentence, on one line, whatever a library put into it.
        print("claimgraph: " + " ".join(str(error).split()), file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # The reader of our output has seen enough (`claimgraph normalize f | head`).
        sys.stderr.close()
        sys.exit(0)
