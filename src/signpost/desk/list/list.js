// A list of headlines under the days they belong to. Titles are strangers' words: they only ever become textContent.
const NARROW = "(max-width: 640px)";
const DATED = { day: "numeric", month: "long", year: "numeric" };
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const LONG_DAY = new Intl.DateTimeFormat("en-GB", { weekday: "long", ...DATED });
const UTC_DAY = new Intl.DateTimeFormat("en-GB", { ...DATED, month: "short", timeZone: "UTC" });
const UTC_TIME = new Intl.DateTimeFormat("en-GB", {
  ...DATED, month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
});

function made(name, kind, words = "") {
  const element = document.createElement(name);
  if (kind) element.className = kind;
  if (words) element.textContent = words;
  return element;
}

function dayName(moment, today) {
  const midnight = new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
  const days = Math.round((today - midnight) / 86_400_000);
  if (days === 0) return "Today";
  return days === 1 ? "Yesterday" : LONG_DAY.format(moment);
}

function timeOf(row) {
  const moment = new Date(row.at);
  const element = made("time", "time");
  element.dateTime = row.at;
  const dayOnly = moment % 86_400_000 === 0; // midnight to the second: the outlet named a day, no time
  const sameDay = moment.getDate() === moment.getUTCDate();
  element.textContent = (dayOnly ? (sameDay ? "" : SHORT.format(moment)) : CLOCK.format(moment)) + (row.flag ? " ~" : "");
  const exact = dayOnly ? `${UTC_DAY.format(moment)}, no time given` : `${UTC_TIME.format(moment)} UTC`;
  element.title = row.flag ? `${exact}. ${row.flag}` : exact;
  if (row.flag) element.append(made("span", "spoken", `. ${row.flag}`));
  return element;
}

function markOf(mark, theme) {
  const element = made("span", "mark");
  const shade = mark[theme];
  if (shade) element.style.color = shade;
  element.title = mark.words;
  const sign = made("span", "", mark.sign);
  sign.ariaHidden = "true";
  element.append(sign, made("span", "spoken", ` ${mark.words}. `));
  return element;
}

function rowOf(row, theme) {
  const button = made("button", row.aside ? "row set-aside" : "row");
  button.type = "button";
  button.dataset.id = row.id;
  const body = made("span", "body");
  const title = made("span", "title", row.title);
  title.dir = row.rtl ? "rtl" : "ltr";
  if (row.language) title.lang = row.language;
  const under = made("span", "under");
  under.append(made("span", "from", row.from));
  const marks = made("span", "marks");
  if (row.revised) marks.append(made("span", "note", "revised"));
  if (row.aside) {
    const aside = made("span", "note", "not relevant");
    aside.title = row.aside;
    marks.append(aside);
  }
  for (const mark of row.marks) marks.append(markOf(mark, theme));
  under.append(marks);
  body.append(title, under);
  button.append(timeOf(row), body);
  return button;
}

function showOpened() {
  const opened = document.querySelector(".st-key-headlines_opened");
  if (!opened) return;
  opened.style.scrollMarginTop = "4.5rem"; // the page's own bar lies over its top
  opened.scrollIntoView({ block: "start" });
}

class List {
  constructor(root) {
    this.days = root.querySelector(".days");
    this.drawn = "";
    this.pressed = null;
    this.days.addEventListener("click", (event) => this.press(event.target.closest(".row")));
    this.days.addEventListener("keydown", (event) => this.key(event));
    this.days.addEventListener("focusin", (event) => this.hold(event.target.closest(".row")));
  }

  rows() {
    return [...this.days.querySelectorAll(".row")];
  }

  take({ rows, chosen, theme, search }, open) {
    this.open = open;
    const drawn = JSON.stringify([rows, theme]);
    if (drawn !== this.drawn) this.draw(rows, theme, search);
    this.drawn = drawn;
    this.choose(chosen);
    if (this.pressed !== null && this.pressed === chosen && matchMedia(NARROW).matches) {
      setTimeout(showOpened, 150); // the opened headline stands below the list and is painted after it
    }
    this.pressed = null;
  }

  draw(rows, theme, search) {
    const focused = this.days.getRootNode().activeElement?.dataset?.id;
    const top = search === this.search ? this.days.scrollTop : 0;
    this.search = search;
    const now = new Date();
    const today = new Date(now.getFullYear(), now.getMonth(), now.getDate());
    const sections = [];
    let name = "";
    let items;
    for (const row of rows) {
      const day = dayName(new Date(row.at), today);
      if (day !== name) {
        name = day;
        const section = made("section");
        const heading = made("div", "day", day);
        items = made("ul");
        items.role = "list";
        items.ariaLabel = day;
        section.append(heading, items);
        sections.push(section);
      }
      const item = made("li");
      item.append(rowOf(row, theme));
      items.append(item);
    }
    this.days.replaceChildren(...sections);
    this.days.scrollTop = top;
    if (focused) this.days.querySelector(`[data-id="${focused}"]`)?.focus({ preventScroll: true });
  }

  choose(chosen) {
    for (const row of this.rows()) {
      if (row.dataset.id === chosen) row.ariaCurrent = "true";
      else row.ariaCurrent = null;
    }
    this.hold(this.days.querySelector(".row:focus") ?? this.days.querySelector('[aria-current="true"]') ?? this.rows()[0]);
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
  const root = parentElement.querySelector(".headlines");
  root.list ??= new List(root);
  root.list.take(data, (id) => setTriggerValue("open", id));
}
