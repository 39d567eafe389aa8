// The panel for what comes after a tag: its signpost, and a note.

class AttachPanel {
  constructor(deck) {
    this.deck = deck;
    this.part = deck.part;
    this.entry = null; // the judgement that is added to
    this.part("close").addEventListener("click", () => this.close());
    this.part("save").addEventListener("click", () => this.saveNote());
  }

  open(entry, toNote = false) {
    const { session } = this.deck;
    if (!entry) {
      session.said = "Tag a headline first; then a signpost or a note can be added to that tag.";
      return this.deck.paint();
    }
    this.deck.show(this);
    this.entry = entry;
    this.part("attach-title").textContent = `Add to: ${session.inWords(entry)}`;
    write(this.part("attach-headline"), entry.card.title, entry.card);
    this.part("choices").replaceChildren(
      ...this.signposts().map((signpost, index) => {
        const choice = make("button", "choice", "", { type: "button", title: signpost.statement });
        choice.append(make("kbd", "", String(index + 1)), " ", make("span", "", signpost.title));
        choice.setAttribute("aria-pressed", String(signpost.id === entry.signpost));
        choice.addEventListener("click", () => this.choose(index));
        return choice;
      }),
    );
    this.part("note").value = entry.note;
    this.deck.reveal(this.part("attach"));
    if (toNote) this.part("note").focus({ preventScroll: true });
  }

  signposts() {
    return this.deck.session.factors.find((each) => each.id === this.entry.factor)?.signposts ?? [];
  }

  hear(event, focused) {
    const { code, key } = event;
    if (focused === this.part("note")) {
      event.stopImmediatePropagation(); // the text still arrives; the page's own shortcuts do not
      if (event.isComposing || (key !== "Enter" && key !== "Escape")) return true;
      event.preventDefault();
      if (key === "Enter") this.saveNote();
      else this.close();
      return true;
    }
    const digit = /^Digit[1-9]$/.exec(oneCode(code, key));
    if (needsItsKeys(focused) || this.deck.session.keysOff || !(digit || code === "Escape")) return false;
    this.deck.take(event);
    if (event.repeat) return true;
    if (digit) this.choose(Number(digit[0].at(-1)) - 1);
    else this.close();
    return true;
  }

  choose(index) {
    const signpost = this.signposts()[index];
    if (!signpost) return;
    const { entry } = this;
    const note = this.part("note").value.trim();
    this.close();
    this.deck.session.attach(entry, { signpost: signpost.id === entry.signpost ? null : signpost.id, note });
  }

  saveNote() {
    const { entry } = this;
    const note = this.part("note").value.trim();
    this.close();
    if (entry && note !== entry.note) this.deck.session.attach(entry, { note });
  }

  // A judgement that was taken back has nothing to add to; nor has a headline that is gone by the next key.
  stale() {
    return !this.deck.session.history.includes(this.entry);
  }

  close() {
    this.deck.hide(this, this.part("attach"));
    this.entry = null;
  }
}
