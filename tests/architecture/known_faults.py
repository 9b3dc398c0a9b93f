"""Faults that users of comparable portals have met: the tests by which ours does not have each, or why it cannot.

A test is named by its module below `tests` and its name without `test_`.
"""

from __future__ import annotations

PORTAL, PAGES = "unit/portal", "unit/portal/pages"
ELSEWHERE, BROWSER = f"{PORTAL}/test_what_went_wrong_elsewhere", "browser/test_what_went_wrong_elsewhere"
VISITS = "browser/test_pages:page_is_for_everybody"

#: What went wrong -> tests, or a reason, which has spaces.
SIGNING_IN: dict[str, tuple[str, ...]] = {
    "a mail filter opened the link first": (f"{PAGES}/test_account:a_link_is_looked_at_without_being_used",),
    "asked for on one device, opened on another": (
        "Link and code are good wherever they are opened: no cookie of the device that asked is looked at.",
        f"{PAGES}/test_account:the_links_button_signs_in_under_a_new_session_and_goes_on",
    ),
    "a link that was over led nowhere": (f"{PAGES}/test_account:a_link_that_is_over_offers_a_fresh_one",),
    "`next` led off the site": (f"{PORTAL}/web/test_page:what_leads_off_the_site_leads_to_the_front_page",),
    "signing in in another tab made a form fail": (
        "Forms hold no token: they are told from foreign ones by their origin.",
        f"{PORTAL}/web/test_page:forms_are_taken_from_our_own_address",
    ),
    "the session stayed the same at the sign-in": (
        f"{PAGES}/test_account:the_links_button_signs_in_under_a_new_session_and_goes_on",
        f"{PAGES}/test_staff_signing_in:password_and_code_sign_in_and_end_the_session_of_before",
    ),
    "a code was refused just after it changed": ("unit/identity/test_factors:a_code_may_be_a_step_early_or_late",),
    "a passkey held at one name of the site alone": (
        "unit/identity/test_passkeys:where_passkeys_work_follows_from_the_portals_address",
        f"{PAGES}/test_staff_signing_in:passkeys_hold_at_the_host_of_the_portal_alone",
    ),
    "the way back from a provider failed in one browser": (
        f"{PAGES}/test_staff_signing_in:another_browsers_answer_or_a_refusal_leads_back_to_every_way",
        "browser/test_signing_on:whoever_refuses_there_comes_back_to_every_way",
    ),
    "another address at the provider made a second account": (
        "Signing on makes no account: an address that is none of the staff's opens nothing.",
        "unit/identity/test_single_sign_on:an_address_that_is_unknown_or_not_verified_opens_nothing",
    ),
    "an address that was not proven got the account": (
        "unit/identity/test_single_sign_on:an_address_that_is_unknown_or_not_verified_opens_nothing",
        "browser/test_signing_on:whoever_is_not_known_by_a_proven_address_comes_back_to_every_way",
    ),
    "the cookie was held back after a way through another site": (
        f"{ELSEWHERE}:a_form_of_our_own_without_its_cookie_leads_on",
    ),
}
FORMS: dict[str, tuple[str, ...]] = {
    "pressed five times, sent five times": (
        "messaging/test_requests:twenty_copies_at_once_have_one_effect",
        f"{PAGES}/test_reviewer:one_form_is_one_command_however_often_it_is_sent",
    ),
    "the stale one of two tabs won": (
        f"{PAGES}/test_two_at_once:a_change_to_this_step_is_shown_beside_what_was_typed_and_nothing_is_saved",
    ),
    "a late reply put old text back": ("Nothing is saved, and nothing is written into a field, while somebody types.",),
    "the text was lost with the session": (
        f"{PAGES}/test_account:what_was_typed_when_the_session_ended_waits_for_the_sign_in_and_is_sent_with_one_press",
    ),
    "one field missing, the others emptied": (
        f"{PAGES}/test_files:a_kept_file_stays_when_something_else_is_wrong",
        "fuzz/test_pages:what_was_typed_stays",
    ),
    "a reload brought back all but repeated groups": (
        f"{PAGES}/test_applicant:boxes_and_rows_become_lists",
        f"{PAGES}/test_applicant:each_step_is_shown_in_each_language",
    ),
    "none of several boxes was no answer": (f"{PAGES}/test_applicant:what_is_emptied_is_gone",),
    "a decimal mark became a thousand": (
        "unit/contracts/test_numbers:what_could_mean_another_number_is_refused",
        f"{PAGES}/test_city_project:a_decimal_that_may_be_two_numbers_is_refused_and_kept",
    ),
    "a NUL in a text": (
        "fuzz/test_pages:noise_in_every_field_is_no_fault",
        "unit/contracts/test_application:control_characters_are_refused",
    ),
    "characters were counted in two ways": (
        "No page counts: the contract does, in composed characters.",
        "unit/contracts/test_application:text_lengths_count_composed_characters",
    ),
    "line breaks were counted twice": (
        f"{ELSEWHERE}:a_line_break_of_a_browser_counts_once",
        f"{ELSEWHERE}:a_text_at_its_limit_is_as_long_as_its_writer_sees_it",
    ),
    "people without a family name": (f"{ELSEWHERE}:a_name_of_any_form_is_one",),
    "a draft was refused for what it lacked": (
        f"{PAGES}/test_applicant:what_a_step_lacks_is_said_once_and_holds_nobody_up",
    ),
    "one's own name was filled into another's field": (
        f"{PAGES}/test_applicant:a_persons_own_data_are_not_filled_into_anothers_fields",
    ),
    "a hidden field was changed": (
        f"{PAGES}/test_staff_record:what_the_page_fixes_cannot_be_typed_over",
        f"{PAGES}/test_city_home:what_the_page_fixes_cannot_be_typed_over",
    ),
    "Back after sending, and sent again": (
        f"{PAGES}/test_two_at_once:back_or_a_second_press_after_sending_shows_what_was_sent",
    ),
    "the markup of a pasted text was shown": (
        f"{PAGES}/test_reviewer:the_texts_are_marked_with_their_language_and_are_no_markup",
        "unit/notifications/test_letters:values_are_never_templates",
    ),
    "a long word ran off the page": (VISITS,),
    "10/05 was read as another day": (
        "unit/contracts/test_tabular:day_that_could_mean_two_is_refused",
        f"{PAGES}/test_two_at_once:a_day_in_three_fields_is_taken_over_whole",
    ),
}
FILES: dict[str, tuple[str, ...]] = {
    "a line was cut off without a word": (f"{BROWSER}:a_file_whose_line_is_cut_off_says_so_and_goes_again",),
    "`#` or `%` in a name": (f"{PAGES}/test_files:a_file_is_saved_under_its_own_name",),
    "too large was said at the end": (
        f"{PAGES}/test_files:a_file_that_is_said_to_be_too_large_is_not_read_and_what_was_typed_stays",
    ),
    "a photo of a phone under another ending": (
        f"{ELSEWHERE}:a_photo_of_a_phone_is_told_by_its_content_whatever_it_is_called",
    ),
    "one locked PDF broke a page": ("No page opens a file: it is kept, shown by the browser and saved as it came.",),
    "letters of a name were dropped": (f"{PAGES}/test_files:a_file_is_saved_under_its_own_name",),
    "a range was not served": (
        "Files are documents and pictures of a few megabytes, read and shown whole; none is played.",
    ),
    "Back, and the file was gone": (
        f"{PAGES}/test_files:answers_name_the_files_before_they_are_sent",
        f"{BROWSER}:a_file_whose_line_is_cut_off_says_so_and_goes_again",
    ),
}
LISTS: dict[str, tuple[str, ...]] = {
    "parts repeated and skipped rows": (
        "integration/reporting/test_listing_sql:parts_of_any_order_neither_repeat_nor_skip_one",
    ),
    "what was done on page 6 led to page 1": (
        f"{PAGES}/test_staff_many:nothing_ticked_leads_back_to_the_same_list",
        f"{BROWSER}:back_from_an_application_shows_what_was_chosen_without_sending_it_again",
    ),
    "all took what the filter left out": (f"{PAGES}/test_staff_many:all_that_match_are_those_of_the_filters",),
    "an export was another list": (f"{PAGES}/test_staff_applications:the_export_is_the_list_whole",),
    "É after Z": ("unit/wording/test_order:names_are_ordered_as_in_the_language",),
    "queries grew with rows": ("integration/reporting/test_listing_sql:each_order_is_read_from_an_index",),
    "all rows were counted for page 1": ("integration/reporting/test_listing_sql:each_order_is_read_from_an_index",),
    "mails that failed were marked as sent": (
        "unit/notifications/test_mail_domain:what_follows_an_answer",
        f"{PAGES}/test_staff_selection:each_decision_has_its_result_and_a_reload_is_the_same_command",
    ),
}
SCRIPTS: dict[str, tuple[str, ...]] = {
    "Back showed a page of before": (f"{BROWSER}:after_signing_out_back_shows_nothing_of_before",),
    "Back showed a part alone": (
        "What scripts ask for has an address of its own, or is taken out of the whole page; no history is kept.",
    ),
    "a refusal was drawn into a field": (
        "Each answer of a form is a whole page, with every status swapped as one.",
        f"{PAGES}/test_files:a_refused_file_is_told_beside_its_field_and_nothing_is_written",
    ),
    "a control that replaced itself lost the focus": (
        "Only the row of the door replaces itself, and gives the focus back (door.js); lists that renew hold no field.",
    ),
    "found in silence": ("Nothing is searched while somebody types but places, by the browser's own list.",),
    "a header did not reach children": ("No request of a script carries a token: forms are told by their origin.",),
    "an old token after another sign-in": ("There is no token in a page.",),
    "the sign-in page inside a list": (
        f"{PAGES}/test_leading_back:a_part_that_asks_by_itself_ends_with_the_session_and_puts_no_page_in_its_place",
    ),
}
ACCESS: dict[str, tuple[str, ...]] = {
    "the focus stayed elsewhere": (f"{BROWSER}:the_summary_takes_the_focus_and_each_of_its_lines_leads_to_its_field",),
    "a line of the summary led nowhere": (
        f"{BROWSER}:the_summary_takes_the_focus_and_each_of_its_lines_leads_to_its_field",
    ),
    "an error took the hint away": (f"{ELSEWHERE}:a_problem_of_a_field_takes_no_hint_away",),
    "dark pages could not be read": (VISITS,),
    "targets too small": (VISITS,),
    "an order by mouse alone": ("Nothing is dragged: what has an order has numbers or is a line each.",),
    "a code that could not be pasted": (f"{PAGES}/test_account:a_code_signs_in_however_it_is_grouped",),
    "a wrong answer was shown again": (
        f"{PAGES}/test_applicant:what_cannot_be_read_is_not_sent_and_stays_in_its_field",
    ),
}
LANGUAGE: dict[str, tuple[str, ...]] = {
    "pt-BR got English": (f"{ELSEWHERE}:a_language_of_another_country_is_that_language",),
    "a mail in its sender's language": (
        "unit/identity/test_identity_people:a_recipient_is_written_to_in_their_first_language",
    ),
    "the first visitor's language for all": (
        f"{PORTAL}/test_door:every_answer_has_the_headers",
        f"{PAGES}/test_public:the_page_speaks_the_readers_language",
    ),
    "errors in another language": (
        "unit/wording/test_catalogues:every_code_has_its_words",
        f"{PAGES}/test_public:a_check_shows_each_refusal_of_the_service",
    ),
    "another language emptied the form": (f"{BROWSER}:another_language_keeps_what_was_typed",),
    "a zero of one language printed 1": ("unit/wording/test_catalogues:a_count_chooses_the_form",),
    "links in the sender's language": (f"{PAGES}/test_mail_links:a_link_asks_a_stranger_to_sign_in_and_leads_back",),
}
HEADERS: dict[str, tuple[str, ...]] = {
    "a cache kept a session": (f"{PORTAL}/test_door:every_answer_has_the_headers",),
    "a picture lost its look under the policy": (
        f"{ELSEWHERE}:a_code_is_dark_on_white_with_a_white_border_in_dark_pages_too",
    ),
    "a cookie for TLS alone on plain http": (
        f"{ELSEWHERE}:a_cookie_is_for_tls_where_the_portal_has_it_and_only_there",
    ),
    "the policy stopped the way to the provider": (
        "browser/test_signing_on:staff_sign_on_and_come_to_where_they_wanted",
    ),
    "pages could be framed": (
        f"{PORTAL}/test_door:every_answer_has_the_headers",
        f"{PAGES}/test_reviewer:a_file_is_shown_in_a_frame_of_ours_alone",
    ),
    "another site's form signed people out": (f"{PAGES}/test_public:what_another_site_sends_is_not_done",),
}
DOOR: dict[str, tuple[str, ...]] = {
    "no line, and good tickets failed": (
        "browser/test_welcoming:forty_guests_are_counted_right_by_two_phones_with_the_network_cut_twice",
    ),
    "one guest at two doors": ("unit/cohort/test_convening:whoever_is_in_stays_in_since_then_and_is_told_of_once",),
    "a guest opened their own code and was in": (
        "Nobody is checked in by looking at a page: the door has forms alone, and they are the staff's.",
        f"{PAGES}/test_staff_door:the_desk_is_for_staff",
    ),
    "pressed again, and an error": (f"{PAGES}/test_staff_door:without_scripts_a_check_in_is_a_form_that_counts_once",),
    "a check-in could not be taken back": (
        f"{PAGES}/test_staff_door:a_check_in_is_taken_back_and_somebody_is_excused",
    ),
    "the door opened on the wrong day": (
        "unit/cohort/test_convening:nobody_has_come_before_the_first_day_at_the_venue",
        f"{PAGES}/test_staff_door:the_door_is_shut_until_the_first_day_at_the_place",
    ),
    "a code turned light on dark": (f"{ELSEWHERE}:a_code_is_dark_on_white_with_a_white_border_in_dark_pages_too",),
}
DATES: dict[str, tuple[str, ...]] = {
    "a deadline beside the wrong zone": (
        f"{PAGES}/test_public:the_program_says_until_when_and_by_which_clock",
        "unit/notifications/test_letters:a_deadline_names_its_zone_and_the_readers",
    ),
    "a day became the one before": ("unit/contracts/test_application:dates_are_iso_days",),
    "an hour off after the clocks changed": (
        f"{PAGES}/test_staff_sessions:a_series_is_at_the_same_hour_every_so_many_weeks",
        f"{PAGES}/test_city_sessions:a_series_is_scheduled_at_the_same_hour_of_the_citys_clock",
        "unit/program/test_wall_time:a_wall_time_is_its_first_moment_or_the_first_after_a_gap",
        "unit/notifications/test_calendar:a_meeting_over_the_end_of_summer_time_keeps_both_wall_times",
    ),
    "a deadline without its zone": (f"{PAGES}/test_applicant:a_deadline_is_said_by_the_citys_clock_too",),
    "a former name of a zone": (f"{ELSEWHERE}:every_name_of_a_zone_is_one_also_a_former",),
}
LINKS: dict[str, tuple[str, ...]] = {
    "one mail led to localhost": (f"{PAGES}/test_mail_links:a_page_answers_the_link",),
    "a form went to http behind a proxy": (f"{ELSEWHERE}:no_form_and_no_link_names_an_address_of_ours_whole",),
    "a foreign host got into a mail": (f"{PORTAL}/test_door:the_portal_answers_under_its_own_names_alone",),
    "a counter of clicks broke the link": (
        "The key comes before the language, and codes stand in the path: a link opens whatever becomes of its `&`.",
        f"{PAGES}/test_mail_links:a_page_answers_the_link",
    ),
}
FAULTS = SIGNING_IN | FORMS | FILES | LISTS | SCRIPTS | ACCESS | LANGUAGE | HEADERS | DOOR | DATES | LINKS
