// The panel in which an analyst gives the deck's acts other keys: press an act, then its new key.

class RemapPanel {
  constructor(deck) {
    this.deck = deck;
    this.part = deck.part;
    this.waiting = ""; // the act whose new key is awaited
    this.pair = null; // two acts that want one key
    this.part("remap-close").addEventListener("click", () => this.close());
    this.part("remap-standard").addEventListener("click", () => this.standard());
    this.part("remap-swap").addEventListener("click", () => this.swap());
  }

  get bindings() {
    return this.deck.session.bindings;
  }

  open() {
    this.deck.show(this);
    this.pair = null;
    this.say("Press an act, then the key that it shall have.");
    this.deck.reveal(this.part("remapping"));
    this.part("remap").setAttribute("aria-expanded", "true");
    this.draw();
  }

  draw(focusOn = "") {
    const { factors, directions } = this.deck.session;
    const grid = make("div", "remap-grid", "");
    grid.style.setProperty("--columns", factors.length);
    directions.forEach((direction, row) =>
      factors.forEach((factor, column) => grid.append(this.button(gridAct(row, column), this.words(gridAct(row, column))))),
    );
    const lines = ACTS.map(([act, , words]) => {
      const line = make("div", "remap-line", "");
      line.append(make("span", "", words), this.button(act, words));
      return line;
    });
    this.part("remap-keys").replaceChildren(grid, ...lines);
    this.part("remap-swap").hidden = !this.pair;
    this.part("remap-standard").disabled = !Object.keys(this.bindings.changed()).length;
    if (focusOn) this.part("remap-keys").querySelector(`[data-act="${focusOn}"]`)?.focus({ preventScroll: true });
  }

  button(act, words) {
    const button = make("button", "remap-key", this.bindings.keyOf(act), { type: "button", "data-act": act, title: words });
    const own = this.bindings.code(act) !== this.bindings.standard.get(act);
    button.classList.toggle("is-own", own);
    button.setAttribute("aria-label", `${words}: key ${this.bindings.keyOf(act)}${own ? ", changed" : ""}`);
    button.setAttribute("aria-pressed", String(this.waiting === act));
    const grid = /^tag-\d-(\d)$/.exec(act);
    if (grid) button.style.setProperty("--factor", this.deck.color(this.deck.session.factors[Number(grid[1])]));
    button.addEventListener("click", () => {
      this.waiting = act;
      this.pair = null;
      this.say(`Press the new key for “${words}”. Esc leaves it as it is.`);
      this.draw(act);
    });
    return button;
  }

  words(act) {
    const { factors, directions } = this.deck.session;
    const grid = /^tag-(\d)-(\d)$/.exec(act);
    if (!grid) return ACTS.find(([name]) => name === act)?.[2] ?? act;
    const [factor, direction] = [factors[Number(grid[2])], directions[Number(grid[1])]];
    return factor && direction ? `${factor.short}, ${lowered(direction.label)}` : "a key of the grid that is not used here";
  }

  hear(event) {
    const { code, key, shiftKey } = event;
    if (!this.waiting) {
      if (needsItsKeys(deepestFocus())) return false;
      if (code === "Escape") {
        this.deck.take(event);
        this.close();
      } else event.stopImmediatePropagation(); // nothing is tagged while keys are being changed
      return true;
    }
    if (/^(Shift|Control|Alt|Meta|OS)/.test(code) || code === "Tab") return true;
    this.deck.take(event);
    if (event.repeat) return true;
    if (!shiftKey) this.bindings.learn(code, key);
    const act = this.waiting;
    this.waiting = "";
    if (code === "Escape") this.say("Left as it is.");
    else this.give(act, oneCode(code, key));
    this.draw(act);
    return true;
  }

  give(act, code) {
    const other = this.bindings.conflict(act, code);
    const name = this.bindings.name(code);
    if (other === "cannot") return this.say(`${name} is needed by the browser or the page. Choose another key.`);
    if (other) {
      this.pair = [act, other];
      return this.say(`${name} is the key of “${this.words(other)}”. Swap the two, or choose another key.`);
    }
    this.bindings.set(act, code);
    this.changed(`“${this.words(act)}” is ${name} now.`);
  }

  swap() {
    const [act, other] = this.pair;
    this.pair = null;
    this.bindings.swap(act, other);
    this.changed(`“${this.words(act)}” is ${this.bindings.keyOf(act)}, “${this.words(other)}” is ${this.bindings.keyOf(other)}.`);
    this.draw(act);
  }

  standard() {
    this.bindings.read({});
    this.pair = null;
    this.waiting = "";
    this.changed("All keys are the standard ones again.");
    this.draw();
  }

  changed(sentence) {
    this.say(sentence);
    this.deck.label();
    this.deck.session.wishes.save();
  }

  say(sentence) {
    this.part("remap-said").textContent = sentence;
  }

  // What became of saving.
  paint() {
    this.part("remap-state").textContent = this.deck.session.wishes.state;
  }

  stale() {
    return false;
  }

  close() {
    this.waiting = "";
    this.part("remap").setAttribute("aria-expanded", "false");
    this.deck.hide(this, this.part("remapping"));
  }
}
