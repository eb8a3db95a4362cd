from django.urls import path

from weak.get_changes_state.views import Drop

urlpatterns = [path("books/<int:pk>/drop/", Drop.as_view())]
