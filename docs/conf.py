"""How Sphinx builds the site from these documents and from the code: `python3 dev.py docs`."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent / "tools")]

import inventory_core.testing  # noqa: E402, F401  before autodoc imports it with TYPE_CHECKING set, which pydantic cannot stand

project = "Inventory Hub"
project_copyright = "the Inventory Hub developers"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx_click", "from_code"]

# The source is the whole checkout, so that a link which leads somewhere in it leads there on the site too.
root_doc = "docs/index"
include_patterns = ["docs/**", "COMPATIBILITY.md", "CONTRIBUTING.md", "packages/*/CHANGELOG.md", "examples/*/README.md"]
exclude_patterns = [".git", ".nox", ".tools", "**/.venv"]

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
default_role = "code"  # docstrings mark code with one backtick, as Markdown does
autodoc_typehints_format = "short"
autodoc_default_options = {"exclude-members": "model_config, model_post_init"}
autodoc_member_order = "bysource"
python_maximum_signature_line_length = 80

html_theme = "furo"
html_title = "Inventory Hub"
html_static_path = ["_static"]
html_extra_path = ["_extra"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "native"
