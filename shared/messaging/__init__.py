"""Reliable messages over RabbitMQ: one file for each pattern, named by it."""
