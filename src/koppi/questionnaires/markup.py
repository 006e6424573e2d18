"""Formatted texts, reduced to their words.

FHIR allows a small part of XHTML in a text. Koppi shows the words and none of the markup, so that nothing
in a file can reach a page but letters; markup that FHIR forbids refuses the file.
"""

from html.parser import HTMLParser

ALLOWED = frozenset(
    [
        "a", "abbr", "acronym", "address", "b", "bdo", "big", "blockquote", "br", "caption", "cite",
        "code", "col", "colgroup", "dd", "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
        "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "q", "samp", "small", "span", "strong",
        "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "ul", "var",
    ]
)  # fmt: skip
"""The elements of HTML 4.0 that a FHIR narrative may have (hl7.org/fhir/R4/narrative.html, rule txt-1)."""
ATTRIBUTES = frozenset(
    [
        "abbr", "accesskey", "align", "alt", "axis", "bgcolor", "border", "cellhalign", "cellpadding",
        "cellspacing", "cellvalign", "char", "charoff", "charset", "cite", "class", "colspan", "compact",
        "coords", "dir", "frame", "headers", "height", "href", "hreflang", "hspace", "id", "lang",
        "longdesc", "name", "nowrap", "rel", "rev", "rowspan", "rules", "scope", "shape", "span", "src",
        "start", "style", "summary", "tabindex", "title", "type", "valign", "value", "vspace", "width",
        "xml:lang", "xmlns",
    ]
)  # fmt: skip
ADDRESSES = ("http:", "https:", "mailto:", "tel:", "#", "/", "data:image/")
EMPTY = {"br", "hr", "img", "col"}
BLOCKS = {"p", "div", "br", "li", "tr", "dt", "dd", "blockquote", "pre", "hr", "table", "ul", "ol"}
BLOCKS |= {f"h{level}" for level in range(1, 7)}


class ForbiddenMarkup(ValueError):
    """The text has an element, attribute or address that is not allowed, or is not closed."""


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.said = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ALLOWED:
            raise ForbiddenMarkup(f"<{tag}>")
        for name, value in attrs:
            self._check(tag, name, value or "")
        if tag in BLOCKS:
            self.said.append("\n")
        if tag not in EMPTY:
            self.open.append(tag)
        if tag == "img":
            self.said.append(dict(attrs).get("alt") or "")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        if tag in EMPTY:
            return
        if not self.open or self.open.pop() != tag:
            raise ForbiddenMarkup(f"</{tag}>")
        if tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data):
        self.said.append(data.replace("\n", " "))

    def handle_decl(self, decl):
        raise ForbiddenMarkup(f"<!{decl[:20]}>")

    def unknown_decl(self, data):
        raise ForbiddenMarkup(f"<![{data[:20]}]>")

    def handle_pi(self, data):
        raise ForbiddenMarkup(f"<?{data[:20]}>")

    def _check(self, tag, name, value):
        if name not in ATTRIBUTES:
            raise ForbiddenMarkup(f"<{tag} {name}>")
        if name in ("href", "src", "cite", "longdesc"):
            address = "".join(value.split()).lower()
            if ":" in address.split("/")[0] and not address.startswith(ADDRESSES):
                raise ForbiddenMarkup(f"<{tag} {name}>")


def words_of(xhtml):
    """Return the words of an XHTML text, one line for each block.

    :raises ForbiddenMarkup: with what is not allowed in it
    """
    reader = _Reader()
    reader.feed(xhtml)
    reader.close()
    if reader.open:
        raise ForbiddenMarkup(f"<{reader.open[-1]}>")
    lines = (" ".join(line.split()) for line in "".join(reader.said).split("\n"))
    return "\n".join(line for line in lines if line)
