"""What `newswire doctor` looks at. Every check returns a finding; none raises."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from importlib.util import find_spec

from enrich.models import KNOWN
from index.open import open_store
from ingest.registry import Registry, check_partitions
from wire.backlog import BEHIND
from wire.dead import list_letters
from wire.errors import NewswireError
from wire.log import Log
from wire.open import open_log
from wire.settings import Settings
from wire.topics import GROUPS, specs

#: Below this much free space (bytes) a warning is due.
LOW_DISK = 1 << 30
#: A stage this far behind (s) is worth a look.
LATE_S = 600.0


@dataclass(frozen=True)
class Finding:
    """What one check found; `advice` says what to do and is empty where all is well."""

    what: str
    ok: bool
    found: str
    advice: str = ""


def examine(settings: Settings) -> list[Finding]:
    """All findings, in the order one would mend them."""
    findings = [_python(), _folder(settings), _models()]
    findings += _with_log(settings, [_topics, _feeds, _lag, _dead_letters])
    findings.append(_store(settings))
    return findings


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= (3, 11)
    return Finding("Python", ok, found, "" if ok else "install Python 3.11 or newer and set up again with `make setup`")


def _folder(settings: Settings) -> Finding:
    folder = settings.data_dir.absolute()
    there = folder if folder.exists() else folder.parent
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Finding("data folder", False, f"{folder}: {error.strerror}", "give another folder with --data-dir")
    advice = "" if free >= LOW_DISK else "make room: at less than 1 GiB writing may stop any moment"
    return Finding("data folder", not advice, f"{folder}, {free >> 20:,} MiB free", advice)


def _models() -> Finding:
    there = {language: [name for name in names if find_spec(name)] for language, names in KNOWN.items()}
    found = "; ".join(f"{language}: {', '.join(names) or 'none'}" for language, names in sorted(there.items()))
    ok = bool(there["en"])
    return Finding("language models", ok, found, "" if ok else "set up again with `make setup`")


def _with_log(settings: Settings, checks: list[Callable[[Settings, Log], Finding]]) -> list[Finding]:
    try:
        with closing(open_log(settings)) as log:
            return [Finding("log", True, settings.log_url), *(_safe(check, settings, log) for check in checks)]
    except NewswireError as error:
        return [Finding("log", False, settings.log_url, str(error))]


def _safe(check: Callable[[Settings, Log], Finding], settings: Settings, log: Log) -> Finding:
    try:
        return check(settings, log)
    except NewswireError as error:
        return Finding(check.__name__.strip("_").replace("_", " "), False, "cannot tell", str(error))


def _topics(settings: Settings, log: Log) -> Finding:
    check_partitions(log)
    wanted = specs(settings.partitions, settings.retention_s)
    found = sum(log.partitions(spec.name) for spec in wanted)
    return Finding("topics", True, f"{len(wanted)} topics, {found} partitions")


def _feeds(settings: Settings, log: Log) -> Finding:
    counts = Counter(feed.state.status if feed.state else "new" for feed in Registry(log).feeds())
    found = ", ".join(f"{count} {status}" for status, count in sorted(counts.items()))
    if not counts:
        return Finding("feeds", True, "none: `newswire feeds add URL` or `newswire feeds import FILE` adds some")
    ok = any(status in counts for status in ("ok", "new"))
    return Finding("feeds", ok, found, "" if ok else "`newswire feeds list` says why none can be read: is there a network?")


def _lag(settings: Settings, log: Log) -> Finding:
    rows = [row for group, topic in GROUPS for row in log.lag(group, [topic])]
    late = max((row.seconds_behind for row in rows), default=0.0)
    found = f"{sum(row.lag for row in rows)} messages waiting, oldest {late:.0f} s"
    advice = "" if late < LATE_S else "`newswire lag` says which stage is behind: is it running? start more of it"
    return Finding("lag", not advice, found, advice)


def _dead_letters(settings: Settings, log: Log) -> Finding:
    count = sum(1 for _ in list_letters(log, (topic for _, topic in BEHIND)))
    return Finding("dead letters", not count, str(count), "`newswire dead list` says why" if count else "")


def _store(settings: Settings) -> Finding:
    try:
        with closing(open_store(settings)) as store:
            status = store.status()
    except NewswireError as error:
        return Finding("store", False, settings.store_url, str(error))
    return Finding("store", True, f"{settings.store_url}: {status.articles} articles, {status.quotes} quotes")
