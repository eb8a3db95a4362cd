from django.urls import path

from weak.inconsistent_errors.views import BookView

urlpatterns = [path("books/", BookView.as_view())]
