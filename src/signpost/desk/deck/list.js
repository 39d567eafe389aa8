// The list for clearing: twenty rows, a cursor, the same keys. A judged row stays where it is until the next rows come.

class List {
  constructor(deck) {
    this.deck = deck;
    this.part = deck.part;
    this.drawn = [];
    this.lines = [];
    this.part("rest").addEventListener("click", () => deck.session.rest());
    const rows = this.part("rows");
    rows.addEventListener("click", (event) => {
      const at = this.lines.findIndex((line) => line.contains(event.target));
      if (at >= 0) deck.session.moveCursor(at);
    });
    rows.addEventListener("focusin", (event) => {
      const at = this.lines.indexOf(event.target);
      if (at >= 0 && at !== deck.session.cursor) deck.session.moveCursor(at);
    });
  }

  paint() {
    const { session } = this.deck;
    const { rows, cursor } = session;
    if (rows.length !== this.drawn.length || rows.some((card, at) => card !== this.drawn[at])) this.draw(rows);
    rows.forEach((card, at) => this.paintRow(this.lines[at], card, at === cursor));
    const card = session.current;
    if (this.shown !== card) {
      this.shown = card;
      write(this.part("row-title"), card ? card.title : "", card ?? {}); // whole, where its row cuts it off
      write(this.part("row-summary"), card ? card.summary : "", card ?? {});
      this.part("row-why").textContent = [carriedBy(card, session.answered), whyInWords(card, session.factors)]
        .filter(Boolean)
        .join(" · ");
      paintLink(this.part("row-open"), card?.url);
    }
    this.follow(this.lines[cursor]);
    const open = rows.filter((each) => session.untouched(each)).length;
    this.part("rest").firstElementChild.textContent = open || !rows.length ? "Rest: not relevant" : "Next rows";
    setAttribute(this.part("rest"), "aria-disabled", String(!rows.length));
    const key = session.bindings.keyOf("rest");
    const words = open ? `${open} of ${rows.length} untouched` : rows.length ? `All judged: ${key} brings the next rows` : "";
    this.part("row-said").textContent = [words, session.said].filter(Boolean).join(" · ");
  }

  draw(rows) {
    if (this.lines.includes(deepestFocus())) this.followed = null; // drawing takes the focus: the cursor takes it back
    const kept = new Map(this.drawn.map((card, at) => [card, this.lines[at]]));
    this.lines = rows.map((card) => kept.get(card) ?? this.line(card));
    this.drawn = [...rows];
    this.part("rows").replaceChildren(...this.lines);
    this.part("no-rows").textContent = rows.length ? "" : `${this.deck.nothing()[0]} ${this.deck.nothing()[1]}`;
  }

  line(card) {
    const line = make("div", "line", "", { role: "row", tabindex: "-1" });
    const cell = (name, text = "") => make("span", name, text, { role: "gridcell" });
    const at = new Date(card.at);
    const time = cell("line-time", shortly(at));
    time.title = Number.isNaN(at.getTime()) ? "" : `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
    const title = cell("line-title");
    const text = make("bdi", "", "", { title: card.title });
    write(text, card.title, card);
    title.append(text);
    line.append(time, cell("line-outlet", card.outlet), title, cell("line-tags"));
    return line;
  }

  paintRow(line, card, here) {
    const { session } = this.deck;
    setAttribute(line, "tabindex", here ? "0" : "-1");
    setAttribute(line, "aria-selected", String(here));
    const given = session.given(card);
    const settled = session.settled.get(card.headline);
    const plain = { not_relevant: "Not relevant", later: "Later" }[settled];
    const judged = given.length
      ? given.map((entry) => [session.inWords(entry), entry])
      : [[plain ?? (settled ? "Judged" : session.elsewhere.has(card.headline) ? "In another tab" : ""), null]];
    const words = judged.map(([each]) => each).join(" · ");
    line.classList.toggle("is-judged", Boolean(settled));
    if (line.dataset.words === words) return;
    line.dataset.words = words;
    line.lastElementChild.title = words;
    line.lastElementChild.replaceChildren(
      ...judged.map(([text, entry]) => {
        const tag = make("span", entry ? "line-tag" : "", text);
        const factor = entry && session.factors.find((each) => each.id === entry.factor);
        if (factor) tag.style.setProperty("--factor", this.deck.color(factor));
        return tag;
      }),
    );
  }

  // The cursor takes the focus along, unless the focus is at work elsewhere on the page.
  follow(line) {
    if (!line || line === this.followed) return;
    this.followed = line;
    const focused = deepestFocus();
    const free = !focused || focused === document.body || this.lines.includes(focused) || !focused.isConnected;
    if (free) line.focus({ preventScroll: true });
    line.scrollIntoView({ block: "nearest" });
  }
}

// The time of a row: with the hour this year, with the year before; a day alone as that day.
function shortly(at) {
  if (Number.isNaN(at.getTime())) return "";
  if (!(at.getTime() % 86_400_000)) return shortDayAlone.format(at);
  return (at.getFullYear() === new Date().getFullYear() ? shortTime : shortDay).format(at);
}
