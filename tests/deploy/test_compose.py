"""compose: services are guarded, checked, and wait for what they need."""

from __future__ import annotations

import re
import subprocess
from typing import Any

import pytest
from deploy_files import DEPLOY, env_file, read_yaml
from deploy_tools import passes, tool

FILE = DEPLOY / "compose.yaml"
COMPOSE: dict[str, Any] = read_yaml(FILE)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def test_all_are_there() -> None:
    newswire = {"ingest", "enrich", "index", "serve", "topics", "indices", "tool"}
    assert SERVICES.keys() == newswire | {"kafka", "elasticsearch", "elastic-setup", "kibana", "prometheus", "grafana"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_ports_are_open_to_this_machine_only_unless_asked(name: str) -> None:
    for port in SERVICES[name].get("ports", []):
        assert port.startswith("${BIND:-127.0.0.1}:")


@pytest.mark.parametrize("name", ["ingest", "enrich", "index", "serve"])
def test_stages_can_do_little_harm_and_have_time_to_finish(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert int(service["stop_grace_period"].removesuffix("s")) > 20
    assert service["depends_on"]["topics"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize(
    ("name", "user"),
    [
        ("ingest", None),
        ("enrich", None),
        ("index", "newswire-writer"),
        ("serve", "newswire-reader"),
        ("indices", "newswire-admin"),
    ],
)
def test_each_stage_has_the_least_role_that_does(name: str, user: str | None) -> None:
    environment = SERVICES[name].get("environment", COMPOSE["x-newswire"]["environment"])
    assert environment.get("NEWSWIRE_ELASTIC_USERNAME") == user
    assert environment["NEWSWIRE_STORE"] == "http://elasticsearch:9200"
    assert SERVICES["index"]["depends_on"]["indices"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", ["kafka", "elasticsearch", "enrich", "index"])
def test_who_needs_no_internet_has_none(name: str) -> None:
    assert SERVICES[name]["networks"] == ["back"]
    assert COMPOSE["networks"]["back"]["internal"] is True


@pytest.mark.parametrize("name", ["kafka", "elasticsearch", "kibana", "prometheus", "grafana"])
def test_servers_are_pinned_and_checked(name: str) -> None:
    assert re.fullmatch(r"[\w./-]+:v?\d+\.\d+\.\d+", SERVICES[name]["image"])
    assert SERVICES[name]["healthcheck"]["test"]


def test_every_file_that_is_mounted_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]


def test_docker_compose_accepts_the_file() -> None:
    docker = tool("docker")
    if not_there := missing_plugin(docker):
        pytest.skip(not_there)
    secrets = {name: "x" * 32 for name, value in env_file(DEPLOY / ".env.example").items() if not value}
    assert "elasticsearch" in passes(docker, "compose", "-f", str(FILE), "config", **secrets)


def missing_plugin(docker: str) -> str:
    done = subprocess.run([docker, "compose", "version"], capture_output=True, check=False, timeout=30)
    return "" if done.returncode == 0 else "docker has no compose here"
