"""Dashboards: Grafana's asks for metrics that exist, Kibana's for fields that exist."""

from __future__ import annotations

import json
from typing import Any

import pytest
from deploy_files import DASHBOARD, DEPLOY, KIBANA, ROOT, read_json, read_yaml
from metric_names import unknown_labels, unknown_metrics


def panels() -> list[dict[str, Any]]:
    return read_json(DASHBOARD)["panels"]


def saved_objects() -> list[dict[str, Any]]:
    return [found for line in KIBANA.read_text(encoding="utf-8").splitlines() if "id" in (found := json.loads(line))]


@pytest.mark.parametrize("panel", [panel for panel in panels() if "targets" in panel], ids=lambda panel: panel["title"])
def test_panels_ask_for_metrics_that_exist(panel: dict[str, Any]) -> None:
    for target in panel["targets"]:
        assert unknown_metrics(target["expr"]) == set()
        assert unknown_labels(target["expr"]) == set()


def test_panels_have_ids_of_their_own_and_do_not_overlap() -> None:
    assert len({panel["id"] for panel in panels()}) == len(panels())
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {(x, y) for x in range(place["x"], place["x"] + place["w"]) for y in range(place["y"], place["y"] + place["h"])}
        assert not cells & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells


def test_grafana_is_provisioned_with_this_dashboard_and_prometheus() -> None:
    provisioning = DEPLOY / "grafana" / "provisioning"
    services = read_yaml(DEPLOY / "compose.yaml")["services"]
    (provider,) = read_yaml(provisioning / "dashboards" / "newswire.yaml")["providers"]
    assert any(
        volume.startswith(f"./grafana/dashboard.json:{provider['options']['path']}/")
        for volume in services["grafana"]["volumes"]
    )
    (source,) = read_yaml(provisioning / "datasources" / "prometheus.yaml")["datasources"]
    assert source["url"].removeprefix("http://").partition(":")[0] in services


def test_kibana_references_lead_somewhere() -> None:
    there = {(each["type"], each["id"]) for each in saved_objects()}
    for each in saved_objects():
        for reference in each["references"]:
            assert (reference["type"], reference["id"]) in there, each["id"]


def test_kibana_counts_its_objects() -> None:
    lines = KIBANA.read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["exportedCount"] == len(saved_objects()) == len(lines) - 1


@pytest.mark.parametrize(
    "saved", [each for each in saved_objects() if each["type"] in ("lens", "search")], ids=lambda saved: saved["id"]
)
def test_kibana_asks_for_fields_that_the_mapping_has(saved: dict[str, Any]) -> None:
    (view,) = {reference["id"] for reference in saved["references"] if reference["type"] == "index-pattern"}
    mapping = read_json(ROOT / "index" / "elastic" / f"{view.removeprefix('newswire-')}.json")["mappings"]["properties"]
    for field, bucketed in asked_fields(saved):
        assert field in mapping
        assert not bucketed or mapping[field]["type"] in ("keyword", "date"), f"{field} cannot be aggregated"


def asked_fields(saved: dict[str, Any]) -> list[tuple[str, bool]]:
    """The fields of a visualisation or list, and whether it aggregates by them."""
    attributes = saved["attributes"]
    if saved["type"] == "search":
        return [(column, False) for column in attributes["columns"]] + [(name, False) for name, _ in attributes["sort"]]
    columns = attributes["state"]["datasourceStates"]["formBased"]["layers"]["layer"]["columns"].values()
    return [(column["sourceField"], column["isBucketed"]) for column in columns if column["sourceField"] != "___records___"]
