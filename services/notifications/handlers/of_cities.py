"""What a city reads of the ledger: the mails that reached its people. cohort says who is of a city, at each reading."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.notifications.sending.letters import as_subject
from shared.contracts import notifications
from shared.contracts.errors import not_found
from shared.contracts.paging import page_of, read_cursor
from shared.contracts.people import Role
from shared.contracts.requests import Page
from shared.security.permissions import STAFF

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.notifications import domain
    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from services.notifications.templates import Letter
    from shared.contracts.people import Caller
    from shared.messaging.owners import Owners


def list_city_mails(
    request: notifications.ListCityMails, repository: Repository, letters: Letters, owners: Owners, caller: Caller
) -> Page[notifications.CityMail]:
    insist_on_belonging(request.code, owners, caller)
    after = read_cursor(request.after, UUID)
    mails = repository.list_city_mails(request.code, request.limit + 1, after)
    shown, following = page_of(mails, request.limit, lambda mail: mail.id)
    items = tuple(as_city_mail(mail, letters) for mail in shown)
    total = repository.count_city_mails(request.code)
    return Page[notifications.CityMail](items=items, next=following, total=total)


def get_city_mail(
    request: notifications.GetCityMail,
    repository: Repository,
    letters: Letters,
    owners: Owners,
    caller: Caller,
    read: Callable[[domain.Mail], tuple[Letter, str]],
) -> notifications.CityMailText:
    """As it would be written now. Raises what keeps it from being written: what it tells may be true no more."""
    insist_on_belonging(request.code, owners, caller)
    mail = repository.find_city_mail(request.code, request.mail_id)
    if mail is None:
        raise not_found("mail", request.mail_id)
    letter, _address = read(mail)
    shown = as_city_mail(mail, letters).model_copy(update={"subject": as_subject(letter.title, mail)})
    return notifications.CityMailText(mail=shown, text=letter.text, html=letter.html)


def insist_on_belonging(code: str, owners: Owners, caller: Caller) -> None:
    """Another's city is not there, as everywhere. Raises not_found."""
    if caller.has(*STAFF, Role.SERVICE):
        return
    if not owners.belongs(code, UUID(caller.id)):
        raise not_found("participating_city", code)


def as_city_mail(mail: domain.Mail, letters: Letters) -> notifications.CityMail:
    assert mail.sent_at is not None, "only what was sent is a city's"
    return notifications.CityMail.model_validate({
        "id": mail.id,
        "template": mail.template,
        "language": mail.language,
        "recipient": mail.recipient,
        "subject": letters.subject(mail),
        "sent_at": mail.sent_at,
    })  # fmt: skip
