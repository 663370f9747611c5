"""Editorial pages: what the site says about itself."""

from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class FrontPage(Page):
    """The root of the editorial pages in one language. The site's home is a view, not this."""

    max_count_per_parent = 1
    parent_page_types = ("wagtailcore.Page",)
    subpage_types = ("pages.InformationPage",)


class InformationPage(Page):
    """A page such as “About”, “Accessibility” or “Privacy”."""

    introduction = RichTextField(features=["bold", "italic", "link"], blank=True)
    body = RichTextField(
        features=["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link", "image"],
        blank=True,
    )

    content_panels = (*Page.content_panels, FieldPanel("introduction"), FieldPanel("body"))
    parent_page_types = ("pages.FrontPage", "pages.InformationPage")
    template = "pages/information_page.html"
