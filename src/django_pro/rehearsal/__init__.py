"""Migrations run for real, on a PostgreSQL of our own full of production-like rows."""
