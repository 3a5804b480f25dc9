"""The image: which packages of the lock it takes, what is sent to the builder, and its health check."""

from __future__ import annotations

import re
import threading
import tomllib
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest
from deploy_files import DEPLOY, ROOT
from deploy_tools import passes, tool

LOCK = """\
alpha==1.0 \\
    --hash=sha256:aa
    # via newswire (pyproject.toml)
beta==2.0 ; python_full_version < '3.12' \\
    --hash=sha256:bb
    # via
    #   alpha
    #   tester
beta==2.1 ; python_full_version >= '3.12' \\
    --hash=sha256:bc
    # via
    #   alpha
    #   tester
gamma-ray==3.0 \\
    --hash=sha256:cc
    # via beta
tester==9.0 \\
    --hash=sha256:dd
    # via newswire (pyproject.toml)
of-tester==9.1 \\
    --hash=sha256:ee
    # via tester
"""


def script(name: str) -> ModuleType:
    """A script of deploy/ as a module."""
    spec = spec_from_file_location(name, DEPLOY / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(lock: str) -> list[str]:
    return re.findall(r"^([\w.-]+)==", lock, flags=re.MULTILINE)


def test_what_only_tests_need_is_left_out_of_the_lock() -> None:
    kept = script("runtime_lock").reduced(LOCK, ["Alpha[fast]>=1"])
    assert names(kept) == ["alpha", "beta", "beta", "gamma-ray"]
    assert "--hash=sha256:bc" in kept


def test_a_dependency_that_the_lock_lacks_is_told() -> None:
    with pytest.raises(ValueError, match="not in the lock: omega"):
        script("runtime_lock").reduced(LOCK, ["alpha", "omega<2"])


def test_our_lock_keeps_all_dependencies_and_no_test_tools() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    kept = set(
        names(script("runtime_lock").reduced((ROOT / "requirements.lock").read_text(encoding="utf-8"), project["dependencies"]))
    )
    assert {"kafka-python", "crc32c", "elasticsearch", "spacy", "numpy", "tantivy"} <= kept
    assert not {"pytest", "mypy", "ruff", "playwright", "hypothesis"} & kept


def test_the_builder_is_sent_all_that_is_copied() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = [
        word for line in re.findall(r"^COPY (?!--from)(.*)$", dockerfile, flags=re.MULTILINE) for word in line.split()[:-1]
    ]
    allowed = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for path in copied:
        if not path.startswith("--"):
            assert (ROOT / path).exists(), path
            assert f"!{path}" in allowed, path


def test_the_image_runs_as_nobody_special() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert re.search(r"^USER 10001:10001$", dockerfile, flags=re.MULTILINE)
    assert re.search(r"^ARG BASE=python:3\.\d+\.\d+-slim", dockerfile, flags=re.MULTILINE)


class Answers(BaseHTTPRequestHandler):
    """Well at /healthz, unwell elsewhere."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 503)
        self.end_headers()
        self.wfile.write(b"the main loop has not turned\n")

    def log_message(self, *_: object) -> None:
        pass


def test_the_health_check_tells_well_from_unwell_from_away() -> None:
    check = script("healthcheck")
    with HTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        port = str(server.server_address[1])
        try:
            assert check.problem(check.address({"NEWSWIRE_METRICS_PORT": port})) is None
            assert check.problem(check.address({"NEWSWIRE_PORT": port})) == "the main loop has not turned"
        finally:
            server.shutdown()
            thread.join()
    assert "does not answer" in check.problem(check.address({"NEWSWIRE_METRICS_PORT": port}))


def test_hadolint_has_no_complaint() -> None:
    passes(tool("hadolint"), str(DEPLOY / "Dockerfile"))
