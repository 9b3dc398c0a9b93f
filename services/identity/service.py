"""The identity service: people, sign-in, tokens for people. Time is the database's."""

from __future__ import annotations

from services.identity.credentials import Credentials, secret, signer
from services.identity.handlers import people, sign_in
from services.identity.repository import Repository
from shared.contracts import identity
from shared.messaging.entrypoints import answers
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.supplies import Supplies
from shared.runtime.clock import database_time
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions


class Service(ServiceBase):
    name = "identity"
    begin = Transactions()
    credentials = Credentials()
    supplies = Supplies(repository=Repository, now=database_time, secret=secret, signer=signer)

    add_person = answers(identity.AddPerson, people.add_person)
    list_people = answers(identity.ListPeople, people.list_people)
    get_person = answers(identity.GetPerson, people.get_person)
    get_names = answers(identity.GetNames, people.get_names)
    get_recipient = answers(identity.GetRecipient, people.get_recipient)
    request_sign_in = answers(identity.RequestSignIn, sign_in.request_sign_in)
    get_sign_in_mail = answers(identity.GetSignInMail, sign_in.get_sign_in_mail)
    confirm_sign_in = answers(identity.ConfirmSignIn, sign_in.confirm_sign_in)
    issue_token = answers(identity.IssueToken, sign_in.issue_token)
    sign_out = answers(identity.SignOut, sign_in.sign_out)

    @periodic(seconds=1)
    def announce_sign_ins(self) -> None:
        with self.begin() as tx:
            sign_in.announce_sign_ins(Repository(tx), Outbox(tx), tx.now())

    @periodic(seconds=3600)
    def forget_what_is_over(self) -> None:
        with self.begin() as tx:
            sign_in.forget_what_is_over(Repository(tx), tx.now())
