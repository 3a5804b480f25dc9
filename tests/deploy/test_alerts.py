"""Alerts: what they look at exists, each tells what to do, and promtool finds that they do what they say."""

from __future__ import annotations

import re

import pytest
from deploy_files import OPERATIONS, RULE_TESTS, RULES, alerts, headings, read_yaml, rules
from deploy_tools import passes, tool
from metric_names import unknown_metrics


@pytest.mark.parametrize("name", sorted(alerts()))
def test_every_alert_has_its_section_in_the_runbook(name: str) -> None:
    page, _, anchor = alerts()[name]["annotations"]["runbook_url"].partition("#")
    assert page == "docs/operations.md"
    assert anchor == name.lower()
    assert anchor in headings(OPERATIONS.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(alerts()))
def test_every_alert_says_how_bad_it_is_and_what_is_wrong(name: str) -> None:
    assert alerts()[name]["labels"]["severity"] in {"warning", "critical"}
    assert alerts()[name]["annotations"]["summary"]


def test_no_section_of_the_runbook_is_left_without_its_alert() -> None:
    sections = re.findall(r"^### (Newswire\w+)$", OPERATIONS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert set(sections) == alerts().keys()


def test_rules_look_at_metrics_that_exist() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    for rule in rules():
        assert unknown_metrics(rule["expr"]) - recorded == set(), rule.get("alert", rule.get("record"))


def test_every_alert_is_tested() -> None:
    tested = {
        case["alertname"]
        for story in read_yaml(RULE_TESTS)["tests"]
        for case in story.get("alert_rule_test", [])
        if "exp_alerts" in case
    }
    assert tested == alerts().keys()


def test_promtool_accepts_the_rules_and_the_configuration() -> None:
    promtool = tool("promtool")
    passes(promtool, "check", "rules", str(RULES))
    passes(promtool, "check", "config", str(RULES.parent / "prometheus.yml"))


def test_promtool_passes_the_stories_of_the_rules() -> None:
    passes(tool("promtool"), "test", "rules", str(RULE_TESTS))
