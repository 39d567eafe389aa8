// The chooser of deeds: a scenario's signposts, one digit for the scenario and one for the deed, or words to search for.

class DeedPanel {
  constructor(deck) {
    this.deck = deck;
    this.part = deck.part;
    this.digit = 0; // the scenario whose digit was pressed
    this.at = 0;
    const search = this.part("deed-search");
    search.addEventListener("input", () => this.list());
    this.part("deeds-close").addEventListener("click", () => this.close());
  }

  open(byKey = true) {
    const { session } = this.deck;
    const card = session.current;
    if (!card || card.pair) return card && session.onlyAsks();
    this.deck.show(this);
    this.card = card;
    write(this.part("deeds-headline"), card.title, card);
    this.part("deed-search").value = "";
    this.part("deeds-hint").textContent = "Shift: choose and stay";
    this.deck.reveal(this.part("deeds"));
    this.list();
    // a thumb that opens it does not want its keyboard over the list
    if (byKey || !matchMedia("(pointer: coarse)").matches) this.part("deed-search").focus({ preventScroll: true });
  }

  list() {
    const { scenarios } = this.deck.session;
    const words = this.part("deed-search").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const text = (scenario, deed) => [scenario.title, deed.text, ...(deed.keywords ?? [])].join(" ").toLocaleLowerCase();
    const matches = (scenario, deed) => words.every((word) => text(scenario, deed).includes(word));
    const given = new Set(this.deck.session.given(this.card).map((entry) => entry.signpost));
    this.digit = 0;
    this.shown = [];
    const groups = scenarios.map((scenario, index) => {
      const group = make("div", "deed-group", "", { role: "group", "aria-label": scenario.title });
      group.append(make("p", "deed-scenario", `${index + 1}  ${scenario.title}`, { "aria-hidden": "true" }));
      scenario.deeds.forEach((deed, number) => {
        if (!matches(scenario, deed)) return;
        const option = make("div", "deed-option", "", { role: "option", id: `deck-deed-${index}-${number}` });
        option.append(make("kbd", "", `${index + 1} ${number + 1}`), make("span", "", deed.text));
        option.setAttribute("aria-label", `${deed.text} Keys ${index + 1} ${number + 1}`);
        if (given.has(deed.id)) option.classList.add("is-given");
        option.addEventListener("click", (event) => this.choose(deed.id, event.shiftKey));
        this.shown.push({ option, deed, keys: [index + 1, number + 1] });
        group.append(option);
      });
      group.hidden = group.childElementCount < 2;
      return group;
    });
    const none = make("p", "deed-none", scenarios.length ? "No deed has these words." : "The framework names no deeds.");
    this.part("deed-list").replaceChildren(...groups, ...(this.shown.length ? [] : [none]));
    this.move(0);
  }

  move(to) {
    this.at = Math.max(0, Math.min(to, this.shown.length - 1));
    this.shown.forEach(({ option, keys }, index) => {
      setAttribute(option, "aria-selected", String(index === this.at));
      option.classList.toggle("is-out", this.digit > 0 && keys[0] !== this.digit);
    });
    const option = this.shown[this.at]?.option;
    if (option) this.part("deed-search").setAttribute("aria-activedescendant", option.id);
    else this.part("deed-search").removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  hear(event) {
    const { code, key, shiftKey } = event;
    const elsewhere = needsItsKeys(deepestFocus()) && deepestFocus() !== this.part("deed-search");
    if (elsewhere || (this.deck.session.keysOff && deepestFocus() !== this.part("deed-search"))) return false;
    if (code === "Tab" || event.isComposing) return false;
    const onButton = deepestFocus()?.matches?.(PRESSABLE);
    if (onButton && (code === "Space" || code === "Enter")) return false;
    const digit = Number(/^Digit([1-9])$/.exec(oneCode(code, key))?.[1] ?? 0);
    const acts = {
      Escape: () => this.close(),
      Enter: () => this.shown[this.at] && this.choose(this.shown[this.at].deed.id, shiftKey),
      ArrowDown: () => this.move(this.at + 1),
      ArrowUp: () => this.move(this.at - 1),
    };
    const act = digit ? () => this.press(digit, shiftKey) : acts[oneCode(code)];
    if (act) {
      this.deck.take(event);
      if (!event.repeat || code.startsWith("Arrow")) act();
      return true;
    }
    event.stopImmediatePropagation(); // what is typed is searched for, wherever the focus is
    if (key.length === 1) this.part("deed-search").focus({ preventScroll: true });
    return true;
  }

  press(digit, stay) {
    if (!this.digit) {
      const first = this.shown.findIndex(({ keys }) => keys[0] === digit);
      if (first < 0) return;
      this.digit = digit;
      return this.move(first);
    }
    const found = this.shown.find(({ keys }) => keys[0] === this.digit && keys[1] === digit);
    if (found) this.choose(found.deed.id, stay);
    else {
      this.digit = 0;
      this.move(this.at);
    }
  }

  choose(id, stay) {
    const { session } = this.deck;
    this.close();
    session.deed(id, stay || session.several);
  }

  stale() {
    return this.deck.session.current?.headline !== this.card?.headline;
  }

  close() {
    this.deck.hide(this, this.part("deeds"));
  }
}
