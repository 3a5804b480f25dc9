"""Settings: who overrides whom, where each came from, and mistakes that are told with their place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wire.errors import UsageError
from wire.settings import Settings, load_settings, masked


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An environment without settings, in an empty folder."""
    for name in [name for name in os.environ if name.startswith("NEWSWIRE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_anything_all_is_default() -> None:
    settings, origins = load_settings({}, None)

    assert settings == Settings()
    assert origins == {}


def test_the_command_line_wins_over_the_environment_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("newswire.toml").write_text('port = 1\nhost = "file"\npartitions = 3\n')
    monkeypatch.setenv("NEWSWIRE_PORT", "2")
    monkeypatch.setenv("NEWSWIRE_HOST", "environment")

    settings, origins = load_settings({"port": "4", "log": None}, None)

    assert (settings.port, settings.host, settings.partitions) == (4, "environment", 3)
    assert origins == {"port": "command line", "host": "environment NEWSWIRE_HOST", "partitions": "newswire.toml, line 3"}


def test_a_file_can_be_named(tmp_path: Path) -> None:
    Path("newswire.toml").write_text("port = 1\n")
    (tmp_path / "other.toml").write_text("port = 2\n")

    settings, origins = load_settings({}, tmp_path / "other.toml")

    assert settings.port == 2
    assert origins["port"] == f"{tmp_path / 'other.toml'}, line 1"


def test_lists_are_written_with_commas_or_as_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("newswire.toml").write_text('allowed_origins = ["http://a:1", "http://b:2"]\n')
    assert load_settings({}, None)[0].allowed_origins == ("http://a:1", "http://b:2")

    monkeypatch.setenv("NEWSWIRE_ALLOWED_ORIGINS", "http://c:3, http://d:4,")
    assert load_settings({}, None)[0].allowed_origins == ("http://c:3", "http://d:4")
    assert Settings().allowed_origins == ("http://c:3", "http://d:4")


def test_the_variables_people_are_told_of_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_ALLOW_PRIVATE_NETWORKS", "1")
    monkeypatch.setenv("NEWSWIRE_DATA_DIR", "/srv/news")
    monkeypatch.setenv("NEWSWIRE_TEST_KAFKA", "127.0.0.1:9092")
    monkeypatch.setenv("NEWSWIRE_PORT", "")

    settings, _ = load_settings({}, None)

    assert settings.allow_private_networks
    assert settings.log_url == "sqlite:////srv/news/log.db"
    assert settings.port == Settings.model_fields["port"].default


def test_unknown_keys_name_their_place_and_the_nearest_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="unknown setting 'prot' in the command line: did you mean port"):
        load_settings({"prot": 1}, None)

    Path("newswire.toml").write_text("port = 1\nbatchsize = 3\n")
    with pytest.raises(UsageError, match=r"'batchsize' in newswire.toml, line 2: did you mean batch_size"):
        load_settings({}, None)

    Path("newswire.toml").write_text("[ingest]\npoll_min_s = 3\n")
    with pytest.raises(UsageError, match=r"'ingest' in newswire.toml, line 1; `newswire config` lists"):
        load_settings({}, None)

    Path("newswire.toml").unlink()
    monkeypatch.setenv("NEWSWIRE_BATCHSIZE", "3")
    with pytest.raises(UsageError, match="NEWSWIRE_BATCHSIZE in the environment: did you mean NEWSWIRE_BATCH_SIZE"):
        load_settings({}, None)


def test_values_that_do_not_fit_name_setting_value_and_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSWIRE_PORT", "eighty")
    Path("newswire.toml").write_text("dead_letter_ratio = 7\n")

    with pytest.raises(UsageError) as caught:
        load_settings({"partitions": "0"}, None)

    assert "port = 'eighty' (environment NEWSWIRE_PORT): Input should be a valid integer" in str(caught.value)
    assert "dead_letter_ratio = '7' (newswire.toml, line 1): Input should be less than or equal to 1" in str(caught.value)
    assert "partitions = '0' (command line): Input should be greater than or equal to 1" in str(caught.value)


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("poll_max_s=inf", "finite"),
        ("poll_min_s=nan", "poll_min_s"),
        ("retention_s=-1", "greater than 0"),
        ("feed_max_bytes=0", "1024"),
        ("models=fr", "name=value"),
        ("models=fr=", "name=value"),
    ],
)
def test_what_no_setting_can_be_is_refused(setting: str, complaint: str) -> None:
    name, _, value = setting.partition("=")

    with pytest.raises(UsageError, match=complaint):
        load_settings({name: value}, None)


def test_a_file_that_cannot_be_read_is_told() -> None:
    with pytest.raises(UsageError, match=r"nowhere.toml: No such file"):
        load_settings({}, Path("nowhere.toml"))

    Path("newswire.toml").write_text("port = \n")
    with pytest.raises(UsageError, match=r"newswire.toml is not valid TOML: .*line 1"):
        load_settings({}, None)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://elastic:s3cret@es:9200", "https://elastic:***@es:9200"),
        ("https://elastic:p@ss/w:rd@es:9200", "https://elastic:***@es:9200"),
        ("https://es:9200", "https://es:9200"),
        ("sqlite:///data/log.db", "sqlite:///data/log.db"),
    ],
)
def test_passwords_are_masked(url: str, shown: str) -> None:
    assert masked(Settings(store=url))["store"] == shown


def test_a_password_is_not_told_in_a_complaint() -> None:
    with pytest.raises(UsageError) as caught:
        load_settings({"store": "https://u:s3cret@h", "port": "x"}, None)

    assert "s3cret" not in str(caught.value)


def test_every_setting_says_what_it_means() -> None:
    assert [name for name, info in Settings.model_fields.items() if not (info.description or "").endswith(".")] == []
