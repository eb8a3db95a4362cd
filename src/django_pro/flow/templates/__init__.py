"""What a template reads of the rows in its context: a variable is a get for each step, `{% for %}` is an each."""
