"""API (DRF) consistency: DJP3xx."""
