"""What `newswire run` shows while it runs."""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from rich.console import Console

from newswire.local import prepare
from newswire.progress import Progress, rates
from newswire.pulse import StagePulse
from newswire.supervisor import Supervisor
from wire.log import Outgoing
from wire.open import create_topics, open_log
from wire.settings import Settings
from wire.topics import ARTICLES

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ENRICH = StagePulse(name="enrich", done=100, backlog=7, failures=0)


def test_a_rate_is_what_was_done_between_two_readings() -> None:
    later = replace(ENRICH, done=130)
    assert rates((NOON, (ENRICH,)), NOON + timedelta(seconds=10), (later,)) == {"enrich": 3.0}


def test_the_first_reading_has_no_rates() -> None:
    assert rates(None, NOON, (ENRICH,)) == {}


def test_a_line_tells_what_waits(tmp_path: Path) -> None:
    settings, out = Settings(data_dir=tmp_path, backlog_limit=3), io.StringIO()
    console = Console(file=out, width=400)
    with closing(open_log(settings)) as log:
        create_topics(log, settings)
        log.append([Outgoing(topic=ARTICLES, key=b"%d" % number, value=b"x") for number in range(5)])
        with Progress(settings, log, cast(Supervisor, Idle()), console) as progress:
            progress.show()
    assert "0 feeds ok, 0 failing" in out.getvalue()
    assert "ingest 5 " in out.getvalue() and "enrich 0 (+5 waiting, 0 dead)" in out.getvalue()
    assert "No feed is polled now" in out.getvalue()


def test_any_free_port_is_known_before_the_page_is_there(tmp_path: Path) -> None:
    with prepare(Settings(data_dir=tmp_path, port=0), sample=False) as prepared:
        assert prepared.settings.port > 0


class Idle:
    """A supervisor of services that never fell over."""

    restarts = 0
