"""Every address that a visitor can open: the accessibility scan and the tests of roles read this.

A new name in the URLconf belongs into one of the lists.
"""

from django.urls import URLPattern, get_resolver
from django.utils import translation

from tests.factories.clearinghouse import Clearinghouse

#: Name in the URLconf → addresses below the language, one for each face that the page has.
PAGES: dict[str, tuple[str, ...]] = {
    "home": ("",),
    "search": (
        "search/",
        "search/?q=language&theme=LAN&year_from=2000",
        "search/?view=map",
        "search/?q=zzzzqqqq",
        "search/?country=JP&kind=ACA&theme=LAN",
    ),
    "record_detail": (
        "records/{full}/",
        "records/{full}/?text=ar",
        "records/{approach}/",
        "records/{guideline}/",
        "records/{policy}/",
        "records/{academic}/",
    ),
    "record_versions": ("records/{full}/versions/",),
    "record_version": ("records/{full}/versions/1/",),
    "record_compare": ("records/{full}/compare/1..2/",),
    "theme_list": ("themes/",),
    "theme_detail": ("themes/LAN/", "themes/LAN.CRS/"),
    "place_list": ("places/",),
    "region_detail": ("places/region/150/",),
    "country_detail": ("places/de/",),
    "whats_new": ("new/",),
    "open_data": ("data/",),
    "embed": ("embed/?id={full_id}", "embed/?show=theme&theme=LAN", "embed/"),
    "cite": ("cite/?id={full_id}&style=ieee", "cite/?q=zzzzqqqq"),
    "organization_directory": ("organizations/",),
    "organization_detail": ("organizations/{organization}/",),
    "own_text": ("about/", "how-records-are-checked/", "accessibility/", "privacy/"),
    "transparency": ("transparency/",),
    "tried": ("tried/", "tried/?result=failed"),
    "display": ("display/",),
    "style_guide": ("style-guide/",),
    "contribute": ("contribute/",),
    "funding": ("funding/", "funding/?country=DE&theme=LAN"),
    "people": ("people/", "people/?theme=LAN&language=es", "people/?q=zzzzqqqq"),
    "person_detail": ("people/{person_id}/",),
    "session_list": ("sessions/",),
    "series_list": ("sessions/series/",),
    "series_report": ("sessions/series/{series_id}/report/",),
    "series_detail": ("sessions/series/{series}/", "sessions/series/{series}/?zone=Asia/Tokyo"),
    "course_list": ("learn/",),
    "path_detail": ("learn/paths/{path_id}/",),
    "attendance_certificate_check": ("sessions/certificates/",),
    "certificate_check": ("learn/certificates/",),
    "course_detail": ("learn/{course_id}/",),
    "course_unit": (
        "learn/{course_id}/start/",
        "learn/{course_id}/think/",
        "learn/{course_id}/check/",
        "learn/{course_id}/check/?check=1",
    ),
    "session_detail": ("sessions/{session}/", "sessions/{session}/?zone=Asia/Tokyo"),
}

#: Pages with a form, or of somebody's own, and one address of each: they carry a token in a cookie,
#: so nobody keeps them. The accessibility scan opens those that a visitor can.
FORMS: dict[str, tuple[str, ...]] = {
    "contribute_kind": ("contribute/PRA/", "contribute/ORG/"),
    "contribute_from": ("contribute/from/",),
    "my_contributions": ("my/",),
    "session_propose": ("sessions/{session_id}/seats/1/propose/",),
    "session_register": ("sessions/{session_id}/register/",),
    "record_correct": ("records/{full}/correct/",),
    "record_corrected": ("records/{full}/correct/sent/",),
    "live_room": ("sessions/{session_id}/live/",),  # For strangers its door.
    "ask": ("ask/",),
    "moderation_figures": ("moderation/",),
    "listings": ("exchange/", "exchange/?side=seek&kind=PAR&theme=LAN&q=zzzz"),
    "twins": ("exchange/cities/", "exchange/cities/?city=DE-berlin&theme=LAN"),
    "ask_measures": ("ask/measures/",),
    "record_tried": ("records/{full}/tried/",),
    "record_tried_sent": ("records/{full}/tried/sent/",),
    "community_list": ("communities/", "communities/?theme=LAN&language=fr"),
}

#: Pages for people that stand outside the languages.
PAGES_WITHOUT_LANGUAGE: dict[str, tuple[str, ...]] = {"api_docs": ("/api/v1/docs",)}

#: Pages of signing in, with forms for anybody.
SIGNING_IN: dict[str, str] = {
    "account_login": "account/login/",
    "account_signup": "account/signup/",
    "account_request_login_code": "account/login/code/",
    "account_reset_password": "account/password/reset/",
    "account_password_reset_completed": "account/password/reset/done/",
    "account_inactive": "account/inactive/",
    "account_one_time_link": "account/first-password/MQ/none/",
    "socialaccount_login_cancelled": "account/elsewhere/login/cancelled/",
}

#: Pages for people who are signed in; strangers are led to sign in.
FOR_SIGNED_IN: dict[str, str] = {
    "account_index": "account/",
    "account_sign_ins": "account/sign-ins/",
    "account_own_data": "account/data/",
    "own_profile": "account/profile/",
    "own_messages": "account/messages/",
    "own_listings": "account/exchange/",
    "own_organizations": "account/organizations/",
    "own_mentoring": "account/mentoring/",
    "own_mails": "account/mails/",
    "account_email": "account/email/",
    "api_tokens": "account/tokens/",
    "account_change_password": "account/password/change/",
    "account_reauthenticate": "account/reauthenticate/",
    "course_mine": "learn/mine/",
    "course_transcript": "learn/mine/transcript/",
    "mfa_index": "account/second-steps/",
    "mfa_deactivate_totp": "account/second-steps/totp/deactivate/",
    "mfa_view_recovery_codes": "account/second-steps/recovery-codes/",
    "mfa_generate_recovery_codes": "account/second-steps/recovery-codes/generate/",
    "mfa_list_webauthn": "account/second-steps/webauthn/",
    "mfa_add_webauthn": "account/second-steps/webauthn/add/",
    "mfa_reauthenticate": "account/second-steps/reauthenticate/",
    "socialaccount_connections": "account/elsewhere/",
}

#: Steps of signing in and of changing an account, which only the step before leads to.
STEPS = frozenset(
    {
        "account_appeal",
        "account_complete_password_reset",
        "account_confirm_login_code",
        "account_confirm_password_reset_code",
        "account_email_verification_sent",
        "account_end_sign_in",
        "account_export",
        "account_keep",
        "account_logout",
        "account_second_step",
        "account_set_password",
        "account_sign_out_everywhere",
        "back_office_sign_in",
        "mfa_activate_totp",
        "mfa_authenticate",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "openid_connect_callback",
        "openid_connect_login",
        "orcid_callback",
        "orcid_login",
        "socialaccount_login_error",  # With status 401.
        "socialaccount_signup",
    }
)

#: What machines read, and where it is; the answer's status for anybody.
FOR_MACHINES: dict[str, tuple[str, int]] = {
    "choose_language": ("/", 302),
    "choose_data_language": ("/data/", 302),
    "favicon": ("/favicon.ico", 302),
    "healthz": ("/healthz", 200),
    "readyz": ("/readyz", 200),
    "permanent": ("/id/{full_id}", 303),
    "linkset": ("/id/{full_id}/linkset", 200),
    "vocabulary": ("/vocabularies/TH", 303),
    "vocabulary_file": ("/vocabularies/TH.ttl", 200),
    "data_catalogue": ("/catalog.ttl", 200),
    "oai": ("/oai?verb=Identify", 200),
    "oembed": ("/oembed?format=json", 404),
    "oai_schema": ("/oai/tessera.xsd", 200),
    "openapi-json": ("/api/v1/openapi.json", 200),
    "api:search": ("/api/v1/search", 200),
    "api:record": ("/api/v1/records/{full_id}", 200),
    "api-records": ("/api/v1/records?limit=3", 200),
    "api-organizations": ("/api/v1/organizations?limit=3", 200),
    "api-organization": ("/api/v1/organizations/{organization_id}", 200),
    "api-funding": ("/api/v1/funding?country=DE", 200),
    "api-funding-programme": ("/api/v1/funding/2222-2222", 404),
    "api-exchange": ("/api/v1/exchange?side=offer", 200),
    "api-exchange-listing": ("/api/v1/exchange/2222-2222", 404),
    "api-sessions": ("/api/v1/sessions?limit=3", 200),
    "api-session": ("/api/v1/sessions/{session_id}", 200),
    "api-people": ("/api/v1/people?theme=LAN", 200),
    "api-person": ("/api/v1/people/{person_id}", 200),
    "api-vocabularies": ("/api/v1/vocabularies", 200),
    "api-vocabulary": ("/api/v1/vocabularies/TH", 200),
    "api-places": ("/api/v1/places?kind=region", 200),
    "api-place": ("/api/v1/places/DE", 200),
    "api-suggestions": ("/api/v1/suggestions?q=la", 200),
    "sitemap_index": ("/sitemap.xml", 200),
    "sitemap": ("/sitemap-records-1.xml", 200),
    "robots": ("/robots.txt", 200),
    "llms": ("/llms.txt", 200),
    "opensearch": ("/opensearch.xml", 200),
    "security_txt": ("/.well-known/security.txt", 200),
    "hello": ("/.well-known/tessera", 200),
    "search_suggestions": ("/en/search/suggestions/?q=la", 200),
    "news_feed": ("/en/new.atom", 200),
    "cite_listing": ("/en/cite.csl.json?id={full_id}", 200),
    "search_feed": ("/en/search.json", 200),
    "organization_feed": ("/en/organizations.json", 200),
    "session_feed": ("/en/sessions.atom", 200),
    "record_feed": ("/en/records/{full_id}.atom", 200),
    "funding_feed": ("/en/funding.atom", 200),
    "series_feed": ("/en/sessions/series/{series_id}.atom", 200),
    "series_programme_pdf": ("/en/sessions/series/{series_id}/programme.pdf", 200),
    "series_report_pdf": ("/en/sessions/series/{series_id}/report.pdf", 404),  # None published.
    "series_calendar": ("/en/sessions/series/{series_id}.ics", 200),
    "course_feed": ("/en/learn.atom", 200),
    "listing_feed": ("/en/exchange.atom?kind=PAR", 200),
    "search_listing": ("/en/search.csv", 200),
    "course_zip": ("/en/learn/{course_id}/course.zip", 200),
    "course_epub": ("/en/learn/{course_id}/course.epub", 200),
    "badge_issuer": ("/en/learn/certificates/issuer.json", 200),
    "session_programme_pdf": ("/en/sessions/{session_id}/programme.pdf", 200),
    "sessions_calendar": ("/en/sessions.ics", 200),
    "session_calendar": ("/en/sessions/{session_id}.ics", 200),
}

#: Wagtail's own, and what has no content of its own.
OTHERS = frozenset(
    {
        "api-root",  # Only a base for the addresses below it.
        "media_image",  # A picture; tested with a picture where pictures are.
        "dump_file",  # There once a dump was written; tests/interop writes one.
        "mcp",  # A program's POST; tests/interop makes it.
        "mail_bounces",  # A program's POST; tests/notifications makes it.
        "stop_mail",  # Behind a link in a mail; tests/notifications opens it.
        "wagtaildocs_serve",
        "wagtaildocs_authenticate_with_password",
        "wagtailcore_authenticate_with_password",
        "wagtailcore_login",
        # Of a draft's authors alone; tests/review opens them.
        "contribute_template",
        "contribution_alike",
        "contribution_copy",
        "contribution_same",
        "contribution_file",
        "contribution_join",
        "contribution_link",
        "contribution_save",
        "contribution_step",
        "my_contribution",
        "wagtail_serve",  # Editorial pages, of which PAGES has four.
        "error_preview",  # In development only; the scan opens it.
        # Behind the sign-in, and different for everybody: tests/browser/test_desk.py scans them.
        "desk",
        "corrections",
        # Of editors; tests/interop opens them.
        "imports",
        "sources",
        "source",
        "friends",
        "hear_friend",  # By another site, which posts; tests/interop does.
        "source_new",
        "source_edit",
        "source_run",
        "api_token_end",
        # Of a person's program, with a token; tests/interop makes the requests.
        "api-drafts",
        # Made to be framed by others, unlike all other pages; tests/interop opens them.
        "embed_record",
        "embed_search",
        "embed_theme",
        "import_batch",
        "import_report",
        "correction",
        # Of members, focal points and editors; tests/communities opens them.
        "listing_answer",  # tests/exchange opens them.
        "listing_close",
        "listing_decide",
        "listing_desk",
        "listing_detail",
        "listing_edit",
        "listing_new",
        "listing_report",
        "mentoring_detail",
        "mentoring_propose",
        "ask_close",
        "ask_decide",
        "ask_question",
        "ask_reply",  # Behind a link in a mail.
        "ask_use",
        "community_calendar",
        "community_close",
        "community_decide",
        "community_desk",
        "community_detail",
        "community_digest",
        "community_draft",
        "community_draft_along",
        "community_draft_back",
        "community_drafts",
        "community_edit",
        "community_events",
        "event_add",
        "event_appeal",
        "event_appeal_answer",
        "event_calendar",
        "event_cancel",
        "event_detail",
        "event_edit",
        "event_moderate",
        "event_remove",
        "event_report",
        "community_invitation",
        "community_join",
        "community_leave",
        "community_feed",
        "person_feed",
        "community_member",
        "community_members",
        "community_propose",
        "community_record",
        "community_records",
        "discussion_attachment",
        "discussion_post_publish",
        "tried_desk",
        "verifications",
        "verification",
        "upkeep_edit",
        "verify",  # Behind a link in a mail; tests/stewardship opens it.
        "community_appeal",
        "community_moderation",
        # About people; tests/network opens them.
        "member_mute",
        "moderation",
        "moderation_queue",
        "moderate",
        "own_thread",
        "message_report",
        "thread_block",
        "unblock",
        "people_panel",
        "person_write",
        "consent_renew",
        "person_block",
        "person_report",
        "person_claim",
        "own_claim",
        "vouch",
        "claims",
        "claim_decide",
        "known_people",
        "known_person_add",
        "known_person_invite",
        "claim_link",  # Behind a link in a mail, as the next.
        "claim_notice",
        # For those who take part, by their personal link; tests/meetings opens them.
        "session_discussion",
        "session_discussion_beforehand",
        "session_discussion_contribution",
        "session_discussion_edit",
        "session_discussion_held",
        "session_discussion_moderate",
        "session_discussion_prepare",
        "session_discussion_question",
        "session_discussion_question_moderate",
        # Of members and administrators of organizations; tests/network opens them.
        "organization_claim",
        "team",
        "team_join",
        "team_manage",
        "team_exchange",
        "team_funding",
        "team_programme",
        "team_programme_add",
        "funding_detail",  # Of a programme; tests/network opens it.
        "discussion_detail",
        "discussion_lock",
        "discussion_post",
        "discussion_post_act",
        "discussion_post_appeal",
        "discussion_post_edit",
        "discussion_post_flag",
        "discussion_post_history",
        "discussion_post_moderate",
        "discussion_start",
        "desk_many",
        "desk_batch",
        "desk_undo",
        "desk_submission",
        "desk_claim",
        "desk_hide_file",
        "record_file",
        "desk_hand_over",
        "desk_record",
        "desk_appeal",
        "contribution_appeal",
        "reviewing",
        "reviewer_apply",
        "reviewer_leave",
        "roster",
        "interests_register",
        "roster_entry",
        "review_assignment",
        "review_save",
        "review_decline",
        "review_certificate",
        "review_round",
        "review_assign",
        "review_decide",
        "review_replace",
        "contribution_review",
        # Behind personal links; tests/meetings opens them.
        "following",
        "follow",
        "follow_change",
        "attendance_certificate",
        "attendance_certificate_pdf",
        "attendance_certificate_take",
        "recording_consent",
        "recording_consent_file",
        "feedback",
        "feedback_later",
        "session_join",
        "session_mine",
        "session_registered",
        # A learner's own; tests/learning opens them.
        "course_transcript_pdf",
        "certificate",
        "certificate_pdf",
        "certificate_badge",
        "course_certificate",
        # Of those who teach; tests/learning opens them.
        "courses_build",
        "path_build",
        "cohort_list",
        "cohort_join",
        "cohort",
        "cohort_mark",
        "path_change",
        "course_build",
        "unit_build",
        "question_build",
        "question_bank",
        "course_enrol",
        "course_peers",
        "feedback_moderate",
        "self_check",
        "self_check_write",
        "course_leave",
        "course_work",
        "session_seats",
        "session_paper",
        "session_paper_docx",
        "session_paper_pdf",
        "session_paper_write",
        # Of organizers; tests/meetings opens them.
        "session_edit",
        "session_attendance",
        "session_attendance_csv",
        "session_afterwards",
        "session_attended",
        "session_archive",
        "session_feedback",
        "session_recording",
        "session_recording_file",
        "session_transcript",
        "session_captions_file",
        "session_feedback_close",
        "session_remark",
        "session_outcomes",
        "session_summary",
        "session_summary_pdf",
        "outcome_answer",
        "session_organize",
        "series_organize",
        "series_edit",
        "series_programme",
        "series_room",  # Of a forum with rooms; tests/meetings opens it.
        # Behind the live room's door; tests/meetings and tests/browser open them.
        "caption_feed",
        "live_ask",
        "live_captions",
        "live_conduct",
        "live_enter",
        "live_group",
        "live_group_join",
        "live_hand",
        "live_manage",
        "live_note_add",
        "live_own",
        "live_paragraph",
        "live_poll_answer",
        "live_poll_state",
        "live_poll_table",
        "live_polls",
        "live_question",
        "live_question_table",
        "live_questions",
        "live_report",
        "live_report_table",
        "live_vote",
    }
)


def names() -> set[str]:
    """Every name in the URLconf outside the back office; of several namespaces, the API's too."""
    found: set[str] = set()

    def walk(resolver: object, space: str = "") -> None:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                found.add(
                    f"{space}{entry.name}" if entry.name in {"search", "record"} else entry.name
                )
            elif not str(entry.pattern).startswith("editors/"):
                walk(entry, "api:" if "api/" in str(entry.pattern) else space)

    with translation.override("en"):
        walk(get_resolver())
    return found - {None}


def values(there: Clearinghouse) -> dict[str, str]:
    """What the braces in the addresses stand for."""
    kinds = {"approach": "APP", "guideline": "GUI", "policy": "POL", "academic": "ACA"}
    own = {
        name: next(each for each in there.records.values() if each.kind == kind)
        for name, kind in kinds.items()
    }
    things = {
        "full": there.full,
        **own,
        "organization": there.organization,
        "session": there.session,
        "series": there.series,
    }
    parts = {name: f"{thing.identifier}/{thing.slug}" for name, thing in things.items()}
    return {
        **parts,
        "full_id": there.full.identifier,
        "organization_id": there.organization.identifier,
        "series_id": there.series.identifier,
        "session_id": there.session.identifier,
        "person_id": there.person.identifier,
        "course_id": there.course.identifier,
        "path_id": there.path.identifier,
    }


def pages(there: Clearinghouse, language: str) -> list[str]:
    """The address of every page in a language."""
    filled = values(there)
    return [
        f"/{language}/{address.format(**filled)}"
        for addresses in PAGES.values()
        for address in addresses
    ] + [address for addresses in PAGES_WITHOUT_LANGUAGE.values() for address in addresses]
