"""The command line. Commands import what they need when they run, so that each starts fast."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line: status 0 when done, 1 for what the user can mend, 2 for wrong usage."""
    from service.cli.commands import app
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
