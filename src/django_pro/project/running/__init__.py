"""The project's own interpreter: chosen, started, and listened to."""
