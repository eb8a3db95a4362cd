"""The half of a rehearsal that runs in the user's own interpreter.

It is loaded by its path under another name, and imports nothing of django_pro: the standard library, the user's Django
(3.2 and newer) and its PostgreSQL driver (psycopg, or psycopg2).
"""
