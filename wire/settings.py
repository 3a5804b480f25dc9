"""One frozen Settings, read once at start: defaults < newswire.toml < NEWSWIRE_* environment < command line.

No other module reads the environment. Unknown keys are errors that name their place.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from wire.errors import UsageError
from wire.masking import mask
from wire.settings_sources import Found, from_command_line, from_environment, from_file


def _split(value: Any) -> Any:
    """Comma-separated text as a tuple: how lists are written in the environment and on the command line."""
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _pairs(value: Any) -> Any:
    """`fr=fr_core_news_sm, de=de_core_news_sm` as a table: how tables are written where they are text."""
    if not isinstance(value, str):
        return value
    rows = {name.strip(): text.strip() for name, _, text in (part.partition("=") for part in value.split(",") if part.strip())}
    if not all(name and text for name, text in rows.items()):
        raise ValueError("write name=value, name=value")
    return rows


#: A table of texts: a table in TOML, `name=value, name=value` elsewhere.
Table = Annotated[dict[str, str], NoDecode, BeforeValidator(_pairs)]

#: A list of texts: a list in TOML, comma-separated elsewhere.
Texts = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]

QuoteEngine = Literal["auto", "rules", "tagger"]


class Settings(BaseSettings):
    """All settings. Durations are seconds, sizes bytes."""

    model_config = SettingsConfigDict(
        env_prefix="NEWSWIRE_", env_ignore_empty=True, frozen=True, extra="forbid", allow_inf_nan=False
    )

    # where things are
    data_dir: Path = Field(Path("data"), description="Folder of everything newswire keeps on this machine.")
    log: str = Field(
        "", description="URL of the log: sqlite:///FILE or kafka://HOST:PORT[,HOST:PORT]. Default: DATA_DIR/log.db."
    )
    store: str = Field("", description="URL of the store: embedded:///FOLDER or https://HOST:9200. Default: DATA_DIR/index.")
    partitions: int = Field(8, ge=1, le=1024, description="Partitions of each topic, when topics are created.")
    retention_s: float = Field(7 * 86400, gt=0, description="How long articles stay in the log (s).")
    retention_bytes: int = Field(1 << 30, ge=1, description="Most bytes of one partition of the log.")
    record_max_bytes: int = Field(8 << 20, ge=1024, description="Largest record of the log, key and value together.")
    lease_s: float = Field(
        10, gt=0, le=3600, description="After this time without a sign of life a worker's partitions go to another (s)."
    )

    # Kafka
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How Kafka is spoken to: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL."
    )
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="How to log in to Kafka: PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512."
    )
    kafka_username: str = Field("", description="Who logs in to Kafka.")
    kafka_password: SecretStr = Field(SecretStr(""), description="Password of kafka_username.")
    kafka_ca_file: Path | None = Field(
        None, description="Certificates (PEM) that vouch for Kafka's own; the system's if unset."
    )
    kafka_cert_file: Path | None = Field(None, description="Our certificate (PEM), where Kafka asks for one.")
    kafka_key_file: Path | None = Field(None, description="The key (PEM) of kafka_cert_file, where that file does not hold it.")
    kafka_replication: int = Field(
        0, ge=0, description="Copies of each partition, when topics are created; 0 leaves it to Kafka."
    )
    kafka_min_insync: int = Field(
        0, ge=0, description="Copies that must have a record before it is acknowledged; 0 leaves it to Kafka."
    )
    kafka_group_instance_id: str = Field(
        "",
        description="Begins the fixed names of workers within their group (host and number are added): "
        "a quick restart then moves no partitions.",
    )

    # Elasticsearch
    elastic_api_key: SecretStr = Field(SecretStr(""), description="API key (base64) to log in to Elasticsearch with.")
    elastic_username: str = Field("", description="Who logs in to Elasticsearch, where there is no API key.")
    elastic_password: SecretStr = Field(SecretStr(""), description="Password of elastic_username.")
    elastic_ca_file: Path | None = Field(
        None, description="Certificates (PEM) that vouch for Elasticsearch's own; the system's if unset."
    )
    elastic_verify: bool = Field(True, description="Whether Elasticsearch's certificate is checked; no only for trying out.")
    elastic_prefix: str = Field("newswire", description="What the names of our indices begin with.")
    elastic_shards: int = Field(1, ge=1, le=1024, description="Shards of each index, when an index is made.")
    elastic_replicas: int = Field(1, ge=0, description="Further copies of each shard, when an index is made.")
    elastic_timeout_s: float = Field(30, gt=0, description="Longest wait for an answer of Elasticsearch (s).")

    # ingest
    poll_min_s: float = Field(60, gt=0, description="Shortest time between two polls of a feed (s).")
    poll_max_s: float = Field(6 * 3600, gt=0, description="Longest time between two polls of a feed (s).")
    full_get_every: int = Field(
        12, ge=1, description="Every so many polls the validators are ignored and the whole feed is read."
    )
    fetch_concurrency: int = Field(32, ge=1, description="Requests under way at once.")
    host_concurrency: int = Field(2, ge=1, description="Requests under way at once per host.")
    host_delay_s: float = Field(0.5, ge=0, description="Pause between two requests to one host (s).")
    fetch_timeout_s: float = Field(20, gt=0, description="Deadline of a whole request, redirects included (s).")
    feed_max_bytes: int = Field(10 << 20, ge=1024, description="Largest feed read, after decompression.")
    page_max_bytes: int = Field(5 << 20, ge=1024, description="Largest page read, after decompression.")
    page_timeout_s: float = Field(20, gt=0, description="After this time taking a page apart is taken to hang (s).")
    page_processes: int = Field(2, ge=1, description="Processes that take pages apart.")
    parse_timeout_s: float = Field(15, gt=0, description="After this time parsing a feed is taken to hang (s).")
    parse_processes: int = Field(1, ge=1, description="Processes that parse feeds.")
    max_redirects: int = Field(5, ge=0, description="Most redirects followed.")
    max_new_per_poll: int = Field(200, ge=1, description="Most new entries fetched in one poll; the rest waits for the next.")
    backlog_limit: int = Field(
        20_000,
        ge=0,
        description="While more messages wait for enrich and index no feed is polled, until half of them are done; 0: no limit.",
    )
    user_agent: str = Field("newswire/0.1 (+https://github.com/newswire)", description="What we call ourselves to servers.")
    obey_robots: bool = Field(True, description="Whether robots.txt decides on article pages.")
    allow_private_networks: bool = Field(False, description="Whether private and loopback addresses may be fetched.")
    allowed_origins: Texts = Field((), description="Origins (http://host:port) that may be private all the same.")

    # index
    index_batch_size: int = Field(
        250, ge=1, description="Most articles written to the store at once; `newswire index` takes it in place of batch_size."
    )

    # enrich
    enrich_processes: int = Field(0, ge=0, description="Analyser processes of `newswire run`; 0 takes one per core but one.")
    batch_size: int = Field(32, ge=1, description="Most articles enriched at once.")
    batch_wait_s: float = Field(0.5, ge=0, description="Longest wait for a batch to fill (s).")
    analyse_timeout_s: float = Field(60, gt=0, description="After this time an analysis is taken to hang (s).")
    max_text_chars: int = Field(2_000_000, ge=1000, description="Longer texts are dead-lettered.")
    models: Table = Field(
        {}, description="spaCy model per language (primary subtag), before the known ones: fr=fr_core_news_sm."
    )
    quote_engine: QuoteEngine = Field(
        "auto", description="How English quotes are found: rules, tagger (learned), or auto: the tagger where it is installed."
    )
    min_confidence: float = Field(0.0, ge=0, le=1, description="Quotes below this confidence are left out.")

    # all workers
    dead_letter_ratio: float = Field(
        0.5, gt=0, le=1, description="Share of dead letters among the last 200 messages that stops a worker."
    )
    dead_letter_run: int = Field(50, ge=1, description="Dead letters in a row that stop a worker.")
    stop_timeout_s: float = Field(20, gt=0, description="Time to finish after SIGTERM (s).")
    health_timeout_s: float = Field(
        180, gt=0, description="After this time without a round of its main loop a service counts as unhealthy (s)."
    )

    # servers
    host: str = Field("127.0.0.1", description="Address the web page and metrics listen on.")
    port: int = Field(8080, ge=0, le=65535, description="Port of the web page and API.")
    allowed_hosts: Texts = Field(
        (), description="Host names the page answers to besides localhost and IP addresses (behind a reverse proxy)."
    )
    metrics_port: int = Field(
        0, ge=0, le=65535, description="Port of /metrics, /healthz and /readyz of a service; 0 takes a free one."
    )
    sample_port: int = Field(8765, ge=0, le=65535, description="Port of the sample newsroom.")

    log_level: str = Field("info", description="debug, info, warning or error.")
    log_format: str = Field("auto", description="json, console, or auto: console on a terminal.")

    @property
    def log_url(self) -> str:
        """The log's URL, the default worked out."""
        return self.log or f"sqlite:///{self.data_dir / 'log.db'}"

    @property
    def store_url(self) -> str:
        """The store's URL, the default worked out."""
        return self.store or f"embedded:///{self.data_dir / 'index'}"


def load_settings(overrides: Mapping[str, Any], config_file: Path | None) -> tuple[Settings, dict[str, str]]:
    """The settings, and where each that is not a default comes from. `overrides` are those of the command line.

    Without a `config_file` newswire.toml of the present folder is read if it is there. Raises UsageError, naming key,
    place and way out, for an unknown key and for a value that does not fit.
    """
    known = Settings.model_fields.keys()
    found: Found = {
        **from_file(config_file, known),
        **from_environment(os.environ, known),
        **from_command_line(overrides, known),
    }
    origins = {name: origin for name, (_, origin) in found.items()}
    try:
        return Settings(**{name: value for name, (value, _) in found.items()}), origins
    except ValidationError as error:
        raise UsageError("; ".join(_complaint(dict(detail), found) for detail in error.errors())) from error


def masked(settings: Settings) -> dict[str, str]:
    """Every value as text fit to be shown: passwords, also those within URLs, are hidden."""
    return {name: mask(name, getattr(settings, name)) for name in Settings.model_fields}


def _complaint(detail: Mapping[str, Any], found: Found) -> str:
    name = str(detail["loc"][0]) if detail["loc"] else "settings"
    value, origin = found.get(name, ("", "default"))
    return f"{name} = {mask(name, value)!r} ({origin}): {detail['msg']}"
