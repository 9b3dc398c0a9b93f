"""The embedded default: the whole system on one machine, without Docker, under one folder (ALLIANCE_HOME).

A detached supervisor runs PostgreSQL, a private RabbitMQ node, a mail catcher, the services and the portal.
"""
