"""What every inner half needs: parts of us that run in the user's own interpreter, and tell the outer half what they see.

They are loaded by their path under another name, and import nothing of the reading half: the standard library and the
user's Django.
"""
