"""The privacy notice that applications accept, by its version."""

from __future__ import annotations

from shared.contracts import intake
from shared.contracts.errors import Refusal
from shared.program.model import Program
from shared.wording.privacy import NoticeTexts, filled


def get_privacy_notice(
    request: intake.GetPrivacyNotice, notices: NoticeTexts, program: Program
) -> intake.PrivacyNotice:
    version = request.version or program.privacy_notice
    text = notices.find(request.language, version)
    if text is None:
        raise Refusal("not_found", reason="privacy_notice", version=version)
    values = {"program": program.name, "reply_to": program.reply_to}
    return intake.PrivacyNotice(
        version=version,
        in_force=program.privacy_notice,
        language=request.language,
        text=filled(text, request.language, values | program.retention.model_dump()),
    )
