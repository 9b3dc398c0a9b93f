"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.runtime.settings import SETTINGS, SettingError, Settings


def test_a_setting_is_read_from_the_environment() -> None:
    assert Settings("intake", {"AMQP_URI": "amqp://a"}).get("AMQP_URI") == "amqp://a"


def test_a_setting_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    """Without the line end that editors add."""
    path = tmp_path / "secret"
    path.write_text("pass word\n")
    assert Settings("intake", {"SIGN_IN_SECRET_FILE": str(path)}).get("SIGN_IN_SECRET") == "pass word"


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("of the file")
    settings = Settings("intake", {"SIGN_IN_SECRET": "of the environment", "SIGN_IN_SECRET_FILE": str(path)})
    assert settings.get("SIGN_IN_SECRET") == "of the environment"


def test_an_empty_setting_is_no_setting() -> None:
    """As docker compose passes on a variable that nobody set."""
    assert Settings("intake", {"LOG_LEVEL": ""}).get("LOG_LEVEL") == "info"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"SIGN_IN_SECRET_FILE: cannot read .*/none: No such file"):
        Settings("intake", {"SIGN_IN_SECRET_FILE": str(tmp_path / "none")}).get("SIGN_IN_SECRET")


def test_a_missing_setting_is_named_with_its_purpose() -> None:
    with pytest.raises(SettingError) as error:
        Settings("intake", {}).get("KEYS_DIR")
    assert str(error.value) == f"KEYS_DIR is not set ({SETTINGS['KEYS_DIR'].purpose})"


def test_a_default_stands_in() -> None:
    assert Settings("intake", {}).get("LOG_FORMAT") == "json"


@pytest.mark.parametrize("value", ["x", "-1", "1.5", " 1"])
def test_a_number_is_a_whole_number(value: str) -> None:
    assert Settings("intake", {"HEALTH_PORT": "8080"}).number("HEALTH_PORT") == 8080
    with pytest.raises(SettingError, match="HEALTH_PORT must be a whole number"):
        Settings("intake", {"HEALTH_PORT": value}).number("HEALTH_PORT")


def test_a_process_has_a_broker_user_of_its_own_where_one_is_given() -> None:
    environment = {"AMQP_URI": "amqp://all", "INTAKE_AMQP_URI": "amqp://intake"}
    assert Settings("intake", environment).amqp_uri == "amqp://intake"
    assert Settings("cohort", environment).amqp_uri == "amqp://all"


def test_a_service_has_a_database_of_its_own_alone() -> None:
    environment = {"INTAKE_DATABASE_URL": "postgresql://intake"}
    assert Settings("intake", environment).database_url == "postgresql://intake"
    with pytest.raises(SettingError, match="COHORT_DATABASE_URL is not set"):
        _ = Settings("cohort", environment).database_url


def test_all_missing_settings_are_named_at_once() -> None:
    settings = Settings("setup", {"MANAGEMENT_URL": "http://m"})
    with pytest.raises(SettingError) as error:
        settings.insist_on("DATABASE_ADMIN_URL", "MANAGEMENT_URL", "INTAKE_DATABASE_URL", settings.broker)
    assert [line.partition(" ")[0] for line in str(error.value).splitlines()] == [
        "DATABASE_ADMIN_URL",
        "INTAKE_DATABASE_URL",
        "AMQP_URI",
    ]


def test_a_process_may_have_a_broker_address_of_its_own() -> None:
    settings = Settings("setup", {"SETUP_AMQP_URI": "amqp://own", "AMQP_URI": "amqp://all"})
    assert (settings.broker, settings.amqp_uri) == ("SETUP_AMQP_URI", "amqp://own")


@pytest.mark.parametrize(("value", "level"), [("", "info"), ("DEBUG", "debug"), ("warning", "warning")])
def test_a_log_level_is_read(value: str, level: str) -> None:
    assert Settings("intake", {"LOG_LEVEL": value}).log_level() == level


def test_a_log_level_that_is_none_is_refused() -> None:
    with pytest.raises(SettingError, match="must be debug, info, warning or error, not 'loud'"):
        Settings("intake", {"LOG_LEVEL": "loud"}).log_level()
