// The tagging deck on the page: builds it, hears keys and hands, repaints when the session changes. `outbox.js`,
// `session.js`, `paint.js` and `questions.js` stand before this file in the same module (`desk/deck.py` joins them).

const CODES = ["QWERT", "ASDFG", "ZXCVB"].map((row) => Array.from(row, (letter) => `Key${letter}`));
const SIGNS = { strengthens: "→", neutral: "·", weakens: "←" }; // as on the ruler: more lies to the right
const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";
const OWN_KEYS = "combobox listbox menu menuitem textbox searchbox slider spinbutton grid treegrid tree radio radiogroup";
const PRESSABLE =
  "button, a[href], summary, [role='button'], [role='tab'], [role='switch'], [role='checkbox'], [role='option']";

class Deck {
  constructor(root, session) {
    this.root = root;
    this.session = session;
    this.part = (name) => root.querySelector(`.${name}`);
    this.letterOf = (code) => session.letters.get(code) ?? code.slice(3);
    this.shown = undefined; // the card that is painted
    this.bookFactor = 0; // whose codebook is shown
    this.attaching = null; // the tag whose signpost and note are being chosen
    this.wire();
    this.listener = (event) => this.onKey(event);
    // Streamlit binds r, c and Esc on the document: the window hears them first.
    addEventListener("keydown", this.listener, { capture: true });
    this.painter = () => this.paint();
    session.onChange = this.painter;
    session.drawn = () => root.isConnected;
  }

  leave() {
    removeEventListener("keydown", this.listener, { capture: true });
    if (this.session.onChange === this.painter) this.session.onChange = () => {}; // it goes on saving, unseen
    if (this.frame) cancelAnimationFrame(this.frame);
  }

  // ------------------------------------------------------------------ building

  build(theme) {
    const { factors, directions, weights } = this.session;
    const outline = JSON.stringify([factors, directions, weights, this.session.codebook, theme]);
    if (outline === this.outline) return;
    this.outline = outline;
    this.strip = "";
    this.drawnBook = null;
    this.bookFactor = Math.min(this.bookFactor, factors.length - 1);
    this.root.dataset.theme = theme;
    const grid = this.part("grid");
    grid.style.setProperty("--columns", factors.length);
    this.keys = new Map();
    const colored = (element, factor) => {
      element.style.setProperty("--factor", this.color(factor));
      return element;
    };
    const heads = factors.map((factor, column) => {
      const head = make("button", "head", factor.short, { type: "button", title: factor.title });
      head.setAttribute("aria-label", `Codebook of ${factor.short}`);
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
        this.keys.set(CODES[row][column], { key, factor, direction });
        return key;
      }),
    ]);
    grid.replaceChildren(make("span", "corner", ""), ...heads, ...rows);
    this.part("weights").replaceChildren(
      ...weights.map((weight) => {
        const button = make("button", "weight", "", { type: "button", title: weight.help ?? "" });
        button.append(make("span", "", weight.label), " ", make("kbd", "", String(weight.value)));
        button.addEventListener("click", () => this.weigh(weight.value));
        button.dataset.value = weight.value;
        return button;
      }),
    );
    this.label();
    this.showBook(this.bookFactor);
  }

  // The letters of the reader's own keyboard, as far as they are known.
  label() {
    const letterOf = this.letterOf;
    for (const [code, { key, factor, direction }] of this.keys) {
      key.firstChild.textContent = letterOf(code);
      key.setAttribute("aria-label", `${factor.short}: ${lowered(direction.label)}, key ${letterOf(code)}`);
    }
    for (const hint of this.root.querySelectorAll("kbd[data-code]")) hint.textContent = letterOf(hint.dataset.code);
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
    on("add", () => this.openAttach(this.session.lastTag));
    on("book", () => this.toggleBook());
    on("close", () => this.closeAttach());
    on("save", () => this.saveNote());
    on("shortcuts", () => this.toggleKeys());
    // A click leaves the focus where it was: Space and Enter go on meaning "not relevant" and "later".
    this.root.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault());
    navigator.keyboard
      ?.getLayoutMap?.()
      .then((map) => {
        for (const [code, letter] of map) if (/^Key/.test(code)) this.session.letters.set(code, letter.toLocaleUpperCase());
        this.label();
      })
      .catch(() => {}); // then they are learnt from what is pressed
    this.root.classList.toggle("no-book", remembered("codebook") === "off");
    this.session.keysOff = remembered("keys") === "off";
  }

  // ------------------------------------------------------------------ hearing

  onKey(event) {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.getModifierState("AltGraph")) return;
    if (!this.root.isConnected || !(this.root.checkVisibility?.() ?? true)) return;
    const focused = deepestFocus();
    if (focused === this.part("note")) return this.onNoteKey(event);
    if (this.session.keysOff || needsItsKeys(focused) || dialogIsOpen()) return;
    const pressable = focused?.matches?.(PRESSABLE);
    if (pressable && (event.code === "Space" || event.code === "Enter" || event.code === "NumpadEnter")) return;
    const act = this.meaning(event);
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) act();
  }

  meaning(event) {
    const { code, shiftKey, key } = event;
    const row = CODES.findIndex((codes) => codes.includes(code));
    if (row >= 0) {
      this.learn(code, key, shiftKey);
      return () => this.press(row, CODES[row].indexOf(code), shiftKey);
    }
    const digit = Number(/^Digit([1-9])$/.exec(code)?.[1] ?? (code.startsWith("Numpad") ? key : NaN));
    if (digit && this.attaching) return () => this.choose(digit - 1);
    if (this.session.weights.some((weight) => weight.value === digit)) return () => this.weigh(digit);
    if (shiftKey) return null;
    const acts = {
      Space: () => this.session.notRelevant(),
      Enter: () => this.session.later(),
      NumpadEnter: () => this.session.later(),
      Backspace: () => this.session.undo(),
      KeyP: () => this.openAttach(this.session.lastTag),
      KeyN: () => this.openAttach(this.session.lastTag, true),
      KeyO: () => this.part("open").hasAttribute("href") && this.part("open").click(),
      KeyH: () => this.toggleBook(),
      KeyY: this.session.question && (() => this.session.answer("same")),
      KeyU: this.session.question && (() => this.session.answer("apart")),
      ArrowLeft: () => this.showBook(this.bookFactor - 1),
      ArrowRight: () => this.showBook(this.bookFactor + 1),
    };
    if (code === "Escape") return this.attaching ? () => this.closeAttach() : null;
    return acts[code] ?? null;
  }

  onNoteKey(event) {
    event.stopImmediatePropagation(); // the text still arrives; the page's own shortcuts do not
    if (event.isComposing) return;
    if (event.key !== "Enter" && event.key !== "Escape") return;
    event.preventDefault();
    if (event.key === "Enter") this.saveNote();
    else this.closeAttach();
  }

  learn(code, key, shiftKey) {
    if (shiftKey || key.length !== 1 || this.session.letters.get(code) === key.toLocaleUpperCase()) return;
    this.session.letters.set(code, key.toLocaleUpperCase());
    this.label();
  }

  press(row, column, shiftKey) {
    const { factors, directions } = this.session;
    if (column >= factors.length || !directions[row]) return;
    const stay = shiftKey || this.session.several;
    if (stay) this.showBook(column);
    if (this.attaching) this.closeAttach();
    this.session.tag(factors[column], directions[row], stay);
  }

  weigh(value) {
    this.session.weight = value;
    this.paint();
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

  toggleKeys() {
    this.session.keysOff = !this.session.keysOff;
    remember("keys", this.session.keysOff ? "off" : "on");
    this.paint();
  }

  // ------------------------------------------------------------------ signpost and note

  openAttach(entry, toNote = false) {
    if (!entry) {
      this.session.said = "Tag a headline first; then a signpost or a note can be added to that tag.";
      return this.paint();
    }
    this.attaching = entry;
    const factor = this.session.factors.find((each) => each.id === entry.factor);
    this.part("attach-title").textContent = `Add to: ${this.session.inWords(entry)}`;
    write(this.part("attach-headline"), entry.card.title, entry.card);
    this.part("choices").replaceChildren(
      ...(factor?.signposts ?? []).map((signpost, index) => {
        const choice = make("button", "choice", "", { type: "button", title: signpost.statement });
        choice.append(make("kbd", "", String(index + 1)), " ", make("span", "", signpost.title));
        choice.setAttribute("aria-pressed", String(signpost.id === entry.signpost));
        choice.addEventListener("click", () => this.choose(index));
        return choice;
      }),
    );
    this.part("note").value = entry.note;
    this.part("attach").hidden = false;
    if (toNote) this.part("note").focus({ preventScroll: true });
  }

  choose(index) {
    const factor = this.session.factors.find((each) => each.id === this.attaching.factor);
    const signpost = factor?.signposts[index];
    if (!signpost) return;
    const entry = this.attaching;
    const note = this.part("note").value.trim();
    this.closeAttach();
    this.session.attach(entry, { signpost: signpost.id === entry.signpost ? null : signpost.id, note });
  }

  saveNote() {
    const entry = this.attaching;
    const note = this.part("note").value.trim();
    this.closeAttach();
    if (entry && note !== entry.note) this.session.attach(entry, { note });
  }

  closeAttach() {
    this.attaching = null;
    if (this.part("attach").contains(deepestFocus())) deepestFocus().blur();
    this.part("attach").hidden = true;
  }

  // ------------------------------------------------------------------ painting

  paint() {
    const { session } = this;
    if (this.attaching && !session.history.includes(this.attaching)) this.closeAttach();
    const card = session.current ?? null;
    if (this.shown !== card) {
      this.shown = card;
      this.asked = undefined;
      paintCard(this.root, card);
    }
    const asked = session.question ?? null;
    if (this.asked !== asked) {
      this.asked = asked;
      paintQuestion(this.root, card, asked, session.answered);
    }
    const given = session.given(session.current);
    const mine = session.current?.mine ?? [];
    const pressed = new Set([...mine, ...given].map((tag) => `${tag.factor} ${tag.direction}`));
    for (const { key, factor, direction } of this.keys.values())
      setAttribute(key, "aria-pressed", String(pressed.has(`${factor.id} ${direction.id}`)));
    for (const button of this.part("weights").children)
      setAttribute(button, "aria-pressed", String(Number(button.dataset.value) === session.weight));
    this.paintState(); // never says "all saved" a frame too long
    if (!this.frame) this.frame = requestAnimationFrame(() => this.paintRest()); // the headline comes first
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
    this.part("shortcuts").textContent = session.keysOff ? "Keys off" : "Keys on";
    setAttribute(this.part("shortcuts"), "aria-pressed", String(!session.keysOff));
    const held = session.queue.reduce((sum, each) => sum + (each.pair ? 0 : 1), 0);
    const waiting = Math.max(session.waiting, held);
    this.part("counts").textContent = `${session.count} this session · ${waiting} waiting`;
    if (this.part("said").textContent !== session.said) this.part("said").textContent = session.said;
    this.paintStrip();
    this.paintRefusals();
  }

  paintState() {
    const [words, trouble] = stateInWords(this.session.outbox);
    const state = this.part("state");
    if (state.textContent !== words) state.textContent = words;
    state.classList.toggle("trouble", trouble);
  }

  paintStrip() {
    const { session } = this;
    const entries = session.history.slice(-10).reverse();
    const drawn = JSON.stringify(entries.map((entry) => entry.uid));
    if (drawn === this.strip) return;
    this.strip = drawn;
    this.part("none").hidden = entries.length > 0;
    const hands = (entry) => ({ takeBack: () => session.undo(entry), add: () => this.openAttach(entry) });
    const items = entries.map((entry) => judgementItem(entry, session, (factor) => this.color(factor), hands(entry)));
    this.part("strip").replaceChildren(...items);
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
    const { factors, directions, codebook = [] } = this.session;
    this.bookFactor = (column + factors.length) % factors.length;
    if (reveal && this.root.classList.contains("no-book")) this.toggleBook();
    const factor = factors[this.bookFactor];
    if (this.drawnBook === factor) return;
    this.drawnBook = factor;
    paintBook(this.part("page"), { factor, factors, directions, codebook, color: this.color(factor), letterOf: this.letterOf });
  }
}

// -------------------------------------------------------------------- small decisions

function deepestFocus() {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused;
}

function needsItsKeys(element) {
  if (!element?.closest) return false;
  return Boolean(element.closest(TYPING)) || OWN_KEYS.split(" ").includes(element.getAttribute("role") ?? "");
}

function dialogIsOpen() {
  const dialogs = document.querySelectorAll("dialog[open], [role='dialog'], [role='alertdialog']");
  return Array.from(dialogs).some((dialog) => dialog.checkVisibility?.() ?? true);
}

function remembered(name) {
  try {
    return localStorage.getItem(`signpost.deck.${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`signpost.deck.${name}`, value);
  } catch {
    // then it holds for this visit
  }
}

// The page's own background says which palette is on; what Python was told may be a run behind.
function themeOf(root, told) {
  const probe = root.ownerDocument.createElement("canvas").getContext("2d");
  const background = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  if (!probe || !background) return told === "dark" ? "dark" : "light";
  probe.fillStyle = background;
  const [red, green, blue] = probe.fillStyle.match(/[\da-f]{2}/gi)?.map((pair) => parseInt(pair, 16)) ?? [255, 255, 255];
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
}

export default function mount({ data, parentElement }) {
  if (!data?.storage_key) return undefined;
  const sessions = (window.signpostSessions ??= new Map());
  if (!sessions.has(data.storage_key)) sessions.set(data.storage_key, new Session(data));
  const session = sessions.get(data.storage_key);
  session.codebook = data.codebook ?? [];
  session.take(data);
  const root = parentElement.querySelector(".deck");
  if (root.deck?.session !== session) {
    root.deck?.leave();
    root.deck = new Deck(root, session);
  }
  root.deck.build(themeOf(root, data.theme));
  root.deck.paint();
  return () => {
    root.deck?.leave();
    root.deck = undefined;
  };
}
