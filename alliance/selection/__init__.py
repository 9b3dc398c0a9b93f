"""Commands of rounds: from an application to the answer to an offer."""
