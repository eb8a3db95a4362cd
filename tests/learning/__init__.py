"""What a project's own Django tells, and what comes of it."""
