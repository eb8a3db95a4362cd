"""A small evaluator of settings modules: it follows statements and never runs them."""
