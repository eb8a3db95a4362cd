from django.conf import settings
from django.db import models


class Basket(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")


class Line(models.Model):
    basket = models.ForeignKey(Basket, on_delete=models.CASCADE)
    title = models.CharField(max_length=200)
