"""Entry point of the command `newswire`."""

from __future__ import annotations

import sys

from newswire.cli import app
from wire.errors import NewswireError


def main() -> None:
    """Run the command line. Errors raised on purpose become one message on stderr and their exit code."""
    try:
        app()
    except NewswireError as error:
        print(f"newswire: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(int(error.exit_code))


if __name__ == "__main__":
    main()
