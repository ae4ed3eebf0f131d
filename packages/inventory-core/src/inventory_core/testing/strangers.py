"""Pages that may come in place of the one that was asked for: of another site, and challenges."""

from __future__ import annotations

from inventory_core.testing.mutations import Mutant

_SHOP = """<!doctype html><html lang="en"><head><title>Walnut stool | Fernhill</title>
<link rel="canonical" href="https://fernhill.example/stools/walnut">
<meta property="og:url" content="https://fernhill.example/stools/walnut">
<meta property="og:title" content="Walnut stool"><meta property="og:type" content="product">
<meta property="product:price:amount" content="189.00"><meta property="product:price:currency" content="EUR">
<script type="application/ld+json">{"@context": "https://schema.org", "@type": "Product", "name": "Walnut stool",
 "url": "https://fernhill.example/stools/walnut", "sku": "F-881", "offers": {"@type": "Offer", "price": "189.00",
 "priceCurrency": "EUR", "availability": "https://schema.org/InStock", "url": "https://fernhill.example/stools/walnut"}}</script>
</head><body><h1>Walnut stool</h1><p class="price">€189.00</p><p>A stool of oiled walnut, made in a small workshop by the sea.
It stands on three legs, so that it never wobbles, and carries whoever sits down on it.</p>
<template><p>No results found</p><p>0 results</p></template><a rel="next" href="https://fernhill.example/stools/oak">Next</a>
<ul><li class="card"><a href="https://fernhill.example/stools/oak">Oak stool</a>
<b class="price">€159.00</b></li></ul></body></html>"""
_NEWS = """<!doctype html><html lang="en"><head><title>Harbour news</title>
<link rel="canonical" href="https://harbour.example/"></head><body><h1>The ferry sails again</h1>
<p>After nine days of wind the ferry left the harbour this morning with forty people on board, twelve sheep and the post of a
week. Tickets cost $12.50 as before.</p><p>Nothing else was reported. Items that were lost on the quay are kept at the office
until Friday.</p></body></html>"""
_BODIES = (
    '{"status": "ok", "menu": [{"label": "About us", "href": "/about"}], "version": 3}',
    '{"message": "Not what you asked for", "result": null}',
    '[{"headline": "The ferry sails again", "words": 120}]',
    "<!doctype html><html><body><h1>Service unavailable</h1></body></html>",
)


def foreign(is_json: bool) -> list[Mutant]:
    """What another site could answer."""
    if is_json:
        return [Mutant(f"the body {body[:50]}", body) for body in _BODIES]
    return [Mutant("the page of another shop", _SHOP), Mutant("a page of news", _NEWS)]


CHALLENGES = [
    Mutant(
        "a challenge that names itself",
        "<html><head><title>Just a moment...</title></head><body><p>Checking your browser</p>"
        "<script>window._cf_chl_opt = {}</script></body></html>",
    ),
    Mutant(
        "a refusal",
        "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1><p>Reference #18.2f4</p></body></html>",
    ),
    Mutant(
        "a puzzle of a protection service",
        '<html><head><title>shop</title></head><body><script src="https://ct.captcha-delivery.com/c.js"></script></body></html>',
    ),
    Mutant(
        "a puzzle of nobody's that is known",
        '<html><head><title>One more step</title></head><body><form action="/verify"><p>Please show that you are a human.</p>'
        '<div class="h-captcha"></div><button>Go on</button></form></body></html>',
    ),
    Mutant(
        "a log-in",
        '<html><head><title>Sign in</title></head><body><form action="/login"><input name="user"><input type="password" name="p">'
        "<button>Sign in</button></form></body></html>",
    ),
]
"""What protection services and sites put in the place of a page, with status 200."""
