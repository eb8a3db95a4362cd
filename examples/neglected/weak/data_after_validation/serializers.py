from rest_framework import serializers


class PageSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=200)
