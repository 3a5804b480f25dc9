"""A real Kafka broker on 127.0.0.1: one node, no ZooKeeper, no Docker.

server = KafkaServer.create(folder)    # formats its storage
server.start()                         # and waits until it is ready
server.bootstrap                       # 127.0.0.1:PORT, no password
server.sasl_bootstrap                  # the same broker for those who log in (PLAIN or SCRAM-SHA-512)
server.tls_bootstrap                   # the same broker over TLS; its certificate is server.ca_file
server.kill(); server.start()          # the same ports and data
server.tool("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand", "--describe", "--group", group)
"""

from __future__ import annotations

import base64
import subprocess
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import maven
from tests.servers.certificate import Certificate, make_certificate
from tests.servers.child import Child, InChild, ServerFailed, wait_ready
from tests.servers.java import java_home
from tests.servers.ports import free_port

VERSION = "4.2.0"

#: The oldest Java that runs it.
JAVA = 17

#: Those who may log in, with their passwords. `admin` may do everything, `reader` and `scram` what no ACL forbids.
USERS = {"admin": "admin-secret", "reader": "reader-secret"}
SCRAM_USER, SCRAM_PASSWORD = "scram", "scram-secret"

_PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{plain},SASL_PLAINTEXT://127.0.0.1:{sasl},SSL://127.0.0.1:{tls},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{plain},SASL_PLAINTEXT://127.0.0.1:{sasl},SSL://127.0.0.1:{tls}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs={data}

sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-512
listener.name.sasl_plaintext.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required {users};
listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
ssl.keystore.location={keystore}
ssl.keystore.type=PKCS12
ssl.keystore.password={store_password}
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
allow.everyone.if.no.acl.found=true
super.users=User:ANONYMOUS;User:admin

# one node, small and quick
auto.create.topics.enable=false
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=2
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=1000
log.cleaner.backoff.ms=500
log.cleaner.dedupe.buffer.size=4194304
log.retention.check.interval.ms=1000
"""


#: Warnings, and the few lines that say when it is ready.
_LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)


@dataclass
class KafkaServer(InChild):
    """One broker in one folder. `start` and `kill` may be called from any thread, one at a time."""

    folder: Path
    java: Path
    jars: Path
    plain: int = field(default_factory=free_port)
    sasl: int = field(default_factory=free_port)
    tls: int = field(default_factory=free_port)
    controller: int = field(default_factory=free_port)
    _child: Child | None = None

    @classmethod
    def create(cls, folder: Path) -> KafkaServer:
        """A broker with fresh data in this folder, not yet started. Raises MavenFailed or ServerFailed."""
        home = java_home(JAVA)
        server = cls(folder=folder, java=home, jars=maven.jars(*artifacts()))
        server._write_properties(make_certificate(home, folder))
        cluster = "n" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]  # a dash would look like an option
        scram = f"SCRAM-SHA-512=[name={SCRAM_USER},password={SCRAM_PASSWORD}]"
        server.tool("kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(server._config), "--add-scram", scram)
        return server

    @property
    def bootstrap(self) -> str:
        """`host:port` for everybody."""
        return f"127.0.0.1:{self.plain}"

    @property
    def sasl_bootstrap(self) -> str:
        """`host:port` for those who log in."""
        return f"127.0.0.1:{self.sasl}"

    @property
    def tls_bootstrap(self) -> str:
        """`host:port` over TLS."""
        return f"127.0.0.1:{self.tls}"

    @property
    def ca_file(self) -> Path:
        """The certificate to trust (PEM)."""
        return self.folder / "ca.pem"

    @property
    def log(self) -> Path:
        """What the broker says."""
        return self.folder / "kafka.out"

    def start(self, timeout_s: float = 60) -> None:
        """Start, and return when it is ready. Raises ServerFailed."""
        said = self.log.stat().st_size if self.log.exists() else 0
        command = self._command("-Xmx512m", *_LOGGING, "kafka.Kafka", str(self._config))
        self._child = Child(command, log=self.log, cwd=self.folder)
        wait_ready(self._child, lambda: self._has_started(said), name="Kafka", log=self.log, timeout_s=timeout_s)

    def tool(self, name: str, *arguments: str, timeout_s: float = 60) -> str:
        """Run one of Kafka's own command-line tools; gives what it prints. Raises ServerFailed when it fails."""
        command = self._command("-Xmx128m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error", name, *arguments)
        done = subprocess.run(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout_s, check=False
        )
        if done.returncode != 0:
            raise ServerFailed(f"{name} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    @property
    def _config(self) -> Path:
        return self.folder / "server.properties"

    def _command(self, *arguments: str) -> list[str]:
        return [
            str(self.java / "bin" / "java"),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            f"{self.jars}/*",
            *arguments,
        ]

    def _has_started(self, said: int) -> bool:
        return b"Kafka Server started" in self.log.read_bytes()[said:]

    def _write_properties(self, certificate: Certificate) -> None:
        users = " ".join(f'user_{name}="{password}"' for name, password in USERS.items())
        self._config.write_text(
            _PROPERTIES.format(
                plain=self.plain,
                sasl=self.sasl,
                tls=self.tls,
                controller=self.controller,
                data=self.folder / "data",
                users=users,
                keystore=certificate.keystore,
                store_password=certificate.password,
            )
        )


def artifacts() -> tuple[str, list[str]]:
    """Name in the cache and artifacts of Maven: the broker, the official tools, and what lets them log."""
    return f"kafka-{VERSION}", [
        f"org.apache.kafka:kafka_2.13:{VERSION}",
        f"org.apache.kafka:kafka-tools:{VERSION}",
        "org.slf4j:slf4j-simple:1.7.36",
    ]
