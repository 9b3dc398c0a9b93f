"""What anybody may read."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import open_data
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class OpenData(Entrypoints):
    get_open_data = answers(contract.GetOpenData, open_data.get_open_data)
    get_open_strategy = answers(contract.GetOpenStrategy, open_data.get_open_strategy)
    get_open_commitment = answers(contract.GetOpenCommitment, open_data.get_open_commitment)
