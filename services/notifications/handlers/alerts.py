"""Operators are told of what is wrong in the system."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.notifications.handlers.telling import Telling
    from shared.contracts import operations


def tell_operators(event: operations.AlertMailDue, telling: Telling) -> None:
    """About no application. What is wrong is a phrase, written in each one's language."""
    said = {"about": event.about, "value": event.value, "threshold": event.threshold}
    values = {
        "wrong": {"key": f"alerts.says.{event.cause}", "values": said},
        "mend": {"key": f"alerts.mend.{event.cause}", "values": said},
        "others": event.others,
    }
    occasion = telling.occasion_about(event.alert_id, "operator_alert", values)
    for one in event.recipients:
        telling.mail_one(occasion, None, one.ref, one.language)
