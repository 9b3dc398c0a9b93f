"""The role table tried whole: which request is about whose object, and how one of one's own and a foreign one is made.

A module a service: `ROWS`, request -> Row. `tests/unit/shared/test_role_table.py` looks that none is missing; each
service's `tests/integration/<service>/test_rights.py` sends them to it on its real tables, as everybody who may.
"""
