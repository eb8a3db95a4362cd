from django.contrib import admin
from django.urls import include, path
from rest_framework.routers import DefaultRouter

from blog import views as blog
from catalogue import views as catalogue

router = DefaultRouter()
router.register("books", catalogue.BookViewSet)

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include(router.urls)),
    path("", catalogue.book_list, name="book-list"),
    path("books/<int:pk>/", catalogue.BookDetail.as_view(), name="book-detail"),
    path("authors/", catalogue.AuthorList.as_view(), name="author-list"),
    path("prices/", catalogue.prices, name="prices"),
    path("blog/", blog.PostList.as_view(), name="post-list"),
]
