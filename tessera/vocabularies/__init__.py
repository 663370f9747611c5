"""Vocabularies: concept schemes, their concepts, and places.

Terms (SKOS): *concept scheme*, *concept*, *preferred label*, *alternative label*, *broader*,
*narrower*, *mapping*. A *place* is a country or region (ISO 3166, UN M49) or a city.
Not here: free keywords typed by one person.
"""
