"""What a project's own Django knows of it, asked once and kept."""
