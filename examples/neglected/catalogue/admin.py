from django.contrib import admin

from catalogue.models import Author, Book, Publisher

admin.site.register([Author, Book, Publisher])
