from django.contrib.auth.models import User
from django.db import models

from catalogue.models import Book


class Post(models.Model):
    title = models.CharField(max_length=200)
    body = models.TextField()
    published = models.BooleanField(default=False)
    author = models.ForeignKey(User, on_delete=models.CASCADE)
    books = models.ManyToManyField(Book, related_name="posts", blank=True)

    def __str__(self):
        return self.title
