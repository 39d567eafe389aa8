// The session: the pile of headlines, what was judged, and what is still unsent. It lives on `window`, so a remount or a
// re-run of the page loses nothing, and it knows nothing of the page: whoever draws it listens through `onChange`.

const ENOUGH = 200; // held headlines below which more are asked for
const TARGET = 260;
const ASK_AGAIN_MS = 20_000;
const DEFAULT_WEIGHT = 2;
const REMEMBERED = 500;
const POSTPONED_KEPT = 200; // questions put off that the server is asked not to send again
const ANSWERS = ["same", "apart"];

class Session {
  constructor(data) {
    this.storageKey = data.storage_key;
    this.queue = [];
    this.settled = new Map(); // headline -> the action that took it off the pile
    this.standing = new Map(); // headline -> its tags of this session, in order
    this.answered = new Map(); // proposed copy -> "same" | "apart" | "later": what was said of it, or that it was passed
    this.history = []; // judgements that can be undone, oldest first
    this.refusals = [];
    this.judged = 0; // forgotten by `history`, still counted
    this.weight = DEFAULT_WEIGHT;
    this.several = false;
    this.letters = new Map();
    this.waiting = 0;
    this.dryUntil = 0;
    this.said = "";
    this.onChange = () => {};
    this.endpoint = data.endpoint || "/api/tags";
    this.token = data.token;
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

  // What Streamlit hands over on every run. The five next headlines keep their order under the hand.
  take(data) {
    this.factors = data.factors;
    this.directions = data.directions;
    this.weights = data.weights;
    this.endpoint = data.endpoint || "/api/tags";
    if (this.token !== data.token) {
      this.token = data.token;
      this.outbox.signedInAgain();
    }
    if (data.queue === this.seen) return;
    this.seen = data.queue;
    const next = this.queue.splice(0, 5);
    const rest = this.queue;
    this.queue = next;
    this.lay(data.queue ?? [], (id) => this.settled.has(id));
    this.lay(rest, () => false);
    this.waiting = Math.max(data.waiting ?? 0, 0) - this.unsentHeadlines();
    if (this.queue.length < ENOUGH && this.queue.length < this.waiting) this.outbox.soon(0);
  }

  lay(cards, skip) {
    const held = new Set(this.queue.flatMap(asksAbout));
    for (const card of cards) {
      if (held.has(card.headline) || (card.pair ? this.answered.has(card.headline) : skip(card.headline))) continue;
      for (const headline of asksAbout(card)) held.add(headline);
      this.queue.push(card);
    }
  }

  get current() {
    return this.queue[0];
  }

  // What the card that is shown asks: is this proposed copy the same event? Unanswered it counts as the same.
  get question() {
    const card = this.current;
    if (card?.pair) return card;
    return card?.proposed?.find((each) => !ANSWERS.includes(this.answered.get(each.headline)));
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
    const earlier = this.given(card).find((entry) => entry.factor === factor.id);
    const same = earlier && earlier.direction === direction.id && earlier.weight === this.weight;
    if (same && stay) return this.undo(earlier);
    if (earlier && !same) this.forget(earlier);
    if (!same) this.judge(card, "tag", { factor: factor.id, direction: direction.id, weight: this.weight });
    this.weight = DEFAULT_WEIGHT;
    if (!stay) this.moveOn("tag");
    this.onChange();
  }

  notRelevant() {
    const card = this.current;
    if (card?.pair) return this.onlyAsks();
    if (!card) return;
    for (const entry of [...this.given(card)]) this.forget(entry);
    this.judge(card, "not_relevant", {});
    this.moveOn("not_relevant");
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
    if (!this.given(card).length) this.judge(card, "later", {});
    this.moveOn(this.given(card).length ? "tag" : "later");
    this.onChange();
  }

  undo(entry = this.last) {
    if (!entry) return;
    this.forget(entry);
    const { card } = entry;
    if (entry.about) this.answered.delete(entry.about.headline);
    const wasJudged = judges({ action: this.settled.get(card.headline) });
    this.settled.delete(card.headline);
    if (this.current?.headline !== card.headline) {
      this.queue = [card, ...this.queue.filter((held) => held.headline !== card.headline)];
      if (wasJudged) this.waiting += 1;
    }
    this.said = `Undone: ${this.inWords(entry)}`;
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

  judge(card, action, { factor = null, direction = null, weight = null, about, other }) {
    const entry = { uid: newUid(), action, card, factor, direction, weight, signpost: null, note: "", about, other };
    entry.at = new Date().toISOString();
    this.history.push(entry);
    if (action === "tag") this.standing.set(card.headline, [...this.given(card), entry]);
    if (this.history.length > REMEMBERED) {
      const [old] = this.history.splice(0, 1);
      const again = this.history.some((other) => other.card.headline === old.card.headline && judges(other));
      if (judges(old) && !again) this.judged += 1;
    }
    this.send({ ...entry, card: undefined, about: undefined, headline: (about ?? card).headline });
    this.said = this.inWords(entry);
  }

  forget(entry) {
    this.history = this.history.filter((other) => other !== entry);
    this.standing.set(
      entry.card.headline,
      this.given(entry.card).filter((other) => other !== entry),
    );
    this.send({ action: "undo", headline: (entry.about ?? entry.card).headline, undoes: entry.uid });
  }

  send(event) {
    const empty = { factor: null, direction: null, weight: null, signpost: null, note: "", undoes: null };
    this.outbox.add({ uid: newUid(), ...empty, at: new Date().toISOString(), ...event });
  }

  moveOn(action) {
    const card = this.queue.shift();
    this.several = false;
    for (const { headline } of card.pair ? [card] : card.proposed ?? [])
      if (!this.answered.has(headline)) this.answered.set(headline, "later");
    if (!card.pair) this.settled.set(card.headline, action);
    if (!card.pair && action !== "later") this.waiting -= 1;
    this.tabs?.postMessage(card.headline);
  }

  inWords(entry) {
    if (entry.action === "not_relevant") return "Not relevant";
    if (entry.action === "later") return "Later";
    if (entry.action === "same") return "Same event";
    if (entry.action === "apart") return "Not the same event";
    const factor = this.factors.find((each) => each.id === entry.factor)?.short ?? entry.factor;
    const direction = this.directions.find((each) => each.id === entry.direction)?.label ?? entry.direction;
    const weight = this.weights.find((each) => each.value === entry.weight)?.label ?? "";
    return `${factor}, ${lowered(direction)}${entry.weight === DEFAULT_WEIGHT ? "" : `, ${lowered(weight)}`}`;
  }

  // What the outbox asks of its owner.
  want() {
    if (this.queue.length >= ENOUGH || Date.now() < this.dryUntil) return 0;
    return TARGET - this.queue.length;
  }

  have() {
    const unsent = this.outbox.unsent.map((item) => item.event.headline);
    const postponed = [...this.answered].filter(([, said]) => said === "later").map(([headline]) => headline);
    return [...new Set([...this.queue.flatMap(asksAbout), ...unsent, ...postponed.slice(-POSTPONED_KEPT)])];
  }

  replied(answer, want) {
    const unsent = new Set(this.outbox.unsent.map((item) => item.event.headline));
    const settled = (id) => unsent.has(id) || ["tag", "not_relevant"].includes(this.settled.get(id));
    const before = this.queue.length;
    this.lay(answer.queue ?? [], settled);
    for (const card of this.queue.slice(before)) this.settled.delete(card.headline);
    if (want && this.queue.length - before < want) this.dryUntil = Date.now() + ASK_AGAIN_MS - 1000;
    if (Number.isFinite(answer.waiting)) this.waiting = answer.waiting - this.unsentHeadlines();
  }

  refused(event, reason) {
    const entry = this.history.find((other) => other.uid === event.uid);
    if (entry) {
      this.history = this.history.filter((other) => other !== entry);
      this.standing.set(entry.card.headline, this.given(entry.card).filter((other) => other !== entry));
    }
    this.settled.delete(event.headline); // the server may show it again
    this.answered.delete(event.headline);
    const { title } = entry?.about ?? entry?.card ?? { title: "An earlier judgement" };
    this.refusals = [...this.refusals.slice(-4), { title, reason }];
  }

  changed() {
    this.onChange();
  }

  unsentHeadlines() {
    const ids = this.outbox.unsent.filter(({ event }) => ["tag", "not_relevant"].includes(event.action));
    return new Set(ids.map(({ event }) => event.headline)).size;
  }

  askAgain() {
    if (!this.drawn?.()) return; // another page is open: nobody waits for headlines
    this.dryUntil = 0;
    if (this.want()) this.outbox.soon(0);
  }

  listenToOtherTabs() {
    if (!globalThis.BroadcastChannel) return;
    this.tabs = new BroadcastChannel(`signpost.judged|${this.storageKey}`);
    this.tabs.onmessage = ({ data }) => {
      const headline = data?.answered ?? data;
      const shown = this.current && asksAbout(this.current).includes(headline);
      if (data?.action && !shown) this.answered.set(headline, data.action);
      const at = this.queue.findIndex((card) => card.headline === headline);
      if (at > 0) this.queue.splice(at, 1); // never the one on the screen
    };
  }

  // The strip and the count outlive a reload of the tab.
  note() {
    try {
      const kept = { history: this.history.slice(-20), judged: this.count, at: Date.now() };
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
        if (entry.action === "tag") this.standing.set(entry.card.headline, [...this.given(entry.card), entry]);
      }
    } catch {
      // only a convenience
    }
  }
}

// The headlines that need no card beside this one.
const asksAbout = (card) => [card.headline, ...(card.proposed ?? []).map((each) => each.headline)];
const judges = ({ action }) => action === "tag" || action === "not_relevant";
const lowered = (label) => label.charAt(0).toLocaleLowerCase() + label.slice(1);
