"""Gives the service the texts of the privacy notice; without the one in force it does not start."""

from __future__ import annotations

from shared.program.load import ProgramError
from shared.runtime.extensions import Provider
from shared.wording.privacy import NoticeTexts


class Notices(Provider):
    """`notices = Notices()` in the service class."""

    def setup(self) -> None:
        file, program = self.container.settings.program_file, self.container.program
        self._texts = NoticeTexts(file.parent)
        for language in program.languages:
            if self._texts.find(language, program.privacy_notice) is None:
                raise ProgramError(f"{file}: privacy_notice: there is no text {program.privacy_notice!r} in {language}")

    def get_dependency(self, _worker_ctx: object) -> NoticeTexts:
        return self._texts
