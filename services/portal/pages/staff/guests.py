"""Who is invited to a gathering, as its desk sees them: by name, counted by role, found by what somebody types."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.portal.web.page import Page
from services.portal.web.people import refs_called
from shared.contracts import cohort
from shared.program.folding import fold
from shared.wording import has
from shared.wording.order import order_of

COMING = ("yes", "attended")
COLUMNS = ("invited", "come", "delegate", "no", "open")
#: What a list of guests may show -> the states of those who are in it.
VIEWS: dict[str, frozenset[str]] = {
    "all": frozenset({"invited", "yes", "no", "attended", "excused"}),
    "waiting": frozenset({"invited", "yes"}),
    "here": frozenset({"attended"}),
}


@dataclass(frozen=True)
class Guest:
    """`name`: of whoever comes; `instead_of`: in whose place, where it is a delegate."""

    invitation: cohort.Invitation
    name: str
    instead_of: str | None
    role: str

    @property
    def state(self) -> str:
        return self.invitation.state

    @property
    def key(self) -> str:
        return f"guest-{self.invitation.code}-{self.invitation.ref.replace(':', '-')}"


def guests_of(page: Page, detail: cohort.ConveningDetail) -> list[Guest]:
    names = refs_called(page, (one.ref for one in detail.invitations if one.name is None))
    found = [guest_of(page, one, names) for one in detail.invitations]
    return sorted(found, key=lambda one: (order_of(one.name), one.invitation.city, one.key))


def guest_of(page: Page, one: cohort.Invitation, names: dict[str, str]) -> Guest:
    role = page.say(f"roles.{one.role}") if has(f"roles.{one.role}") else one.role
    own = one.name or names.get(one.ref) or role
    return Guest(one, one.delegate or own, own if one.delegate else None, role)


def wanted(guests: Iterable[Guest], typed: str, view: str) -> list[Guest]:
    """Whose name, city or role holds a word that begins with each of those that were typed."""
    words = fold(typed).split()
    return [
        guest
        for guest in guests
        if guest.state in VIEWS[view] and all(any(one.startswith(word) for one in words_of(guest)) for word in words)
    ]


def words_of(guest: Guest) -> list[str]:
    return fold(" ".join((guest.name, guest.instead_of or "", guest.invitation.city, guest.role))).split()


def by_role(guests: Sequence[Guest]) -> list[tuple[str, Counter[str]]]:
    """In the order of the first of each; a delegate is counted as one, not among those who come themselves."""
    counts: dict[str, Counter[str]] = {}
    for guest in guests:
        counts.setdefault(guest.role, Counter())[column_of(guest)] += 1
    for counted in counts.values():
        counted["invited"] = counted.total()
    return sorted(counts.items(), key=lambda pair: order_of(pair[0]))


def column_of(guest: Guest) -> str:
    if guest.state in COMING:
        return "delegate" if guest.instead_of else "come"
    return "no" if guest.state in ("no", "excused") else "open"


def figures(detail: cohort.ConveningDetail, guests: Sequence[Guest]) -> dict[str, int]:
    coming = sum(one.state in COMING for one in guests)
    return {
        "invited": len(guests),
        "cities": len({one.invitation.code for one in guests}),
        "come": coming,
        "no": sum(one.state in ("no", "excused") for one in guests),
        "open": sum(one.state == "invited" for one in guests),
        "left": max(detail.capacity - coming, 0),
        "here": sum(one.state == "attended" for one in guests),
    }
