"""Line icons, 24 by 24, drawn with the colour of the text beside them."""

ICONS: dict[str, str] = {
    "alert": '<path d="M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.1"/>',
    "arrow": '<path d="M5 12h14m-5.5-6 6 6-6 6"/>',
    "bell": '<path d="M6 17V11a6 6 0 0 1 12 0v6l1.5 2h-15zM10 21h4"/>',
    "book": (
        '<path d="M12 6c-2-1.5-5-2-8-2v14c3 0 6 .5 8 2 2-1.5 5-2 8-2V4c-3 0-6 .5-8 2zM12 6v14"/>'
    ),
    "calendar": '<path d="M4 6h16v14H4zM4 10h16M8 3.5v4M16 3.5v4"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.5 2"/>',
    "close": '<path d="M5 5l14 14M19 5L5 19"/>',
    "compare": '<path d="M12 4v16M7 20h10M5 8h14M5 8l-2.5 6h5zM19 8l-2.5 6h5z"/>',
    "download": '<path d="M12 4v12m-5-5 5 5 5-5M5 20h14"/>',
    "feed": '<path d="M5 11a8 8 0 0 1 8 8M5 5a14 14 0 0 1 14 14"/><circle cx="6" cy="18" r="1"/>',
    "filter": '<path d="M4 7h16M7 12h10M10 17h4"/>',
    "globe": (
        '<circle cx="12" cy="12" r="9"/>'
        '<path d="M3 12h18M12 3c3 3.2 3 14.8 0 18M12 3c-3 3.2-3 14.8 0 18"/>'
    ),
    "language": (
        '<path d="M3 6h10M8 4v2M5 6c1 4 4 6.5 7 8M11 6c-1 4-4 6.5-7 8'
        'M12.5 20l4-10 4 10M14 16.5h5"/>'
    ),
    "link": (
        '<path d="M9.5 14.5 14.5 9.5M8 11l-2.5 2.5a4 4 0 0 0 5.5 5.5L13.5 16.5'
        'M16 13l2.5-2.5A4 4 0 0 0 13 5L10.5 7.5"/>'
    ),
    "list": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "map": '<path d="M4 4h5v5H4zM11 9h5v5h-5zM4 14h5v5H4zM17 4h3v4h-3z"/>',
    "message": '<path d="M5 6h14v10H11l-4 4v-4H5z"/>',
    "place": (
        '<path d="M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11z"/>'
        '<circle cx="12" cy="10" r="2.3"/>'
    ),
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
}
#: Icons that show a direction: they turn in right-to-left pages.
DIRECTIONAL = frozenset({"arrow", "list"})
