"""A real Elasticsearch node on 127.0.0.1: one node, no Docker.

    with ElasticServer.create() as server:          # a folder of its own under /tmp, removed at the end
        server.start()                              # and waits until it is ready
        server.url                                  # http://127.0.0.1:PORT
        server.kill(); server.start()               # the same port and data

    security = Security(users={"ada": User("secret", ("writer",))}, roles="writer:\\n  cluster: [monitor]\\n", tls=True)
    ElasticServer.create(security=security)         # https with server.ca_file, 401 and 403

The distribution lacks some endpoints and analyzers, `GET /` among them: ask the health for a sign of life.
Elasticsearch refuses to run as root; for root it runs as the system user `newswire-es`, made if need be.
"""

from __future__ import annotations

import base64
import hashlib
import os
import pwd
import shutil
import ssl
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from tests.servers import maven
from tests.servers.certificate import make_certificate
from tests.servers.child import Child, InChild, ServerFailed, wait_ready
from tests.servers.java import has_module, java_home
from tests.servers.ports import free_port

VERSION = "9.2.4"

#: The oldest Java that runs it.
JAVA = 21

#: Speeds Lucene up; small Javas come without it, and Elasticsearch, which asks for it, then works without it too.
_VECTORS = "jdk.incubator.vector"

#: Who runs it where we are root.
SYSTEM_USER = "newswire-es"

_SETTINGS = """
discovery.type: single-node
network.host: 127.0.0.1
http.port: {http}
transport.port: {transport}
path.data: {folder}/data
path.logs: {folder}/logs
cluster.routing.allocation.disk.threshold_enabled: false
xpack.security.enabled: {security}
xpack.security.transport.ssl.enabled: false
xpack.security.authc.password_hashing.algorithm: pbkdf2
"""

_TLS_SETTINGS = """
xpack.security.http.ssl.enabled: true
xpack.security.http.ssl.keystore.path: {keystore}
xpack.security.http.ssl.keystore.password: {password}
"""


@dataclass(frozen=True)
class User:
    """One who may log in."""

    password: str
    roles: tuple[str, ...] = ("superuser",)


@dataclass(frozen=True, kw_only=True)
class Security:
    """Who may do what. `roles` is the text of roles.yml; `admin` (superuser) is there in any case."""

    users: Mapping[str, User] = field(default_factory=dict)
    roles: str = ""
    tls: bool = False


#: The user of the fixture itself, who may do everything.
ADMIN, ADMIN_PASSWORD = "admin", "admin-secret"


@dataclass
class ElasticServer(InChild):
    """One node in one folder. `start` and `kill` may be called from any thread, one at a time."""

    folder: Path
    home: Path
    java: Path
    security: Security | None = None
    heap: str = "1g"
    port: int = field(default_factory=free_port)
    ca_file: Path | None = None
    _child: Child | None = None

    @classmethod
    def create(cls, *, security: Security | None = None, heap: str = "1g") -> ElasticServer:
        """A node with no data, not yet started. Raises MavenFailed or ServerFailed."""
        java = java_home(JAVA)
        home = maven.unzipped(*artifact())
        folder = Path(tempfile.mkdtemp(prefix="newswire-elastic-"))
        server = cls(folder=folder, home=home, java=java, security=security, heap=heap)
        server._write_config()
        _hand_over(folder)
        return server

    def __enter__(self) -> ElasticServer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"{'https' if self.ca_file else 'http'}://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the node says."""
        return self.folder / "elasticsearch.out"

    def start(self, timeout_s: float = 120) -> None:
        """Start, and return when it is ready. Raises ServerFailed."""
        self._child = Child(
            [self.home / "bin" / "elasticsearch"],
            log=self.log,
            cwd=self.folder,
            user=SYSTEM_USER if os.geteuid() == 0 else None,
            env={
                "ES_JAVA_HOME": str(self.java),
                "ES_PATH_CONF": str(self._config),
                "ES_TMPDIR": str(self.folder / "tmp"),
                "ES_JAVA_OPTS": f"-Xms{self.heap} -Xmx{self.heap}",
                "HOME": str(self.folder),
            },
        )
        wait_ready(self._child, self._healthy, name="Elasticsearch", log=self.log, timeout_s=timeout_s)

    @property
    def _config(self) -> Path:
        return self.folder / "config"

    def _healthy(self) -> bool:
        request = urllib.request.Request(f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=5s")
        if self.security is not None:
            request.add_header("Authorization", "Basic " + base64.b64encode(f"{ADMIN}:{ADMIN_PASSWORD}".encode()).decode())
        context = ssl.create_default_context(cafile=str(self.ca_file)) if self.ca_file else None
        try:
            with urllib.request.urlopen(request, timeout=10, context=context) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _write_config(self) -> None:
        for name in ("config", "data", "logs", "tmp"):
            (self.folder / name).mkdir()
        shutil.copy(self.home / "config" / "log4j2.properties", self._config)
        options = (self.home / "config" / "jvm.options").read_text()
        (self._config / "jvm.options").write_text(options if has_module(self.java, _VECTORS) else _without(options, _VECTORS))
        (self._config / "jvm.options.d").mkdir()
        self.log.touch()
        settings = _SETTINGS.format(
            http=self.port, transport=free_port(), folder=self.folder, security=str(self.security is not None).lower()
        )
        if self.security is not None:
            settings += self._write_security(self.security)
        (self._config / "elasticsearch.yml").write_text(settings)

    def _write_security(self, security: Security) -> str:
        """Write the files of users and roles; gives further settings."""
        users = {ADMIN: User(ADMIN_PASSWORD), **security.users}
        members: dict[str, list[str]] = {}
        for name, user in users.items():
            for role in user.roles:
                members.setdefault(role, []).append(name)
        (self._config / "users").write_text("".join(f"{name}:{_hash(user.password)}\n" for name, user in users.items()))
        (self._config / "users_roles").write_text("".join(f"{role}:{','.join(who)}\n" for role, who in members.items()))
        (self._config / "roles.yml").write_text(security.roles)
        if not security.tls:
            return ""
        certificate = make_certificate(self.java, self._config)
        self.ca_file = certificate.ca_file
        return _TLS_SETTINGS.format(keystore=certificate.keystore, password=certificate.password)


def _without(options: str, word: str) -> str:
    return "".join(line for line in options.splitlines(keepends=True) if word not in line)


def artifact() -> tuple[str, str]:
    """Name in the cache and artifact of Maven."""
    return f"elasticsearch-{VERSION}", f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"


def _hash(password: str) -> str:
    """A password as `elasticsearch-users` would write it, without starting a Java for it."""
    salt, rounds = os.urandom(32), 1000
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 32)
    return f"{{PBKDF2}}{rounds}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def _hand_over(folder: Path) -> None:
    """Give a folder to the user who runs the server, where that is not we. Raises ServerFailed."""
    if os.geteuid() != 0:
        return
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        command = ["useradd", "--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 9):  # 9: another one was quicker
            raise ServerFailed(f"Elasticsearch refuses to run as root, and {' '.join(command)} failed: {done.stderr}") from None
    for path in [folder, *folder.rglob("*")]:
        shutil.chown(path, SYSTEM_USER, SYSTEM_USER)
