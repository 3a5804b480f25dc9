"""The web page and the API as a service.

settings -> store, log -> create_app -> uvicorn in a thread of its own, until `stop` is set
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import uvicorn
from fastapi import FastAPI

from index.api import create_app
from index.open import open_store
from wire import logs
from wire.errors import NewswireError, UsageError
from wire.metrics import Metrics
from wire.open import create_topics, open_log
from wire.settings import Settings

#: How often the main loop turns (s).
TURN_S = 0.5

#: How long a connection stays open between two requests (s).
KEEP_ALIVE_S = 30

#: How long requests under way may take to finish after the stop (s).
FINISH_S = 5

logger = logs.get(__name__)


def run(settings: Settings, *, stop: threading.Event, metrics: Metrics, ready: Callable[[], None]) -> None:
    """Serve until `stop` is set. Raises UsageError where the address cannot be had, and what opening log and store raises."""
    with (
        closing(open_log(settings)) as log,
        closing(open_store(settings)) as store,
        closing(listen(settings.host, settings.port)) as listening,
    ):
        create_topics(log, settings)  # whoever starts first: a page of an empty pipeline is no error
        app = create_app(store, log=log, settings=settings, metrics=metrics)
        with serving(app, listening) as server:
            logger.info("serving", url=url_of(listening))
            while not stop.wait(TURN_S):
                if server.should_exit:
                    raise NewswireError("the web server ended by itself: its log tells why; start it again")
                ready()


@contextmanager
def serving(app: FastAPI, listening: socket.socket) -> Iterator[uvicorn.Server]:
    """Answer requests from a thread while the block runs; requests under way at its end are finished."""
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=FINISH_S,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=_serve, args=(server, listening), name="web", daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.should_exit = True
        thread.join()


def _serve(server: uvicorn.Server, listening: socket.socket) -> None:
    """Serve; whatever ends it also tells the main loop."""
    try:
        server.run(sockets=[listening])
    finally:
        server.should_exit = True


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections at an address; port 0 takes a free one. Raises UsageError where it cannot be had."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server((address[0], address[1]), family=family)
    except OSError as error:
        raise UsageError(
            f"cannot serve the page on {host}:{port} ({error.strerror}): choose another port with `--set port=NUMBER`, "
            "or end the program that has this one"
        ) from error


def url_of(listening: socket.socket) -> str:
    """The address a browser is given."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
