from django.urls import path

from weak.missing_login import views

urlpatterns = [
    path("books/<int:pk>/rename/", views.rename_book),
    path("books/<int:pk>/delete/", views.delete_book),
    path("books/<int:pk>/move/", views.move_book),
    path("posts/<int:pk>/delete/", views.delete_post),
]
