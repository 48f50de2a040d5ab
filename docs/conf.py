"""The documentation site, built by Sphinx: `make docs`.

The source folder is the whole repository, so proofs/ and lessons/ are read where they are and their links stay as they are.
What a build makes: the gallery (examples/gallery.py), the help of every command, a list of the Coq sources, the outputs of the lessons.
Nothing is fetched by a reader's browser: formulas are MathML, and the theme brings its own files.
"""
from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs"), str(ROOT / "examples")]
os.environ["COLUMNS"] = "100"                    # of what the commands print as their help
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))      # for the kernel of the lessons

import docstrings  # noqa: E402
import exactrelu  # noqa: E402
import gallery  # noqa: E402
import mathml  # noqa: E402
from exactrelu.cli import _parser  # noqa: E402

project, author, release, copyright = "exactrelu", "the exactrelu authors", exactrelu.__version__, "the exactrelu authors"
root_doc = "docs/index"
include_patterns = ["docs/**.md", "proofs/*.md", "lessons/*.ipynb", "campaign/README.md", "SECURITY.md", "LICENCES.md"]
exclude_patterns = [".venv", ".git", "build", "dist", "benchmarks", "tests", "exactrelu", "proofs/formal", "**/.ipynb_checkpoints"]
extensions = ["myst_nb", "sphinx.ext.autodoc"]

myst_enable_extensions = ["dollarmath", "attrs_inline"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120
nb_mime_priority_overrides = [("html", "image/svg+xml", 0), ("html", "text/html", 1)]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
maximum_signature_line_length = 100
add_module_names = False
default_role = "code"
smartquotes = False

html_theme = "furo"
html_title = f"exactrelu {release}"
html_show_sphinx = False
html_copy_source = False
html_math_renderer = "mathml"
html_static_path = ["static"]
html_css_files = ["exactrelu.css"]
html_theme_options = {"light_css_variables": {"color-brand-primary": "#00598f", "color-brand-content": "#00598f"},
                      "dark_css_variables": {"color-brand-primary": "#7cc4f0", "color-brand-content": "#7cc4f0"}}


def help_of_commands() -> str:
    """A section for every command with its words."""
    parser = _parser()
    commands = next(action for action in parser._actions if getattr(action, "choices", None) and isinstance(action.choices, dict)).choices
    return "\n\n".join(f"## exactrelu {name}\n\n```text\n{command.format_help().strip()}\n```" for name, command in commands.items())


def coq_sources() -> str:
    """A list of the Coq files."""
    files = sorted((ROOT / "proofs" / "formal").glob("*/*.v"))
    return "\n".join(f"- {{download}}`{file.parent.name}/{file.name} <../proofs/formal/{file.parent.name}/{file.name}>`" for file in files)


def source_read(app, name: str, source: list[str]) -> None:
    """Put in what the build makes; links to folders of Coq files lead to their list."""
    text = source[0]
    if name == "docs/gallery":
        text = text.replace("<!-- gallery -->", gallery.markdown(Path(app.outdir) / "gallery"))
    if name == "docs/reference/commands":
        text = text.replace("<!-- commands -->", help_of_commands())
    if name == "docs/coq":
        text = text.replace("<!-- sources -->", coq_sources())
    if name == "docs/reference/python":
        text = completed(text)
    if name.startswith("proofs/"):
        text = re.sub(r"\]\(formal[a-z/]*\)", "](../docs/coq.md)", text)
        if name == "proofs/README":
            text = re.sub(r"^# Proofs$", "# Theory and proofs", text, flags=re.MULTILINE) + contents(text)
    source[0] = text


def completed(text: str) -> str:
    """The Python reference, with the public names that have no place in it yet at the end."""
    missing = [name for name in exactrelu.__all__ if f":: {name}\n" not in text]
    entries = [f".. auto{'class' if isinstance(getattr(exactrelu, name), type) else 'function'}:: {name}\n" for name in missing]
    return text + ("\n## More\n\n```{eval-rst}\n.. currentmodule:: exactrelu\n\n" + "\n".join(entries) + "```\n") * bool(missing)


def contents(text: str) -> str:
    """The pages that the list of proofs names, for the sidebar."""
    pages = {page: "" for page in re.findall(r"\]\(([a-z0-9_]+)\.md\)", text)}
    pages |= {page: f"{number} {name}" for number, name, page in re.findall(r"^\| (\w+) \| \[(\w+)\]\(([a-z0-9_]+)\.md\)", text, re.MULTILINE)}
    lines = [f"{title} <{page}>" if title else page for page, title in pages.items()]
    return "\n\n```{toctree}\n:hidden:\n\n" + "\n".join(lines) + "\n```\n"


def front_door(app, error) -> None:
    """index.html at the top leads to the first page."""
    if error is None and app.builder.name == "html":
        (Path(app.outdir) / "index.html").write_text(
            '<!doctype html><html lang="en"><meta charset="utf-8"><title>exactrelu</title>'
            '<meta http-equiv="refresh" content="0; url=docs/index.html"><a href="docs/index.html">exactrelu</a></html>\n')


def setup(app) -> None:
    """Connect what is above."""
    app.add_html_math_renderer("mathml", inline_renderers=(mathml.inline, None), block_renderers=(mathml.block, None))
    app.connect("source-read", source_read)
    app.connect("autodoc-process-docstring", docstrings.readable)
    app.connect("build-finished", front_door)
