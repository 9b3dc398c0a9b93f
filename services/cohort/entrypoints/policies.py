"""Policies, processes, uses of AI."""

from __future__ import annotations

from services.cohort.entrypoints.base import Entrypoints
from services.cohort.handlers import codifying
from shared.contracts import cohort as contract
from shared.messaging.entrypoints import answers


class Policies(Entrypoints):
    get_codified = answers(contract.GetCodified, codifying.get_codified)
    save_policy = answers(contract.SavePolicy, codifying.save)
    save_process = answers(contract.SaveProcess, codifying.save)
    save_ai_use = answers(contract.SaveAiUse, codifying.save)
