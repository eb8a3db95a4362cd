from django.http import JsonResponse
from django.views import View

from blog.models import Post


class PostList(View):
    def get(self, request):
        posts = Post.objects.filter(published=True)
        return JsonResponse({"posts": [self.summary(post) for post in posts]})

    def summary(self, post):
        return {"title": post.title, "author": post.author.username, "books": [book.title for book in post.books.all()]}
