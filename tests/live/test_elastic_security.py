"""Logins, rights and TLS: who may do what with the roles we ship, and what a mistake says. No password is ever shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.query import All
from index.store_elastic import ElasticStore, open_elastic
from tests.contracts.corpus import corpus
from tests.flow.command import Newswire
from tests.live.elastic_place import settings_for
from tests.live.news_stream import stream
from tests.servers.elastic import ElasticServer, Security, User
from tests.servers.live import GivenElastic, running_elastic
from wire.errors import AccessDenied, ExitCode, Unreachable, UsageError
from wire.settings import Settings

ROLES = Path(__file__).parents[2] / "deploy" / "elasticsearch" / "roles"

#: The password of every user; it must never be seen.
PASSWORD = "s3cret-of-the-users"


@pytest.fixture(scope="module")
def secured() -> Iterator[ElasticServer | GivenElastic]:
    """A node with TLS, and a user for each role that we ship, with the role's name."""
    shipped = {file.stem: json.loads(file.read_text()) for file in ROLES.glob("*.json")}
    roles = "".join(f"{name}: {json.dumps(role)}\n" for name, role in shipped.items())
    users = {name: User(PASSWORD, (name,)) for name in shipped}
    with running_elastic(Security(users=users, roles=roles, tls=True)) as server:
        yield server


def login(server: ElasticServer, user: str, *, prefix: str = "newswire", **changes: Any) -> Settings:
    wanted = {"elastic_username": user, "elastic_password": PASSWORD, "elastic_ca_file": server.ca_file, **changes}
    return settings_for(server.url, prefix, **wanted)


@pytest.fixture(scope="module")
def filled(secured: ElasticServer) -> ElasticServer:
    """The node with the corpus in it, made by the admin and written by the writer."""
    with pytest.raises(AccessDenied, match="newswire_admin"):
        opened(login(secured, "newswire_writer")).write(corpus())
    with closing(opened(login(secured, "newswire_admin"))) as admin:
        assert admin.rebuild() == 0
    with closing(opened(login(secured, "newswire_writer"))) as writer:
        assert {one.outcome for one in writer.write(corpus())} == {"written"}
        writer.refresh()
    return secured


def opened(settings: Settings) -> ElasticStore:
    return open_elastic(settings)


def test_the_admin_makes_the_indices_once_for_a_writer_who_may_not(secured: ElasticServer, tmp_path: Path) -> None:
    admin = login(secured, "newswire_admin", prefix="newswire-first")
    settings = {name: str(getattr(admin, name)) for name in ("store", "elastic_prefix", "elastic_replicas", "elastic_ca_file")}
    command = Newswire(tmp_path, settings={**settings, "elastic_username": "newswire_admin", "elastic_password": PASSWORD})
    assert "0 articles" in command.run("reindex", "--if-missing")
    with closing(opened(login(secured, "newswire_writer", prefix="newswire-first"))) as writer:
        assert {one.outcome for one in writer.write(corpus()[:3])} == {"written"}
        writer.refresh()
        before = writer.status().details["index"]
        assert "3 articles" in command.run("reindex", "--if-missing")
        assert writer.status().details["index"] == before


def test_the_reader_reads_and_no_more(filled: ElasticServer) -> None:
    with closing(opened(login(filled, "newswire_reader"))) as reader:
        assert reader.get("dam-1") == corpus()[0]
        assert reader.find_url("https://news.example/dam-1") == corpus()[0]
        assert reader.search("articles", All()).total == len(corpus())
        assert reader.facets("quotes", All(), ["speaker"])["speaker"]
        assert reader.histogram("articles", All(), "day")
        assert len(list(reader.all())) == reader.status().articles == len(corpus())
        for forbidden in (
            lambda: reader.write(stream(1, seed=2)),
            lambda: reader.delete("dam-2"),
            reader.rebuild,
        ):
            with pytest.raises(AccessDenied, match="deploy/elasticsearch/README"):
                forbidden()


def test_the_writer_writes_and_erases_but_makes_no_indices(filled: ElasticServer) -> None:
    with closing(opened(login(filled, "newswire_writer"))) as writer:
        assert [one.outcome for one in writer.write(corpus()[:1])] == ["kept"]
        (own,) = stream(1, seed=1)
        assert [one.outcome for one in writer.write([own])] == ["written"]
        assert writer.delete(own.article.id)
        with pytest.raises(AccessDenied):
            writer.rebuild()


def test_the_admin_rebuilds_but_sees_nothing_else(filled: ElasticServer) -> None:
    with closing(opened(login(filled, "newswire_admin"))) as admin:
        assert admin.rebuild() == admin.status().articles
    with closing(opened(login(filled, "newswire_admin", prefix="others"))) as elsewhere, pytest.raises(AccessDenied):
        elsewhere.write(corpus()[:1])


def test_a_wrong_password_and_none_at_all_are_denied(filled: ElasticServer) -> None:
    for wrong in ({"elastic_password": "wrong"}, {"elastic_username": "", "elastic_password": ""}):
        store = opened(login(filled, "newswire_writer", **wrong))
        with closing(store), pytest.raises(AccessDenied, match="elastic_password"):
            store.write(corpus()[:1])


def test_an_unknown_authority_is_denied_unless_nothing_is_checked(filled: ElasticServer) -> None:
    store = opened(login(filled, "newswire_reader", elastic_ca_file=None))
    with closing(store), pytest.raises(AccessDenied, match="elastic_ca_file"):
        store.status()
    with closing(opened(login(filled, "newswire_reader", elastic_ca_file=None, elastic_verify=False))) as store:
        assert store.status().articles


def test_tls_where_there_is_none_and_none_where_there_is(filled: ElasticServer, elastic: ElasticServer | GivenElastic) -> None:
    plain = elastic.url.replace("http://", "https://")
    if plain != elastic.url:
        with closing(opened(settings_for(plain, "newswire"))) as store, pytest.raises(AccessDenied, match="TLS"):
            store.status()
    insecure = filled.url.replace("https://", "http://")
    with closing(opened(settings_for(insecure, "newswire"))) as store, pytest.raises(Unreachable, match="http or https"):
        store.status()


def test_a_file_that_holds_no_certificate_is_a_mistake_in_the_settings(filled: ElasticServer, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("nonsense")
    for file in (tmp_path / "ca.pem", tmp_path / "none.pem"):
        with pytest.raises(UsageError, match="elastic_ca_file"):
            opened(login(filled, "newswire_reader", elastic_ca_file=file))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"NEWSWIRE_ELASTIC_PASSWORD": "wr0ng-" + PASSWORD}, "elastic_password"),
        ({"NEWSWIRE_ELASTIC_USERNAME": "newswire_reader"}, "deploy/elasticsearch/README"),
        ({"NEWSWIRE_ELASTIC_CA_FILE": ""}, "elastic_ca_file"),
    ],
)
def test_the_service_stops_with_what_to_do_and_shows_no_password(
    filled: ElasticServer, tmp_path: Path, changes: dict[str, str], says: str
) -> None:
    environment = {
        "NEWSWIRE_DATA_DIR": str(tmp_path),
        "NEWSWIRE_STORE": filled.url,
        "NEWSWIRE_ELASTIC_USERNAME": "newswire_writer",
        "NEWSWIRE_ELASTIC_PASSWORD": PASSWORD,
        "NEWSWIRE_ELASTIC_CA_FILE": str(filled.ca_file),
        "NEWSWIRE_LOG_LEVEL": "debug",
        **changes,
    }
    command = [sys.executable, "-m", "newswire", "index"]
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, timeout=120, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == ExitCode.CANNOT_CONNECT, said
    assert says in said
    assert PASSWORD not in said
