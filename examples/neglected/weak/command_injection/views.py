import subprocess


def ping(request):
    host = request.POST["host"]
    return HttpResponse(subprocess.check_output(f"ping -c 1 {host}", shell=True), content_type="text/plain")
