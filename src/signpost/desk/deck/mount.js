// What Streamlit calls: finds the session of this analyst, or begins one, and draws the deck on it.

function remembered(name) {
  try {
    return localStorage.getItem(`signpost.deck.${name}`);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`signpost.deck.${name}`, value);
  } catch {
    // then it holds for this visit
  }
}

// The page's own background says which palette is on; what Python was told may be a run behind.
function themeOf(root, told) {
  const probe = root.ownerDocument.createElement("canvas").getContext("2d");
  const background = getComputedStyle(root).getPropertyValue("--st-background-color").trim();
  if (!probe || !background) return told === "dark" ? "dark" : "light";
  probe.fillStyle = background;
  const [red, green, blue] = probe.fillStyle.match(/[\da-f]{2}/gi)?.map((pair) => parseInt(pair, 16)) ?? [255, 255, 255];
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
}

export default function mount({ data, parentElement }) {
  if (!data?.storage_key) return undefined;
  const sessions = (window.signpostSessions ??= new Map());
  if (!sessions.has(data.storage_key)) sessions.set(data.storage_key, new Session(data));
  const session = sessions.get(data.storage_key);
  session.take(data);
  const root = parentElement.querySelector(".deck");
  if (root.deck?.session !== session) {
    root.deck?.leave();
    root.deck = new Deck(root, session);
  }
  root.deck.build(themeOf(root, data.theme));
  root.deck.paint();
  return () => {
    root.deck?.leave();
    root.deck = undefined;
  };
}
