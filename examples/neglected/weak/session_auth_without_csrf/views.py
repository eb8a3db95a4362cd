from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from weak.session_auth_without_csrf.logins import AnySite


class Hello(APIView):
    authentication_classes = [AnySite]
    permission_classes = [IsAuthenticated]

    def get(self, request):
        return Response({"name": request.user.get_username()})
