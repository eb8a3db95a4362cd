from django.urls import path
from weak.state_change_on_get import views

urlpatterns = [path("<int:pk>/remove/", views.remove)]
