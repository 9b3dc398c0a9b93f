"""Applications by state and country, in the shape that scripts know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from services.reporting.domain import group_states
from services.reporting.subjects import is_arriving, moment_asked
from services.reporting.told import state_told
from shared.contracts import reporting

if TYPE_CHECKING:
    from services.reporting.repository import Repository
    from shared.messaging.owners import Owners
    from shared.program.model import Program


def get_funnel(
    request: reporting.GetFunnel, repository: Repository, program: Program, owners: Owners
) -> reporting.Funnel:
    as_of = moment_asked(request.as_of, program, repository)
    call = request.call
    arriving = call is not None and is_arriving("call", call, repository.knows_call, owners.know_call)
    counts = repository.count_states(request.call, as_of)
    told = [(country, state_told(state, repository.audience), number) for country, state, number in counts]
    states, by_country = group_states(told)
    return reporting.Funnel(as_of=as_of, call=call, states=states, by_country=by_country, arriving=arriving)
