// The session: what was judged, in order, and what is still unsent. It lives on `window`, so a remount or a re-run of the
// page loses nothing, and it knows nothing of the page: whoever draws it listens through `onChange`.

const DEFAULT_WEIGHT = 2;
const REMEMBERED = 500;
const STRIP_KEPT = 60; // judgements that outlive a reload of the tab

class Session extends Pile {
  constructor(data) {
    super(data);
    this.standing = new Map(); // headline -> its tags and deeds of this session, in order
    this.history = []; // judgements that can be undone, oldest first
    this.refusals = [];
    this.judged = 0; // forgotten by `history`, still counted
    this.weight = DEFAULT_WEIGHT;
    this.several = false;
    this.said = "";
    this.endpoint = data.endpoint || "/api/tags";
    this.token = data.token;
    this.wishes = new Wishes(this, data);
    this.remember();
    this.outbox = new Outbox(data.storage_key, this);
    for (const { event } of this.outbox.unsent) {
      if (ANSWERS.includes(event.action)) this.answered.set(event.headline, event.action);
      else if (event.action === "undo") this.answered.delete(event.headline);
      else this.settled.set(event.headline, event.action);
    }
    this.listenToOtherTabs();
    setInterval(() => this.askAgain(), ASK_AGAIN_MS);
    addEventListener("pagehide", () => this.note());
    if (this.outbox.unsent.length) this.outbox.soon(0);
  }

  take(data) {
    this.factors = data.factors;
    this.directions = data.directions;
    this.weights = data.weights;
    this.scenarios = data.scenarios ?? [];
    this.codebook = data.codebook ?? [];
    this.endpoint = data.endpoint || "/api/tags";
    if (this.token !== data.token) {
      this.token = data.token;
      this.outbox.signedInAgain();
    }
    this.takeCards(data);
  }

  get bindings() {
    return this.wishes.bindings;
  }

  given(card) {
    return (card && this.standing.get(card.headline)) || [];
  }

  get last() {
    return this.history.at(-1);
  }

  get lastTag() {
    return this.history.findLast((entry) => entry.action === "tag");
  }

  get lastWithNote() {
    return this.history.findLast((entry) => entry.action === "tag" || entry.action === "deed");
  }

  get count() {
    const headlines = new Set();
    for (const entry of this.history) if (judges(entry)) headlines.add(entry.card.headline);
    return this.judged + headlines.size;
  }

  // One key: factor, direction, weight. `stay` adds without moving on; given once more, it takes the tag back.
  tag(factor, direction, stay) {
    const card = this.current;
    if (card?.pair) return this.onlyAsks();
    if (!card || !factor || !direction) return;
    this.unsay(card);
    const earlier = this.given(card).find((entry) => entry.factor === factor.id);
    const same = earlier && earlier.direction === direction.id && earlier.weight === this.weight;
    if (same && stay) return this.undo(earlier);
    if (earlier && !same) this.forget(earlier);
    if (!same) this.judge(card, "tag", { factor: factor.id, direction: direction.id, weight: this.weight });
    this.weight = DEFAULT_WEIGHT;
    this.done("tag", card, stay);
  }

  // A scenario's signpost was seen; with `stay` the headline waits for its tags.
  deed(signpost, stay) {
    const card = this.current;
    if (card?.pair) return this.onlyAsks();
    if (!card) return;
    this.unsay(card);
    const earlier = this.given(card).find((entry) => entry.action === "deed" && entry.signpost === signpost);
    if (earlier && stay) return this.undo(earlier);
    if (!earlier) this.judge(card, "deed", { signpost });
    this.done("deed", card, stay);
  }

  notRelevant() {
    const card = this.current;
    if (card?.pair) return this.onlyAsks();
    if (!card) return;
    this.unsay(card);
    for (const entry of [...this.given(card)]) this.forget(entry);
    this.judge(card, "not_relevant", {});
    this.done("not_relevant", card, false);
  }

  done(action, card, stay) {
    if (!stay) {
      this.moveOn(action, card);
      if (this.listing) return this.moveCursor(this.cursor + 1);
    }
    this.onChange();
  }

  // A row of the list may be judged once more: what excludes the new word is taken back first.
  unsay(card) {
    const excludes = ({ action }) => action === "not_relevant" || (this.listing && action === "later");
    const earlier = this.history.filter((entry) => entry.card.headline === card.headline && excludes(entry));
    for (const entry of earlier) this.forget(entry);
  }

  untouched(card) {
    return !this.settled.has(card.headline) && !this.given(card).length && !this.elsewhere.has(card.headline);
  }

  // The list: what nobody touched on these rows is not relevant, and the next rows come. Undone as one step.
  rest() {
    if (!this.listing || !this.rows.length) return;
    const rows = this.rows.filter((card) => this.untouched(card));
    for (const card of this.rows)
      if (this.given(card).length && !this.settled.has(card.headline)) this.moveOn("tag", card);
    const group = newUid();
    for (const card of rows) {
      this.judge(card, "not_relevant", { group });
      this.moveOn("not_relevant", card);
    }
    this.nextRows();
    const many = rows.length === 1 ? "1 row" : `${rows.length} rows`;
    if (rows.length) this.said = `${many}: not relevant. ${this.bindings.keyOf("undo")} takes them back together.`;
    this.onChange();
  }

  // "same" or "apart" on the question that is shown; a pair is done with it, a headline still waits for its tag.
  answer(action) {
    const about = this.question;
    if (!about) return;
    this.judge(this.current, action, { about, other: (about.first ?? this.current).headline });
    this.answered.set(about.headline, action);
    this.tabs?.postMessage({ answered: about.headline, action });
    if (about.pair) this.moveOn(action);
    this.onChange();
  }

  onlyAsks() {
    this.said = "This card only asks whether two headlines report the same event.";
    this.onChange();
  }

  // With tags given the headline is done, and this only moves on.
  later() {
    const card = this.current;
    if (!card) return;
    if (card.pair) {
      this.judge(card, "later", { about: card });
      this.moveOn("later");
      return this.onChange();
    }
    const given = this.given(card);
    if (!given.length && this.listing && this.settled.has(card.headline)) return this.moveCursor(this.cursor + 1);
    if (!given.length) this.judge(card, "later", {});
    this.done(given.length ? given.at(-1).action : "later", card, false);
  }

  undo(entry = this.last) {
    if (!entry) return;
    const together = entry.group ? this.history.filter((other) => other.group === entry.group) : [entry];
    for (const each of together.reverse()) {
      this.forget(each);
      if (each.about) this.answered.delete(each.about.headline);
      this.putBack(each.card);
    }
    this.showRow(together.at(-1).card);
    this.said = `Undone: ${together.length > 1 ? `${together.length} rows, ` : ""}${this.inWords(entry)}`;
    this.onChange();
  }

  // A signpost or note comes after the tag: the tag is closed and given anew with it, like any change.
  attach(entry, { signpost = entry.signpost, note = entry.note }) {
    if (!this.history.includes(entry)) return;
    this.send({ action: "undo", headline: entry.card.headline, undoes: entry.uid });
    Object.assign(entry, { signpost, note, uid: newUid(), at: new Date().toISOString() });
    this.send({ ...entry, card: undefined, about: undefined, headline: entry.card.headline });
    this.said = `Added to ${this.inWords(entry)}`;
    this.onChange();
  }

  judge(card, action, { factor = null, direction = null, weight = null, signpost = null, about, other, group }) {
    const entry = { uid: newUid(), action, card, factor, direction, weight, signpost, note: "", about, other, group };
    entry.at = new Date().toISOString();
    this.history.push(entry);
    if (action === "tag" || action === "deed") this.standing.set(card.headline, [...this.given(card), entry]);
    if (this.history.length > REMEMBERED) {
      const [old] = this.history.splice(0, 1);
      const again = this.history.some((other) => other.card.headline === old.card.headline && judges(other));
      if (judges(old) && !again) this.judged += 1;
    }
    this.send({ ...entry, card: undefined, about: undefined, group: undefined, headline: (about ?? card).headline });
    this.said = this.inWords(entry);
  }

  forget(entry) {
    this.drop(entry);
    this.send({ action: "undo", headline: (entry.about ?? entry.card).headline, undoes: entry.uid });
  }

  drop(entry) {
    this.history = this.history.filter((other) => other !== entry);
    const left = this.given(entry.card).filter((other) => other !== entry);
    this.standing.set(entry.card.headline, left);
  }

  send(event) {
    const empty = { factor: null, direction: null, weight: null, signpost: null, note: "", undoes: null };
    this.outbox.add({ uid: newUid(), ...empty, at: new Date().toISOString(), ...event });
  }

  deedText(id) {
    for (const scenario of this.scenarios)
      for (const deed of scenario.deeds) if (deed.id === id) return `${deed.text.replace(/\.$/, "")} (${scenario.title})`;
    return id;
  }

  inWords(entry) {
    if (entry.action === "not_relevant") return "Not relevant";
    if (entry.action === "later") return "Later";
    if (entry.action === "same") return "Same event";
    if (entry.action === "apart") return "Not the same event";
    if (entry.action === "deed") return `Deed: ${this.deedText(entry.signpost)}`;
    const factor = this.factors.find((each) => each.id === entry.factor)?.short ?? entry.factor;
    const direction = this.directions.find((each) => each.id === entry.direction)?.label ?? entry.direction;
    const weight = this.weights.find((each) => each.value === entry.weight)?.label ?? "";
    return `${factor}, ${lowered(direction)}${entry.weight === DEFAULT_WEIGHT ? "" : `, ${lowered(weight)}`}`;
  }

  refused(event, reason) {
    const entry = this.history.find((other) => other.uid === event.uid);
    if (entry) this.drop(entry);
    this.settled.delete(event.headline); // the server may show it again
    this.answered.delete(event.headline);
    const { title } = entry?.about ?? entry?.card ?? { title: "An earlier judgement" };
    this.refusals = [...this.refusals.slice(-4), { title, reason }];
  }

  changed() {
    this.onChange();
  }

  // The strip and the count outlive a reload of the tab.
  note() {
    try {
      const kept = { history: this.history.slice(-STRIP_KEPT), judged: this.count, at: Date.now() };
      kept.judged -= new Set(kept.history.filter(judges).map((e) => e.card.headline)).size;
      sessionStorage.setItem(`signpost.session|${this.storageKey}`, JSON.stringify(kept));
    } catch {
      // only a convenience
    }
  }

  remember() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(`signpost.session|${this.storageKey}`) ?? "{}");
      this.history = kept.history ?? [];
      this.judged = kept.judged ?? 0;
      for (const entry of this.history) {
        if (entry.about) this.answered.set(entry.about.headline, entry.action);
        else this.settled.set(entry.card.headline, entry.action);
        if (entry.action === "tag" || entry.action === "deed")
          this.standing.set(entry.card.headline, [...this.given(entry.card), entry]);
      }
    } catch {
      // only a convenience
    }
  }
}

const lowered = (label) => label.charAt(0).toLocaleLowerCase() + label.slice(1);
