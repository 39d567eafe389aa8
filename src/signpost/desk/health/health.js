// The feeds and how they are. Names and reasons are strangers' words: they only ever become textContent.
const NARROW = "(max-width: 640px)";
const SVG = "http://www.w3.org/2000/svg";
const DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const FULL = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" };
const HERE = new Intl.DateTimeFormat("en-GB", FULL);
const THERE = new Intl.DateTimeFormat("en-GB", { ...FULL, timeZone: "UTC" });
// Each state has a shape of its own, so that no colour is needed: drawn in a box of 12 by 12.
const SHAPES = {
  well: [["circle", { cx: 6, cy: 6, r: 4.5, fill: "currentColor" }]],
  new: [["circle", { cx: 6, cy: 6, r: 4.5, "stroke-dasharray": "2.2 2.5" }]],
  empty: [["circle", { cx: 6, cy: 6, r: 4.5 }]],
  stale: [["circle", { cx: 6, cy: 6, r: 4.5 }], ["path", { d: "M6 1.5a4.5 4.5 0 0 1 0 9z", fill: "currentColor" }]],
  failing: [["path", { d: "M6 1.2 11.2 10.8H.8z" }], ["path", { d: "M6 4.6v2.8M6 8.9v.6" }]],
  dead: [["path", { d: "M1.8 1.8l8.4 8.4M10.2 1.8l-8.4 8.4", "stroke-width": 2.2 }]],
  gone: [["circle", { cx: 6, cy: 6, r: 4.5 }], ["path", { d: "M2.8 9.2l6.4-6.4" }]],
  paused: [["path", { d: "M3.8 1.8v8.4M8.2 1.8v8.4", "stroke-width": 2.2 }]],
};

function made(name, kind, words = "") {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  if (words) element.textContent = words;
  return element;
}

function sign(state) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 12 12");
  svg.setAttribute("class", "sign");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, attributes] of SHAPES[state] ?? SHAPES.empty) {
    const shape = document.createElementNS(SVG, name);
    const all = { fill: "none", stroke: "currentColor", "stroke-width": 1.4, "stroke-linejoin": "round", ...attributes };
    for (const [key, value] of Object.entries(all)) shape.setAttribute(key, value);
    svg.append(shape);
  }
  return svg;
}

function timeOf(words, at) {
  const element = made("span", "", words);
  if (at) {
    const moment = new Date(at);
    element.title = `${HERE.format(moment)} (${THERE.format(moment)} UTC)`;
  }
  return element;
}

function stripOf(row, days) {
  const lately = made("span", "lately");
  const strip = made("span", "strip");
  const most = Math.max(4, ...row.strip);
  const spoken = [];
  row.strip.forEach((count, number) => {
    const failed = row.failed[number];
    const day = DAY.format(new Date(`${days[number]}T00:00:00Z`));
    const share = failed === 1 ? "all fetches failed" : `${Math.round(failed * 100)} % of the fetches failed`;
    const words = `${day}: ${count || "nothing"} new${failed ? `; ${share}` : ""}`;
    const cell = made("span", "cell");
    cell.title = words;
    cell.ariaHidden = "true";
    if (count) cell.style.setProperty("--ink-share", `${Math.round(14 + 66 * Math.sqrt(count / most))}%`);
    if (failed) {
      const mark = made("span", "failed");
      mark.style.height = `${Math.max(25, Math.round(failed * 100))}%`;
      cell.append(mark);
      spoken.push(`${day}, ${share}`);
    }
    strip.append(cell);
  });
  lately.append(strip, made("span", "spoken", "New items: "), made("span", "rate", row.rate));
  if (spoken.length) lately.append(made("span", "spoken", `. ${spoken.join("; ")}`));
  return lately;
}

function rowOf(row, days) {
  const button = made("button", row.calm ? "row calm" : "row");
  button.type = "button";
  button.dataset.id = row.id;
  const name = made("span", "name");
  name.append(made("span", "outlet", row.outlet), made("span", "spoken", ", "), made("span", "under", row.under));
  name.title = row.full;
  const state = made("span", "state");
  const word = made("span", "word", row.word);
  state.append(sign(row.state), word);
  if (row.why) {
    const why = made("span", "why", row.why);
    why.title = row.why;
    state.append(made("span", "spoken", ": "), why);
  }
  const times = made("span", "times");
  times.append(timeOf(row.last, row.lastAt), made("span", "spoken", ", "), timeOf(row.next, row.nextAt));
  button.append(name, made("span", "spoken", ", "), state, made("span", "spoken", ". "), times);
  button.append(made("span", "spoken", ". "), stripOf(row, days));
  return button;
}

function showOpened() {
  const opened = document.querySelector(".st-key-feeds_opened");
  if (!opened) return;
  opened.style.scrollMarginTop = "4.5rem"; // the page's own bar lies over its top
  opened.scrollIntoView({ block: "start" });
}

class Feeds {
  constructor(root) {
    this.groups = root.querySelector(".groups");
    this.drawn = "";
    this.pressed = null;
    this.groups.addEventListener("click", (event) => this.press(event.target.closest(".row")));
    this.groups.addEventListener("keydown", (event) => this.key(event));
    this.groups.addEventListener("focusin", (event) => this.hold(event.target.closest(".row")));
  }

  rows() {
    return [...this.groups.querySelectorAll(".row")];
  }

  take({ groups, days, chosen, wanted }, open) {
    this.open = open;
    const drawn = JSON.stringify([groups, days]);
    if (drawn !== this.drawn) this.draw(groups, days, wanted);
    this.drawn = drawn;
    this.choose(chosen);
    if (this.pressed !== null && this.pressed === chosen && matchMedia(NARROW).matches) {
      setTimeout(showOpened, 150); // the opened feed stands below the list and is painted after it
    }
    this.pressed = null;
  }

  draw(groups, days, wanted) {
    const focused = this.groups.getRootNode().activeElement?.dataset?.id;
    const top = wanted === this.wanted ? this.groups.scrollTop : 0;
    this.wanted = wanted;
    const sections = groups.map(({ title, rows }) => {
      const section = made("section");
      const items = made("ul");
      items.role = "list";
      items.ariaLabel = title;
      for (const row of rows) {
        const item = made("li");
        item.append(rowOf(row, days));
        items.append(item);
      }
      section.append(made("div", "group", title), items);
      return section;
    });
    this.groups.replaceChildren(...sections);
    this.groups.scrollTop = top;
    if (focused) this.groups.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
  }

  choose(chosen) {
    for (const row of this.rows()) row.ariaCurrent = row.dataset.id === chosen ? "true" : null;
    const held = this.groups.querySelector(".row:focus") ?? this.groups.querySelector('[aria-current="true"]');
    this.hold(held ?? this.rows()[0]);
  }

  // Tab reaches the list once; the arrows move within it.
  hold(held) {
    if (!held) return;
    for (const row of this.rows()) row.tabIndex = row === held ? 0 : -1;
  }

  press(row) {
    if (!row) return;
    this.pressed = row.dataset.id;
    this.choose(row.dataset.id);
    this.open(row.dataset.id);
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const rows = this.rows();
    const here = rows.indexOf(event.target.closest(".row"));
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = rows[Math.max(0, Math.min(rows.length - 1, to))];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
}

export default function mount({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".feeds");
  root.list ??= new Feeds(root);
  root.list.take(data, (id) => setTriggerValue("open", id));
}
