"""Commitments, and the mayors who sign them."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import commitments, mayors
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers, every

HOUR_S = 3600


class Commitments(Entrypoints):
    get_shared_commitment = answers(contract.GetSharedCommitment, commitments.get_shared)
    get_mayor_commitment = answers(contract.GetMayorCommitment, commitments.get_mayor)
    write_shared_commitment = answers(contract.WriteSharedCommitment, commitments.write_shared)
    write_mayor_commitment = answers(contract.WriteMayorCommitment, commitments.write_mayor)
    open_shared_commitment = answers(contract.OpenSharedCommitment, commitments.open_for_signing)
    open_mayor_commitment = answers(contract.OpenMayorCommitment, commitments.open_for_signing)
    sign_commitment = answers(contract.SignCommitment, commitments.sign)
    publish_commitment = answers(contract.PublishCommitment, commitments.publish)
    revise_commitment = answers(contract.ReviseCommitment, commitments.revise)


class Mayors(Entrypoints):
    get_mayors = answers(contract.GetMayors, mayors.get_mayors)
    record_successor = answers(contract.RecordSuccessor, mayors.record_successor)
    remove_successor = answers(contract.RemoveSuccessor, mayors.remove_successor)
    extend_term = answers(contract.ExtendTerm, mayors.extend_term)
    record_election = answers(contract.RecordElection, mayors.record_election)
    reaffirm_participation = answers(contract.ReaffirmParticipation, mayors.reaffirm)

    watch_mayors = every(HOUR_S, mayors.watch_city, of=mayors.list_watched)
