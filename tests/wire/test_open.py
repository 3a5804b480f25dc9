"""Which log a URL opens."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from wire import topics
from wire.errors import UsageError
from wire.log_sqlite import SqliteLog
from wire.open import create_topics, open_log, sqlite_path
from wire.settings import Settings


def test_the_default_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    with closing(open_log(Settings(data_dir=tmp_path))) as log:
        assert isinstance(log, SqliteLog)
        assert log.path == tmp_path / "log.db"


def test_all_topics_are_created_as_set(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, partitions=3)
    with closing(open_log(settings)) as log:
        assert create_topics(log, settings) == []
        assert create_topics(log, settings) == []

        assert [log.partitions(topic) for _, topic in topics.GROUPS] == [3, 3, 3]


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///data/log.db", "data/log.db"),
        ("sqlite:////var/lib/newswire/log.db", "/var/lib/newswire/log.db"),
        ("sqlite:///with space/and%20percent.db", "with space/and%20percent.db"),
    ],
)
def test_paths_are_taken_as_written(url: str, path: str) -> None:
    assert sqlite_path(url) == Path(path)


@pytest.mark.parametrize("url", ["redis://localhost", "log.db", "sqlite://"])
def test_other_urls_are_refused_with_an_example(url: str) -> None:
    with pytest.raises(UsageError, match="sqlite:///"):
        open_log(Settings(log=url))
