"""Web: base templates, components, static files, error pages, middleware.

No models, no migrations, no words of the domain.
"""
