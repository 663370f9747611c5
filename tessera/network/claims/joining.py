"""Two entries of one person become one."""

from tessera.network.directory.entries import refresh_entries
from tessera.network.models import Claim, FormerEntry, Message, Person, Report


def join_entries(entry: Person, *, into: Person) -> Person:
    """Let ``into`` take over what hangs on ``entry``, which goes; in the caller's transaction.

    What the person wrote stays as it is: words, themes and visibility of ``entry`` were others'.
    Affiliations are taken over where they are missing, the ORCID iD where there is none. The
    address of ``entry`` leads to ``into`` from then on.
    """
    known = {work.name.casefold() for work in into.affiliations.all()}
    for work in entry.affiliations.all():
        if work.name.casefold() not in known:
            work.person = into
            work.save(update_fields=["person"])
    if entry.orcid and not into.orcid:
        into.orcid = entry.orcid
        into.save(update_fields=["orcid"])
    for model in (Message, Report, FormerEntry):
        model._default_manager.filter(person=entry).update(person=into)
    claims, accepted = Claim.objects.filter(person=entry), Claim.State.ACCEPTED
    claims.exclude(state=accepted).update(person=into)
    if not Claim.objects.filter(person=into, state=accepted).exists():
        claims.filter(state=accepted).update(person=into)
    FormerEntry.objects.create(identifier=entry.identifier, person=into)
    entry.delete()
    refresh_entries([into])
    return into
