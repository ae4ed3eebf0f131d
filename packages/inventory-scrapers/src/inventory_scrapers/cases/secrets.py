"""What of a page nobody should publish: tokens, sessions, identifiers of visitors, and what leads to a person.

Found by the form of a value (an e-mail address, a JWT of RFC 7519, a key of a known service) or by the name that it stands under
(`csrfToken`, `X-Amz-Signature`, `sessionId`). Names are compared without case and signs.
"""

from __future__ import annotations

import html
import ipaddress
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

SHORTEST = 6
"""Characters. What is shorter is no secret, and would stand all over a page."""


class Secret(NamedTuple):
    """One value that has to go: what it is, and the text of it."""

    kind: str
    text: str


_AT = r"(?:@|%40|&#0*64;|&#[xX]0*40;|&commat;|\\u0040)"
# What may stand before a word: not a letter of it, nor the sign of an escape; or an escape that ends just there.
_BEFORE = r"(?:(?<=\\u[0-9a-fA-F]{4})|(?<=%[0-9a-fA-F]{2})|(?<=\\[nrt])|(?<![\w.+%\\-]))"
_AND_AT = r"\s?[\[({]\s?at\s?[\])}]\s?"
_AND_DOT = r"(?:\.|\s?[\[({]\s?dot\s?[\])}]\s?)"
_FILES = frozenset({"png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "css", "js", "mjs", "ico", "woff", "woff2"})

_EMAIL = re.compile(
    rf"{_BEFORE}[\w.+-]{{1,64}}(?:{_AT}|{_AND_AT})(?:[\w-]{{1,63}}{_AND_DOT}){{1,6}}[^\W\d_]{{2,24}}(?!\w)", re.IGNORECASE
)
_HIDDEN_EMAIL = re.compile(r"""(?:data-cfemail=["']?|/email-protection#)([0-9a-fA-F]{10,400})""")
_PHONES = (
    re.compile(r"(?<![\w+./=%-])\+\d{1,3}[\s().-]{0,2}(?:\d[\s().-]{0,2}){6,12}\d(?!\w)"),
    re.compile(r"(?<![\w.+/=-])(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?![\w-])"),
    re.compile(r"(?<![\w.+/=-])(?=(?:-?\d){9})0\d{1,4}-\d{1,4}-\d{4}(?![\w-])"),
    re.compile(r"(?<![\w.+/=-])0[1-9](?:\.\d\d){4}(?![\w.-])"),
    re.compile(r"(?<![\w.,+/=:-])0[1-9]\d{9}(?![\w-]|[.,]\d)"),
    re.compile(r"(?<=tel:)(?:%2[bB]|\+)?[\d().-]{6,20}\d"),
)
# As one writes it at home, with the 0 before the area: "0171 5551234", "(030) 12 34 56 78", "089/123456".
_AT_HOME = re.compile(
    r"(?<![\w.,+/=-])(?<!\d )\(?0[1-9]\d{0,4}(?:\)\s?| ?[/-] ?| )\d{2,9}(?: \d{2,8}){0,4}(?![\w:/-]| ?\d|[.,]\d)"
)
_AT_HOME_DIGITS = range(9, 13)
_ADDRESSES = (
    re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)"),
    re.compile(r"(?<![\w:.])(?=[0-9a-fA-F]{0,4}:[0-9a-fA-F]{0,4}:)[0-9a-fA-F:]{6,39}(?![\w:])"),
)
_NOT_A_VISITORS = tuple(
    ipaddress.ip_network(one) for one in ("127.0.0.0/8", "0.0.0.0/8", "::1/128", "192.0.2.0/24", "2001:db8::/32")
)

_KNOWN_FORMS = {
    "token": re.compile(
        r"(?<![\w-])(?:eyJ[\w-]{6,}\.[\w-]{6,}(?:\.[\w-]*)?|A[KS]IA[A-Z0-9]{16}|AIza[\w-]{35}|gh[oprsu]_\w{30,}|github_pat_\w{30,}"
        r"|[sprw]k_(?:live|test)_\w{10,}|xox[abeprs]-[\w-]{10,}|(?<=Bearer )[\w.~+/-]{12,}=*)(?![\w-])"
    ),
    "tracking id": re.compile(
        r"(?<![\w-])(?:GTM-[A-Z0-9]{4,10}|UA-\d{4,10}-\d{1,4}|AW-\d{9,11}|G-(?=\w*\d)[A-Z0-9]{10})(?![\w-])"
    ),
}

_NAME = re.compile(
    r"(?<![\w$.-])([\w$.-]{2,100})(?:\\*[\"']|&quot;|&#3[49];|%22)?\s{0,3}(?:[:=]|%3[AaDd])\s{0,3}",
)
_VALUE = re.compile(
    r"(?P<quote>\\*[\"'`]|&quot;|&#3[49];|&#[xX]2[27];|%22)(?P<quoted>(?:(?!(?P=quote)).){6,4096})(?P=quote)|(?P<bare>[^\s\"'<>&\\,;(){}\[\]]{6,4096})"
)
_META = re.compile(r"<(?:meta|input)\b[^<>]{0,4000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w:.-]{1,40})\s{0,3}=\s{0,3}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")

_NAMED = {
    "token": re.compile(
        r"\w*(?:csrf|xsrf)\w*|\w*(?:token|jwt|secret|password|passwd|apikey|accesskey|privatekey|credentials?|authorization)"
        r"|\w*(?:nonce|cookie|challenge|captchakey|sitekey)"
    ),
    "session or visitor id": re.compile(
        r"\w*(?:session|sess|visitor|visit|device|client|anonymous|tracking|request|trace|span|correlation|transaction|viewer|login|user"
        r"|customer|account|browser|install)(?:id|key|hash|uuid|guid)|\w*sessid|sid|\w*fingerprint|(?:cf)?ray(?:id)?|traceparent"
    ),
    "signature": re.compile(r"\w*signature|sig|sign|hmac|policy|keypairid|xamz\w+|xgoog\w+|hdnts|hdnea|cfchl\w+|ihsig|verify"),
    "tracking id": re.compile(
        r"(?:g|fb|ms|tt|tw|y|dc|li|sc|ir|mc)clid|[gw]braid|gclsrc|ga|gl|gid|fbp|fbc|mce?id|igshid|hsenc|hsmi|srsltid|veroid|mkttok|epik"
        r"|sckwcid|efid|trackingnumber"
    ),
    "IP address": re.compile(r"\w*(?:clientip|remoteaddr|ipaddress)|ip"),
    "phone number": re.compile(r"\w*(?:phone|phonenumber|mobile|whatsapp|fax)|tel"),
}


def find(text: str) -> list[Secret]:
    """Each secret of a text once, in the order of the kinds that they are."""
    found = [*_by_form(text), *_by_name(text), *_in_metas(text)]
    return list({secret.text: secret for secret in found if _counts(secret.text)}.values())


def _by_form(text: str) -> Iterator[Secret]:
    for email in _EMAIL.finditer(text):
        plain = _plain(email[0])
        if plain.rpartition(".")[2].lower() not in _FILES and not plain.endswith(("@example.org", "@example.com")):
            yield Secret("e-mail address", email[0])
    yield from (Secret("e-mail address", hidden[1]) for hidden in _HIDDEN_EMAIL.finditer(text))
    for form in _PHONES:
        yield from (Secret("phone number", phone[0]) for phone in form.finditer(text) if not _is_made_up(phone[0]))
    for phone in _AT_HOME.finditer(text):
        if sum(map(str.isdigit, phone[0])) in _AT_HOME_DIGITS:
            yield Secret("phone number", phone[0])
    for form in _ADDRESSES:
        yield from (Secret("IP address", address[0]) for address in form.finditer(text) if _is_someones(address[0]))
    for kind, form in _KNOWN_FORMS.items():
        yield from (Secret(kind, known[0]) for known in form.finditer(text))


def _by_name(text: str) -> Iterator[Secret]:
    at = 0
    while name := _NAME.search(text, at):
        at = name.end()
        kind = _kind_of(name[1])
        value = _VALUE.match(text, at) if kind else None
        if kind and value and _is_secret(kind, told := value["quoted"] or value["bare"]):
            yield Secret(kind, told)
        if value and value["bare"]:  # what is in quotes may have names and values of its own
            at = value.end()


def _in_metas(text: str) -> Iterator[Secret]:
    """`<meta name="csrf-token" content="...">` and `<input name="_csrf" value="...">`: the name and the value stand apart."""
    for tag in _META.finditer(text):
        attributes = {name.lower(): double or single or bare for name, double, single, bare in _ATTRIBUTE.findall(tag[0])}
        value = attributes.get("content") or attributes.get("value") or ""
        for name in ("name", "id", "property", "itemprop"):
            kind = _kind_of(attributes.get(name, ""))
            if kind and len(value) >= SHORTEST and _is_secret(kind, value):
                yield Secret(kind, value)


def _kind_of(name: str) -> str | None:
    """What a value of this name is; null where the name says nothing of the kind."""
    plain = re.sub(r"[\W_]", "", name.rpartition(".")[2] or name).lower()
    return next((kind for kind, names in _NAMED.items() if names.fullmatch(plain)), None)


def _is_secret(kind: str, value: str) -> bool:
    """Whether a value can be one, and is no word such as "Bearer", "expired" or "google", nor an address of a page."""
    if kind == "IP address":
        return _is_someones(value)
    digits = sum(character.isdigit() for character in value)
    if kind == "phone number":
        return digits >= SHORTEST and not _is_made_up(value)
    if re.match(r"(?:https?:)?/?/", value) or value.startswith("scrubbed-"):
        return False
    mixed = value.lower() != value and value.upper() != value and not value.isalpha()
    return digits > 0 or mixed or len(value) >= 20


def _counts(text: str) -> bool:
    return len(text) >= SHORTEST and not text.isspace()


def _is_someones(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not any(address in network for network in _NOT_A_VISITORS if network.version == address.version)


def _is_made_up(phone: str) -> bool:
    """Numbers that are kept free for stories, as those that stand for scrubbed ones."""
    return "555-01" in phone


def _plain(text: str) -> str:
    return html.unescape(unquote(text)).replace("\\u0040", "@")
