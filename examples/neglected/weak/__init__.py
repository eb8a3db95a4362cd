"""One fault a module, each called like the rule that tells of it."""
