"""Errors as answers: which status, and what to tell. Pages and the API show the same words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from index.api_schema import Problem
from index.query_parse import QueryError
from wire.errors import AccessDenied, NewswireError, StorageFull, Unreachable, UsageError

#: What each status is called.
TITLES: Mapping[int, str] = {
    400: "That cannot be answered",
    404: "Not found",
    405: "Method not allowed",
    421: "Wrong host name",
    500: "Something broke here",
    503: "Away just now",
}


def problem(error: Exception) -> Problem:
    """What to tell of an error; of one not foreseen, only that it was none of the reader's doing."""
    if isinstance(error, QueryError):
        return _query_problem(error)
    if isinstance(error, NewswireError):
        return _of(_status(error), str(error))
    if isinstance(error, RequestValidationError):
        return _of(400, _parameters(error.errors()))
    if isinstance(error, HTTPException):
        return _of(error.status_code, str(error.detail))
    return _of(500, "The server ran into an error that it did not expect. It is in the server's log; trying again may help.")


def _of(status: int, detail: str) -> Problem:
    return Problem(title=TITLES.get(status, "That did not work"), status=status, detail=detail)


def _query_problem(error: QueryError) -> Problem:
    return Problem(
        title="The query has a mistake",
        status=400,
        detail=error.message,
        position=error.position,
        caret=error.caret,
        suggestion=error.suggestion,
    )


def _status(error: NewswireError) -> int:
    if isinstance(error, UsageError):
        return 400
    return 503 if isinstance(error, Unreachable | AccessDenied | StorageFull) else 500


def _parameters(errors: Sequence[Any]) -> str:
    """Each wrong parameter with what is wrong with it."""
    return "; ".join(f"{'.'.join(str(part) for part in each['loc'][1:]) or 'request'}: {each['msg']}" for each in errors)
