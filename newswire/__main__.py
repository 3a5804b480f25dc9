"""Entry point of the command `newswire`."""

from __future__ import annotations

import io
import signal
import sys

from wire.errors import NewswireError


def main() -> None:
    """Run the command line. Errors raised on purpose become one message on stderr and their exit code."""
    _write_any_character()
    try:
        from newswire.cli import app  # takes a moment, in which Ctrl-C is no error either

        app()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except NewswireError as error:
        print(f"newswire: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(int(error.exit_code))


def _write_any_character() -> None:
    """News has every script: pipes and files get UTF-8, as JSON must, and a terminal without it a "?" for what it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


if __name__ == "__main__":
    main()
