"""What identity keeps of people, how it is found, and what erasing leaves of it (shared/privacy/declared.py).

A person is erased here last: until then their address says who they are.
"""

from __future__ import annotations

from shared.contracts.identity import PersonErased
from shared.contracts.kernel import Subject
from shared.privacy.declared import CODES, NULL, PERSON, PLACE, Personal, Table, is_address
from shared.storage.database import Transaction

#: What limits of sign-ins look at; it goes with their windows.
KEYED = "a keyed hash, which tells neither the address nor the source"

OWN = "person_id = %(person_id)s"

TABLES = (
    Table(
        "sessions",
        person=OWN,
        gone=(PERSON,),
        erased={"secret_sha256 source device": NULL},
        plain={CODES: "method"},
        hidden="secret_sha256",
    ),
    Table(
        "sign_ins",
        person=is_address("email"),
        gone=(PERSON,),
        erased={"email address_hash key_sha256 source_hash": NULL},
        plain={PLACE: "language"},
        hidden="key_sha256",
    ),
    Table("tries", plain={KEYED: "address_hash source_hash", CODES: "what"}),
    Table("known_sources", plain={KEYED: "address_hash source_hash"}),
    Table(
        "people",
        person=f"{OWN} or {is_address('folded_email')}",
        gone=(PERSON,),
        erased={"name folded_name email folded_email roles languages": NULL},
    ),
)


def erased(subject: Subject, _tx: Transaction) -> PersonErased | None:
    return None if subject.person_id is None else PersonErased(person_id=subject.person_id)


PERSONAL = Personal(
    tables=TABLES,
    addresses=("select folded_email as address from people",),
    own="select folded_email as address from people where person_id = %(person_id)s",
    tell=erased,
)
