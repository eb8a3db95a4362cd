from django.urls import path

from weak.wrong_status_code.views import BookView

urlpatterns = [path("books/<int:pk>/", BookView.as_view())]
