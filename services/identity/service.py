"""The identity service: people, sign-in, tokens for people. Time is the database's."""

from __future__ import annotations

from services.identity.credentials import Credentials
from services.identity.handlers import people, sign_in
from services.identity.repository import Repository
from shared.contracts import identity
from shared.contracts.people import Caller
from shared.contracts.requests import Nothing, Page
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.runtime.service import ServiceBase
from shared.runtime.transactions import Transactions
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "identity"
    begin = Transactions()
    credentials = Credentials()

    @command(identity.AddPerson)
    def add_person(self, request: identity.AddPerson, tx: Transaction, caller: Caller) -> identity.AddedPerson:
        return people.add_person(request, Repository(tx), Outbox(tx), caller, tx.now())

    @query(identity.ListPeople)
    def list_people(self, request: identity.ListPeople, tx: Transaction, _caller: Caller) -> Page[identity.Person]:
        return people.list_people(request, Repository(tx))

    @query(identity.GetPerson)
    def get_person(self, request: identity.GetPerson, tx: Transaction, _caller: Caller) -> identity.Person:
        return people.get_person(request, Repository(tx))

    @query(identity.GetRecipient)
    def get_recipient(self, request: identity.GetRecipient, tx: Transaction, _caller: Caller) -> identity.Recipient:
        return people.get_recipient(request, Repository(tx))

    @command(identity.RequestSignIn)
    def request_sign_in(self, request: identity.RequestSignIn, tx: Transaction, _caller: Caller) -> Nothing:
        return sign_in.request_sign_in(request, Repository(tx), self.credentials.secret, tx.now())

    @query(identity.GetSignInMail)
    def get_sign_in_mail(
        self, request: identity.GetSignInMail, tx: Transaction, _caller: Caller
    ) -> identity.SignInMail:
        return sign_in.get_sign_in_mail(request, Repository(tx), self.credentials.secret, tx.now())

    @command(identity.ConfirmSignIn)
    def confirm_sign_in(self, request: identity.ConfirmSignIn, tx: Transaction, _caller: Caller) -> identity.Session:
        return sign_in.confirm_sign_in(request, Repository(tx), self.credentials.secret, tx.now())

    @command(identity.IssueToken)
    def issue_token(self, request: identity.IssueToken, tx: Transaction, _caller: Caller) -> identity.IssuedToken:
        return sign_in.issue_token(request, Repository(tx), self.credentials.signer, tx.now())

    @command(identity.SignOut)
    def sign_out(self, request: identity.SignOut, tx: Transaction, _caller: Caller) -> Nothing:
        return sign_in.sign_out(request, Repository(tx), tx.now())

    @periodic(seconds=1)
    def announce_sign_ins(self) -> None:
        with self.begin() as tx:
            sign_in.announce_sign_ins(Repository(tx), Outbox(tx), tx.now())

    @periodic(seconds=3600)
    def forget_what_is_over(self) -> None:
        with self.begin() as tx:
            sign_in.forget_what_is_over(Repository(tx), tx.now())
