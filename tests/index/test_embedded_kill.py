"""A process that writes the embedded store is killed at random moments: nothing acknowledged is lost, nothing is doubled."""

from __future__ import annotations

import random
import subprocess
import sys
from itertools import islice
from pathlib import Path
from time import sleep

from index.query import All
from index.store import FACETS
from index.store_embedded import EmbeddedStore
from tests.contracts.corpus import build
from wire.messages import EnrichedArticle

#: How often the writer is killed.
KILLS = 10

#: Articles of one write.
BATCH = 7

_WRITER = """
import sys
from pathlib import Path
from index.store_embedded import EmbeddedStore
from tests.index.test_embedded_kill import BATCH, stream
store, start, messages = EmbeddedStore(Path(sys.argv[1])), int(sys.argv[2]), stream()
store.refresh()
for at in range(start, len(messages), BATCH):
    if at % 5 == 4:
        store.delete(messages[at // 2].article.id)
    store.write(messages[at : at + BATCH])
    print(min(at + BATCH, len(messages)), flush=True)
store.close()
"""


def stream() -> list[EnrichedArticle]:
    """Six hundred messages on three hundred articles: new ones, revisions, late old revisions and other origins."""
    chooser = random.Random(11)
    messages = []
    for _ in range(600):
        key, revision = f"a{chooser.randrange(300):03}", chooser.randrange(1, 4)
        text = f"“{{{{direct; Ana Rey; mayor; Statement {key} of revision {revision}}}}},” [[Ana Rey]] said in [[Kyiv]]."
        origin = (f"feed-{chooser.randrange(3)}",)
        messages.append(build(key, f"Title {revision} of {key}", text * revision, revision=revision, origins=origin))
    return messages


def write_until_killed(folder: Path, start: int, chooser: random.Random) -> int:
    """Start a writer, kill it somewhere; how many messages it has acknowledged."""
    command = [sys.executable, "-c", _WRITER, str(folder), str(start)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        acknowledged = [int(line) for line in islice(process.stdout, chooser.randrange(12))]
        sleep(chooser.random() * 0.4)
        process.kill()
        acknowledged += [int(line) for line in process.stdout if line.strip().isdigit()]
    return max(acknowledged, default=start)


def test_killed_at_random_the_store_ends_as_if_undisturbed(tmp_path: Path) -> None:
    chooser = random.Random(5)
    disturbed, start, messages = tmp_path / "disturbed", 0, stream()
    for _ in range(KILLS):
        done = write_until_killed(disturbed, start, chooser)
        store = EmbeddedStore(disturbed)
        for enriched in messages[:done]:  # what was acknowledged is there, in this version or a newer one, or was erased
            kept = store.get(enriched.article.id)
            assert kept is None or kept.version >= enriched.version
        store.close()
        start = max(0, done - 2 * BATCH)  # what a log would give again
    subprocess.run(
        [sys.executable, "-c", _WRITER, str(disturbed), str(start)], check=True, stdout=subprocess.DEVNULL, timeout=120
    )
    subprocess.run(
        [sys.executable, "-c", _WRITER, str(tmp_path / "plain"), "0"], check=True, stdout=subprocess.DEVNULL, timeout=120
    )
    assert _content(disturbed) == _content(tmp_path / "plain")


def _content(folder: Path) -> list[object]:
    store = EmbeddedStore(folder)
    articles = {enriched.article.id: enriched for enriched in store.all()}
    found = [{hit.id for hit in store.search(kind, All(), limit=1000).hits} for kind in ("articles", "quotes")]  # type: ignore[arg-type]
    totals = [store.search(kind, All()).total for kind in ("articles", "quotes")]  # type: ignore[arg-type]
    facets = store.facets("quotes", All(), FACETS)
    store.close()
    assert found[0] == set(articles)
    assert totals == [len(articles), sum(len(enriched.analysis.quotes) for enriched in articles.values())]
    return [articles, found, totals, facets]
