"""The report that a mail brings, made for the moment of sending and not kept: as of when the mail was due."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from services.notifications.domain import Mail
from services.notifications.sending.message import Attached
from shared.contracts.reporting import GetReport, Report
from shared.contracts.requests import Request
from shared.documents.report import report_pdf
from shared.views.reports import Words, as_xlsx

FORMS: dict[str, tuple[str, Callable[[Words], bytes]]] = {
    "pdf": ("application/pdf", report_pdf),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", as_xlsx),
}


#: Asks, and is sent the replies.
Part: TypeAlias = Generator[Request[Any], Any, Any]


def attached_to(mail: Mail) -> Part:
    """Files; none where it is a link alone."""
    if mail.values.get("form") not in FORMS:
        return ()
    kind, made = FORMS[mail.values["form"]]
    said = {"report": mail.values["report"], "as_of": mail.values["as_of"], **mail.values["asked"]}
    report: Report = yield GetReport.model_validate(said)
    day = datetime.fromisoformat(mail.values["as_of"]).astimezone(ZoneInfo(mail.values["zone"])).date()
    name = f"{report.report}-{day}.{mail.values['form']}"
    return (Attached(name, kind, made(Words(report, mail.language))),)
