"""The servers of the tests do what the tests rely on: they keep what they have through a kill, and die with us."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from elasticsearch import Elasticsearch

from tests.servers.child import Child
from tests.servers.elastic import ElasticServer
from tests.servers.kafka import KafkaServer

_PARENT = """
import sys, time
from pathlib import Path
from tests.servers.child import Child
child = Child([sys.executable, "-c", "import time; time.sleep(300)"], log=Path(sys.argv[1]), cwd=Path.cwd())
print(child.pid, flush=True)
time.sleep(300)
"""


def test_elasticsearch_keeps_its_documents_through_a_kill(our_elastic: ElasticServer) -> None:
    client = Elasticsearch(our_elastic.url)
    client.index(index="kept", id="1", document={"word": "quote"})
    our_elastic.kill()
    our_elastic.start()
    client.options(request_timeout=90).cluster.health(index="kept", wait_for_status="yellow", timeout="60s")
    assert client.get(index="kept", id="1")["_source"] == {"word": "quote"}
    client.indices.delete(index="kept")


def test_kafka_has_its_own_tools(our_kafka: KafkaServer) -> None:
    create = ["--create", "--topic", "by-tool", "--partitions", "3"]
    our_kafka.tool("org.apache.kafka.tools.TopicCommand", "--bootstrap-server", our_kafka.bootstrap, *create)
    listed = our_kafka.tool("org.apache.kafka.tools.TopicCommand", "--bootstrap-server", our_kafka.bootstrap, "--list")
    assert "by-tool" in listed.split()


def test_a_frozen_server_answers_again_once_it_is_thawed(our_kafka: KafkaServer) -> None:
    our_kafka.freeze()
    our_kafka.thaw()
    with socket.create_connection(("127.0.0.1", our_kafka.plain), timeout=10):
        pass


def test_a_child_dies_with_its_parent_even_when_that_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _PARENT, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert _runs(child)
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def test_a_child_that_ignores_sigterm_is_killed(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(300)"
    child = Child([sys.executable, "-c", deaf], log=tmp_path / "log", cwd=tmp_path)
    deadline = time.monotonic() + 20
    while "deaf" not in (tmp_path / "log").read_text() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.stop(timeout_s=0.2)
    assert child.returncode == -signal.SIGKILL


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return not Path(f"/proc/{pid}/stat").exists() or Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
