"""The identity service: people, sign-in, tokens for people. Time is the database's."""

from __future__ import annotations

from services.identity.credentials import Credentials, secret, signer
from services.identity.handlers import people, sessions, sign_in
from services.identity.handlers.door import Door
from services.identity.personal import PERSONAL
from services.identity.repository import Repository
from shared.contracts import identity
from shared.messaging.entrypoints import answers, every
from shared.messaging.supplies import Supplies
from shared.runtime.clock import database_time
from shared.runtime.service import ServiceBase


class Service(ServiceBase):
    name = "identity"
    personal = PERSONAL
    credentials = Credentials()
    supplies = Supplies(repository=Repository, now=database_time, secret=secret, signer=signer, door=Door)

    add_person = answers(identity.AddPerson, people.add_person)
    change_own_details = answers(identity.ChangeOwnDetails, people.change_own_details)
    list_people = answers(identity.ListPeople, people.list_people)
    get_person = answers(identity.GetPerson, people.get_person)
    get_names = answers(identity.GetNames, people.get_names)
    get_recipient = answers(identity.GetRecipient, people.get_recipient)
    request_sign_in = answers(identity.RequestSignIn, sign_in.request_sign_in)
    get_sign_in_mail = answers(identity.GetSignInMail, sign_in.get_sign_in_mail)
    confirm_sign_in = answers(identity.ConfirmSignIn, sign_in.confirm_sign_in)
    issue_token = answers(identity.IssueToken, sessions.issue_token)
    sign_out = answers(identity.SignOut, sessions.sign_out)

    announce_sign_ins = every(1, sign_in.announce_sign_in, of=sign_in.list_unannounced)

    forget_what_is_over = every(3600, sign_in.forget_sign_ins, sessions.forget_sessions)
