"""What a rehearsal showed: as text, as JSON, as a page with a timeline."""
