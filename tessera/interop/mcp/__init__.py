"""MCP: the collection as tools for assistants (https://modelcontextprotocol.io), read-only.

Terms: *tool*. Streamable HTTP without sessions: every request stands alone, as in the API, and the
same limit counts both. The protocol's part that is needed is five methods, so that it is spoken
here and not through the official library, which wants an asynchronous server of its own.
"""
