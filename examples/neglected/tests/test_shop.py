from django.contrib.auth.models import User
from django.test import TestCase
from django.urls import reverse

from tests.counting import max_queries


class ShopTests(TestCase):
    def test_the_list_of_books(self):
        with max_queries(30):
            response = self.client.get("/")
        self.assertEqual(response.status_code, 200)

    def test_the_list_of_authors(self):
        self.assertEqual(self.client.get(reverse("author-list")).status_code, 200)

    def test_a_new_post(self):
        self.client.force_login(User.objects.create_user("ann"))
        response = self.client.post(reverse("untested-post"), {"title": "Hello"})
        self.assertEqual(response.status_code, 201)
