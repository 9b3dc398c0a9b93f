"""Commitments, and the mayors who sign them."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import commitments, mayors
from shared.contracts import cohort as contract
from shared.contracts.people import Caller
from shared.messaging.outbox import Outbox
from shared.messaging.periodic import periodic
from shared.messaging.rpc import command, query
from shared.storage.database import Transaction

HOUR_S = 3600


class Commitments(Entrypoints):
    @query(contract.GetSharedCommitment)
    def get_shared_commitment(
        self, request: contract.GetSharedCommitment, tx: Transaction, caller: Caller
    ) -> contract.Commitment:
        return commitments.get_shared(request, self.repository(tx, caller), self.clock.now())

    @query(contract.GetMayorCommitment)
    def get_mayor_commitment(
        self, request: contract.GetMayorCommitment, tx: Transaction, caller: Caller
    ) -> contract.Commitment:
        return commitments.get_mayor(request, self.repository(tx, caller), self.clock.now())

    @command(contract.WriteSharedCommitment)
    def write_shared_commitment(
        self, request: contract.WriteSharedCommitment, tx: Transaction, caller: Caller
    ) -> contract.Commitment:
        return commitments.write_shared(request, self.repository(tx, caller), self.clock.now())

    @command(contract.WriteMayorCommitment)
    def write_mayor_commitment(
        self, request: contract.WriteMayorCommitment, tx: Transaction, caller: Caller
    ) -> contract.Commitment:
        return commitments.write_mayor(request, self.repository(tx, caller), self.clock.now())

    @command(contract.OpenSharedCommitment)
    def open_shared_commitment(
        self, request: contract.OpenSharedCommitment, tx: Transaction, caller: Caller
    ) -> contract.Commitment:
        return commitments.open_for_signing(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.OpenMayorCommitment)
    def open_mayor_commitment(
        self, request: contract.OpenMayorCommitment, tx: Transaction, caller: Caller
    ) -> contract.Commitment:
        return commitments.open_for_signing(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.SignCommitment)
    def sign_commitment(self, request: contract.SignCommitment, tx: Transaction, caller: Caller) -> contract.Commitment:
        return commitments.sign(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.PublishCommitment)
    def publish_commitment(
        self, request: contract.PublishCommitment, tx: Transaction, caller: Caller
    ) -> contract.Commitment:
        return commitments.publish(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.ReviseCommitment)
    def revise_commitment(
        self, request: contract.ReviseCommitment, tx: Transaction, caller: Caller
    ) -> contract.Commitment:
        return commitments.revise(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())


class Mayors(Entrypoints):
    @query(contract.GetMayors)
    def get_mayors(self, request: contract.GetMayors, tx: Transaction, caller: Caller) -> contract.Mayors:
        return mayors.get_mayors(request, self.repository(tx, caller), self.clock.now())

    @query(contract.GetMayorsOffice)
    def get_mayors_office(
        self, request: contract.GetMayorsOffice, tx: Transaction, caller: Caller
    ) -> contract.MayorsOffice:
        return mayors.get_mayors_office(request, self.repository(tx, caller))

    @command(contract.RecordSuccessor)
    def record_successor(self, request: contract.RecordSuccessor, tx: Transaction, caller: Caller) -> contract.Mayors:
        return mayors.record_successor(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.RemoveSuccessor)
    def remove_successor(self, request: contract.RemoveSuccessor, tx: Transaction, caller: Caller) -> contract.Mayors:
        return mayors.remove_successor(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.ExtendTerm)
    def extend_term(self, request: contract.ExtendTerm, tx: Transaction, caller: Caller) -> contract.Mayors:
        return mayors.extend_term(request, self.repository(tx, caller), Outbox(tx), caller, self.clock.now())

    @command(contract.RecordElection)
    def record_election(self, request: contract.RecordElection, tx: Transaction, caller: Caller) -> contract.Mayors:
        return mayors.record_election(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @command(contract.ReaffirmParticipation)
    def reaffirm_participation(
        self, request: contract.ReaffirmParticipation, tx: Transaction, caller: Caller
    ) -> contract.Mayors:
        return mayors.reaffirm(request, self.repository(tx, caller), Outbox(tx), self.clock.now())

    @periodic(seconds=HOUR_S)
    def watch_mayors(self) -> None:
        """One transaction a city, so that one that fails holds up no other."""
        now = self.clock.now()
        with self.begin() as tx:
            codes = self.repository(tx).list_watched()
        for code in codes:
            with self.begin() as tx:
                mayors.watch_city(code, self.repository(tx), Outbox(tx), now)
