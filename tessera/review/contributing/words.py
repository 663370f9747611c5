"""The words of the questions: labels, help and examples."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]

#: By the field's name, or by name and kind (``title_ORG``).
LABELS: Final[Words] = {
    "title": _("Title"),
    "title_ORG": _("Name of the organization"),
    "summary": _("What is it?"),
    "summary_ORG": _("What does it do?"),
    "places": _("Where?"),
    "is_global": _("About no place in particular"),
    "lead": _("Who leads it?"),
    "issuer": _("Who published or adopted it?"),
    "provider": _("Who offers it?"),
    "authors": _("Who wrote it?"),
    "source_url": _("Web address"),
    "status": _("How far is it?"),
    "themes": _("Themes"),
    "problem": _("Which need did it start from?"),
    "what_is_done": _("What is done, step by step?"),
    "target_groups": _("Who is it for?"),
    "participation": _("What part do migrants have in it?"),
    "migrant_led": _("Is it led by migrants?"),
    "delivery": _("Who does what, where and how often?"),
    "changes_made": _("What changed on the way?"),
    "gains_migrants": _("What do migrants gain?"),
    "gives_migrants": _("What do migrants contribute?"),
    "gains_host": _("What does the host community gain?"),
    "gives_host": _("What does the host community contribute?"),
    "gains_home": _("What does the home community gain?"),
    "gives_home": _("What does the home community contribute?"),
    "evidence_note": _("How do you know that it works, or does not?"),
    "failures": _("What failed, or had side effects?"),
    "keep": _("What would you do again?"),
    "avoid": _("What would you not do again?"),
    "enablers": _("What helped?"),
    "barriers": _("What stood in the way?"),
    "transfer_conditions": _("What must be in place elsewhere?"),
    "known_harms": _("Has it done harm to anybody?"),
    "rights_duties": _("Which rights and duties does it give, and to whom?"),
    "plain_findings": _("What did it find, in plain words?"),
    "parties": _("Others who took part"),
    "contact_mailbox": _("Mailbox for questions"),
    "submitter_relation": _("What are you to it?"),
    "licence": _("What may others do with it?"),
}
HINTS: Final[Words] = {
    "title": _("As short as a newspaper headline: what it is, and for whom."),
    "summary": _("Two or three sentences in plain words. Spell out short forms."),
    "language": _("Write in the language that comes easily. Others can translate it later."),
    "places": _("A city, a country or a region."),
    "lead": _("The organization that answers for it, as it writes its own name."),
    "issuer": _("The body that stands on the title page."),
    "provider": _("The organization or school, as it writes its own name."),
    "authors": _("One a line: family name, given name."),
    "source_url": _("A page that tells more, if there is one."),
    "changes_made": _("Plans meet people. What did you do differently in the end, and why?"),
    "gains_migrants": _("For example: pay, safety, time saved, friendships."),
    "gains_host": _("Neighbours, employers, services, the place itself."),
    "gains_home": _("The places people came from: money sent, skills returned, people missed."),
    "gives_migrants": _("Work, languages, networks, taxes, ideas."),
    "gives_host": _("Money, rooms, time, changed rules."),
    "gives_home": _("Schooling, papers, partners, contacts."),
    "failures": _("Readers trust a record more that says what did not work."),
    "known_harms": _("If you know of none, write “none known”."),
    "evidence_note": _("Counts, a survey, a study, or what people told you."),
    "contact_mailbox": _("A role address. It is never shown; messages are passed on."),
    "submitter_relation": _("Readers see it, so that they can judge what you say."),
    "results": _("One line for each figure that you counted or measured."),
    "links": _("Reports, websites, films: each with its address."),
    "identifiers": _("DOI, ISBN, or the number of a law."),
    "parties": _("Partners, funders and evaluators."),
}
EXAMPLES: Final[Words] = {
    "title": _("Language cafés where neighbours and newcomers meet"),
    "summary": _(
        "Every Tuesday evening, thirty to fifty people meet in the library and talk in small "
        "groups. Half of them are new in town, half have lived here for long."
    ),
    "problem": _(
        "Newcomers passed their language tests and still did not dare to speak: they had nobody "
        "to talk to."
    ),
    "what_is_done": _(
        "A librarian sets up ten tables and puts a question on each. After half an hour everybody "
        "moves. Nobody corrects mistakes unless asked."
    ),
    "gains_host": _(
        "Eleven retired people say that Tuesday is the evening on which they are not alone."
    ),
    "failures": _(
        "We began at six. Parents could not come, so for a year we met only people without "
        "children. Now children draw at a table of their own."
    ),
    "changes_made": _(
        "We dropped the teacher after the first month: with a teacher, people sat in rows."
    ),
    "evidence_note": _(
        "We counted visitors every week for two years and asked 120 of them. Nobody compared them "
        "with people who did not come."
    ),
}
