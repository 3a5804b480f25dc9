"""The command as a person meets it: registry, settings, health, mistakes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newswire.newsroom.sample import WORLD_OPML
from tests.flow.command import Newswire
from wire.dead import outgoing
from wire.log import Outgoing
from wire.log_sqlite import SqliteLog
from wire.messages import DeadLetter
from wire.topics import ARTICLES, FEEDS

URL = "https://news.example/rss.xml"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture
def newswire(tmp_path: Path) -> Newswire:
    return Newswire(tmp_path / "data")


def test_the_registry(newswire: Newswire, tmp_path: Path) -> None:
    assert "added" in newswire.run("feeds", "add", URL, "--title", "Example")
    assert "known already" in newswire.run("feeds", "add", URL)
    (row,) = newswire.rows("feeds", "list")
    assert (row["url"], row["title"], row["status"]) == (URL, "Example", "new")

    assert "103 feeds added" in newswire.run("feeds", "import", str(WORLD_OPML))
    newswire.run("feeds", "export", str(tmp_path / "out.opml"))
    other = Newswire(tmp_path / "other")
    assert "104 feeds added" in other.run("feeds", "import", str(tmp_path / "out.opml"))
    assert other.rows("feeds", "list") == newswire.rows("feeds", "list")

    assert "removed" in newswire.run("feeds", "remove", URL)
    assert "not in the registry" in newswire.run("feeds", "remove", URL, code=1)


def test_every_setting_has_a_value_and_an_origin(newswire: Newswire, tmp_path: Path) -> None:
    file = tmp_path / "newswire.toml"
    file.write_text("poll_min_s = 30\n")
    rows = {row["name"]: row for row in newswire.rows("config", "--config", str(file), "--set", "port=9999")}
    assert rows["poll_min_s"]["value"] == "30.0" and "newswire.toml" in rows["poll_min_s"]["origin"]
    assert rows["port"]["value"] == "9999" and rows["port"]["origin"] == "command line"
    assert "NEWSWIRE_DATA_DIR" in rows["data_dir"]["origin"]
    assert rows["batch_size"]["origin"] == "default"


def test_a_setting_is_masked_where_it_is_secret(newswire: Newswire) -> None:
    assert "hunter2" not in newswire.run("config", "--set", "kafka_password=hunter2", "--log", "kafka://me:hunter2@127.0.0.1:1")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("config", "--set", "prot=1"), "port"),
        (("config", "--set", "port=high"), "port"),
        (("lag", "--log", "carrier-pigeon://x"), "sqlite"),
        (("search", "(dam"), "parenthesis"),
        (("quotes", "spekaer:x"), "speaker"),
        (("quotes", "--csv", "--json"), "exclude each other"),
        (("show", "https://nowhere.example/"), "newswire why"),
        (("show", "no URL"), "newswire why"),
        (("erase", "http://[::1"), "newswire why"),
        (("show", b"http://x/\xff"), "newswire why"),
        (("feeds", "add", URL, "--every", "0"), "--every"),
        (("feeds", "import", "/nowhere.opml"), "/nowhere.opml"),
        (("enrich-text", "/nowhere.txt"), "/nowhere.txt"),
        (("enrich-text", sys.executable), "plain text"),
        (("feeds", "discover", "not a site"), "no host"),
        (("dead", "drop"), "dead list"),
        (("run", "--once", "--data-dir", __file__), "--data-dir"),
        (("search", "--data-dir", __file__), "--data-dir"),
        (("lag", "--data-dir", __file__), "--data-dir"),
    ],
)
def test_a_mistake_is_answered_with_what_to_do(newswire: Newswire, arguments: tuple[str | bytes, ...], word: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "newswire", *arguments], env=newswire.environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [("lag", "--log", "kafka://127.0.0.1:{}"), ("search", "--store", "http://127.0.0.1:{}")])
def test_of_a_server_that_is_away_one_line_tells(newswire: Newswire, arguments: tuple[str, ...]) -> None:
    with closing(socket.socket()) as nobody_listens:
        nobody_listens.bind(("127.0.0.1", 0))
        port = nobody_listens.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "newswire", *(argument.format(port) for argument in arguments)],
            env=newswire.environment,
            capture_output=True,
            text=True,
            check=False,
        )
    (line,) = done.stderr.splitlines()
    assert done.returncode == 3 and str(port) in line and "running" in line


@pytest.mark.parametrize("command", ["serve", "run"])
def test_the_port_of_the_page_is_the_one_asked_for(newswire: Newswire, command: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "newswire", command, "--port", port, "--set", "metrics_port=0"],
            env=newswire.environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2 and f"127.0.0.1:{port}" in done.stderr


def test_an_empty_folder_is_no_error(newswire: Newswire) -> None:
    assert "No article is stored" in newswire.run("search", "dam")
    assert all(row["lag"] == 0 for row in newswire.rows("lag"))
    assert newswire.rows("search") == newswire.rows("quotes") == newswire.rows("dead", "list") == []
    assert "not in the store" in newswire.run("why", "https://nowhere.example/")
    assert "not in the store" in newswire.run("why", "http://\udcff.example/")
    assert "0 articles indexed" in newswire.run("reindex")


def test_what_is_logged_does_not_get_into_what_is_printed(newswire: Newswire) -> None:
    newswire.run("feeds", "add", URL)
    with closing(SqliteLog(newswire.folder / "log.db")) as log:
        log.append([Outgoing(topic=FEEDS, key=b"https://newer.example/", value=b'{"schema": 99}')])

    assert [row["url"] for row in newswire.rows("feeds", "list")] == [URL]


@pytest.mark.parametrize(
    ("options", "first"), [((), "group"), (("--json",), '{"group": "newswire-ingest", "topic": "feeds", "partition": 0,')]
)
def test_lag_is_watched_through_a_pipe(newswire: Newswire, options: tuple[str, ...], first: str) -> None:
    newswire.run("topics", "create")
    command = [sys.executable, "-m", "newswire", "lag", "--watch", *options]
    with subprocess.Popen(command, env=newswire.environment, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout
        tops = (line for line in watching.stdout if first in line)
        try:
            assert [next(tops), next(tops)]
        finally:
            watching.terminate()


def test_doctor_finds_a_fresh_folder_healthy(newswire: Newswire) -> None:
    newswire.run("topics", "create")
    findings = newswire.rows("doctor")
    assert [finding for finding in findings if not finding["ok"]] == []
    assert {finding["what"] for finding in findings} >= {"data folder", "log", "topics", "feeds", "store", "language models"}


def test_doctor_counts_only_dead_letters_that_nobody_has_handled(newswire: Newswire) -> None:
    newswire.run("topics", "create")
    with closing(SqliteLog(newswire.folder / "log.db")) as log:
        letter = DeadLetter(
            topic=ARTICLES, partition=0, offset=0, key=b"k", value=b"{}", stage="enrich", cause="c", detail="d", failed_at=NOW
        )
        log.append([outgoing(letter)])
    assert _found(newswire.run("doctor", "--json", code=1)) == "1"

    newswire.run("dead", "drop", "--all")
    assert _found(newswire.run("doctor", "--json")) == "0"


def _found(findings: str) -> str:
    return next(row["found"] for row in map(json.loads, findings.splitlines()) if row["what"] == "dead letters")


def test_one_text(newswire: Newswire, tmp_path: Path) -> None:
    text = "“The bridge is safe,” said engineer Ada Lund.\nShe said that it would open in May."
    file = tmp_path / "text.txt"
    file.write_text(text, encoding="utf-8")
    analysis = json.loads(newswire.run("enrich-text", str(file), "--json"))
    assert set(analysis) >= {"id", "language", "engine", "entities", "quotes"}
    direct, indirect = analysis["quotes"]
    assert (direct["kind"], direct["text"], direct["speaker"]["name"]) == ("direct", "The bridge is safe,", "Ada Lund")
    assert (indirect["kind"], indirect["speaker"]["name"]) == ("indirect", "Ada Lund")
    for quote in analysis["quotes"]:
        assert " ".join(text[start:end] for start, end in quote["spans"]) == quote["text"]

    lines = "".join(json.dumps({"id": f"t{number}", "text": text}) + "\n" for number in range(3))
    file.write_text(lines, encoding="utf-8")
    objects = [json.loads(line) for line in newswire.run("enrich-text", str(file), "--jsonl").splitlines()]
    assert [each["id"] for each in objects] == ["t0", "t1", "t2"]
    assert objects[0]["quotes"] == objects[1]["quotes"]
