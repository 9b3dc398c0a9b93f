"""The identity service: people, sign-in, tokens for people. Time is the database's."""

from __future__ import annotations

from services.identity.credentials import Credentials, secret, signer, site
from services.identity.handlers import (
    access_tokens,
    devices,
    factors,
    links,
    open_sessions,
    passkeys,
    passwords,
    people,
    places,
    sessions,
    sign_in,
    single_sign_on,
    standing,
)
from services.identity.handlers.door import Door
from services.identity.hashing import Hashing
from services.identity.personal import PERSONAL
from services.identity.provider import SignOnProvider
from services.identity.repository import Repository
from shared.contracts import identity
from shared.messaging.entrypoints import answers, every
from shared.messaging.supplies import Supplies
from shared.runtime.clock import database_time
from shared.runtime.service import ServiceBase
from shared.storage.database import Transaction


class Service(ServiceBase):
    name = "identity"
    personal = PERSONAL
    credentials = Credentials()
    hasher = Hashing()
    provider = SignOnProvider()
    supplies = Supplies(
        *("hasher", "provider"),
        repository=Repository,
        now=database_time,
        secret=secret,
        signer=signer,
        site=site,
        door=Door,
    )

    add_person = answers(identity.AddPerson, people.add_person)
    change_person = answers(identity.ChangePerson, standing.change_person)
    deactivate_person = answers(identity.DeactivatePerson, standing.deactivate_person)
    reactivate_person = answers(identity.ReactivatePerson, standing.reactivate_person)
    change_own_details = answers(identity.ChangeOwnDetails, people.change_own_details)
    list_people = answers(identity.ListPeople, people.list_people)
    get_person = answers(identity.GetPerson, people.get_person)
    get_names = answers(identity.GetNames, people.get_names)
    list_operators = answers(identity.ListOperators, people.list_operators)
    get_recipient = answers(identity.GetRecipient, people.get_recipient)
    request_sign_in = answers(identity.RequestSignIn, sign_in.request_sign_in)
    get_sign_in_mail = answers(identity.GetSignInMail, sign_in.get_sign_in_mail)
    confirm_sign_in = answers(identity.ConfirmSignIn, sign_in.confirm_sign_in)
    issue_token = answers(identity.IssueToken, sessions.issue_token)
    issue_tokens = answers(identity.IssueTokens, sessions.issue_tokens)
    sign_out = answers(identity.SignOut, sessions.sign_out)
    note_denied = answers(identity.NoteDenied, places.note)
    note_list_taken = answers(identity.NoteListTaken, places.note)
    list_sessions = answers(identity.ListSessions, open_sessions.list_sessions)
    end_session = answers(identity.EndSession, open_sessions.end_session)
    end_sessions = answers(identity.EndSessions, open_sessions.end_sessions)

    make_access_token = answers(identity.MakeAccessToken, access_tokens.make_access_token)
    list_access_tokens = answers(identity.ListAccessTokens, access_tokens.list_access_tokens)
    revoke_access_token = answers(identity.RevokeAccessToken, access_tokens.revoke_access_token)

    set_password = answers(identity.SetPassword, passwords.set_password)
    sign_in_with_password = answers(identity.SignInWithPassword, passwords.sign_in_with_password)
    list_factors = answers(identity.ListFactors, factors.list_factors)
    start_totp = answers(identity.StartTotp, factors.start_totp)
    confirm_totp = answers(identity.ConfirmTotp, factors.confirm_totp)
    renew_recovery_codes = answers(identity.RenewRecoveryCodes, factors.renew_recovery_codes)
    remove_factor = answers(identity.RemoveFactor, factors.remove_factor)
    reset_factors = answers(identity.ResetFactors, factors.reset_factors)
    get_passkey_options = answers(identity.GetPasskeyOptions, passkeys.get_passkey_options)
    add_passkey = answers(identity.AddPasskey, passkeys.add_passkey)
    get_passkey_sign_in_options = answers(identity.GetPasskeySignInOptions, passkeys.get_passkey_sign_in_options)
    sign_in_with_passkey = answers(identity.SignInWithPasskey, passkeys.sign_in_with_passkey)

    start_device_login = answers(identity.StartDeviceLogin, devices.start_device_login)
    take_device_login = answers(identity.TakeDeviceLogin, devices.take_device_login)
    get_device_login = answers(identity.GetDeviceLogin, devices.get_device_login)
    confirm_device_login = answers(identity.ConfirmDeviceLogin, devices.confirm_device_login)
    start_single_sign_on = answers(identity.StartSingleSignOn, single_sign_on.start_single_sign_on)
    finish_single_sign_on = answers(identity.FinishSingleSignOn, single_sign_on.finish_single_sign_on)
    make_sign_in_link = answers(identity.MakeSignInLink, links.make_sign_in_link)

    announce_sign_ins = every(1, sign_in.announce_sign_in, of=sign_in.list_unannounced)

    forget_what_is_over = every(
        3600,
        sign_in.forget_sign_ins,
        sessions.forget_sessions,
        passkeys.forget_stamps,
        devices.forget_device_logins,
        access_tokens.forget_access_tokens,
    )

    def figures(self, tx: Transaction) -> dict[str, int]:
        return Repository(tx).count_figures()
