"""Django over the same PostgreSQL: the list of applications for whoever is signed in, and a form of as many fields.

DATABASE_URL=... python -m benchmarks.peers.pages fill 100000      # prints the cookie of a session
DATABASE_URL=... gunicorn --workers 1 --threads 8 benchmarks.peers.pages:application
"""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import urlsplit

import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application

URL = urlsplit(os.environ["DATABASE_URL"])
PAGE = 50
COUNTRIES = ("CO", "MX", "BR", "US", "CA", "AR", "CL", "PE")
STATES = ("submitted", "checked", "in_review", "decided", "offered", "confirmed")

LAYOUT = """<!doctype html><html lang="en"><head><title>{% block title %}{% endblock %}</title></head><body>
<nav><ul><li><a href="/">Program</a></li><li><a href="/staff/applications">Applications</a></li></ul></nav>
<main>{% block main %}{% endblock %}</main></body></html>"""
LIST = """{% extends "layout.html" %}{% block title %}Applications{% endblock %}{% block main %}<h1>Applications</h1>
<form method="get">{{ filters }}<button>Find</button></form>
<table><caption>Applications</caption><thead><tr><th>City</th><th>Code</th><th>Language</th><th>State</th><th>Check</th>
<th>Version</th><th>Submitted</th></tr></thead><tbody>{% for one in page %}<tr><th scope="row">
<a href="/staff/applications/{{ one.code }}">{{ one.city }}</a>, {{ one.admin_area }}, {{ one.country }}</th>
<td>{{ one.code }}</td><td>{{ one.language }}</td><td>{{ one.state }}</td><td>{{ one.eligibility }}</td>
<td>{{ one.version }}</td><td><time datetime="{{ one.submitted_at|date:"c" }}">{{ one.submitted_at|date }}</time></td>
</tr>{% endfor %}</tbody></table><p>{{ total }} <a href="?after={{ next }}">Next</a></p>{% endblock %}"""
FORM = """{% extends "layout.html" %}{% block title %}Check{% endblock %}{% block main %}<h1>Check</h1>
<form method="post">{% csrf_token %}{{ form.as_div }}<button>Check</button></form>{% endblock %}"""

settings.configure(
    SECRET_KEY="of a benchmark alone",  # noqa: S106  # nosec B106 - serves this machine, for a minute
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.gzip.GZipMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            (
                                "django.template.loaders.locmem.Loader",
                                {"layout.html": LAYOUT, "list.html": LIST, "form.html": FORM},
                            )
                        ],
                    )
                ]
            },
        }
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": URL.path.lstrip("/"),
            "USER": URL.username,
            "PASSWORD": URL.password or "",
            "HOST": URL.hostname,
            "PORT": URL.port,
            "CONN_MAX_AGE": None,
        }
    },
)
django.setup()

from django.contrib.auth import SESSION_KEY, get_user_model, login  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402


class Application(models.Model):
    code = models.CharField(max_length=10, unique=True)
    city = models.TextField()
    admin_area = models.TextField()
    country = models.CharField(max_length=2, db_index=True)
    language = models.CharField(max_length=2)
    state = models.CharField(max_length=20, db_index=True)
    eligibility = models.CharField(max_length=20)
    version = models.IntegerField()
    submitted_at = models.DateTimeField()

    class Meta:
        app_label = "peer"


class Filters(forms.Form):
    text = forms.CharField(required=False)
    state = forms.ChoiceField(choices=[(one, one) for one in STATES], required=False)
    country = forms.ChoiceField(choices=[(one, one) for one in COUNTRIES], required=False)


class Check(forms.Form):
    country = forms.ChoiceField(choices=[(one, one) for one in COUNTRIES])
    city = forms.CharField(max_length=120)
    admin_area = forms.CharField(max_length=120)
    residents = forms.IntegerField(min_value=0)
    population_year = forms.IntegerField(min_value=1990)
    population_source = forms.CharField(max_length=200)
    term_starts_on = forms.DateField()
    term_ends_on = forms.DateField()
    foundations = forms.MultipleChoiceField(choices=[(one, one) for one in STATES], widget=forms.CheckboxSelectMultiple)


@login_required(login_url="/sign-in")
def applications(request: HttpRequest) -> HttpResponse:
    found = Application.objects.order_by("code")
    if state := request.GET.get("state"):
        found = found.filter(state=state)
    if text := request.GET.get("text"):
        found = found.filter(city__icontains=text)
    total = found.count()
    page = list(found.filter(code__gt=request.GET.get("after", ""))[:PAGE])
    shown = {"page": page, "total": total, "filters": Filters(request.GET), "next": page[-1].code if page else ""}
    return render(request, "list.html", shown)


def check(request: HttpRequest) -> HttpResponse:
    return render(request, "form.html", {"form": Check(request.POST or None)})


urlpatterns = [path("staff/applications", applications), path("check", check)]
application = get_wsgi_application()

ROWS = """
insert into peer_application (code, city, admin_area, country, language, state, eligibility, version, submitted_at)
select lpad(number::text, 10, '0'), 'Puerto ' || number, 'Magdalena', (%s::text[])[1 + number %% 8], 'es',
       (%s::text[])[1 + number %% 6], 'eligible', 1, now() - number * interval '1 minute'
from generate_series(1, %s) as number
"""


def fill(number: int) -> str:
    """The tables, so many applications, and somebody who is signed in: their cookie."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Application)
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [list(COUNTRIES), list(STATES), number])
        cursor.execute("analyze")
    request: Any = HttpRequest()
    request.session = SessionStore()
    login(request, get_user_model().objects.create_user("staff"))
    request.session.save()
    assert SESSION_KEY in request.session
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


if __name__ == "__main__":
    print(fill(int(sys.argv[2])))
