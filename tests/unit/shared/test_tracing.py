"""Whether traces are told, and to whom, is a matter of two settings."""

from __future__ import annotations

import subprocess
import sys

import pytest

from shared.messaging.cause import is_new, is_sampled, new_traceparent
from shared.runtime.settings import SettingError, Settings
from shared.runtime.tracing import endpoint_of, share_of

OFF = """
import os, sys
from shared.runtime import process, tracing
from shared.runtime.settings import Settings
tracing.begin(Settings("intake", {}))
print(sorted(name for name in sys.modules if name.startswith("opentelemetry")))
"""


def test_without_a_collector_nothing_of_the_library_is_loaded() -> None:
    ended = subprocess.run([sys.executable, "-c", OFF], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


@pytest.mark.parametrize(
    ("said", "endpoint"),
    [("", None), ("http://collector:4318", "http://collector:4318"), ("https://x.example/a/", "https://x.example/a")],
)
def test_an_endpoint_is_an_address_or_none(said: str, endpoint: str | None) -> None:
    assert endpoint_of(Settings("intake", {"OTLP_ENDPOINT": said})) == endpoint


@pytest.mark.parametrize("said", ["collector:4318", "grpc://collector:4317", "http://", "http://x/?key=1"])
def test_what_is_no_endpoint_stops_the_start(said: str) -> None:
    with pytest.raises(SettingError, match="OTLP_ENDPOINT must be like http://collector:4318"):
        endpoint_of(Settings("intake", {"OTLP_ENDPOINT": said}))


@pytest.mark.parametrize("said", ["2", "-0.1", "nan", "half"])
def test_what_is_no_share_stops_the_start(said: str) -> None:
    with pytest.raises(SettingError, match="OTLP_SHARE must be a number from 0 to 1"):
        share_of(Settings("intake", {"OTLP_SHARE": said}))


def test_a_trace_that_begins_here_is_known_as_one() -> None:
    begun = new_traceparent()
    assert (is_new(begun), is_sampled(begun)) == (True, True)
    assert not is_new(f"00-{'a' * 32}-{'b' * 16}-01")
    assert not is_sampled(f"00-{'a' * 32}-{'b' * 16}-00")
