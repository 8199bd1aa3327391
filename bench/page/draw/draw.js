/**
 * Draws charts: reads them as JSON from its standard input, writes a JSON list
 * of SVG texts. A program of its own, because its packages are known only
 * where the bench installs them.
 */

import process from "node:process";
import { text } from "node:stream/consumers";

const Plot = await import("@observablehq/plot");
const { DOMParser, parseHTML } = await import("linkedom");

const WIDTH = 860;
const NAMES = 190;
const LABELS = 250;
const ROW = 20;
const TITLE = 26;
const AXIS = 34;

const STYLE = `
  :root { --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --dunlin: #0969da; --peer: #9aa4af; --raw: #c69026; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #f0f6fc; --faint: #9198a1; --line: #3d444d; --dunlin: #4493f8; --peer: #6e7681; --raw: #d29922; }
  }
  text { font-family: system-ui, sans-serif; }
`;

/** All panels of a chart below each other, in one SVG that fits light and dark pages. */
function drawChart({ title, panels }) {
  let y = 0;
  const drawn = panels.map((panel) => {
    const height = TITLE + AXIS + ROW * panel.rows.length;
    const svg = drawPanel(panel, height);
    svg.setAttribute("y", String(y));
    y += height + 12;
    return svg.outerHTML;
  });
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y}" ` +
    `width="${WIDTH}" height="${y}" role="img" fill="var(--ink)">`;
  const parts = [head, `<title>${escaped(title)}</title>`, `<style>${STYLE}</style>`, ...drawn];
  const whole = `${parts.join("\n")}\n</svg>\n`;
  new DOMParser().parseFromString(whole, "image/svg+xml");
  return whole;
}

function drawPanel({ title, rows }, height) {
  const { document } = parseHTML("<html><body></body></html>");
  const measured = rows.filter((row) => row.median !== null);
  const least = Math.min(...measured.map((row) => row.least), Infinity);
  const most = Math.max(...measured.map((row) => row.most), 0);
  const log = most / least > 30;
  const start = log ? 10 ** Math.floor(Math.log10(least)) : 0;
  const of = (kind) => rows.filter((row) => row.kind === kind);
  const inFrame = { frameAnchor: "left", fontSize: 12 };
  const svg = Plot.plot({
    document,
    width: WIDTH,
    height,
    marginLeft: NAMES,
    marginRight: LABELS,
    marginTop: TITLE,
    marginBottom: AXIS,
    x: {
      type: log ? "log" : "linear",
      domain: measured.length === 0 ? [0, 1] : [start, most],
      label: log ? "milliseconds, each step ten times the one before →" : "milliseconds →",
      labelAnchor: "left",
      ticks: log ? undefined : 5,
      tickFormat: (value) =>
        !log || Number.isInteger(Math.log10(value)) ? value.toLocaleString("en-US") : "",
    },
    y: { domain: rows.map((row) => row.name), axis: null, padding: 0.3 },
    marks: [
      Plot.gridX({ stroke: "var(--line)", strokeOpacity: 1 }),
      ...["dunlin", "peer", "raw"].flatMap((kind) => [
        Plot.barX(measured.filter((row) => row.kind === kind), {
          x1: start,
          x2: "median",
          y: "name",
          fill: `var(--${kind})`,
        }),
        Plot.text(of(kind), {
          ...inFrame,
          y: "name",
          text: "name",
          textAnchor: "end",
          dx: -8,
          fill: kind === "dunlin" ? "var(--dunlin)" : "var(--ink)",
          fontWeight: kind === "dunlin" ? 700 : 400,
        }),
      ]),
      Plot.ruleY(measured, { x1: "least", x2: "most", y: "name", stroke: "var(--ink)" }),
      Plot.text(measured, {
        x: "most",
        y: "name",
        text: "label",
        textAnchor: "start",
        dx: 8,
        fontSize: 11,
        fill: "var(--faint)",
      }),
      Plot.text(rows.filter((row) => row.median === null), {
        ...inFrame,
        fontSize: 11,
        y: "name",
        text: "label",
        textAnchor: "start",
        dx: 8,
        fill: "var(--faint)",
        fontStyle: "italic",
      }),
      Plot.text([title], {
        frameAnchor: "top-left",
        dy: -18,
        dx: 8 - NAMES,
        text: (each) => each,
        fontSize: 14,
        fontWeight: 700,
        textAnchor: "start",
        fill: "var(--ink)",
      }),
    ],
  });
  // a style of Plot's own cannot be set in this document
  svg.setAttribute("style", "background: none; color: var(--faint)");
  return svg;
}

function escaped(words) {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

const charts = JSON.parse(await text(process.stdin));
process.stdout.write(JSON.stringify(charts.map(drawChart)));
