"""Pages of the rules about the review itself, DJP9xx; their code stands in `django_pro.review`."""
