"""compose's one-off that sets up Elasticsearch, against an HTTP server that writes down what it is asked."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from deploy_files import DEPLOY
from deploy_tools import tool

SCRIPT = DEPLOY / "compose" / "elastic-setup.sh"
ROLES = DEPLOY / "elasticsearch" / "roles"


class Clerk(HTTPServer):
    """Takes down (method, path, login, body) of every request; answers with `status`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Writes)
        self.taken: list[tuple[str, str, str, dict[str, object]]] = []
        self.status = 200


class _Writes(BaseHTTPRequestHandler):
    server: Clerk

    def do_PUT(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        login = base64.b64decode(self.headers["Authorization"].removeprefix("Basic ")).decode()
        self.server.taken.append((self.command, self.path, login, body))
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(b'{"error": "no such right"}')

    do_POST = do_PUT

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def clerk() -> Iterator[Clerk]:
    with Clerk() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def run(clerk: Clerk) -> subprocess.CompletedProcess[str]:
    tool("curl")
    environment = {
        "PATH": os.environ["PATH"],
        "ELASTIC_URL": f"http://127.0.0.1:{clerk.server_address[1]}",
        "ELASTIC_PASSWORD": 'root \\"secret',
        "KIBANA_PASSWORD": "kibana secret",
        "READER_PASSWORD": 'our "secret\\',
        "WRITER_PASSWORD": "writer secret",
        "ADMIN_PASSWORD": "admin secret",
        "ROLES": str(ROLES),
    }
    return subprocess.run(
        [tool("bash"), str(SCRIPT)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_it_sends_every_role_and_a_user_for_each(clerk: Clerk) -> None:
    done = run(clerk)
    assert done.returncode == 0, done.stderr
    names = sorted(path.stem for path in ROLES.glob("*.json"))
    assert {login for _, _, login, _ in clerk.taken} == {'elastic:root \\"secret'}
    sent = {(method, path): body for method, path, _, body in clerk.taken}
    assert {("PUT", f"/_security/role/{name}") for name in names} <= sent.keys()
    assert sent["POST", "/_security/user/kibana_system/_password"] == {"password": "kibana secret"}
    passwords = {"reader": 'our "secret\\', "writer": "writer secret", "admin": "admin secret"}
    for name, password in passwords.items():
        assert sent["PUT", f"/_security/user/newswire-{name}"] == {"password": password, "roles": [f"newswire_{name}"]}


def test_it_fails_and_says_why_where_it_is_refused(clerk: Clerk) -> None:
    clerk.status = 403
    done = run(clerk)
    assert done.returncode != 0
    assert "403" in done.stderr
    assert "no such right" in done.stderr
    assert "secret" not in done.stdout + done.stderr
