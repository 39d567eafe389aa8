// The outbox: keeps judgements until the server has acknowledged them. It knows nothing of the page.
//
// Each event lies in localStorage under its own key, `signpost.outbox|<analyst's key>|<tab>|<number>`, so adding or
// removing one costs the same however many wait. What a closed or crashed tab left behind is adopted at the next start.
// Two tabs may hold the same event: the server stores a uid once, so sending it twice is harmless and needs no lock.

const LARGEST_BATCH = 50;
const KEEPALIVE_BYTES = 60_000; // browsers refuse keepalive bodies above 64 KiB
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
const GIVE_UP_MS = 20_000;
const GATHER_MS = 60; // lets the next headline be painted first

function newUid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID is missing on plain http
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

class Outbox {
  // `owner` answers: endpoint, token, wanted, filter, mark, want(), have(), behind(), replied(answer, want, filter),
  // refused(event, reason), changed()
  constructor(storageKey, owner) {
    this.prefix = `signpost.outbox|${encodeURIComponent(storageKey)}|`;
    this.tab = newUid().slice(0, 13);
    this.owner = owner;
    this.number = 0;
    this.unsent = []; // [{event, slot}]: slot is the localStorage key, "" if the browser keeps nothing
    this.keeps = true;
    this.sending = false;
    this.doubtful = false; // whether to ask even with nothing to send
    this.trouble = ""; // "" | "silent" | "signin" | the server's own sentence
    this.batch = LARGEST_BATCH;
    this.pause = FIRST_PAUSE_MS;
    this.timer = 0;
    this.adopt();
    addEventListener("online", () => this.hurry());
    addEventListener("pagehide", () => this.lastWords());
    addEventListener("beforeunload", (event) => {
      if (this.unsent.some((item) => !item.slot)) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () =>
      document.visibilityState === "visible" ? this.hurry() : this.lastWords(),
    );
  }

  adopt() {
    const tabs = new Map();
    try {
      const probe = `${this.prefix}probe`;
      localStorage.setItem(probe, "1");
      localStorage.removeItem(probe);
      const slots = Object.keys(localStorage).filter((slot) => slot.startsWith(this.prefix));
      for (const slot of slots.sort()) {
        const event = readEvent(slot);
        const tab = slot.slice(this.prefix.length).split("|")[0];
        if (!event) localStorage.removeItem(slot);
        else if (tabs.has(tab)) tabs.get(tab).push({ event, slot });
        else tabs.set(tab, [{ event, slot }]);
      }
    } catch {
      this.keeps = false;
    }
    const oldest = (items) => items[0].event.at ?? "";
    const groups = [...tabs.values()].sort((a, b) => (oldest(a) < oldest(b) ? -1 : 1));
    this.unsent = groups.flat();
  }

  add(event) {
    let slot = `${this.prefix}${this.tab}|${String(++this.number).padStart(9, "0")}`;
    try {
      localStorage.setItem(slot, JSON.stringify(event));
      this.keeps = true;
    } catch {
      slot = "";
      this.keeps = false;
    }
    this.unsent.push({ event, slot });
    this.soon(this.keeps ? GATHER_MS : 0);
  }

  soon(wait) {
    if (this.sending || this.trouble || this.timer) return; // an answer, the back-off or the timer continues
    this.wait(wait);
  }

  // A timer that runs is never pushed back: a fast hand would put off sending for as long as it types.
  wait(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), milliseconds);
  }

  hurry() {
    this.pause = FIRST_PAUSE_MS;
    if (this.unsent.length || this.doubtful) this.send();
  }

  // Somebody else found that the server does not answer: ask it until it does.
  doubt() {
    if (this.doubtful || this.trouble) return;
    this.doubtful = true;
    this.hurry();
  }

  signedInAgain() {
    if (this.trouble !== "signin") return;
    this.trouble = "";
    this.hurry();
  }

  body(items, want) {
    const { token, wanted, mark } = this.owner;
    const asked = want
      ? { want, have: this.owner.have(), wanted, mark, rest: this.owner.behind() }
      : { want, have: [] };
    return JSON.stringify({ token, events: items.map((item) => item.event), ...asked });
  }

  async send() {
    clearTimeout(this.timer);
    this.timer = 0;
    const want = this.owner.want();
    if (this.sending) return;
    if (!this.unsent.length && !want && !this.doubtful) {
      if (this.trouble !== "signin") this.trouble = "";
      return;
    }
    this.sending = true;
    const items = this.unsent.slice(0, this.batch);
    const { filter } = this.owner;
    const body = this.body(items, want);
    let status = 0;
    let answer = null;
    try {
      const response = await fetch(this.owner.endpoint, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
        keepalive: new Blob([body]).size < KEEPALIVE_BYTES,
        signal: AbortSignal.timeout(GIVE_UP_MS),
      });
      status = response.status;
      answer = await response.json();
    } catch {
      if (status === 200) status = 0; // cut off in mid-answer: ask again, the server stores a uid once
    }
    this.sending = false;
    this.settle(status, answer ?? {}, items, want, filter);
  }

  settle(status, answer, items, want, filter) {
    if (status) this.doubtful = false;
    if (status === 200) {
      const refused = answer.refused ?? {};
      const left = this.unsent.length;
      this.release(new Set([...(answer.acknowledged ?? []), ...Object.keys(refused)]));
      for (const { event } of items) if (event.uid in refused) this.owner.refused(event, refused[event.uid]);
      if (items.length && this.unsent.length === left) return this.back("silent");
      this.trouble = "";
      this.pause = FIRST_PAUSE_MS;
      this.batch = LARGEST_BATCH;
      this.owner.replied(answer, want, filter);
      if (this.unsent.length || this.owner.want()) this.soon(0);
    } else if (status === 401) {
      this.trouble = "signin"; // nothing is thrown away; a new token or the next visit goes on
    } else if ([400, 413, 422].includes(status) && items.length > 1) {
      this.batch = Math.ceil(items.length / 2); // find the one that the server cannot read
      this.trouble = "";
      this.wait(0);
    } else if ([400, 413, 422].includes(status) && items.length === 1) {
      this.release(new Set([items[0].event.uid]));
      this.owner.refused(items[0].event, answer.error ?? "the server could not read it");
      this.batch = LARGEST_BATCH;
      this.trouble = "";
      this.wait(0);
    } else {
      this.back(answer.error ?? "silent");
    }
    this.owner.changed();
  }

  back(trouble) {
    this.trouble = trouble;
    this.wait(this.pause * (0.8 + 0.4 * Math.random()));
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE_MS);
    this.owner.changed();
  }

  release(uids) {
    for (const item of this.unsent) {
      if (!item.slot || !uids.has(item.event.uid)) continue;
      try {
        localStorage.removeItem(item.slot);
      } catch {
        this.keeps = false;
      }
    }
    this.unsent = this.unsent.filter((item) => !uids.has(item.event.uid));
  }

  // The page may be gone in a moment. Start from the oldest, also what is on its way: an undo must not overtake its tag.
  lastWords() {
    if (!this.unsent.length || this.trouble === "signin") return;
    const kept = this.unsent.every((item) => item.slot);
    for (let from = 0; from < this.unsent.length; from += LARGEST_BATCH) {
      const body = this.body(this.unsent.slice(from, from + LARGEST_BATCH), 0);
      const sent = navigator.sendBeacon?.(this.owner.endpoint, new Blob([body], { type: "application/json" }));
      if (!sent || kept) return; // what does not fit is adopted at the next start
    }
  }
}

function readEvent(slot) {
  try {
    const event = JSON.parse(localStorage.getItem(slot));
    return event?.uid && event.action ? event : null;
  } catch {
    return null;
  }
}
