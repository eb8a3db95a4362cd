"""What Django would know of a project if it ran: typed tables that answer questions."""
