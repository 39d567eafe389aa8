// The pile: the headlines that wait on this page, in the order they came, and what was said of those that left it.
// `session.js` judges them; the outbox asks here what to fetch.

const ENOUGH = 200; // held headlines below which more are asked for
const TARGET = 260;
const STAY = 5; // the next ones keep their places, whatever is learnt meanwhile
const ORDER_AGAIN_MS = 10_000;
const ASK_AGAIN_MS = 20_000;
const POSTPONED_KEPT = 200; // questions put off that the server is asked not to send again
const ROWS = 20; // of the list
const PAGES_KEPT = 10;
const ENOUGH_AT_FIRST = 8; // while Streamlit starts, for its own first answer brings more
const ANSWERS = ["same", "apart"];

class Pile {
  constructor(data) {
    this.storageKey = data.storage_key;
    this.queue = [];
    this.settled = new Map(); // headline -> the action that took it off the pile
    this.answered = new Map(); // proposed copy -> "same" | "apart" | "later": what was said of it, or that it was passed
    this.elsewhere = new Set(); // judged in another tab while a row shows them here
    this.waiting = 0;
    this.dryUntil = 0;
    this.mark = data.mark ?? ""; // the order that the pile stands in
    this.newest = this.mark; // the one that the server has by now
    this.orderAgain = 0;
    this.listing = false;
    this.rows = []; // what the list shows; a judged row stays until the next rows come
    this.cursor = 0;
    this.pages = []; // rows shown before, so that undoing finds them
    this.filter = "";
    this.onChange = () => {};
  }

  // What Streamlit hands over on every run. The next headlines keep their order under the hand; another filter begins
  // anew.
  takeCards(data) {
    const filter = JSON.stringify(data.wanted ?? {});
    const other = this.filter !== "" && filter !== this.filter;
    this.filter = filter;
    this.wanted = data.wanted ?? {};
    this.early = Boolean(data.early);
    if (other) {
      this.queue = [];
      this.rows = [];
      this.pages = [];
      this.dryUntil = 0;
    } else if (data.queue === this.seen) return; // drawn anew with what it was handed before
    this.seen = data.queue;
    this.unseen = data.unseen ?? "";
    this.newest = data.mark ?? "";
    const next = this.queue.splice(0, STAY);
    const rest = this.queue;
    this.queue = next;
    this.lay(data.queue ?? [], (id) => this.settled.has(id));
    this.lay(rest, () => false);
    this.waiting = Math.max(data.waiting ?? 0, 0) - this.unsentHeadlines();
    this.fillRows();
    if (!this.early && this.queue.length < ENOUGH && this.queue.length < this.waiting) this.outbox.soon(0);
  }

  lay(cards, skip) {
    const held = new Set(this.queue.flatMap(asksAbout));
    for (const card of cards) {
      if (held.has(card.headline) || (card.pair ? this.answered.has(card.headline) : skip(card.headline))) continue;
      for (const headline of asksAbout(card)) held.add(headline);
      this.queue.push(card);
    }
  }

  // The card or row that the keys mean.
  get current() {
    return this.listing ? this.rows[this.cursor] : this.queue[0];
  }

  // What the card that is shown asks: is this proposed copy the same event? Unanswered it counts as the same.
  get question() {
    const card = this.listing ? null : this.current;
    if (card?.pair) return card;
    return card?.proposed?.find((each) => !ANSWERS.includes(this.answered.get(each.headline)));
  }

  moveOn(action, card = this.current) {
    this.queue = this.queue.filter((held) => held.headline !== card.headline);
    this.several = false;
    for (const { headline } of card.pair ? [card] : card.proposed ?? [])
      if (!this.answered.has(headline)) this.answered.set(headline, "later");
    if (!card.pair) {
      const before = judges({ action: this.settled.get(card.headline) });
      this.settled.set(card.headline, action);
      this.waiting += Number(before) - Number(judges({ action }));
    }
    this.tabs?.postMessage(card.headline);
  }

  putBack(card) {
    const judged = judges({ action: this.settled.get(card.headline) });
    this.settled.delete(card.headline);
    if (this.queue.some((held) => held.headline === card.headline) && this.current?.headline === card.headline) return;
    this.queue = [card, ...this.queue.filter((held) => held.headline !== card.headline)];
    if (judged) this.waiting += 1;
  }

  // ------------------------------------------------------------------ the list

  list(on) {
    this.listing = on;
    if (on) {
      this.rows = this.rows.filter((card) => this.queue.some((held) => held.headline === card.headline));
      const first = this.queue[0];
      if (first && this.rows[0] !== first) this.rows = [];
      this.cursor = 0;
      this.fillRows();
    }
    this.onChange();
  }

  // New headlines come in below; no row that stands ever moves.
  fillRows() {
    if (!this.listing) return;
    const shown = new Set(this.rows.map((card) => card.headline));
    for (const card of this.queue) {
      if (this.rows.length >= ROWS) break;
      if (!card.pair && !shown.has(card.headline)) this.rows.push(card);
    }
  }

  nextRows() {
    this.pages = [...this.pages, this.rows].slice(-PAGES_KEPT);
    this.rows = [];
    this.cursor = 0;
    this.fillRows();
    for (const card of this.rows) this.settled.delete(card.headline); // put off before, asked again
  }

  moveCursor(to) {
    this.cursor = Math.max(0, Math.min(to, this.rows.length - 1));
    this.onChange();
  }

  // The row of a headline under the cursor, on whichever page it was.
  showRow(card) {
    if (!this.listing) return;
    const holds = (rows) => rows.findIndex((row) => row.headline === card.headline);
    if (holds(this.rows) < 0) this.rows = this.pages.findLast((rows) => holds(rows) >= 0) ?? [card, ...this.rows];
    this.cursor = holds(this.rows);
  }

  // ------------------------------------------------------------------ what the outbox asks of its owner

  want() {
    if (this.early && this.queue.length >= ENOUGH_AT_FIRST) return 0;
    if (this.queue.length >= ENOUGH && this.newest !== this.mark && Date.now() >= this.orderAgain)
      return Math.max(TARGET - this.queue.length, 1);
    if (this.queue.length >= ENOUGH || Date.now() < this.dryUntil) return 0;
    return TARGET - this.queue.length;
  }

  // What the server may put in another place.
  behind() {
    return this.queue.slice(STAY).flatMap((card) => (card.pair ? [] : [card.headline]));
  }

  // The order of what waits behind the next ones, as learnt by now; what it does not name goes to the end, or where the
  // pile is full, back to the others. Pairs stay where they are.
  arrange(order) {
    const place = new Map(order.map((headline, at) => [headline, at]));
    const behind = this.queue.slice(STAY);
    const placed = behind.filter((card) => !card.pair && place.has(card.headline));
    placed.sort((one, other) => place.get(one.headline) - place.get(other.headline));
    placed.push(...behind.filter((card) => !card.pair && !place.has(card.headline)));
    const rest = behind.map((card) => (card.pair ? card : placed.shift()));
    this.queue = [...this.queue.slice(0, STAY), ...rest].slice(0, TARGET);
  }

  have() {
    const unsent = this.outbox.unsent.map((item) => item.event.headline);
    const postponed = [...this.answered].filter(([, said]) => said === "later").map(([headline]) => headline);
    return [...new Set([...this.queue.flatMap(asksAbout), ...unsent, ...postponed.slice(-POSTPONED_KEPT)])];
  }

  replied(answer, want, filter) {
    if (filter !== this.filter) return; // asked under another filter
    const unsent = new Set(this.outbox.unsent.map((item) => item.event.headline));
    const settled = (id) => unsent.has(id) || judges({ action: this.settled.get(id) });
    const before = this.queue.length;
    this.lay(answer.queue ?? [], settled);
    const shown = new Set(this.listing ? this.rows.map((card) => card.headline) : []);
    for (const card of this.queue.slice(before)) if (!shown.has(card.headline)) this.settled.delete(card.headline);
    if (answer.order) this.arrange(answer.order);
    this.newest = answer.mark ?? this.newest;
    if (want) this.mark = this.newest;
    if (want) this.orderAgain = Date.now() + ORDER_AGAIN_MS;
    if (want && !answer.order && this.queue.length - before < want) this.dryUntil = Date.now() + ASK_AGAIN_MS - 1000;
    if (Number.isFinite(answer.waiting)) this.waiting = answer.waiting - this.unsentHeadlines();
    if (typeof answer.unseen === "string") this.unseen = answer.unseen;
    this.fillRows();
  }

  unsentHeadlines() {
    const ids = this.outbox.unsent.filter(({ event }) => judges(event));
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
      if (data?.action) return;
      if (this.rows.some((card) => card.headline === headline)) this.elsewhere.add(headline);
      const at = this.queue.findIndex((card) => card.headline === headline);
      if (at > 0 || (this.listing && at === 0 && !shown)) this.queue.splice(at, 1); // never the one on the screen
      if (this.listing) this.onChange();
    };
  }
}

// The headlines that need no card beside this one.
const asksAbout = (card) => [card.headline, ...(card.proposed ?? []).map((each) => each.headline)];
const judges = ({ action }) => action === "tag" || action === "not_relevant" || action === "deed";
