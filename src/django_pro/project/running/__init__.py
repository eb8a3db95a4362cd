"""The project's own interpreter, started and listened to."""
