"""One self-contained HTML page with a table that can be searched; nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

_STYLE = """
:root { color-scheme: light dark; --line: #d0d7de; --soft: #57606a; --back: #fff; --head: #f6f8fa;
  --text: #1f2328; --mark: #9a6700 }
@media (prefers-color-scheme: dark) {
  :root { --line: #30363d; --soft: #9198a1; --back: #0d1117; --head: #161b22;
    --text: #e6edf3; --mark: #d29922 } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 110rem; padding: 1.2rem;
  background: var(--back); color: var(--text) }
h1 { font-size: 1.4rem; margin: 0 0 .2rem }
p { color: var(--soft); margin: .2rem 0 1rem }
form { display: flex; flex-wrap: wrap; gap: .6rem; margin-bottom: .8rem; align-items: end }
label { font-size: .85rem; color: var(--soft); display: grid; gap: .2rem }
input, select { font: inherit; padding: .35rem .5rem; border: 1px solid var(--line); border-radius: 6px;
  background: var(--back); color: inherit }
.wide { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px }
table { border-collapse: collapse; width: 100%; font-size: .87rem }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line) }
thead th { background: var(--head); position: sticky; top: 0 }
td { overflow-wrap: anywhere } code { font: .84rem ui-monospace, monospace }
small { color: var(--soft) } .unknown { color: var(--mark) }
"""
_SCRIPT = """
const rows = [...document.querySelectorAll('tbody tr')], search = document.querySelector('#search');
const choices = [...document.querySelectorAll('select')], count = document.querySelector('#count');
const show = () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    const chosen = choices.every(each => !each.value || row.getAttribute(`data-${each.name}`) === each.value);
    row.hidden = !chosen || !words.every(word => text.includes(word));
    shown += !row.hidden;
  }
  count.textContent = `${shown} of ${rows.length}`;
};
[search, ...choices].forEach(each => each.addEventListener('input', show)); show();
"""


@dataclass(frozen=True)
class Table:
    """A table: `rows` are cells of HTML, with the values that the choices (`facets`) filter by."""

    title: str
    about: str
    columns: Sequence[str]
    facets: Sequence[str]
    rows: Sequence[tuple[dict[str, str], Sequence[str]]]
    before: str = ""


def write_page(table: Table) -> Iterator[str]:
    """Yield the page's text in pieces."""
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escape(table.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
    yield f"<h1>{escape(table.title)}</h1>\n<p>{escape(table.about)}</p>\n{table.before}"
    yield '<form onsubmit="return false"><label>Search <input id="search" type="search"></label>\n'
    for facet in table.facets:
        yield _choice(facet, sorted({data[facet] for data, _ in table.rows if data.get(facet)}))
    yield '<output id="count" for="search"></output></form>\n'
    yield '<div class="wide" tabindex="0" role="region" aria-label="Table"><table>\n'
    heads = "".join(f'<th scope="col">{escape(each)}</th>' for each in table.columns)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for data, cells in table.rows:
        attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
        yield f"<tr{attributes}>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"
    yield f"</tbody>\n</table></div>\n</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"


def _choice(name: str, values: Iterable[str]) -> str:
    options = "".join(f"<option>{escape(each)}</option>" for each in values)
    return (
        f'<label>{escape(name)} <select name="{escape(name)}"><option value="">all</option>{options}</select></label>\n'
    )


def code(text: str) -> str:
    """Return a text as code in HTML."""
    return f"<code>{escape(text)}</code>"
