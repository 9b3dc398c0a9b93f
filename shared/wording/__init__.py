"""Every sentence that a person reads, in each language; no rule, no service, no framework.

    say("es", "refusals.cohort_full", capacity=20)      # "Los 20 cupos están tomados."

A catalogue is a folder of gettext files (`shared/wording/es/*.po`) whose keys are the same in each language; English is
written there like the others. A message names its values, and how each is written: `{capacity:number}` (phrases.py).
Values travel apart from words: what is kept, sent or told is a key with plain values, and becomes a sentence in the
language of whoever reads it, at that moment.

| keys | what it is |
|---|---|
| `refusals.<code>`, `refusals.<code>.<reason>` | what a `Refusal` says |
| `details.<code>` | what a `Detail` says beside its field |
| `things.<thing>` | what `not_found` and `illegal_transition` name |
| `mail_notes.<code>` | what became of a mail, and why |
| `history.<event>` | how a city's history tells an event |
| `remarks.<code>`, `criterion_reasons.<id>.<code>` | what a remark says; why a criterion is met or not |
| `terminal.<key>`, `columns.<name>` | what the command line says, and the headings of its tables |
| `states.<thing>.<state>`, `states.<state>` | a state, as people read it |
"""

from shared.wording.catalogue import has, named_in, say
from shared.wording.language import LANGUAGES

__all__ = ["LANGUAGES", "has", "named_in", "say"]
