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
    path("weak/implicitly_public_read/", include("weak.implicitly_public_read.urls")),
    path("weak/unused_url_argument/", include("weak.unused_url_argument.urls")),
    path("weak/object_key_from_body/", include("weak.object_key_from_body.urls")),
    path("weak/all_fields_serializer/", include("weak.all_fields_serializer.urls")),
    path("weak/exclude_serializer/", include("weak.exclude_serializer.urls")),
    path("weak/writable_privilege/", include("weak.writable_privilege.urls")),
    path("weak/readable_secret/", include("weak.readable_secret.urls")),
    path("weak/raw_request_data/", include("weak.raw_request_data.urls")),
    path("weak/data_after_validation/", include("weak.data_after_validation.urls")),
    path("weak/unordered_pagination/", include("weak.unordered_pagination.urls")),
    path("weak/unthrottled_auth/", include("weak.unthrottled_auth.urls")),
    path("weak/inconsistent_errors/", include("weak.inconsistent_errors.urls")),
    path("weak/wrong_status_code/", include("weak.wrong_status_code.urls")),
    path("weak/get_changes_state/", include("weak.get_changes_state.urls")),
    path("weak/open_ordering_or_filter/", include("weak.open_ordering_or_filter.urls")),
    path("weak/wider_viewset/", include("weak.wider_viewset.urls")),
    path("weak/undocumented_endpoint/", include("weak.undocumented_endpoint.urls")),
    path("weak/inconsistent_urls/", include("weak.inconsistent_urls.urls")),
    path("weak/ignored_url_argument/", include("weak.ignored_url_argument.urls")),
    path("weak/unscoped_object_lookup/", include("weak.unscoped_object_lookup.urls")),
    path("weak/missing_permission/", include("weak.missing_permission.urls")),
    path("weak/state_change_on_get/", include("weak.state_change_on_get.urls")),
    path("weak/open_write/", include("weak.open_write_without_check.urls")),
    path("weak/dropped_authentication/", include("weak.dropped_authentication.urls")),
    path("weak/unscoped_writable_view/", include("weak.unscoped_writable_view.urls")),
    path("weak/unscoped_writable_relation/", include("weak.unscoped_writable_relation.urls")),
    path("weak/unguarded/", include("weak.missing_login.urls")),
    path("weak/session_auth_without_csrf/", include("weak.session_auth_without_csrf.urls")),
    path("weak/untested/", include("weak.untested.urls")),
    path("blog/", blog.PostList.as_view(), name="post-list"),
]
