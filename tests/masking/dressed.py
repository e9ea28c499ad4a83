"""Dresses the plain notes of a CSV file in HTML, RTF and base64, words torn by tags, entities and escapes; or reads them back.

    python dressed.py dress in.csv out.csv        body -> page, letter, file, inside
    python dressed.py check masked.csv            all of them say what the plain note says
"""

import base64
import csv
import html.entities
import re
import sys
from html.parser import HTMLParser


def page(text):
    out = []
    for at, c in enumerate(text):
        if c == "\n":
            out.append("<br/>")
        elif c in "<>&":
            out.append(html.entities.codepoint2name[ord(c)].join("&;"))
        elif ord(c) in html.entities.codepoint2name and at % 2:
            out.append("&" + html.entities.codepoint2name[ord(c)] + ";")
        elif c != " " and at % 7 == 1:
            out.append(f"<i class='c{at % 3}'>{c}</i>")
        elif c != " " and at % 7 == 3:
            out.append(f"&#{ord(c)};" if at % 2 else f"&#x{ord(c):x};")
        elif c != " " and at % 7 == 5:
            out.append(c + "<!-- -->")
        else:
            out.append(c)
    return "<!DOCTYPE html>\n<html><head><style>p { margin: 0 }</style></head><body><div>" + "".join(out) + "</div></body></html>"


def letter(text):
    out = []
    for at, c in enumerate(text):
        if c == "\n":
            out.append("\\line ")
        elif c in "\\{}":
            out.append("\\" + c)
        elif ord(c) > 255:
            out.append(f"\\u{ord(c)}?")
        elif ord(c) > 127:
            out.append(f"\\'{ord(c):02x}" if at % 2 else f"\\u{ord(c)}\\'3f")
        elif c != " " and at % 7 == 1:
            out.append("{\\b " + c + "}")
        elif c != " " and at % 7 == 3:
            out.append(f"\\'{ord(c):02x}")
        elif c != " " and at % 7 == 5:
            out.append("\\i0 " + c)
        else:
            out.append(c)
    head = "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fswiss Arial;}}{\\info{\\author Marisol Hern\\'e1ndez}}\\pard\n"
    return head + "".join(out) + "\\par}"


def coded(text):
    return base64.encodebytes(text.encode()).decode()


class Text(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.quiet, self.tags, self.comments = [], False, [], 0

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.quiet = tag == "style"
        if tag == "br":
            self.out.append("\n")

    def handle_endtag(self, tag):
        self.quiet = False

    def handle_data(self, data):
        if not self.quiet:
            self.out.append(data)

    def handle_comment(self, data):
        self.comments += 1


def of_page(text, comments=False):
    parser = Text()
    parser.feed(text)
    parser.close()
    assert parser.tags[:3] == ["html", "head", "style"], parser.tags
    assert comments or parser.comments == 0
    return "".join(parser.out).strip()


def of_letter(text, own=False):
    """An RTF reader of a few lines, which knows what `letter` and a masker may write."""
    assert text.startswith("{\\rtf1") and text.endswith("}")
    assert text.count("{") - text.count("\\{") == text.count("}") - text.count("\\}")
    text = re.sub(r"\{\\fonttbl.*?\}\}", "", text)
    assert own or "\\info" not in text
    text = re.sub(r"\{\\info.*?\}\}", "", text)
    token = re.compile(r"\\u(-?\d+) ?(?:\\'[0-9a-f]{2}|\?)|\\'([0-9a-f]{2})|\\([a-z]+)(-?\d+)? ?|\\([\\{}~])|[{}\r\n]")

    def plain(found):
        code, byte, word, _, sign = found.groups()
        if code:
            return chr(int(code) % 65536)
        if byte:
            return bytes([int(byte, 16)]).decode("cp1252")
        return "\n" if word in ("line", "par") else sign or ""

    return token.sub(plain, text).strip()


def main():
    if sys.argv[1] == "dress":
        with open(sys.argv[2], newline="") as source, open(sys.argv[3], "w", newline="") as to:
            rows = list(csv.DictReader(source))
            names = list(rows[0]) + ["page", "letter", "file", "inside"]
            writer = csv.DictWriter(to, names)
            writer.writeheader()
            for row in rows:
                body = row["body"]
                more = dict(page=page(body), letter=letter(body), file=coded(body), inside=coded(page(body)))
                assert of_page(more["page"], comments=True) == body and of_letter(more["letter"], own=True) == body, body
                writer.writerow(row | more)
        return
    with open(sys.argv[2], newline="") as source:
        for row in csv.DictReader(source):
            # A line end within a name stays behind its stand-in.
            body = "".join(row["body"].split())
            opened = dict(
                page=of_page(row["page"]),
                letter=of_letter(row["letter"]),
                file=base64.b64decode(row["file"], validate=False).decode(),
                inside=of_page(base64.b64decode(row["inside"]).decode()),
            )
            for name, text in opened.items():
                assert "".join(text.split()) == body, f"{name} says\n{text}\nand the note\n{body}"
            print(" ".join(row["body"].split()))


main()
