from django.contrib.auth.models import AbstractUser
from django.db import models


class Reader(AbstractUser):
    balance = models.IntegerField(default=0)
    api_key = models.CharField(max_length=40)
    website = models.URLField()


class Shelf(models.Model):
    name = models.CharField(max_length=50)
    owner = models.ForeignKey(Reader, on_delete=models.CASCADE)
    secret_key = models.CharField(max_length=40)
