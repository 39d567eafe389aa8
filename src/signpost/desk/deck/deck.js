// The tagging deck on the page: builds it, wires its buttons, repaints when the session changes. The other scripts stand
// before this file in the same module (`desk/deck.py` joins them).

const SIGNS = { strengthens: "→", neutral: "·", weakens: "←" }; // as on the ruler: more lies to the right

class Deck {
  constructor(root, session) {
    this.root = root;
    this.session = session;
    this.part = (name) => root.querySelector(`.${name}`);
    this.shown = undefined; // the card that is painted
    this.bookFactor = 0; // whose codebook is shown
    this.panel = null; // the open one of the three below
    this.attach = new AttachPanel(this);
    this.deeds = new DeedPanel(this);
    this.remap = new RemapPanel(this);
    this.list = new List(this);
    this.strip = new Strip(this);
    this.wire();
    this.hearing = new Hearing(this);
    this.connection = new Connection(this);
    this.painter = () => this.paint();
    session.onChange = this.painter;
    session.drawn = () => root.isConnected;
  }

  leave() {
    this.hearing.leave();
    this.connection.leave();
    if (this.session.onChange === this.painter) this.session.onChange = () => {}; // it goes on saving, unseen
    if (this.frame) cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  // ------------------------------------------------------------------ building

  build(theme) {
    const { factors, directions, weights, codebook, scenarios } = this.session;
    const outline = JSON.stringify([factors, directions, weights, codebook, scenarios, theme]);
    if (outline === this.outline) return;
    this.outline = outline;
    this.strip.drawn = "";
    this.list.drawn = [];
    this.drawnBook = null;
    this.shown = undefined;
    this.bookFactor = Math.min(this.bookFactor, factors.length - 1);
    this.root.dataset.theme = theme;
    this.root.dataset.mute = "?";
    const grid = this.part("grid");
    grid.style.setProperty("--columns", factors.length);
    this.keys = [];
    const colored = (element, factor) => {
      element.style.setProperty("--factor", this.color(factor));
      return element;
    };
    this.heads = factors.map((factor, column) => {
      const head = make("button", "head", "", { type: "button", title: factor.title });
      head.append(make("span", "head-name", factor.short), make("span", "hint", ""));
      head.addEventListener("click", () => this.showBook(column, true));
      this.follow(head, column);
      return colored(head, factor);
    });
    const rows = directions.flatMap((direction, row) => [
      make("span", "row", direction.label, { title: direction.help ?? "" }),
      ...factors.map((factor, column) => {
        const key = colored(make("button", "key", "", { type: "button" }), factor);
        key.append(make("span", "letter", ""), make("span", "sign", SIGNS[direction.id] ?? ""));
        key.addEventListener("click", (event) => this.press(row, column, event.shiftKey));
        this.follow(key, column);
        this.keys.push({ key, factor, direction, act: gridAct(row, column) });
        return key;
      }),
    ]);
    grid.replaceChildren(make("span", "corner", ""), ...this.heads, ...rows);
    this.part("weights").replaceChildren(
      ...weights.map((weight) => {
        const button = make("button", "weight", "", { type: "button", title: weight.help ?? "" });
        const key = make("kbd", "", "", { "data-act": `weight-${weight.value}` });
        button.append(make("span", "", weight.label), " ", key);
        button.addEventListener("click", () => this.weigh(weight.value));
        button.dataset.value = weight.value;
        return button;
      }),
    );
    this.part("deed").hidden = !scenarios.length;
    this.label();
  }

  // The keys as the analyst set them, in the letters of the reader's own keyboard, as far as they are known.
  label() {
    const { bindings } = this.session;
    for (const { key, factor, direction, act } of this.keys) {
      key.firstChild.textContent = bindings.keyOf(act);
      key.setAttribute("aria-label", `${factor.short}: ${lowered(direction.label)}, key ${bindings.keyOf(act)}`);
    }
    for (const hint of this.root.querySelectorAll("kbd[data-act]")) hint.textContent = bindings.keyOf(hint.dataset.act);
  }

  follow(element, column) {
    element.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && this.showBook(column));
    element.addEventListener("focus", () => this.showBook(column));
  }

  wire() {
    const on = (name, act) => this.part(name).addEventListener("click", act);
    on("not-relevant", () => this.session.notRelevant());
    on("later", () => this.session.later());
    on("yes", () => this.session.answer("same"));
    on("no", () => this.session.answer("apart"));
    on("undo", () => this.session.undo());
    on("several", () => this.toggleSeveral());
    on("add", () => this.attach.open(this.session.lastTag));
    on("deed", () => this.deeds.open(false));
    on("book", () => this.toggleBook());
    on("view", () => this.toggleList());
    on("shortcuts", () => this.toggleKeys());
    on("remap", () => (this.panel === this.remap ? this.remap.close() : this.remap.open()));
    // A click leaves the focus where it was: Space and Enter go on meaning "not relevant" and "later".
    this.root.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    navigator.keyboard
      ?.getLayoutMap?.()
      .then((map) => {
        for (const [code, letter] of map) this.session.bindings.learn(code, letter);
        this.label();
      })
      .catch(() => {}); // then they are learnt from what is pressed
    this.root.classList.toggle("no-book", remembered("codebook") === "off");
    this.session.keysOff = remembered("keys") === "off";
    this.session.listing = remembered("view") === "list";
    this.session.fillRows();
  }

  // ------------------------------------------------------------------ what keys and hands do

  take(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  press(row, column, shiftKey) {
    const { factors, directions } = this.session;
    if (column >= factors.length || !directions[row]) return;
    const stay = shiftKey || this.session.several;
    if (stay) this.showBook(column);
    this.panel?.close();
    this.session.tag(factors[column], directions[row], stay);
  }

  weigh(value) {
    this.session.weight = value;
    this.paint();
  }

  openLink() {
    const link = this.part(this.session.listing ? "row-open" : "open");
    if (link.hasAttribute("href")) link.click();
  }

  toggleSeveral() {
    this.session.several = !this.session.several;
    this.paint();
  }

  toggleBook() {
    const hidden = this.root.classList.toggle("no-book");
    remember("codebook", hidden ? "off" : "on");
    this.paint();
  }

  toggleList() {
    this.panel?.close();
    this.session.list(!this.session.listing);
    remember("view", this.session.listing ? "list" : "cards");
  }

  toggleKeys() {
    this.session.keysOff = !this.session.keysOff;
    remember("keys", this.session.keysOff ? "off" : "on");
    this.paint();
  }

  show(panel) {
    if (this.panel && this.panel !== panel) this.panel.close();
    this.panel = panel;
  }

  // Where the page is narrow, what opens a panel may be far from it.
  reveal(element) {
    element.hidden = false;
    element.scrollIntoView({ block: "nearest" });
  }

  hide(panel, element) {
    if (this.panel === panel) this.panel = null;
    if (element.contains(deepestFocus())) deepestFocus().blur();
    element.hidden = true;
    this.list.followed = null; // the row under the cursor may take the focus again
  }

  // What stands where no headline waits, and what to do about it.
  nothing() {
    return this.filtered() ? [EMPTY_FILTERED, EMPTY_FILTERED_NEXT] : [EMPTY, EMPTY_NEXT];
  }

  filtered() {
    return Object.values(this.session.wanted ?? {}).some(Boolean);
  }

  // ------------------------------------------------------------------ painting

  paint() {
    const { session } = this;
    if (this.panel?.stale()) this.panel.close();
    const card = session.current ?? null;
    if (session.listing) this.list.paint();
    if (this.shown !== card || this.listed !== session.listing) {
      this.shown = card;
      this.listed = session.listing;
      this.asked = undefined;
      this.part("card").hidden = session.listing;
      this.part("list").hidden = !session.listing;
      this.root.classList.toggle("listing", session.listing);
      muteKeys(this.root, card);
      if (!session.listing) paintCard(this.root, card, session.factors, this.nothing());
    }
    const asked = session.question ?? null;
    if (this.asked !== asked) {
      this.asked = asked;
      paintQuestion(this.root, card, asked, session.answered);
    }
    const given = session.given(card);
    const mine = card?.mine ?? [];
    const pressed = new Set([...mine, ...given].map((tag) => `${tag.factor} ${tag.direction}`));
    for (const { key, factor, direction } of this.keys)
      setAttribute(key, "aria-pressed", String(pressed.has(`${factor.id} ${direction.id}`)));
    for (const button of this.part("weights").children)
      setAttribute(button, "aria-pressed", String(Number(button.dataset.value) === session.weight));
    this.paintState(); // never says "all saved" a frame too long
    if (!this.frame) this.frame = requestAnimationFrame(() => this.afterFrame()); // the headline comes first
  }

  // What is set within a frame's own callback would still hold up that frame, and what is set before the next one that.
  afterFrame() {
    this.frame = requestAnimationFrame(() => (this.timer = setTimeout(() => this.paintRest())));
  }

  paintRest() {
    this.frame = 0;
    const { session } = this;
    const given = session.given(session.current);
    const tags = given.map((entry) => session.inWords(entry)).join(" · ");
    this.part("given").textContent = tags && `Tagged: ${tags}`;
    this.part("later").firstElementChild.textContent = given.length ? "Next" : "Later";
    setAttribute(this.part("several"), "aria-pressed", String(session.several));
    setAttribute(this.part("book"), "aria-pressed", String(!this.root.classList.contains("no-book")));
    this.part("view").firstElementChild.textContent = session.listing ? "Cards" : "List";
    this.part("shortcuts").textContent = session.keysOff ? "Keys off" : "Keys on";
    setAttribute(this.part("shortcuts"), "aria-pressed", String(!session.keysOff));
    const held = session.queue.reduce((sum, each) => sum + (each.pair ? 0 : 1), 0);
    const waiting = Math.max(session.waiting, held);
    this.part("counts").textContent = `${session.count} this session · ${counted(waiting)} waiting${this.filtered() ? " in all" : ""}`;
    if (this.part("left").textContent !== session.unseen) this.part("left").textContent = session.unseen;
    if (this.part("said").textContent !== session.said) this.part("said").textContent = session.said;
    paintHints(this.heads, session.factors, session.current);
    this.strip.paint();
    if (!this.drawnBook) this.showBook(this.bookFactor);
    if (this.panel === this.remap) this.remap.paint();
    this.paintRefusals();
  }

  paintState() {
    const [words, trouble] = stateInWords(this.session.outbox);
    const state = this.part("state");
    if (state.textContent !== words) state.textContent = words;
    state.classList.toggle("trouble", trouble);
  }

  paintRefusals() {
    const { refusals } = this.session;
    if (refusals === this.refusals) return;
    this.refusals = refusals;
    const lines = refusals.map(({ title, reason }) => make("p", "refusal", `Not kept: “${title}” — ${reason}`));
    const dismiss = make("button", "quiet", "Dismiss", { type: "button" });
    dismiss.addEventListener("click", () => {
      this.session.refusals = [];
      this.paint();
    });
    this.part("refusals").replaceChildren(...lines, ...(lines.length ? [dismiss] : []));
  }

  color(factor) {
    return this.root.dataset.theme === "dark" ? factor.dark : factor.light;
  }

  showBook(column, reveal = false) {
    const { factors, directions, codebook, bindings } = this.session;
    this.bookFactor = (column + factors.length) % factors.length;
    if (reveal && this.root.classList.contains("no-book")) this.toggleBook();
    const factor = factors[this.bookFactor];
    if (this.drawnBook === factor) return;
    this.drawnBook = factor;
    paintBook(this.part("page"), { factor, factors, directions, codebook, color: this.color(factor), bindings });
  }
}
