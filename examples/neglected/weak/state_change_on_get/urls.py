from django.urls import path
from shop import views

urlpatterns = [path("<int:pk>/remove/", views.remove)]
