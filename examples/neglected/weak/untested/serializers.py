from rest_framework import serializers

from blog.models import Post


class TitleSerializer(serializers.ModelSerializer):
    class Meta:
        model = Post
        fields = ["title"]


class ShoutSerializer(serializers.ModelSerializer):
    class Meta:
        model = Post
        fields = ["title"]

    def to_representation(self, post):
        return {"title": post.title.upper()}
