from django.contrib.auth.models import User
from django.db import models


class Shop(models.Model):
    slug = models.SlugField(unique=True)


class Order(models.Model):
    shop = models.ForeignKey(Shop, models.CASCADE)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    note = models.TextField()
