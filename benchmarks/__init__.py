"""How fast, how even, how big: Alliance beside plain nameko, FastStream and Celery, on one machine: README.md."""
