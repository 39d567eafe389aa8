// Hearing the keyboard: which key means which act now, and which keys belong to somebody else.

const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";
const OWN_KEYS = "combobox listbox menu menuitem textbox searchbox slider spinbutton grid treegrid tree radio radiogroup";
const PRESSABLE =
  "button, a[href], summary, [role='button'], [role='tab'], [role='switch'], [role='checkbox'], [role='option']";

class Hearing {
  constructor(deck) {
    this.deck = deck;
    this.listener = (event) => this.onKey(event);
    // Streamlit binds r, c and Esc on the document: the window hears them first.
    addEventListener("keydown", this.listener, { capture: true });
  }

  leave() {
    removeEventListener("keydown", this.listener, { capture: true });
  }

  onKey(event) {
    const { deck } = this;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || event.getModifierState("AltGraph")) return;
    if (!deck.root.isConnected || !(deck.root.checkVisibility?.() ?? true)) return;
    const focused = deepestFocus();
    if (event.code === "Escape") this.afterPopover();
    if (deck.panel?.hear(event, focused)) return;
    if (deck.session.keysOff || needsItsKeys(focused)) return;
    if (dialogIsOpen()) deck.connection.look();
    if (dialogIsOpen()) return;
    const pressable = focused?.matches?.(PRESSABLE);
    if (pressable && (event.code === "Space" || event.code === "Enter" || event.code === "NumpadEnter")) return;
    const act = this.meaning(event);
    if (!act) return;
    deck.take(event);
    if (pressable && !deck.root.contains(focused)) focused.blur(); // from now on Space and Enter are the deck's
    if (!event.repeat || act.repeats) act();
  }

  // Streamlit gives the focus back to the button of a popover that Escape closes: the next Space would open it again.
  // Tab still goes on from there.
  afterPopover() {
    const button = document.querySelector("[aria-haspopup='dialog'][aria-expanded='true']");
    if (button)
      setTimeout(() => {
        if (document.activeElement === button && button.getAttribute("aria-expanded") !== "true") button.blur();
      }, 150);
  }

  meaning(event) {
    const { session } = this.deck;
    const { shiftKey, key } = event;
    const code = oneCode(event.code, key);
    const act = session.bindings.act(code);
    if (!shiftKey && act && session.bindings.learn(code, key)) this.deck.label();
    if (!act) return shiftKey ? null : this.arrows(code);
    if (shiftKey && !TAKES_SHIFT.test(act)) return null;
    const grid = /^tag-(\d)-(\d)$/.exec(act);
    if (grid) return () => this.deck.press(Number(grid[1]), Number(grid[2]), shiftKey);
    const weight = Number(/^weight-(\d)$/.exec(act)?.[1] ?? 0);
    if (weight) return session.weights.some((each) => each.value === weight) ? () => this.deck.weigh(weight) : null;
    return this.acts()[act] ?? null;
  }

  // What the other acts do now; what is missing is left to the page.
  acts() {
    const { deck } = this;
    const { session } = deck;
    const always = {
      "not-relevant": () => session.notRelevant(),
      later: () => session.later(),
      undo: () => session.undo(),
      signpost: () => deck.attach.open(session.lastTag),
      note: () => deck.attach.open(session.lastWithNote, true),
      deed: () => deck.deeds.open(),
      open: () => deck.openLink(),
      codebook: () => deck.toggleBook(),
      list: () => deck.toggleList(),
    };
    if (session.question)
      Object.assign(always, { same: () => session.answer("same"), apart: () => session.answer("apart") });
    if (session.listing)
      Object.assign(always, { down: this.moving(1), up: this.moving(-1), rest: () => session.rest() });
    return always;
  }

  moving(by) {
    const { session } = this.deck;
    const move = () => session.moveCursor(session.cursor + by);
    move.repeats = true; // held down it runs on
    return move;
  }

  arrows(code) {
    const { deck } = this;
    const acts = {
      ArrowLeft: () => deck.showBook(deck.bookFactor - 1),
      ArrowRight: () => deck.showBook(deck.bookFactor + 1),
    };
    if (deck.session.listing)
      Object.assign(acts, {
        ArrowDown: this.moving(1),
        ArrowUp: this.moving(-1),
        Home: () => deck.session.moveCursor(0),
        End: () => deck.session.moveCursor(Infinity),
      });
    return acts[code] ?? null;
  }
}

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
