from django.urls import path

from weak.raw_request_data.views import BookView

urlpatterns = [path("books/<int:pk>/", BookView.as_view())]
