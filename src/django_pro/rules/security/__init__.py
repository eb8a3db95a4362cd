"""Security: DJP5xx."""
