from django.urls import reverse
from rest_framework.test import APITestCase

from catalogue.models import Author
from tests.shelves import fill, post, reader


class Books(APITestCase):
    def setUp(self):
        self.books = fill()

    def test_a_page_of_books_is_two_queries(self):
        with self.assertNumQueries(2):
            response = self.client.get(reverse("api:book-list"))
        self.assertEqual(
            [row["author_name"] for row in response.json()["results"]], ["Author 0", "Author 1", "Author 2"]
        )

    def test_search_and_filter(self):
        url = reverse("api:book-list")
        self.assertEqual(self.client.get(url, {"search": "Book 1"}).json()["count"], 1)
        self.assertEqual(self.client.get(url, {"cheaper_than": "5"}).json()["count"], 0)

    def test_one_book(self):
        response = self.client.get(reverse("api:book-detail", args=[self.books[0].pk]))
        self.assertEqual(response.json()["title"], "Book 0")

    def test_strangers_may_not_write(self):
        url = reverse("api:book-detail", args=[self.books[0].pk])
        self.assertEqual(self.client.post(reverse("api:book-list"), {}).status_code, 401)
        self.assertEqual(self.client.put(url, {}).status_code, 401)
        self.assertEqual(self.client.patch(url, {}).status_code, 401)
        self.assertEqual(self.client.delete(url).status_code, 401)

    def test_the_staff_may(self):
        self.client.force_authenticate(reader(staff=True))
        first = self.books[0]
        body = {"title": "New", "author": first.author_id, "publisher": first.publisher_id, "price": "1.00"}
        self.assertEqual(self.client.post(reverse("api:book-list"), body).status_code, 201)
        url = reverse("api:book-detail", args=[first.pk])
        self.assertEqual(self.client.put(url, body).status_code, 200)
        self.assertEqual(self.client.patch(url, {"price": "-1"}).status_code, 400)
        self.assertEqual(self.client.delete(url).status_code, 204)


class Authors(APITestCase):
    def test_authors_with_their_books_are_three_queries(self):
        fill()
        with self.assertNumQueries(3):
            response = self.client.get(reverse("api:author-list"))
        self.assertEqual(response.json()["results"][0]["books"][0]["publisher_name"], "Publisher 0")

    def test_writing(self):
        author = Author.objects.create(name="Ann")
        url = reverse("api:author-detail", args=[author.pk])
        self.assertEqual(self.client.post(reverse("api:author-list"), {"name": "Eve"}).status_code, 401)
        self.client.force_authenticate(reader(staff=True))
        self.assertEqual(self.client.post(reverse("api:author-list"), {"name": "Eve"}).status_code, 201)
        self.assertEqual(self.client.get(url).json()["name"], "Ann")
        self.assertEqual(self.client.put(url, {"name": "Anne"}).status_code, 200)
        self.assertEqual(self.client.patch(url, {"name": ""}).status_code, 400)
        self.assertEqual(self.client.delete(url).status_code, 204)


class Posts(APITestCase):
    def setUp(self):
        self.staff = reader("eve", staff=True)
        self.open, self.draft = post(self.staff, "Open"), post(self.staff, "Draft", published=False)

    def test_a_draft_is_for_the_staff(self):
        url = reverse("api:post-detail", args=[self.draft.pk])
        self.assertEqual(self.client.get(url).status_code, 404)
        self.client.force_authenticate(self.staff)
        self.assertEqual(self.client.get(url).status_code, 200)

    def test_a_page_of_posts_is_three_queries(self):
        with self.assertNumQueries(3):
            response = self.client.get(reverse("api:post-list"))
        self.assertEqual([row["title"] for row in response.json()["results"]], ["Open"])

    def test_writing(self):
        self.client.force_authenticate(self.staff)
        response = self.client.post(reverse("api:post-list"), {"title": "New", "body": "…", "books": []})
        self.assertEqual((response.status_code, response.json()["author"]), (201, "eve"))
        url = reverse("api:post-detail", args=[self.open.pk])
        self.assertEqual(self.client.put(url, {"title": "A", "body": "B", "books": []}).status_code, 200)
        self.assertEqual(self.client.patch(url, {"title": ""}).status_code, 400)
        self.assertEqual(self.client.delete(url).status_code, 204)


class LoggingIn(APITestCase):
    def test_a_token_opens_the_door_and_is_renewed(self):
        reader(staff=True)
        tokens = self.client.post(reverse("token"), {"username": "ann", "password": "secret"}).json()
        self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
        self.assertEqual(self.client.post(reverse("api:author-list"), {"name": "Eve"}).status_code, 201)
        renewed = self.client.post(reverse("token-refresh"), {"refresh": tokens["refresh"]})
        self.assertEqual(renewed.status_code, 200)

    def test_a_wrong_password(self):
        self.assertEqual(self.client.post(reverse("token"), {"username": "ann", "password": "?"}).status_code, 401)

    def test_a_session(self):
        reader()
        response = self.client.post(reverse("login"), {"username": "ann", "password": "secret"})
        self.assertRedirects(response, reverse("book-list"))


class Describing(APITestCase):
    def test_the_api_describes_itself(self):
        response = self.client.get(reverse("schema"))
        self.assertEqual(response.status_code, 200)
        self.assertIn(b"/api/books/", response.content)
