"""The named SQL of this service, for those who read and write its rows."""

from shared.storage.queries import Queries

queries = Queries("services.reporting")
