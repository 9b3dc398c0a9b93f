"""What identity keeps of people, how it is found, and what erasing leaves of it (shared/privacy/declared.py).

A person is erased here last: until then their address says who they are.
"""

from __future__ import annotations

from shared.contracts.identity import PersonErased
from shared.contracts.kernel import Subject
from shared.privacy.declared import CODES, NULL, PERSON, PLACE, Hold, Personal, Table, is_address
from shared.storage.database import Transaction

#: What limits of sign-ins look at; it goes with their windows.
KEYED = "a keyed hash, which tells neither the address nor the source"

STAMP = "a hash of something random, kept for minutes"

OWN = "person_id = %(person_id)s"

#: Whoever erases takes every role: an administrator's is given up first, or taken by another administrator.
ADMINISTRATORS = f"""
select name from people where ({OWN} or {is_address("folded_email")}) and 'administrator' = any(roles) order by name
"""  # noqa: S608  # nosec B608 - of our declarations

TABLES = (
    Table("passwords", person=OWN, gone=(PERSON,), erased={"hash": NULL}, hidden="hash"),
    Table("totps", person=OWN, gone=(PERSON,), erased={"sealed_secret": NULL}, hidden="sealed_secret"),
    Table("recovery_codes", person=OWN, gone=(PERSON,), erased={"code_hash": NULL}, hidden="code_hash"),
    Table(
        "passkeys",
        person=OWN,
        gone=(PERSON,),
        erased={"credential_id public_key name": NULL},
        hidden="credential_id public_key",
    ),
    Table("used_stamps", plain={STAMP: "stamp_sha256"}),
    Table(
        "device_logins",
        person=OWN,
        gone=(PERSON,),
        erased={"device_sha256 user_code_hash device source": NULL},
        hidden="device_sha256 user_code_hash",
    ),
    Table(
        "access_tokens",
        person=OWN,
        gone=(PERSON,),
        erased={"secret_sha256 name used_from": NULL},
        plain={CODES: "scopes"},
        hidden="secret_sha256",
    ),
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
        plain={CODES: "deactivated_because"},
    ),
)


def erased(subject: Subject, _tx: Transaction) -> PersonErased | None:
    return None if subject.person_id is None else PersonErased(person_id=subject.person_id)


PERSONAL = Personal(
    tables=TABLES,
    addresses=("select folded_email as address from people",),
    own="select folded_email as address from people where person_id = %(person_id)s",
    holds=(Hold("administrators_role", PERSON, ADMINISTRATORS),),
    tell=erased,
)
