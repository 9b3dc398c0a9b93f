"""What staff see of the ledger, and do with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from services.notifications import domain
from services.notifications.domain import State, Step, next_state
from services.notifications.handlers.settling import facts_of
from services.notifications.mails import MAILS, NEVER_HELD, SAMPLE
from shared.contracts import notifications
from shared.contracts.errors import Refusal, not_found
from shared.contracts.filters import Filter, insist_on_known, one_of
from shared.contracts.paging import page_of, read_cursor
from shared.contracts.requests import Page
from shared.program.finding import find_closest
from shared.program.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.notifications.repository import Repository
    from services.notifications.sending.letters import Letters
    from services.notifications.templates import Letter
    from shared.contracts.people import Caller
    from shared.messaging.outbox import Outbox
    from shared.messaging.owners import Owners


def list_mails(
    request: notifications.ListMails, repository: Repository, letters: Letters, owners: Owners
) -> Page[notifications.Mail]:
    insist_on_known(
        Filter("code", request.code, "no_such_application", repository.knows_code, owners.know_application),
        Filter("call", request.call, "no_such_call", repository.knows_call, owners.know_call),
        one_of("template", request.template, sorted([*MAILS, SAMPLE])),
    )
    mails = repository.list_mails(request, request.limit + 1, read_cursor(request.after, UUID))
    shown, following = page_of(mails, request.limit, lambda mail: mail.id)
    items = tuple(as_reply(mail, letters) for mail in shown)
    total = repository.count_mails(request)
    return Page[notifications.Mail](items=items, next=following, total=total)


def search_mails(
    request: notifications.SearchMails, repository: Repository, letters: Letters
) -> notifications.FoundMails:
    def words_of(one: domain.Mail) -> list[str]:
        return fold(letters.subject(one)).split()

    found = find_closest(request.text, request.limit, repository.search_mails, words_of, lambda one: one.id)
    return notifications.FoundMails(items=tuple(as_reply(one, letters) for one in found))


def get_mail(request: notifications.GetMail, repository: Repository, letters: Letters) -> notifications.Mail:
    return as_reply(existing(repository.find_mail(request.mail_id), request.mail_id), letters)


def preview_mail(
    request: notifications.PreviewMail,
    repository: Repository,
    letters: Letters,
    read: Callable[[domain.Mail], tuple[Letter, str]],
) -> notifications.MailText:
    """As the recipient would read it; `read` asks those who know name, address and texts."""
    mail = existing(repository.find_mail(request.mail_id), request.mail_id)
    if mail.template == "sign_in":
        raise Refusal("forbidden", reason="sign_in_mail")
    letter, address = read(mail)
    shown = as_reply(mail, letters).model_copy(update={"subject": letters.titled(letter, mail)})
    given = {"edited_subject": mail.edited_subject, "note": mail.note}
    return notifications.MailText(mail=shown, to=address, text=letter.text, html=letter.html, **given)


def release_mail(
    request: notifications.ReleaseMail, repository: Repository, letters: Letters, now: datetime
) -> notifications.Mail:
    mail = existing(repository.lock_mail(request.mail_id), request.mail_id)
    state = next_state(mail.state, Step.RELEASE)
    insist_on_sent_decision(mail)
    repository.update_mail_state(mail.id, state, now)
    return as_reply(existing(repository.find_mail(mail.id), mail.id), letters)


@dataclass(frozen=True)
class One:
    """One of many that are released. `code`: by which its outcome is told."""

    mail_id: UUID

    @property
    def code(self) -> str:
        return str(self.mail_id)


def release_one(one: One, repository: Repository, letters: Letters, now: datetime) -> notifications.Mail:
    return release_mail(notifications.ReleaseMail(mail_id=one.mail_id), repository, letters, now)


def edit_mail(
    request: notifications.EditMail,
    repository: Repository,
    letters: Letters,
    caller: Caller,
    outbox: Outbox,
    now: datetime,
) -> notifications.Mail:
    """Its text stays what the template says at the moment when it goes: dates in it may change until then."""
    mail = existing(repository.lock_mail(request.mail_id), request.mail_id)
    if mail.template in NEVER_HELD:
        raise Refusal("forbidden", reason="sign_in_mail")
    next_state(mail.state, Step.EDIT)
    edited = replace(
        mail, edited_subject=request.subject, note=request.note, edited_by=caller.actor, edited_at=now
    )  # fmt: skip
    repository.update_mail_edited(edited, letters.subject(edited))
    outbox.record(notifications.MailEdited.model_validate(facts_of(mail)))
    return as_reply(edited, letters)


def discard_mail(
    request: notifications.DiscardMail, repository: Repository, letters: Letters, now: datetime
) -> notifications.Mail:
    mail = existing(repository.lock_mail(request.mail_id), request.mail_id)
    repository.update_mail_state(mail.id, next_state(mail.state, Step.DISCARD), now, request.reason)
    return as_reply(existing(repository.find_mail(mail.id), mail.id), letters)


def resend_mail(
    request: notifications.ResendMail, repository: Repository, letters: Letters, now: datetime
) -> notifications.Mail:
    """A new row, linked to the old one, which stays as it is."""
    old = existing(repository.lock_mail(request.mail_id), request.mail_id)
    next_state(old.state, Step.RESEND)
    insist_on_sent_decision(old)
    mail_id = uuid4()
    new = replace(
        old,
        id=mail_id,
        occasion_id=mail_id,
        template_version=letters.templates.version_of(old.template, old.language),
        state=State.QUEUED,
        attempts=0,
        notes=(),
        message_id=letters.message_id(mail_id),
        created_at=now,
        next_at=now,
        claimed_at=None,
        sent_at=None,
        resent_from=old.id,
    )
    repository.insert_mail(new, letters.subject(new), now)
    return as_reply(new, letters)


def insist_on_sent_decision(mail: domain.Mail) -> None:
    """What tells a decision goes when that is sent, and not before."""
    if mail.awaits_decision:
        raise Refusal("illegal_transition", reason="mail_awaits_decision")


def existing(mail: domain.Mail | None, mail_id: UUID) -> domain.Mail:
    if mail is None:
        raise not_found("mail", mail_id)
    return mail


def as_reply(mail: domain.Mail, letters: Letters) -> notifications.Mail:
    return notifications.Mail.model_validate({
        "id": mail.id,
        "template": mail.template,
        "language": mail.language,
        "recipient": mail.recipient,
        "subject": letters.subject(mail),
        "state": mail.state.value,
        "attempts": mail.attempts,
        "notes": mail.notes,
        "awaits_decision": mail.awaits_decision,
        "rule_id": mail.rule_id,
        "edited_by": mail.edited_by,
        "edited_at": mail.edited_at,
        "code": mail.code,
        "created_at": mail.created_at,
        "sent_at": mail.sent_at,
    })  # fmt: skip
