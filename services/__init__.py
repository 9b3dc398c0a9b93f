"""One folder is one process is one database; services never import each other."""
