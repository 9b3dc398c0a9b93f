"""Forms out of contracts: the service judges, the page keeps what was typed and says what is wrong beside its field."""
