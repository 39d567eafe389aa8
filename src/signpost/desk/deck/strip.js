// The last ten judgements, newest first. What was given together stands in one line and is taken back together.

const STRIP = 10;

class Strip {
  constructor(deck) {
    this.deck = deck;
    this.drawn = "";
  }

  paint() {
    const { deck } = this;
    const { session } = deck;
    const entries = [];
    for (let at = session.history.length - 1; at >= 0 && entries.length < STRIP; at -= 1) {
      const entry = session.history[at];
      if (!entry.group || entries.at(-1)?.group !== entry.group) entries.push(entry);
    }
    const drawn = entries.map((entry) => entry.uid).join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    deck.part("none").hidden = entries.length > 0;
    const hands = (entry) => ({ takeBack: () => session.undo(entry), add: () => deck.attach.open(entry) });
    const items = entries.map((entry) => judgementItem(entry, session, (factor) => deck.color(factor), hands(entry)));
    deck.part("strip").replaceChildren(...items);
  }
}

// One line of the last ten: pressing it takes the judgement back, "Add" opens the panel for a signpost or note.
function judgementItem(entry, session, color, { takeBack, add }) {
  const factor = session.factors.find((each) => each.id === entry.factor);
  const together = entry.group ? session.history.filter((other) => other.group === entry.group).length : 1;
  const words = together > 1 ? `${session.inWords(entry)}: ${together} rows` : session.inWords(entry);
  const item = make("li", "judgement", "");
  const line = make("button", "take-back", "", { type: "button", title: "Take back and show again" });
  if (factor) line.style.setProperty("--factor", color(factor));
  const signpost = factor?.signposts.find((each) => each.id === entry.signpost);
  const more = [signpost?.title, entry.note].filter(Boolean).join(" · ");
  const title = make("span", "judged-title", "");
  const about = entry.about ?? entry.card;
  write(title, about.title, about);
  if (together > 1) title.append(" …");
  line.append(make("span", "word", words, { title: entry.action === "deed" ? words : "" }), title, make("span", "more", more));
  line.setAttribute("aria-label", `Take back ${words}: ${about.title}`);
  line.addEventListener("click", takeBack);
  item.append(line);
  if (entry.action === "tag" || entry.action === "deed") {
    const what = entry.action === "tag" ? "signpost or note" : "note";
    const button = make("button", "add-to", more ? "Change" : "Add", { type: "button", title: `Add a ${what}` });
    button.setAttribute("aria-label", `${button.textContent} ${what}: ${entry.card.title}`);
    button.addEventListener("click", add);
    item.append(button);
  }
  return item;
}
