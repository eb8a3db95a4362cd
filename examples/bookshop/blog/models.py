from django.conf import settings
from django.db import models

from catalogue.models import Book


class PublishedManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(published=True)


class Post(models.Model):
    title = models.CharField(max_length=200)
    body = models.TextField()
    published = models.BooleanField(default=False, db_index=True)
    written = models.DateTimeField(auto_now_add=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="posts")
    books = models.ManyToManyField(Book, related_name="posts", blank=True)

    objects = models.Manager()
    published_posts = PublishedManager()

    class Meta:
        ordering = ["-written", "-pk"]

    def __str__(self):
        return self.title
