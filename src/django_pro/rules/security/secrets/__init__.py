"""What settings hold that nobody but the project may know: their names, their values, their places."""
