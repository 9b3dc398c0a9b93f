"""The folder of an installation: place, permissions, lock, logs, ports, secrets."""

import json
import os
import socket
from pathlib import Path

import pytest

from alliance.embedded import logs
from alliance.embedded.addresses import Addresses
from alliance.embedded.broker import configuration
from alliance.embedded.children import StartFailed
from alliance.embedded.credentials import secret, secret_file
from alliance.embedded.home import Home, checkout, program_file, write_atomically
from alliance.embedded.lock import acquire, holder
from alliance.embedded.ports import CHOICE, choose, free
from alliance.embedded.processes import alive, owned
from alliance.embedded.system_plan import PORTS, chosen_portal_port, system_plan
from shared.runtime.settings import SERVICES
from shared.security.keys import ensure_keys


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path)
    home.create()
    return home


@pytest.fixture
def addresses(home: Home) -> Addresses:
    ports = {name: 20_000 + number for number, name in enumerate(PORTS)}
    return Addresses(home, ports, 8000, {"PATH": "/bin", "AWS_SECRET": "x", "LOG_LEVEL": "debug"})


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_home_is_in_the_checkout_unless_it_is_named(tmp_path: Path) -> None:
    assert Home.find({}).path == checkout() / ".alliance"
    assert Home.find({"ALLIANCE_HOME": str(tmp_path)}).path == tmp_path


def test_the_program_file_is_found_from_where_the_command_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert program_file({"PROGRAM_FILE": "sprint/program.toml"}) == tmp_path / "sprint" / "program.toml"
    assert program_file({}) == checkout() / "programs" / "city-data-alliance.toml"


def test_folders_of_secrets_are_for_their_owner_alone(home: Home) -> None:
    assert {mode(folder) for folder in (home.secrets, home.keys, home.mailbox, home.broker)} == {0o700}


def test_an_atomic_write_that_fails_leaves_the_old_text(home: Home) -> None:
    path = home.path / "file"
    write_atomically(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "\ud800")
    assert path.read_text() == "old"
    assert [p.name for p in home.path.iterdir() if p.name.startswith(".")] == []


def test_a_secret_is_made_once_and_kept_private(home: Home) -> None:
    assert secret(home, "broker-intake") == secret(home, "broker-intake")
    assert secret(home, "broker-intake") != secret(home, "broker-cohort")
    assert mode(secret_file(home, "broker-intake")) == 0o600


def test_keys_are_made_once(home: Home) -> None:
    ensure_keys(home.keys, ("intake",))
    first = (home.keys / "intake.key").read_bytes()
    ensure_keys(home.keys, ("intake", "cohort"))
    assert (home.keys / "intake.key").read_bytes() == first
    assert {p.name.partition(".")[0] + p.suffix for p in home.keys.iterdir()} == {
        "intake.key", "intake.pub", "intake.prints", "cohort.key", "cohort.pub", "cohort.prints",
    }  # fmt: skip
    assert mode(home.keys / "intake.key") == 0o600


def test_one_supervisor_holds_a_home(home: Home) -> None:
    assert holder(home.lock) is None
    held = acquire(home.lock)
    assert held
    assert holder(home.lock) == os.getpid()
    assert acquire(home.lock) is None
    held.close()
    assert holder(home.lock) is None


def test_ports_are_kept_and_a_taken_one_is_replaced(home: Home) -> None:
    first = choose(home, ["a", "b"], reserved=8000)
    assert choose(home, ["a", "b"], reserved=8000) == first
    with socket.create_server(("127.0.0.1", first["a"])):
        assert not free(first["a"])
        second = choose(home, ["a", "b"], reserved=8000)
    assert second["a"] != first["a"]
    assert second["b"] == first["b"]
    assert all(port in CHOICE for port in second.values())


def test_ports_survive_a_broken_file(home: Home) -> None:
    home.ports.write_text("[")
    assert sorted(choose(home, ["a"], reserved=8000)) == ["a"]


def test_the_reserved_port_is_given_to_nobody(home: Home) -> None:
    home.ports.write_text(json.dumps({"a": 20_100}))
    assert choose(home, ["a"], reserved=20_100)["a"] != 20_100


@pytest.mark.parametrize("value", ["abc", "0", "70000", "-1"])
def test_a_wrong_portal_port_is_refused(value: str) -> None:
    with pytest.raises(StartFailed, match="ALLIANCE_PORT"):
        chosen_portal_port({"ALLIANCE_PORT": value})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("LOG_LEVEL", "loud", "LOG_LEVEL must be debug, info, warning or error, not 'loud'"),
        ("PROGRAM_FILE", "/nowhere/program.toml", "/nowhere/program.toml: cannot be read: No such file or directory"),
    ],
)
def test_a_wrong_setting_is_told_before_anything_starts(home: Home, name: str, value: str, said: str) -> None:
    with pytest.raises(StartFailed) as failed:
        system_plan(home, {name: value})
    assert (failed.value.part, failed.value.lines) == ("settings", [said])
    assert not any(home.keys.iterdir())


def test_last_lines_reads_no_more_than_asked(home: Home) -> None:
    path = home.log("intake")
    path.write_text("".join(f"line {n}\n" for n in range(30_000)))
    assert logs.last_lines(path, 2) == ["line 29998", "line 29999"]
    assert logs.last_lines(home.log("absent"), 5) == []


def test_last_lines_are_those_of_this_run(home: Home) -> None:
    path = home.log("intake")
    path.write_text("an earlier run\n" * 20_000)
    before = logs.end_of(path)
    assert logs.last_words(path, 10, before) == []
    with path.open("a") as log:
        log.write("this run\n")
    assert logs.last_words(path, 10, before) == ["this run"]
    path.write_text("begun anew\n")
    assert logs.last_lines(path, 10, before) == ["begun anew"]
    assert logs.end_of(home.log("absent")) == 0


def test_last_words_are_the_reason_that_was_given_last(home: Home) -> None:
    path = home.log("cohort")
    said = [
        {"reason": "old", "event": "not_started"},
        {"reason": "no such key\nKnown are: a, b.", "event": "not_started"},
    ]
    path.write_text("".join(f"{json.dumps(one)}\n" for one in said) + "[1]\nnot JSON\n")
    assert logs.last_words(path, 10) == ["no such key", "Known are: a, b."]
    path.write_text('{"reason": "x", "event": "stopped"}\nTraceback\n')
    assert logs.last_words(path, 10) == ['{"reason": "x", "event": "stopped"}', "Traceback"]


def test_a_large_log_is_put_aside(home: Home) -> None:
    path = home.log("intake")
    with path.open("wb") as file:
        file.truncate(logs.LARGEST_BYTES + 1)
    logs.open_log(path).close()
    assert path.stat().st_size == 0
    assert path.with_name("intake.log.1").exists()


def test_a_service_is_told_its_own_passwords_and_nothing_else(addresses: Addresses) -> None:
    """Not another service's, not the administrator's, not the shell's environment."""
    told = addresses.service_environment("intake")
    values = " ".join(told.values())
    assert [name for name in told if name.endswith(("_AMQP_URI", "_DATABASE_URL"))] == [
        "INTAKE_AMQP_URI",
        "INTAKE_DATABASE_URL",
    ]
    others = [
        secret(addresses.home, f"{kind}-{s}") for kind in ("broker", "postgres") for s in SERVICES if s != "intake"
    ]
    admins = [secret(addresses.home, "broker-admin"), secret(addresses.home, "postgres-admin")]
    assert not any(password in values for password in (*others, *admins))
    assert {"AMQP_URI", "MANAGEMENT_URL", "DATABASE_ADMIN_URL", "SIGN_IN_SECRET_FILE", "AWS_SECRET"}.isdisjoint(told)
    assert told["LOG_LEVEL"] == "debug"


def test_only_identity_knows_the_sign_in_secret(addresses: Addresses) -> None:
    assert [s for s in SERVICES if "SIGN_IN_SECRET_FILE" in addresses.service_environment(s)] == ["identity"]


def test_set_up_is_told_every_user(addresses: Addresses) -> None:
    told = addresses.setup_environment()
    assert {f"{s.upper()}_DATABASE_URL" for s in SERVICES} <= told.keys()
    assert {"AMQP_URI", "MANAGEMENT_URL", "DATABASE_ADMIN_URL", "PORTAL_AMQP_URI", "CLI_AMQP_URI"} <= told.keys()


def test_the_broker_listens_on_loopback_alone_and_makes_no_guest() -> None:
    lines = configuration({"amqp": 1, "management": 2, "prometheus": 3}, "secret").splitlines()
    assert "listeners.tcp.1 = 127.0.0.1:1" in lines
    assert "management.tcp.ip = 127.0.0.1" in lines
    assert "default_user = admin" in lines


def test_a_process_of_nobody_is_not_ours(home: Home) -> None:
    assert owned(home) == []
    assert alive(os.getpid())
    assert not alive(2**22 + 1)


def test_the_portal_knows_that_there_is_a_provider_and_none_of_its_secrets(home: Home) -> None:
    ports = {name: 20_000 + number for number, name in enumerate(PORTS)}
    told = {"OIDC_ISSUER": "https://id.example", "OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "s3cret"}
    environment = Addresses(home, ports, 8000, {"PATH": "/bin"} | told).portal_environment()
    assert {name: text for name, text in environment.items() if "OIDC" in name} == {"OIDC_ISSUER": "https://id.example"}
