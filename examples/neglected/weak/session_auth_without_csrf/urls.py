from django.urls import path

from weak.session_auth_without_csrf.views import Hello

urlpatterns = [path("hello/", Hello.as_view(), name="hello")]
