"""What the code does with rows: which relations are read for each row, and which were loaded."""
