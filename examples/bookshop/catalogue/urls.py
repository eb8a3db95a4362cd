from django.urls import path

from catalogue import views

urlpatterns = [
    path("", views.BookList.as_view(), name="book-list"),
    path("books/<int:pk>/", views.BookDetail.as_view(), name="book-detail"),
    path("books/<int:pk>/buy/", views.Buy.as_view(), name="book-buy"),
]
