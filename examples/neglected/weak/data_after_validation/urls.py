from django.urls import path

from weak.data_after_validation.views import BookView

urlpatterns = [path("books/<int:pk>/", BookView.as_view())]
