"""Run the project's tests under the recorder, and join what ran with what was read."""
