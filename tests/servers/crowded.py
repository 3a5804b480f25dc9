"""A proxy on 127.0.0.1 before a real Elasticsearch that is too busy for what comes: some of it, or all.

    with CrowdedProxy(elastic.url) as proxy:        # proxy.url is what the client is to use
        proxy.mood = "refuse"                       # whole bulk requests are answered 429; nothing of them is passed on
        proxy.mood = "some"                         # of the items of each bulk request about half are passed on, the others 429
        proxy.mood = "pass"                         # everything is passed on, as all other requests are at any time

Its answers are Elasticsearch's own words for a full queue of writes and for a node short of memory. An item that is answered
429 was not passed on, so what the proxy says of it is true.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, Literal

from aiohttp import ClientSession, web

from tests.servers.threaded import ThreadedServer

Mood = Literal["pass", "some", "refuse"]

#: A single item, where the queue of writes is full.
_ITEM_ERROR = {
    "type": "es_rejected_execution_exception",
    "reason": "rejected execution of primary operation [queue capacity = 10000, active threads = 2]",
}

#: A whole request, where a node is short of memory.
_REQUEST_ERROR = {
    "type": "circuit_breaking_exception",
    "reason": "[parent] Data too large, data for [<http_request>] would be larger than the limit",
    "durability": "TRANSIENT",
}

#: Headers that belong to one connection, or to a body that we write anew.
_OUR_OWN = {"connection", "content-encoding", "content-length", "host", "transfer-encoding", "accept-encoding"}


class CrowdedProxy(ThreadedServer):
    """The proxy; a context manager. `mood` may be changed, and the counts read, from the test's thread at any time."""

    def __init__(self, target: str, *, seed: int = 1) -> None:
        super().__init__("crowded-proxy")
        self.mood: Mood = "pass"
        self.refused_requests = self.refused_items = self.passed_items = 0
        self._target = target
        self._random = random.Random(seed)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._port}"

    async def _start(self) -> None:
        self._session = ClientSession(auto_decompress=True)
        self._runner = web.ServerRunner(web.Server(self._answer, access_log=None), shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]

    async def _stop(self) -> None:
        await super()._stop()
        await self._session.close()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        if not request.path.endswith("/_bulk") or self.mood == "pass":
            return await self._passed(request, body)
        if self.mood == "refuse":
            self.refused_requests += 1
            return _json({"error": _REQUEST_ERROR | {"root_cause": [_REQUEST_ERROR]}, "status": 429}, status=429)
        return await self._some(request, list(_operations(body)))

    async def _some(self, request: web.BaseRequest, operations: list[tuple[bytes, bytes]]) -> web.StreamResponse:
        """Pass on some of the items, and put the refusals of the others into the answer, each in its place."""
        taken = [self._random.random() < 0.5 for _ in operations]
        passed = [operation for operation, take in zip(operations, taken, strict=True) if take]
        self.passed_items += len(passed)
        self.refused_items += len(operations) - len(passed)
        answers = iter(await self._written(request, passed))
        items = [next(answers) if take else _refusal(action) for (action, _), take in zip(operations, taken, strict=True)]
        return _json({"items": items})

    async def _written(self, request: web.BaseRequest, operations: list[tuple[bytes, bytes]]) -> list[Any]:
        if not operations:
            return []
        answer = await self._passed(request, b"".join(line + b"\n" for operation in operations for line in operation))
        assert answer.status == 200, answer.body
        items = json.loads(answer.body)["items"]  # type: ignore[arg-type]
        assert len(items) == len(operations)
        return list(items)

    async def _passed(self, request: web.BaseRequest, body: bytes) -> web.Response:
        headers = _headers(request.headers.items())
        async with self._session.request(request.method, self._target + request.path_qs, data=body, headers=headers) as answer:
            return web.Response(status=answer.status, body=await answer.read(), headers=_headers(answer.headers.items()))


def _operations(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The lines of a bulk request, two by two: newswire never sends a `delete`, which has but one."""
    lines = iter(body.splitlines())
    return zip(lines, lines, strict=True)


def _refusal(action: bytes) -> dict[str, Any]:
    (name,) = json.loads(action)
    return {name: {"status": 429, "error": _ITEM_ERROR}}


def _headers(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers if name.lower() not in _OUR_OWN}


def _json(body: Any, *, status: int = 200) -> web.Response:
    headers = {"X-Elastic-Product": "Elasticsearch", "Content-Type": "application/vnd.elasticsearch+json;compatible-with=9"}
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)
