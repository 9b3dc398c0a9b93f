"""The format of the templates: what a file may hold, and what stops the start."""

import re
from collections import Counter
from pathlib import Path

import pytest

from services.notifications.samples import SAMPLES
from services.notifications.source import translate
from services.notifications.templates import CannotRender, Letter, Templates
from tests.unit.notifications.letter_samples import LANGUAGES

ROOT = Path(__file__).parents[3]
HEAD = "Subject: Hello\n\n"
ACTION = "> Open: {{ link }}\n"
VALUES = {"link": "https://portal.example/x?a=1&b=2", "program": "P", "reply_to": "p@program.example"}


def rendered(content: str, folder: Path, monkeypatch: pytest.MonkeyPatch, **values: object) -> Letter:
    """An English file `one.txt` between layouts that hold nothing else."""
    (folder / "layouts").mkdir()
    for name in ("letter.txt", "letter.html"):
        (folder / "layouts" / name).write_text("{% block letter %}\n{% endblock %}")
    for language in LANGUAGES:
        (folder / language / "mails").mkdir(parents=True)
    (folder / "en" / "mails" / "one.txt").write_text(content)
    monkeypatch.setattr("services.notifications.templates.resources.files", lambda _: folder)
    return Templates().render("one", "en", VALUES | values)


def test_values_are_escaped_and_never_taken_for_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = f"{HEAD}R&D of {{{{ city }}}}\n{{{{ city }}}}\n\n- Town: {{{{ city }}}}\n\n{ACTION}\n| {{{{ said }}}}\n"
    letter = rendered(content, tmp_path, monkeypatch, city="- <b>: {{ x }}", said="> one\n\n- <i>two")
    assert letter.text == (
        "R&D of - <b>: {{ x }}\n- <b>: {{ x }}\n\nTown: - <b>: {{ x }}\n\nOpen: https://portal.example/x?a=1&b=2\n\n"
        "> one\n\n- <i>two\n"
    )
    assert "R&amp;D of - &lt;b&gt;: {{ x }}<br>- &lt;b&gt;: {{ x }}</p>" in letter.html
    assert letter.html.count("<dt") == letter.html.count("<dd") == letter.html.count("<a ") == 1
    assert 'href="https://portal.example/x?a=1&amp;b=2"' in letter.html
    assert "&gt; one<br><br>- &lt;i&gt;two</blockquote>" in letter.html


def test_a_title_and_an_action_are_lines_of_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = f"Subject: A & {{{{ city }}}}\nCalendar: B & {{{{ city }}}}\n\n{ACTION}"
    letter = rendered(content, tmp_path, monkeypatch, city="<b>")
    assert (letter.title, letter.calendar, letter.details) == ("A & <b>", "B & <b>", f"Open: {VALUES['link']}")


def test_facts_under_a_condition_stay_in_one_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = f"{HEAD}- A: 1\n{{% if more %}}\n- B : 2\n{{% endif %}}\n\n{ACTION}"
    letter = rendered(content, tmp_path, monkeypatch, more=True)
    assert letter.text.startswith("A: 1\nB : 2\n\n")
    assert (letter.html.count("<dl"), letter.html.count("<dt"), letter.calendar) == (1, 2, None)


def test_a_label_may_lead_on_to_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = rendered(f"{HEAD}- From the {{{{ first }}}}\n\n{ACTION}", tmp_path, monkeypatch, first="8th")
    assert letter.text.startswith("From the 8th\n\n")
    assert re.findall(r"<d[td][^>]*>(.*?)</d", letter.html) == ["From the", "8th"]


def test_what_is_missing_in_a_quote_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotRender, match="said"):
        rendered(f"{HEAD}{ACTION}\n| {{{{ said }}}}\n", tmp_path, monkeypatch)


@pytest.mark.parametrize(
    "content",
    [
        "Dear you,\n",
        f"Dear you,\n\n{ACTION}",
        f"Subject: Hello\nOther: x\n\n{ACTION}",
        f"Subject: Hello\nCalendar: x\nCalendar: y\n\n{ACTION}",
        f"{HEAD}no action\n",
        f"{HEAD}{ACTION}\n{ACTION}",
        f"{HEAD}> Open {{{{ code }}}}\n",
        f"{HEAD}- no label\n\n{ACTION}",
    ],
)
def test_a_malformed_file_is_named(content: str) -> None:
    with pytest.raises(ValueError, match=r"en/bad\.txt"):
        translate("bad.txt", "en", content)


def test_a_tag_that_is_not_closed_is_no_mail_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CannotRender, match=r"one\.en"):
        rendered(f"{HEAD}{{% if city %}}\n- A: 1\n\n{{% endif %}}\n{ACTION}", tmp_path, monkeypatch)


@pytest.mark.parametrize("template", sorted(SAMPLES))
def test_every_language_tells_the_same_facts_under_the_same_conditions(template: str) -> None:
    told = [facts_of(template, language) for language in LANGUAGES]
    assert told[0]
    assert all(one == told[0] for one in told)


def facts_of(template: str, language: str) -> Counter[str]:
    """The tags, and what follows the labels."""
    content = (ROOT / "shared" / "wording" / language / "mails" / f"{template}.txt").read_text(encoding="utf-8")
    return Counter(re.findall(r"^{%.*%}$|^(?:- |> |\| ).*?({{.*}})$", content, re.MULTILINE))
