"""The Helm chart: what it says of newswire is so, and helm renders it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from deploy_files import CHART, RULES, read_json, read_yaml
from deploy_tools import passes, tool

from wire.topics import GROUPS, INGEST_GROUP

EVERYTHING = """
keda: {enabled: true}
podMonitor: {enabled: true}
prometheusRule: {enabled: true}
ingress: {enabled: true}
existingSecret: newswire
indices: {enabled: true, existingSecret: admin-of-elasticsearch}
tls: {secretName: certificates}
settings: {allowed_hosts: [news.example.org, b.example.org], retention_bytes: 10737418240, min_confidence: 0.25}
"""


def test_keda_watches_the_groups_and_topics_that_the_stages_have() -> None:
    template = (CHART / "templates" / "scaling.yaml").read_text(encoding="utf-8")
    (pairs,) = re.findall(r"\$reads := dict (.*?) }}", template)
    words = re.findall(r'"([^"]+)"', pairs)
    reads = {(f"newswire-{stage}", topic) for stage, topic in zip(words[::2], words[1::2], strict=True)}
    assert reads == {(group, topic) for group, topic in GROUPS if group != INGEST_GROUP}


def test_the_alerts_of_the_chart_are_the_alerts() -> None:
    assert (CHART / "files" / "newswire.rules.yml").resolve() == RULES


def test_every_value_is_known_to_the_schema() -> None:
    schema = read_json(CHART / "values.schema.json")
    assert read_yaml(CHART / "values.yaml").keys() <= schema["properties"].keys()


def test_services_do_not_leak_into_the_settings() -> None:
    for name in ("deployments.yaml", "jobs.yaml"):
        assert "enableServiceLinks: false" in (CHART / "templates" / name).read_text(encoding="utf-8")


def rendered(*options: str) -> list[dict[str, Any]]:
    text = passes(tool("helm"), "template", "x", str(CHART), "--kube-version", "1.31.0", *options)
    return [each for each in yaml.safe_load_all(text) if each]


def test_helm_has_no_complaint() -> None:
    passes(tool("helm"), "lint", str(CHART), "--kube-version", "1.31.0")


def test_helm_renders_a_deployment_and_a_budget_per_stage() -> None:
    kinds = Counter(each["kind"] for each in rendered())
    assert kinds["Deployment"] == kinds["PodDisruptionBudget"] == kinds["NetworkPolicy"] == 4
    assert not kinds["ScaledObject"]


def test_helm_renders_everything_switched_on(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text(EVERYTHING, encoding="utf-8")
    found = rendered("--values", str(values))
    assert {"ScaledObject", "PodMonitor", "PrometheusRule", "Ingress"} <= {each["kind"] for each in found}
    (settings,) = (
        each["data"] for each in found if each["kind"] == "ConfigMap" and each["metadata"]["name"].endswith("-serve")
    )
    assert settings["NEWSWIRE_ALLOWED_HOSTS"] == "news.example.org,b.example.org"
    assert settings["NEWSWIRE_RETENTION_BYTES"] == "10737418240"
    assert settings["NEWSWIRE_MIN_CONFIDENCE"] == "0.25"


def test_what_the_stages_may_not_make_is_made_before_them_by_who_may(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text(EVERYTHING, encoding="utf-8")
    jobs = {
        each["metadata"]["labels"]["app.kubernetes.io/component"]: each["spec"]["template"]["spec"]["containers"][0]
        for each in rendered("--values", str(values))
        if each["kind"] == "Job"
    }
    assert {job: each["args"] for job, each in jobs.items()} == {
        "topics": ["topics", "create"],
        "indices": ["reindex", "--if-missing"],
    }
    assert jobs["topics"]["envFrom"][1:] == [{"secretRef": {"name": "newswire"}}]
    assert jobs["indices"]["envFrom"][1:] == [{"secretRef": {"name": "admin-of-elasticsearch"}}]


@pytest.mark.parametrize("value", ["settings.kafka_password=x", "settings.log=sqlite:///x", "stages.ingest.replica=2"])
def test_helm_refuses_values_that_do_not_fit(value: str) -> None:
    helm = tool("helm")
    with pytest.raises(AssertionError):
        passes(helm, "template", "x", str(CHART), "--kube-version", "1.31.0", "--set", value)
