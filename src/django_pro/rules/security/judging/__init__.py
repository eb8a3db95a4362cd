"""Which names speak of secrets, passwords and identity, and what the names of an expression are."""
