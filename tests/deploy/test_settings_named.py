"""Every setting and command that a file of deploy/ names exists, so that nothing refuses to start."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from deploy_files import CHART, DEPLOY, OPERATIONS, env_file, read_yaml
from typer.main import get_command

from newswire.cli import app
from wire.settings import Settings, load_settings

STAGES = ("ingest", "enrich", "index", "serve")

#: Names in deploy/.env that are compose's own.
OF_COMPOSE = {"NEWSWIRE_IMAGE"}

ENV_FILES = sorted((DEPLOY / "systemd").glob("*.env.example"))

TEXTS = sorted(
    path
    for path in DEPLOY.rglob("*")
    if path.is_file() and path.suffix in (".yaml", ".yml", ".txt", ".md", ".service", ".sh", "")
)


def commands() -> set[str]:
    """Every command with its sub-commands: "ingest", "topics create"."""
    top: Any = get_command(app)
    nested = {f"{name} {sub}" for name, group in top.commands.items() for sub in getattr(group, "commands", ())}
    return nested | set(top.commands)


def services() -> dict[str, Any]:
    return {
        name: each
        for name, each in read_yaml(DEPLOY / "compose.yaml")["services"].items()
        if "NEWSWIRE_LOG" in settings_of(each)
    }


def settings_of(service: dict[str, Any]) -> dict[str, str]:
    return service.get("environment", {})


def load(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings({}, None)[0]


@pytest.mark.parametrize("name", [*STAGES, "topics", "tool"])
def test_compose_starts_commands_that_exist_with_settings_that_load(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    service = services()[name]
    assert " ".join(service["command"]) in commands()
    settings = load({key: re.sub(r"\$\{.*\}", "secret", value) for key, value in settings_of(service).items()}, monkeypatch)
    assert settings.log_url == "kafka://kafka:9092"
    assert settings.store_url == "http://elasticsearch:9200"


def test_prometheus_scrapes_every_stage_of_compose_where_it_listens() -> None:
    (job,) = read_yaml(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"]
    (found,) = job["dns_sd_configs"]
    assert sorted(found["names"]) == sorted(STAGES)
    assert {settings_of(services()[name])["NEWSWIRE_METRICS_PORT"] for name in STAGES} == {str(found["port"])}


def test_compose_holds_no_password_and_names_those_it_wants() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    wanted = set(re.findall(r"\$\{(\w+):\?", text))
    assert all("PASSWORD" in name or "KEY" in name for name in wanted)
    assert wanted <= env_file(DEPLOY / ".env.example").keys()
    for line in text.splitlines():
        if re.search(r"(PASSWORD|ENCRYPTIONKEY): ", line):
            assert re.search(r": \$\{\w+:\?", line), line


@pytest.mark.parametrize("path", ENV_FILES, ids=lambda path: path.name)
def test_unit_settings_load(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(env_file(path), monkeypatch)


def test_stages_on_one_machine_have_metrics_ports_of_their_own() -> None:
    ports = {env_file(DEPLOY / "systemd" / f"{stage}.env.example")["NEWSWIRE_METRICS_PORT"] for stage in STAGES}
    assert len(ports) == len(STAGES)


def test_chart_values_are_settings_that_load(monkeypatch: pytest.MonkeyPatch) -> None:
    values = read_yaml(CHART / "values.yaml")
    assert values["stages"].keys() == set(STAGES)
    for stage in values["stages"].values():
        named = {**values["settings"], **stage["settings"]}
        load({f"NEWSWIRE_{name.upper()}": str(value) for name, value in named.items()}, monkeypatch)


@pytest.mark.parametrize("path", [*TEXTS, OPERATIONS], ids=lambda path: path.name)
def test_variables_in_any_text_are_settings(path: Path) -> None:
    for name in re.findall(r"\bNEWSWIRE_([A-Z_]*[A-Z])\b(?!_)", path.read_text(encoding="utf-8")):
        if f"NEWSWIRE_{name}" not in OF_COMPOSE | {"NEWSWIRE_PASSWORD"}:
            assert name.lower() in Settings.model_fields, f"NEWSWIRE_{name}"


@pytest.mark.parametrize("path", [DEPLOY / "README.md", OPERATIONS], ids=lambda path: path.name)
def test_commands_that_the_pages_tell_to_run_exist(path: Path) -> None:
    for line in re.findall(
        r"(?:`|^\$ |-- )newswire ([a-z][a-z-]*(?: [a-z]+)?)", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    ):
        assert line in commands() or line.split()[0] in commands(), f"newswire {line}"


def test_settings_that_the_pages_name_exist() -> None:
    known = set(Settings.model_fields)
    for name in re.findall(r"`([a-z]+_[a-z_]+)(?: = [^`]*)?`", OPERATIONS.read_text(encoding="utf-8")):
        assert name in known or name.startswith(("newswire_", "node_", "runbook_")), name
