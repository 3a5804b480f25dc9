"""Services that cannot use their Kafka: the exit code, what they say, and that no password is in it, however much they say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import ACL, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType

from tests.live.flow_place import remove_topics
from tests.servers.kafka import USERS, KafkaServer
from tests.servers.ports import free_port
from wire.errors import ExitCode
from wire.topics import ENRICHED

SASL = {"NEWSWIRE_KAFKA_SECURITY_PROTOCOL": "SASL_PLAINTEXT", "NEWSWIRE_KAFKA_SASL_MECHANISM": "PLAIN"}
WRONG = "wr0ng-pa55word"


def test_a_wrong_password(our_kafka: KafkaServer, tmp_path: Path) -> None:
    login = {**SASL, "NEWSWIRE_KAFKA_USERNAME": "admin", "NEWSWIRE_KAFKA_PASSWORD": WRONG}
    said = _index(tmp_path, {"NEWSWIRE_LOG": f"kafka://{our_kafka.sasl_bootstrap}", **login}, ExitCode.CANNOT_CONNECT)
    assert "kafka_password" in said
    assert WRONG not in said


def test_a_missing_right(our_kafka: KafkaServer, tmp_path: Path) -> None:
    login = {**SASL, "NEWSWIRE_KAFKA_USERNAME": "reader", "NEWSWIRE_KAFKA_PASSWORD": USERS["reader"]}
    with _only_admin_may_use_enriched(our_kafka):
        said = _index(tmp_path, {"NEWSWIRE_LOG": f"kafka://{our_kafka.sasl_bootstrap}", **login}, ExitCode.CANNOT_CONNECT)
    assert "topic" in said
    assert "have the right granted" in said
    assert USERS["reader"] not in said


def test_tls_to_a_listener_without(our_kafka: KafkaServer, tmp_path: Path) -> None:
    tls = {"NEWSWIRE_LOG": f"kafka://{our_kafka.bootstrap}", "NEWSWIRE_KAFKA_SECURITY_PROTOCOL": "SSL"}
    assert "does not speak TLS" in _index(tmp_path, tls, ExitCode.CANNOT_CONNECT)


def test_a_certificate_nobody_vouches_for(our_kafka: KafkaServer, tmp_path: Path) -> None:
    tls = {"NEWSWIRE_LOG": f"kafka://{our_kafka.tls_bootstrap}", "NEWSWIRE_KAFKA_SECURITY_PROTOCOL": "SSL"}
    assert "kafka_ca_file" in _index(tmp_path, tls, ExitCode.CANNOT_CONNECT)


def test_an_unreachable_broker(tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    said = _index(tmp_path, {"NEWSWIRE_LOG": f"kafka://{nobody}"}, ExitCode.CANNOT_CONNECT)
    assert nobody in said
    assert "is it running" in said


@contextmanager
def _only_admin_may_use_enriched(server: KafkaServer) -> Iterator[None]:
    """One rule for a topic forbids everything with it to everybody else."""
    topic = ResourcePattern(ResourceType.TOPIC, ENRICHED)
    rule = ACL("User:admin", "*", ACLOperation.ALL, ACLPermissionType.ALLOW, topic)
    with closing(KafkaAdminClient(bootstrap_servers=server.bootstrap)) as admin:
        admin.create_acls([rule])
        try:
            yield
        finally:
            admin.delete_acls([rule])
            remove_topics(admin)


def _index(folder: Path, environment: Mapping[str, str], code: ExitCode) -> str:
    """What `newswire index` says before it ends."""
    given = {"NEWSWIRE_DATA_DIR": str(folder), "NEWSWIRE_LOG_LEVEL": "debug", **environment}
    command = [sys.executable, "-m", "newswire", "index"]
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, timeout=120, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == code, said
    assert "Traceback" not in said
    return said
