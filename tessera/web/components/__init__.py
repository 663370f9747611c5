"""Components: the pieces that pages are made of.

Each is a template tag (``tessera.web.templatetags``) whose arguments are its attributes; an
unknown one is an error. ``/<lang>/style-guide/`` shows every state. Look there before writing
markup.
"""
