"""Rows of intake's database and the objects they stand for; a part a noun, seen by handlers as one. The only user of
queries/*.sql."""

from __future__ import annotations

from services.intake.repository.applications import Applications
from services.intake.repository.calls import Calls
from services.intake.repository.colleagues import Colleagues
from services.intake.repository.drafts import Drafts
from services.intake.repository.files import Files
from services.intake.repository.matches import Matches
from services.intake.repository.owners import Owners


class Repository(Applications, Calls, Colleagues, Drafts, Files, Matches, Owners):
    """Everything that this service keeps, in one transaction."""
