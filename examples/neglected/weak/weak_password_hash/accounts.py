import hashlib

from catalogue.models import Author


def log_in(name, password):
    digest = hashlib.md5(password.encode()).hexdigest()
    return Author.objects.filter(name=name, digest=digest).first()
