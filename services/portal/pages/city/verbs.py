"""The verbs of a city's page."""

from services.portal.forms import verbs
from services.portal.forms.verbs import Fields
from services.portal.pages.city.room import Room

Verb = verbs.Verb[Room]

__all__ = ["Fields", "Verb"]
