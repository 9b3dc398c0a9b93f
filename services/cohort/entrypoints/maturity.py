"""Data maturity."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import maturity
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class Maturity(Entrypoints):
    record_maturity = answers(contract.RecordMaturity, maturity.record_maturity)
    get_maturity = answers(contract.GetMaturity, maturity.get_maturity)
