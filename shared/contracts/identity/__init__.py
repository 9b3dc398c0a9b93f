"""identity: people, roles, languages, addresses; sign-in; tokens. One module a noun; importers see them as one."""

from shared.contracts.identity.people import *
from shared.contracts.identity.sessions import *
from shared.contracts.identity.sign_in import *
