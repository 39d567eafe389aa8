// What an analyst set for the deck: the keys. Kept on the server for every browser of theirs; this browser keeps a copy
// for when the server does not answer, and sends it again at the next visit.

class Wishes {
  constructor(owner, data) {
    this.owner = owner;
    this.slot = `signpost.wishes|${data.storage_key}`;
    this.endpoint = data.wishes_endpoint || "/api/wishes";
    const kept = this.kept();
    this.bindings = new Bindings(kept?.unsaved || !data.keys ? kept?.keys : data.keys);
    this.state = "";
    if (kept?.unsaved) this.save();
    else if (data.keys) this.keep({ keys: data.keys });
  }

  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.slot) ?? "null");
    } catch {
      return null;
    }
  }

  keep(what) {
    try {
      localStorage.setItem(this.slot, JSON.stringify(what));
    } catch {
      // then it holds for this visit
    }
  }

  async save() {
    const keys = this.bindings.changed();
    this.keep({ keys, unsaved: true });
    try {
      const body = JSON.stringify({ token: this.owner.token, name: "keys", value: keys });
      const headers = { "Content-Type": "application/json" };
      const answer = await fetch(this.endpoint, { method: "POST", headers, body, keepalive: true });
      if (!answer.ok) throw new Error(String(answer.status));
      if (JSON.stringify(keys) !== JSON.stringify(this.bindings.changed())) return; // changed again since
      this.keep({ keys });
      this.state = "Kept for you on the server.";
    } catch {
      this.state = "Kept in this browser; the server does not answer and is asked again at your next visit.";
    }
    this.owner.onChange();
  }
}
