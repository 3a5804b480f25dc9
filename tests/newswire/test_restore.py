"""A store that was lost is filled again from the log."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build, corpus
from tests.flow.command import Newswire
from wire.log import Outgoing
from wire.log_sqlite import SqliteLog
from wire.messages import EnrichedArticle, encode
from wire.topics import ENRICHED


def append(folder: Path, *articles: EnrichedArticle) -> None:
    with closing(SqliteLog(folder / "log.db")) as log:
        log.append([Outgoing(topic=ENRICHED, key=one.article.id.encode(), value=encode(one)) for one in articles])
        log.append([Outgoing(topic=ENRICHED, key=b"broken", value=b"no message")])


def test_a_damaged_record_names_a_command_that_mends_it(tmp_path: Path) -> None:
    newswire = Newswire(tmp_path)
    newswire.run("topics", "create")
    append(tmp_path, *corpus(), build("dam-1", "The dam, corrected", "Text.", revision=2))
    with closing(EmbeddedStore(tmp_path / "index")) as store:
        store.write([build("dam-1", "Older", "Text.")])
    record = tmp_path / "index" / "record.db"
    record.write_bytes(b"x" * record.stat().st_size)
    newswire.run("search", "dam", code=3)

    shutil.rmtree(tmp_path / "index")
    assert f"{len(corpus()) + 1} messages read" in newswire.run("reindex", "--from-log")
    assert newswire.rows("show", "dam-1")[0]["title"] == "The dam, corrected"
    assert f"{len(corpus()) + 1} messages read, 0 of them written" in newswire.run("reindex", "--from-log")
