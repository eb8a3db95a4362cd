"""The half of learning that runs in the user's own interpreter.

It is loaded by its path under another name, and imports nothing of the reading half: the standard library, the user's
Django (4.2 and newer) and its Django REST framework, where it has one.
"""
