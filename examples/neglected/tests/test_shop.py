from django.test import TestCase
from django.urls import reverse


class ShopTests(TestCase):
    def test_the_list_of_books(self):
        response = self.client.get(reverse("book-list"))
        self.assertEqual(response.status_code, 200)
