/** The look of the simulators' pages: the product's colours, type and shapes, in one small sheet. */
import { raw } from "hono/html";

export const STYLE = raw(`
:root {
  color-scheme: light dark;
  --paper: light-dark(oklch(98.5% 0.006 85), oklch(19% 0.02 255));
  --raised: light-dark(oklch(100% 0 0), oklch(23% 0.02 255));
  --ink: light-dark(oklch(24% 0.02 255), oklch(94% 0.01 85));
  --quiet: light-dark(oklch(47% 0.02 255), oklch(74% 0.015 255));
  --line: light-dark(oklch(88% 0.01 85), oklch(34% 0.02 255));
  --accent: light-dark(oklch(52% 0.1 172), oklch(78% 0.11 172));
  --on-accent: light-dark(oklch(99% 0.005 85), oklch(19% 0.02 255));
  --attention: light-dark(oklch(52% 0.12 70), oklch(80% 0.12 80));
  --failure: light-dark(oklch(52% 0.17 30), oklch(72% 0.14 30));
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { width: min(72rem, 100% - 2rem); margin: 2rem auto; }
h1, h2, h3 { font-weight: 650; letter-spacing: -0.015em; line-height: 1.2; margin: 0 0 0.5rem; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.4vw, 2rem); }
h2 { font-size: clamp(1.2rem, 1.1rem + 0.6vw, 1.4rem); margin-top: 2.5rem; }
p, ul { max-width: 68ch; }
a { color: var(--accent); }
code, .mono { font-family: ui-monospace, monospace; font-size: 0.875em; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); font-size: 0.9rem; }
.eyebrow { color: var(--quiet); margin: 0 0 0.25rem; font-size: 0.9rem; }
.card { background: var(--raised); border: 1px solid var(--line); border-radius: 10px; }
.consent { width: min(30rem, 100% - 2rem); padding: 1.5rem; }
label { display: block; margin: 0 0 0.25rem; font-weight: 600; font-size: 0.9rem; }
select, input, button { font: inherit; color: inherit; min-height: 2.75rem; padding: 0.5rem 0.75rem; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); max-width: 100%; }
.consent select { width: 100%; }
input[type="checkbox"] { min-height: 0; }
label.beside { display: inline; }
button { cursor: pointer; font-weight: 600; }
button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.buttons { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1.25rem 0 0.5rem; }
.row { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: end; margin-block: 0.75rem; }
.switches { list-style: none; padding: 0; }
.switches .row { align-items: center; justify-content: space-between; max-width: 40rem; margin-block: 0; padding-block: 0.5rem; border-bottom: 1px solid var(--line); }
.row > div { min-width: 0; }
.row input[type="number"] { width: 6rem; }
.sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: 1rem; padding: 0; list-style: none; max-width: none; }
.sheet .card { overflow: clip; display: block; color: inherit; text-decoration: none; }
.cover { display: block; width: 100%; aspect-ratio: 3; object-fit: cover; background: var(--line); }
.face { display: block; border-radius: 50%; border: 4px solid var(--raised); background: var(--raised); object-fit: cover; width: 5rem; height: 5rem; margin: -2.5rem 0 0 0.75rem; position: relative; }
.sheet .body { padding: 0.25rem 1rem 1rem; }
.sheet h3 { margin: 0; font-size: 1.05rem; }
.profile { width: min(40rem, 100% - 2rem); overflow: clip; }
.profile .face { width: 8.5rem; height: 8.5rem; margin: -4.25rem 0 0 1rem; }
.profile .body { padding: 0.5rem 1.25rem 1.25rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 1rem 0 0; font-size: 0.9rem; }
dt { color: var(--quiet); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.beneath { width: min(40rem, 100% - 2rem); margin: 0 auto 2rem; }
.letter { max-width: 44rem; margin-block: 1rem; padding: 1rem 1.25rem; }
.letter h2 { margin: 0; overflow-wrap: anywhere; }
.letter .text { margin: 0.75rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.letter:target { border-color: var(--accent); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
th { color: var(--quiet); font-weight: 600; }
.bad { color: var(--failure); }
.odd { color: var(--attention); }
@media (max-width: 32rem) {
  .profile .face { width: 6.5rem; height: 6.5rem; margin-top: -3.25rem; }
}
`);
