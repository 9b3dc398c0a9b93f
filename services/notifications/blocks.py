"""The blocks of a letter in HTML. source.py, which says how a template names them, puts the words in place of `{}`.

Their styles are inline: many mail programs drop any other.
"""

from __future__ import annotations

PARAGRAPH = '<p style="margin:0 0 16px">{}</p>'
FACTS = (
    '<dl class="facts" style="margin:0 0 24px;padding:8px 16px 16px;background:#eef3f9;border-left:4px solid #0b4a8f">'
    "\n{}\n</dl>"
)
LABEL = '<dt class="soft" style="margin-top:8px;font-size:14px;color:#3f4a59">{}</dt>'
VALUE = '<dd style="margin:0;font-weight:bold">{}</dd>'
ACTION = (
    '<p style="margin:0 0 24px"><a class="action" href="{{{{ link }}}}" style="display:inline-block;padding:12px 20px;'
    'border-radius:4px;background:#0b4a8f;color:#ffffff;font-weight:bold;text-decoration:none">{}</a><br>\n'
    '<span class="soft" style="display:inline-block;margin-top:8px;font-size:14px;color:#3f4a59;word-break:break-all">'
    "{{{{ link }}}}</span></p>"
)
QUOTED = (
    '<blockquote class="quoted" style="margin:0 0 16px;padding:0 0 0 16px;border-left:4px solid #c9d1dc">'
    "{}</blockquote>"
)
BLOCKS = (PARAGRAPH, FACTS, LABEL, VALUE, ACTION, QUOTED)
