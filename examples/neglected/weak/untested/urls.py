from django.urls import path

from weak.untested import views

urlpatterns = [path("posts/", views.PostCreate.as_view(), name="untested-post")]
