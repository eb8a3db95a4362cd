"""Query efficiency: DJP1xx."""
