"""Migration safety: DJP2xx."""
