"""Dangerous calls, calls that hand on what they are given, and calls that make it harmless, by package and name."""

from __future__ import annotations

from typing import NamedTuple

from django_pro.flow.inputs.values import Kind


class Sink(NamedTuple):
    """A dangerous call: the package its full name begins with, the argument by place and by names."""

    package: str
    kind: Kind
    position: int = 0
    names: tuple[str, ...] = ()


_REQUESTS = ("get", "post", "put", "patch", "delete", "head", "options")
#: By the last part of the name. Sources: the packages' own documentation.
CALLS: dict[str, tuple[Sink, ...]] = {
    "system": (Sink("os", Kind.SHELL),),
    "popen": (Sink("os", Kind.SHELL),),
    "getoutput": (Sink("subprocess", Kind.SHELL), Sink("commands", Kind.SHELL)),
    "getstatusoutput": (Sink("subprocess", Kind.SHELL), Sink("commands", Kind.SHELL)),
    "eval": (Sink("builtins", Kind.CODE), Sink("PIL", Kind.CODE)),
    "exec": (Sink("builtins", Kind.CODE),),
    "__import__": (Sink("builtins", Kind.CODE),),
    "import_module": (Sink("importlib", Kind.CODE),),
    "open": (Sink("builtins", Kind.PATH), Sink("io", Kind.PATH), Sink("codecs", Kind.PATH)),
    "file": (Sink("builtins", Kind.PATH),),
    "remove": (Sink("os", Kind.PATH),),
    "unlink": (Sink("os", Kind.PATH),),
    "rmtree": (Sink("shutil", Kind.PATH),),
    "makedirs": (Sink("os", Kind.PATH),),
    "listdir": (Sink("os", Kind.PATH),),
    "rename": (Sink("os", Kind.PATH, 0), Sink("os", Kind.PATH, 1)),
    "copy": (Sink("shutil", Kind.PATH, 0), Sink("shutil", Kind.PATH, 1)),
    "copyfile": (Sink("shutil", Kind.PATH, 0), Sink("shutil", Kind.PATH, 1)),
    "move": (Sink("shutil", Kind.PATH, 0), Sink("shutil", Kind.PATH, 1)),
    "urlopen": (Sink("urllib", Kind.FETCH, 0, ("url",)), Sink("urllib2", Kind.FETCH)),
    "urlretrieve": (Sink("urllib", Kind.FETCH),),
    "request": (Sink("requests", Kind.FETCH, 1, ("url",)), Sink("httpx", Kind.FETCH, 1, ("url",))),
    **{name: (Sink("requests", Kind.FETCH, 0, ("url",)), Sink("httpx", Kind.FETCH, 0, ("url",))) for name in _REQUESTS},
    "redirect": (Sink("django.shortcuts", Kind.REDIRECT, 0, ("to",)),),
    "HttpResponseRedirect": (Sink("django.http", Kind.REDIRECT, 0, ("redirect_to",)),),
    "HttpResponsePermanentRedirect": (Sink("django.http", Kind.REDIRECT, 0, ("redirect_to",)),),
    "loads": (Sink("pickle", Kind.UNPICKLE), Sink("cPickle", Kind.UNPICKLE), Sink("dill", Kind.UNPICKLE),
              Sink("marshal", Kind.UNPICKLE), Sink("cloudpickle", Kind.UNPICKLE)),
    "load": (Sink("pickle", Kind.UNPICKLE), Sink("cPickle", Kind.UNPICKLE), Sink("yaml", Kind.UNPICKLE),
             Sink("joblib", Kind.UNPICKLE)),
    "unsafe_load": (Sink("yaml", Kind.UNPICKLE),),
    "load_all": (Sink("yaml", Kind.UNPICKLE),),
    "decode": (Sink("jsonpickle", Kind.UNPICKLE),),
    "RawSQL": (Sink("django.db.models", Kind.SQL),),
    "Template": (Sink("django.template", Kind.TEMPLATE), Sink("jinja2", Kind.TEMPLATE)),
    "from_string": (Sink("django.template", Kind.TEMPLATE),),
    "render": (Sink("django.shortcuts", Kind.TEMPLATE_NAME, 1, ("template_name",)),),
    "render_to_string": (Sink("django.template", Kind.TEMPLATE_NAME, 0, ("template_name",)),),
    "get_template": (Sink("django.template", Kind.TEMPLATE_NAME),),
    "mark_safe": (Sink("django.utils.safestring", Kind.MARKED),),
    "SafeString": (Sink("django.utils.safestring", Kind.MARKED),),
    "SafeText": (Sink("django.utils.safestring", Kind.MARKED),),
    "format_html": (Sink("django.utils.html", Kind.MARKED),),
    "Markup": (Sink("markupsafe", Kind.MARKED), Sink("jinja2", Kind.MARKED)),
    "HttpResponse": (Sink("django.http", Kind.RESPONSE, 0, ("content",)),),
    **{f"HttpResponse{name}": (Sink("django.http", Kind.RESPONSE, 0, ("content",)),)
       for name in ("BadRequest", "NotFound", "Forbidden", "ServerError", "NotAllowed", "Gone")},
}  # fmt: skip

#: Methods that are dangerous whatever they are called on, by the receiver's last name where it has to look like one.
METHODS: dict[str, tuple[Kind, int, str]] = {
    "execute": (Kind.SQL, 0, r"(?i)(?:^c|cur|curs|cursor|conn|connection|db|engine)$"),
    "executemany": (Kind.SQL, 0, r"(?i)(?:^c|cur|curs|cursor|conn|connection|db)$"),
    "executescript": (Kind.SQL, 0, r"(?i)(?:^c|cur|curs|cursor|conn|connection|db)$"),
    "raw": (Kind.SQL, 0, r"^(?:objects|_default_manager|query|queryset|qs)$"),
    "order_by": (Kind.ORM, 0, ""),
}
#: What hands on all that it is given; methods of texts and containers do so too.
HANDING = frozenset({
    "str", "repr", "list", "tuple", "set", "dict", "sorted", "reversed", "next", "iter", "bytes", "bytearray", "min", "max",
    "loads", "dumps", "unquote", "unquote_plus", "urljoin", "urlencode", "quote_plus", "join", "Path", "PurePath", "b64decode",
    "urlsafe_b64decode", "force_str", "smart_str", "force_text", "smart_text", "force_bytes", "unescape", "deepcopy", "copy",
    "BytesIO", "StringIO", "ContentFile", "gettext", "ngettext", "gettext_lazy", "_", "normpath", "abspath", "realpath",
    "expanduser", "urlparse", "urlsplit", "urlunparse", "urlunsplit", "getattr", "filter", "map", "zip", "enumerate",
    "fromstring", "sub", "subn", "split", "findall", "match", "search", "group",
    "format_lazy", "strip_tags", "capfirst", "Request", "dedent",
})  # fmt: skip
_HTML = (Kind.MARKED, Kind.RESPONSE)
#: What makes a value harmless for some kinds of calls.
CLEANING: dict[str, tuple[Kind, ...]] = {
    "escape": _HTML, "conditional_escape": _HTML, "format_html": _HTML, "format_html_join": _HTML, "escapejs": _HTML,
    "clean": _HTML, "bleach": _HTML, "sanitize": _HTML, "urlize": _HTML, "json_script": _HTML, "linkify": _HTML,
    "quote": (Kind.SHELL, Kind.PATH, Kind.REDIRECT, *_HTML), "quote_plus": (Kind.REDIRECT, *_HTML),
    "urlencode": (Kind.REDIRECT, *_HTML),
    "basename": (Kind.PATH,), "secure_filename": (Kind.PATH,), "get_valid_filename": (Kind.PATH,), "safe_join": (Kind.PATH,),
    "linebreaks": _HTML, "linebreaksbr": _HTML, "urlizetrunc": _HTML,
    "slugify": tuple(Kind), "reverse": tuple(Kind), "resolve_url": (), "render_to_string": _HTML, "quote_name": (Kind.SQL,),
    "iri_to_uri": (), "urlquote": (Kind.REDIRECT, *_HTML),
}  # fmt: skip
#: Questions about a value that settle what it may be, and for which kinds.
CHECKS: dict[str, tuple[Kind, ...]] = {
    "url_has_allowed_host_and_scheme": (Kind.REDIRECT, Kind.FETCH), "is_safe_url": (Kind.REDIRECT, Kind.FETCH),
    "is_relative_to": (Kind.PATH,), "commonpath": (Kind.PATH,), "commonprefix": (Kind.PATH,), "isdigit": tuple(Kind),
    "isalnum": tuple(Kind), "isidentifier": tuple(Kind), "isnumeric": tuple(Kind), "fullmatch": tuple(Kind),
    "is_valid_path": (Kind.REDIRECT,), "resolve": (Kind.REDIRECT,),
}  # fmt: skip
#: Methods of texts that give no text back.
SILENT = frozenset({
    "startswith", "endswith", "isdigit", "isalnum", "isnumeric", "isalpha", "count", "index", "find", "exists", "hexdigest",
    "digest", "save", "get_absolute_url", "is_valid", "get_object_or_404", "filter", "exclude", "delete", "update", "create",
})  # fmt: skip
