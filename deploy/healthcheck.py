#!/usr/bin/env python3
"""The image's health check: asks /healthz of the stage, or the page of `newswire run`. Exit code 1 if unwell."""

from __future__ import annotations

import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping

#: The longest wait for the answer (s); shorter than the timeout that the Dockerfile gives the check.
TIMEOUT_S = 4.0


def address(environment: Mapping[str, str]) -> str:
    """Where the service of this container tells how it is; the page itself, where no metrics port is set."""
    if port := environment.get("NEWSWIRE_METRICS_PORT"):
        return f"http://127.0.0.1:{port}/healthz"
    return f"http://127.0.0.1:{environment.get('NEWSWIRE_PORT') or '8080'}/"


def problem(url: str) -> str | None:
    """Why the service is unwell, in words; None while it is well."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S):
            return None
    except urllib.error.HTTPError as error:
        return error.read().decode(errors="replace").strip() or str(error)
    except OSError as error:
        return f"{url} does not answer: {error}"


if __name__ == "__main__":
    sys.exit(problem(address(os.environ)))
