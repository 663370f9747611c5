"""Teams: the members of this site who work in an organization, and its administrators.

The first *administrator* gets the organization by a claim (``network.claims``); administrators add
others, and keep offers, seeks and services up to date. The last one leaves only when another has
taken over, or by an editor. Who is in a *team* is shown as far as each person shows affiliations.
"""
