"""What a project is, as tables and pictures."""
