from lxml import etree


def imported(request):
    parser = etree.XMLParser(resolve_entities=True)
    return HttpResponse(etree.fromstring(request.body, parser).findtext("title"))
