"""identity: people, roles, languages, addresses; sign-in; tokens. One module a noun; importers see them as one."""

from shared.contracts.identity.access_tokens import *
from shared.contracts.identity.device import *
from shared.contracts.identity.factors import *
from shared.contracts.identity.links import *
from shared.contracts.identity.passkeys import *
from shared.contracts.identity.passwords import *
from shared.contracts.identity.people import *
from shared.contracts.identity.places import *
from shared.contracts.identity.sessions import *
from shared.contracts.identity.sign_in import *
from shared.contracts.identity.single_sign_on import *
