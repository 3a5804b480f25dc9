"""Every error newswire raises on purpose. Each message says what to do next.

    NewswireError
    ├── UsageError            the command, a setting or a query is wrong           exit 2
    ├── Unreachable           a log, store or server cannot be reached             exit 3
    │   └── AccessDenied      ... or refuses our credentials                       exit 3
    ├── DeadLetterLimit       too many dead letters: the worker stopped itself     exit 4
    ├── StorageFull           the disk is full or the file cannot be written       exit 5
    ├── AlreadyRunning        another process holds this data folder               exit 6
    ├── UnknownSchema         a message from a newer newswire                      (dead letter)
    ├── BadMessage            bytes that are no message of the expected type       (dead letter)
    └── RecordTooLarge        one record is over the log's size limit              (dead letter)

Errors of libraries are mapped to these in one place per seam, with the cause kept (`raise ... from error`).
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of the command `newswire`."""

    OK = 0
    FAILED = 1
    USAGE = 2
    CANNOT_CONNECT = 3
    DEAD_LETTER_LIMIT = 4
    STORAGE_FULL = 5
    ALREADY_RUNNING = 6


class NewswireError(Exception):
    """Base of all errors raised on purpose; `str(error)` is fit to be shown to a person."""

    exit_code: ExitCode = ExitCode.FAILED


class UsageError(NewswireError):
    """The command line, a setting or a query is wrong; the message names the place and a way out."""

    exit_code = ExitCode.USAGE


class Unreachable(NewswireError):
    """A log, a store or a server cannot be reached just now; trying again later may help."""

    exit_code = ExitCode.CANNOT_CONNECT


class AccessDenied(Unreachable):
    """The server is there but refuses our credentials or lacks a right; trying again will not help."""


class DeadLetterLimit(NewswireError):
    """Too many messages in a row, or too large a share of them, were dead-lettered."""

    exit_code = ExitCode.DEAD_LETTER_LIMIT


class StorageFull(NewswireError):
    """The disk is full or read-only; nothing acknowledged is lost, nothing new is accepted."""

    exit_code = ExitCode.STORAGE_FULL


class AlreadyRunning(NewswireError):
    """Another process holds what must have a single holder; the message names the process."""

    exit_code = ExitCode.ALREADY_RUNNING


class UnknownSchema(NewswireError):
    """A message carries a schema number this version does not know: upgrade, then replay the dead letter."""


class BadMessage(NewswireError):
    """Bytes are not a message of the expected type."""


class RecordTooLarge(NewswireError):
    """One record is over the size limit of the log; the message names both sizes in bytes."""
