/** The style of the HTML report: light and dark by the reader's own setting, black on white in print. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #ffffff; --ink: #1d2329; --soft: #57606a; --line: #d5dae0; --band: #f5f7f9;
  --stays: #17792f; --some: #b45309; --goes: #6b7280; --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14181d; --ink: #e4e8ec; --soft: #9aa4af; --line: #343c45; --band: #1c2229;
    --stays: #4cc267; --some: #f0973a; --goes: #8b949e; --bad: #ff8a80;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem; max-width: 75rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.3rem; margin: 2.5rem 0 .5rem; padding-top: 1rem; border-top: 2px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p, ul { margin: .5rem 0; }
a { color: inherit; }
code, pre, svg text { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: break-word; }
td.number, td.short { white-space: nowrap; }
pre { padding: .75rem; background: var(--band); border: 1px solid var(--line); overflow-x: auto; }
.soft, .note { color: var(--soft); }
.wide { overflow-x: auto; }
.wide + .wide { margin-top: .75rem; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--band); font-weight: 600; }
td.number { text-align: right; }
.holds, .add { color: var(--stays); }
.refuted, .undecided, .remove { color: var(--bad); }
.holds, .refuted, .undecided { font-weight: 600; white-space: nowrap; }
.hunk { color: var(--soft); }
summary { cursor: pointer; }
figure { margin: 1rem 0; padding: .75rem; border: 1px solid var(--line); overflow-x: auto; }
figcaption { color: var(--soft); margin-bottom: .5rem; }
b.stays { color: var(--stays); }
b.some { color: var(--some); }
b.goes { color: var(--goes); }
svg.trie { display: block; max-width: none; }
svg text { fill: var(--ink); }
svg .note { fill: var(--soft); }
svg .branch { fill: none; stroke: var(--line); }
svg .stays circle { fill: var(--stays); }
svg .stays text:not(.note) { fill: var(--stays); }
svg .some path { fill: var(--some); }
svg .some text:not(.note) { fill: var(--some); }
svg .goes path { fill: none; stroke: var(--goes); stroke-width: 2; }
svg .goes text:not(.note), svg .more text { fill: var(--goes); }
@media print {
  :root {
    --ground: #ffffff; --ink: #000000; --soft: #444444; --line: #bbbbbb; --band: #ffffff;
    --stays: #0f5f24; --some: #8a4006; --goes: #555555; --bad: #8c1d18;
  }
  @page { margin: 15mm; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  section + section { break-before: page; }
  h2, h3, figcaption { break-after: avoid; }
  tr { break-inside: avoid; }
  td code { overflow-wrap: anywhere; }
  td:has(code) { min-width: 15em; }
  .wide, figure, pre { overflow: visible; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  b.stays { color: var(--stays); }
b.some { color: var(--some); }
b.goes { color: var(--goes); }
svg.trie { max-width: 100%; height: auto; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
`;
