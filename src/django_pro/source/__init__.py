"""Bytes, places and edits; Python and Django templates as small, frozen syntax trees."""
