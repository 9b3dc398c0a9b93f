"""Django over the same PostgreSQL: the same list of applications for whoever is signed in, and the same form.

Both show what Alliance's pages show: navigation with what waits, languages, views, filters with as many choices, the
columns of the table, of which those of the reviews are asked for apart. A new project's middleware, and no other part.

DATABASE_URL=... python -m benchmarks.peers.pages fill 100000      # prints the cookie of a session
DATABASE_URL=... gunicorn --workers 1 --threads 8 benchmarks.peers.pages:application
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django
from django import forms
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from benchmarks.peers import menus

URL = urlsplit(os.environ["DATABASE_URL"])
PAGE = 50
settings.configure(
    SECRET_KEY="of a benchmark alone",  # noqa: S106  # nosec B106 - serves this machine, for a minute
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    USE_I18N=True,
    LANGUAGES=menus.LANGUAGES,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.middleware.gzip.GZipMiddleware",
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.locale.LocaleMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [Path(__file__).parent / "templates"],
            "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
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
from django.utils.http import urlencode  # noqa: E402


class Application(models.Model):
    code = models.CharField(max_length=10, unique=True)
    city = models.TextField()
    admin_area = models.TextField()
    country = models.CharField(max_length=2, db_index=True, choices=menus.COUNTRIES)
    language = models.CharField(max_length=2, choices=menus.LANGUAGES)
    state = models.CharField(max_length=20, db_index=True, choices=menus.STATES)
    eligibility = models.CharField(max_length=20, choices=menus.CHECKS)
    version = models.IntegerField()
    submitted_at = models.DateTimeField()

    class Meta:
        app_label = "peer"


class Standing(models.Model):
    """What the reviews of an application say together; another service's with us."""

    code = models.CharField(max_length=10, unique=True)
    residents = models.IntegerField()
    reviews = models.IntegerField()
    mean = models.FloatField()
    apart = models.FloatField()

    class Meta:
        app_label = "peer"


class Work(models.Model):
    kind = models.CharField(max_length=20, db_index=True)

    class Meta:
        app_label = "peer"


class Search(forms.Form):
    text = forms.CharField(required=False, max_length=120)


class Check(forms.Form):
    country = forms.ChoiceField(choices=menus.COUNTRIES)
    residents = forms.IntegerField(min_value=0, help_text="Of the municipality alone, for example 245,300")
    population_year = forms.IntegerField(min_value=1990)
    month = forms.IntegerField(min_value=1, max_value=12)
    day = forms.IntegerField(min_value=1, max_value=31)
    year = forms.IntegerField(min_value=2000)


def options(name: str, choices: menus.Choices) -> menus.Choices:
    return [(f"/staff/applications?{urlencode({name: value})}", words) for value, words in choices]


@login_required(login_url="/sign-in")
def applications(request: HttpRequest) -> HttpResponse:
    found = Application.objects.order_by("code")
    if state := request.GET.get("state"):
        found = found.filter(state=state)
    if text := request.GET.get("text"):
        found = found.filter(city__icontains=text)
    total = found.count()
    page = list(found.filter(code__gt=request.GET.get("after", ""))[:PAGE])
    standings = {one.code: one for one in Standing.objects.filter(code__in=[one.code for one in page])}
    waiting = dict(Work.objects.values_list("kind").annotate(number=models.Count("id")))
    shown = {
        "rows": [(one, standings.get(one.code)) for one in page],
        "total": total,
        "searched": Search(request.GET),
        "filters": [(name, options(name, choices)) for name, choices in menus.FILTERS.items()],
        "views": [(f"/staff/applications{query}", words) for words, query in menus.VIEWS.items()],
        "heads": menus.HEADS,
        "verbs": menus.VERBS,
        "next": page[-1].code if page else "",
        "places": [(path, words, sum(waiting.get(kind, 0) for kind in kinds)) for path, words, kinds in menus.PLACES],
        "sheets": menus.SHEETS,
    }
    return render(request, "list.html", shown)


def check(request: HttpRequest) -> HttpResponse:
    shown = {
        "form": Check(request.POST or None),
        "public": menus.PUBLIC,
        "below": menus.BELOW,
        "outcomes": menus.OUTCOMES,
        "sheets": menus.SHEETS,
    }
    return render(request, "form.html", shown)


urlpatterns = [path("staff/applications", applications), path("check", check)]
application = get_wsgi_application()

ROWS = """
insert into peer_application (code, city, admin_area, country, language, state, eligibility, version, submitted_at)
select lpad(number::text, 10, '0'), 'Puerto Bench ' || number, 'Magdalena', (%s::text[])[1 + number %% 8], 'es',
       'checked', 'eligible', 1, now() - number * interval '1 minute'
from generate_series(1, %s) as number
"""
WAITING = """
insert into peer_work (kind)
select (array['check', 'reviewers', 'decision'])[1 + number %% 3] from generate_series(1, %s) as number
"""


def fill(number: int) -> str:
    """The tables, so many applications, and somebody who is signed in: their cookie."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Application, Standing, Work):
            editor.create_model(model)
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [[code for code, _ in menus.COUNTRIES], number])
        cursor.execute(WAITING, [number])
        cursor.execute("analyze")
    request: Any = HttpRequest()
    request.session = SessionStore()
    login(request, get_user_model().objects.create_user("staff"))
    request.session.save()
    assert SESSION_KEY in request.session
    return f"{settings.SESSION_COOKIE_NAME}={request.session.session_key}"


if __name__ == "__main__":
    print(fill(int(sys.argv[2])))
