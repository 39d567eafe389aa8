// Which key does what. A key is its place on the keyboard (`event.code`), so every layout has the grid under the same
// fingers; on screen stands the letter that the reader's own layout has there. An analyst may give each act another key.

const GRID_CODES = ["QWERT", "ASDFG", "ZXCVB"].map((row) => Array.from(row, (letter) => `Key${letter}`));
const gridAct = (row, column) => `tag-${row}-${column}`;

// The acts beside the grid, in the order of the panel: name, standard key, words.
const ACTS = [
  ["not-relevant", "Space", "not relevant"],
  ["later", "Enter", "later; next, once tagged"],
  ["undo", "Backspace", "undo"],
  ["weight-1", "Digit1", "next tag: lowest weight"],
  ["weight-2", "Digit2", "next tag: middle weight"],
  ["weight-3", "Digit3", "next tag: highest weight"],
  ["signpost", "KeyP", "signpost of the last tag"],
  ["note", "KeyN", "note on the last tag or deed"],
  ["deed", "KeyI", "deed observed"],
  ["open", "KeyO", "open the link"],
  ["same", "KeyY", "same event as the headline that the card asks about"],
  ["apart", "KeyU", "not the same event"],
  ["codebook", "KeyH", "show or hide the codebook"],
  ["list", "KeyL", "cards or list"],
  ["down", "KeyJ", "list: next row"],
  ["up", "KeyK", "list: row before"],
  ["rest", "KeyM", "list: rest not relevant, next rows"],
];
const TAKES_SHIFT = /^(tag|weight)-/;

const KEY_NAMES = {
  Space: "Space", Enter: "Enter", Backspace: "⌫", Delete: "Del", Insert: "Ins", Minus: "-", Equal: "=", Comma: ",",
  Period: ".", Slash: "/", Backslash: "\\", Semicolon: ";", Quote: "'", Backquote: "`", BracketLeft: "[",
  BracketRight: "]", IntlBackslash: "<", Home: "Home", End: "End", PageUp: "PgUp", PageDown: "PgDn",
}; // prettier-ignore
const CANNOT_BE_BOUND = /^(Escape|Tab|CapsLock|NumLock|ScrollLock|ContextMenu|Arrow\w+|F\d+|(Shift|Control|Alt|Meta|OS)(Left|Right))$/;

// One place for keys that exist twice.
function oneCode(code, key = "") {
  if (code === "NumpadEnter") return "Enter";
  return /^Numpad\d$/.test(code) && /^\d$/.test(key) ? `Digit${key}` : code;
}

class Bindings {
  // `wish` is what the analyst set: {act: code}. What it does not name, or names wrongly, keeps its standard key.
  constructor(wish = {}) {
    this.standard = new Map(ACTS.map(([act, code]) => [act, code]));
    GRID_CODES.forEach((codes, row) => codes.forEach((code, column) => this.standard.set(gridAct(row, column), code)));
    this.letters = new Map();
    this.read(wish);
  }

  read(wish) {
    const wanted = Object.entries(wish ?? {}).filter(
      ([act, code]) => this.standard.has(act) && typeof code === "string" && code && !CANNOT_BE_BOUND.test(code),
    );
    const codes = new Map(this.standard);
    for (const [act, code] of wanted) codes.set(act, code);
    // two acts on one key would leave one without: then none of the changes holds
    this.codes = new Set(codes.values()).size === codes.size ? codes : new Map(this.standard);
    this.acts = new Map(Array.from(this.codes, ([act, code]) => [code, act]));
  }

  act(code) {
    return this.acts.get(code);
  }

  code(act) {
    return this.codes.get(act);
  }

  name(code) {
    const letter = this.letters.get(code);
    if (letter?.trim()) return letter;
    return KEY_NAMES[code] ?? code.replace(/^(Key|Digit)/, "").replace(/^Numpad/, "Num ");
  }

  keyOf(act) {
    return this.name(this.code(act));
  }

  // What is in the way of giving `act` this key: "" if nothing, "cannot" for keys that others need, else the other act.
  conflict(act, code) {
    if (CANNOT_BE_BOUND.test(code) || !code) return "cannot";
    const other = this.acts.get(code);
    return other && other !== act ? other : "";
  }

  set(act, code) {
    this.read({ ...this.changed(), [act]: code });
  }

  swap(act, other) {
    this.read({ ...this.changed(), [act]: this.code(other), [other]: this.code(act) });
  }

  // Only what differs from the standard.
  changed() {
    return Object.fromEntries(Array.from(this.codes).filter(([act, code]) => this.standard.get(act) !== code));
  }

  // A letter of the reader's layout, learnt from what was pressed; true if it was new.
  learn(code, key) {
    const letter = key.toLocaleUpperCase();
    if (key.length !== 1 || !key.trim() || this.letters.get(code) === letter) return false;
    this.letters.set(code, letter);
    return true;
  }
}
