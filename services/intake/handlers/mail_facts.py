"""What is still true of an application or a draft at the moment when a mail about it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from services.intake.domain.colleagues import INVITATION
from services.intake.handlers.lookup import find_either
from shared.contracts.lifecycle import ApplicationState
from shared.contracts.mail_facts import MailFacts

if TYPE_CHECKING:
    from datetime import datetime

    from services.intake.repository import Repository
    from shared.contracts import intake


def get_mail_facts(request: intake.GetMailFacts, repository: Repository, now: datetime) -> MailFacts:
    """To an address that nobody has proven, and staff do not vouch for, goes one mail, which says nobody's words."""
    found = find_either(repository, request.code)
    if request.about == "mayor":
        document = repository.get_document(found.id, found.version)
        return MailFacts(values={"mayor": document.mayor.name})
    facts = facts_of(request, found, repository, now)
    if request.about == "reopening" or request.recipient.partition(":")[0] != "intake":
        return facts  # of staff's own
    standing = repository.find_standing(UUID(request.recipient.partition(":")[2]))
    if standing is None or standing.known:
        return facts
    is_first = (standing.first_about, standing.first_version) == (found.id, first_version(request))
    return facts.model_copy(update={"holds": facts.holds and is_first, "to_stranger": True})


def first_version(request: intake.GetMailFacts) -> int | None:
    """Which version the mail is the receipt of; 0: of the draft that was kept first. None: it is no receipt."""
    of_its_own = {"kept_draft": 0, "colleague": INVITATION}
    return of_its_own.get(request.about, request.values.get("version"))


def facts_of(
    request: intake.GetMailFacts, found: intake.Application, repository: Repository, now: datetime
) -> MailFacts:
    """A call that was extended meanwhile closes at its new moment. What was withdrawn gets no mail but of that; a draft
    that was sent, or whose call has closed, is not asked for any more."""
    withdrawn = found.state is ApplicationState.WITHDRAWN
    if request.about == "colleague":
        invited = repository.find_contact(UUID(request.recipient.partition(":")[2]))
        return MailFacts(holds=not withdrawn and invited is not None)
    if request.about == "withdrawal":
        return MailFacts(holds=withdrawn)
    call = repository.find_call(found.call)
    assert call is not None, "an application has its call"
    if request.about == "reopening":
        until = repository.find_reopening(found.id)
        open_still = until is not None and now <= until
        return MailFacts(holds=open_still and not withdrawn, values={"closes_at": until and until.isoformat()})
    closes_at = call.closes_at.isoformat()
    if request.about in ("draft", "kept_draft"):
        is_draft = found.state is ApplicationState.DRAFT
        return MailFacts(holds=is_draft and now <= call.closes_at, values={"closes_at": closes_at})
    shown = closes_at if request.values.get("closes_at") else None
    return MailFacts(holds=not withdrawn, values={"closes_at": shown})
