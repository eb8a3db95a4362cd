"""Design advice: DJP6xx."""
