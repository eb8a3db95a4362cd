"""Test coverage: DJP4xx."""
