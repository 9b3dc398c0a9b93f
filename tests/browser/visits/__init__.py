"""Every page of the portal, in each of its states: `VISITS` of a module for an area. A new module joins by itself."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.browser.visit import Visit

#: Addresses that answer no page, and why they are none.
NO_PAGES = {
    "/api/v1/openapi.json": "for programs",
    "/my/places": "a part of every page, for its counts",
    "/my/account/app": "leads back to the account",
    "/my/account/app/confirm": "leads back to the account",
    "/my/account/passkey/options": "what a script hands to the browser",
    "/my/account/recovery-codes": "leads back to the account",
    "/places": "options of a field, for its type-ahead",
    "/sign-in/code": "leads back to signing in",
    "/sign-in/link": "leads back to signing in",
    "/sign-in/passkey": "what a script hands to the browser",
    "/sign-in/password": "leads back to signing in",
    "/sign-in/sso": "leads to the provider",
    "/sign-in/sso/callback": "leads on from the provider",
    "/staff/selection": "leads to the call that was opened last",
    "/staff/applications.csv": "a file, to be saved",
    "/staff/applications/import/{sheet}/report.{kind}": "a file, to be saved",
    "/applications/{code}/evidence/{sha256}": "a file, to be saved",
    "/reviews/{code}/files/{sha256}": "a file, to be saved",
    "/reviews/{code}/files/{sha256}/shown": "a file, shown in a frame of its page",
    "/staff/applications/{code}/files/{sha256}": "a file, to be saved",
    "/cities/{code}/documents/{document}/{version}": "a file, to be saved",
    "/cities/{code}/letter": "a file, to be saved",
    "/calendar/{secret}.ics": "for calendars",
    "/cities/{code}/mail/{mail}/letter": "a mail, shown in a frame of its page",
    "/staff/mail/templates/{name}/{language}": "a sample, shown in a frame of its page",
    "/unsubscribe/{key}": "its key stands in a mail alone; tests/unit/portal/pages/test_unsubscribe.py reads it",
    "/staff/mail/{mail_id}/letter": "a mail, shown in a frame of its page",
    "/ops/alerts/{alert_id}": "a demo has none; tests/unit/portal/pages/test_operator.py reads it",
    "/ops/dead-letters/{dead_letter_id}": "a demo has none; tests/unit/portal/pages/test_operator.py reads it",
    "/reports": "leads to the first of them",
    "/open-data/data/{name}.csv": "a file, to be saved",
    "/open-data/data/{name}.json": "a file, to be saved",
    "/open-data/datapackage.json": "a file, for programs",
    "/reports/{name}.csv": "a file, to be saved",
    "/reports/{name}/counted.csv": "a file, to be saved",
    "/reports/{name}.json": "a file, to be saved",
    "/reports/{name}.pdf": "a file, to be saved",
    "/reports/{name}.xlsx": "a file, to be saved",
    "/staff/program/what-if": "leads to the form of the program's page",
    "/static/{name}": "files of the pages",
    "/open-data.csv": "a file, to be saved",
    "/open-data.json": "a file, to be saved",
    "/open-data/strategies/{id_}.json": "a file, to be saved",
    "/open-data/commitments/{id_}": "a demo has published none; tests/unit/portal/pages/test_open_data.py reads it",
    "/healthz": "for programs",
    "/readyz": "for programs",
}


def all_visits() -> list[Visit]:
    areas = sorted(module.name for module in iter_modules(__path__))
    return [visit for area in areas for visit in import_module(f"{__name__}.{area}").VISITS]
