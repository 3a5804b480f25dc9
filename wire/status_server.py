"""The small HTTP server every service has beside its work: /healthz, /readyz and /metrics."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from prometheus_client import CONTENT_TYPE_LATEST

from wire.errors import UsageError
from wire.health import Health
from wire.metrics import Metrics

TEXT = "text/plain; charset=utf-8"


@contextmanager
def status_server(host: str, port: int, *, health: Health, metrics: Metrics) -> Iterator[str]:
    """Serve while the block runs, from a thread; yields the base URL. Port 0 takes a free one.

    Raises UsageError where the address cannot be had.
    """
    try:
        server = _Server((host, port), health=health, metrics=metrics)
    except OSError as error:
        raise UsageError(
            f"cannot serve metrics on {host}:{port} ({error.strerror}): choose another `metrics_port`, or 0 for a free one"
        ) from error
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, name="status-server", daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    """Holds what the handler needs."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], *, health: Health, metrics: Metrics) -> None:
        self.health = health
        self.metrics = metrics
        super().__init__(address, _Handler)


class _Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: _Server
    timeout = 10  # seconds; a silent client must not keep a thread

    def do_GET(self) -> None:
        """Answer /healthz, /readyz and /metrics."""
        path = self.path.partition("?")[0]
        if path == "/metrics":
            self._answer(200, self.server.metrics.render(), CONTENT_TYPE_LATEST)
        elif path == "/healthz":
            self._verdict(self.server.health.problem())
        elif path == "/readyz":
            self._verdict(self.server.health.not_ready())
        else:
            self._answer(404, b"here are /healthz, /readyz and /metrics\n", TEXT)

    def _verdict(self, problem: str | None) -> None:
        self._answer(503 if problem else 200, f"{problem or 'ok'}\n".encode(), TEXT)

    def _answer(self, status: int, body: bytes, content_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing: probes come every few seconds."""
