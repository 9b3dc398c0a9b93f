"""Who holds a city in a call: applying blocks nobody before somebody whose address the application names has shown that
they are behind it: who sends it signed in as one of its contacts, or proves the address afterwards. To name the address
that somebody else has proven is nothing. Until then others of the city may come in beside it, flagged for staff;
afterwards there is one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from services.intake import domain
from shared.contracts.errors import Refusal
from shared.security.permissions import STAFF

if TYPE_CHECKING:
    from services.intake.domain import Submission
    from services.intake.repository import Repository
    from shared.contracts.application import ApplicationDocument
    from shared.contracts.people import Caller
    from shared.program.model import Program


def take_city(submission: Submission, repository: Repository, caller: Caller) -> Submission:
    """A first version, as it comes in: what staff enter holds its city, too. Of two at one instant one waits here."""
    repository.lock_homonyms([submission.city_key])
    return replace(submission, holds_city=caller.has(*STAFF) or is_among_contacts(caller, submission, repository))


def keep_city(
    submission: Submission, before: ApplicationDocument, repository: Repository, program: Program
) -> Submission:
    """A later version, as it comes in: it goes to another city, or comes back after its end, only where nobody else
    holds that. One that stands beside another goes on doing so."""
    repository.lock_homonyms([submission.city_key])
    is_free = repository.find_holder(submission.city_key, submission.id) is None
    arrives = submission.reinstated is not None or domain.city_key(before) != submission.city_key
    if arrives and not is_free:
        raise duplicate(program)
    return replace(submission, holds_city=is_free and (submission.holds_city or is_proven(submission, repository)))


def is_among_contacts(caller: Caller, submission: Submission, repository: Repository) -> bool:
    """Whether the application names the address that its sender has proven."""
    own = repository.find_proven_address(UUID(caller.id)) if caller.is_person else None
    return own is not None and own in domain.addresses_of(submission.document)


def is_proven(submission: Submission, repository: Repository) -> bool:
    return repository.has_proven(domain.addresses_of(submission.document))


def duplicate(program: Program) -> Refusal:
    """Says what to do, and of the other application that there is one."""
    return Refusal("duplicate_application", reply_to=program.reply_to)
