from django.views.generic import ListView

from blog.models import Post


class PostList(ListView):
    queryset = Post.published_posts.select_related("author").prefetch_related("books")
    context_object_name = "posts"
    paginate_by = 10
