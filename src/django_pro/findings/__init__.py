"""What a review says: findings, sites, blind spots, principles, and the JSON they make."""
