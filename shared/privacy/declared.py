"""How a service declares what it keeps of people and cities: `services/<name>/personal.py`, a Table for each table.

Every column of text, JSON, bytes or lists of text is named: under `erased` with what erasing leaves in it, or under
`plain` with the reason why it is nobody's. A test holds each declaration against the real tables.

A condition finds a subject's rows; it may name the parameters of `shared.privacy.subject.parameters`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.contracts.events import Event
    from shared.contracts.kernel import NeededFor, Subject
    from shared.storage.database import Transaction


class Kind(StrEnum):
    """Whose data."""

    PERSON = "person"
    CITY = "city"


PERSON, CITY = Kind.PERSON, Kind.CITY

#: What stands where a text was, in every language: no name and no text of people is written so.
ERASED = "[erased]"
#: An address that no mail reaches (RFC 2606), where a form insists on one.
ERASED_ADDRESS = "erased@erased.invalid"

# What erasing leaves in a column: an SQL expression over the row, or what a function makes of a document.
NULL = "null"
TOMBSTONE = f"'{ERASED}'"
NO_TEXTS = "'{}'"  # an empty list of texts, an empty object
NO_WORDS = "''::tsvector"  # what a row was found by


@dataclass(frozen=True)
class Texts:
    """A document of JSON whose texts go; those under these keys are codes out of a closed list, and stay.

    Of a city all texts; of a person those parts alone that bear one of their addresses.
    """

    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Words:
    """What a document of the same row is found by: made anew of what erasing leaves of it."""

    document: str
    of: Callable[[Any], list[str]]


Leaves = str | Texts | Words

#: Reasons why a column is nobody's.
CODES = "codes, states and names of ours"
CALLS = "the name of a call or cohort, which staff choose"
CODE = "the tracking code: kept, since it names the application's outcome"
ACTOR = "an id: whose it is, identity alone knows"
REFS = "a reference: whose it is, its owner alone knows"
PLACE = "a country, a zone, a language"

#: Conditions that many tables share.
APPLICATION = "application_id = %(application_id)s"


def mentions(column: str) -> str:
    """The text of a column names the subject: an address or an id of the person, the code or the id of the city."""
    named = f"position(named.it in lower({column}::text)) > 0"
    return f"exists (select 1 from unnest(%(mentions)s::text[]) as named (it) where {named})"  # noqa: S608  # nosec B608


def is_address(column: str) -> str:
    return f"lower({column}) = any(%(addresses)s::text[])"


def is_ref(column: str) -> str:
    return f"{column} = any(%(refs)s::text[])"


def by_actor(column: str) -> str:
    return f"{column} = %(actor)s"


@dataclass(frozen=True)
class Table:
    """One table. `gone`: of whom the whole rows are deleted; of others `erased` says what is left.

    `of_person` stands in place of `erased` where a person leaves another trace than a city does.
    """

    name: str
    city: str | None = None  # the condition that finds a city's rows
    person: str | None = None  # …and a person's
    gone: tuple[Kind, ...] = ()
    erased: Mapping[str, Leaves] = field(default_factory=dict)  # by names of columns, apart by spaces
    of_person: Mapping[str, Leaves] | None = None
    plain: Mapping[str, str] = field(default_factory=dict)  # by the reason, names of columns
    hidden: str = ""  # columns that no export shows: what proves something to us

    def found(self, kind: Kind) -> str | None:
        return self.city if kind is CITY else self.person

    def leaves(self, kind: Kind) -> dict[str, Leaves]:
        said = self.erased if kind is CITY or self.of_person is None else self.of_person
        return {column: leaves for columns, leaves in said.items() for column in columns.split()}

    @property
    def declared(self) -> set[str]:
        """Every column that is spoken of."""
        plain = {column for columns in self.plain.values() for column in columns.split()}
        return plain | set(self.leaves(CITY)) | set(self.leaves(PERSON))


@dataclass(frozen=True)
class Hold:
    """Why a subject is still needed: `sql` lists what is to be handed over first, as `name`. `code`: its sentence,
    `details.<code>` in the catalogues."""

    code: NeededFor
    kind: Kind
    sql: str


@dataclass(frozen=True)
class Keeping:
    """Rows whose time is up: `since` is the moment that counts, `where` which rows of the table it is about.

    `setting` names the field of `program.retention`, in days. The rows go; or `leaves` says what is left of them (SQL
    expressions by column); or each is a city, by its `application_id` and `code`, which is erased everywhere.
    """

    name: str
    setting: str
    table: str
    since: str
    where: str = "true"
    leaves: Mapping[str, str] | None = None
    cities: bool = False


@dataclass(frozen=True)
class Personal:
    """All that one service declares. In the order in which rows are erased: what refers to others first.

    `refs`: statements that list the references (`ref`) under which a person is known here.
    `addresses`: statements that list every `address` that is kept here.
    `own`: a statement that lists the addresses (`address`) that are known here to be the person's.
    `prints`: a statement of what the same subject would be known by if it came again (`print`): kept as keyed hashes.
    `files`: tables and their columns that name files of the store by the hash of their content.
    `tell`: the event that is recorded when a subject is erased for the first time.
    """

    tables: tuple[Table, ...] = ()
    refs: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    own: str | None = None
    prints: Mapping[Kind, str] = field(default_factory=dict)
    holds: tuple[Hold, ...] = ()
    keepings: tuple[Keeping, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    tell: Callable[[Subject, Transaction], Event | None] | None = None
