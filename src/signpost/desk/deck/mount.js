// What Streamlit calls: finds the session of this analyst, or begins one, and draws the deck on it. A deck that stands
// there already, since before Streamlit had started (`early.js`), is moved in as it is.

const SETTLED_MS = 2000;

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

// The deck's elements within what Streamlit was handed (`desk/deck.py`); made from their template where none stand yet.
function furnish(parentElement) {
  const room = parentElement.querySelector(".room");
  room?.replaceWith(parentElement.querySelector("template").content.cloneNode(true));
  return parentElement.querySelector(".deck");
}

function draw(root, session, theme) {
  if (root.deck?.session !== session) {
    root.deck?.leave();
    root.deck = new Deck(root, session);
  }
  root.deck.build(themeOf(root, theme));
  root.deck.paint();
}

// What scrolls on Streamlit's page.
const streamlitsMain = () => document.querySelector("[data-testid='stMain']");
const mainScroll = () => streamlitsMain()?.scrollTop ?? 0;

// Where the deck stands on the page, for the next visit: what is above it may break into lines.
function notePlace(root) {
  if (root.isConnected) remember("place", JSON.stringify([innerWidth, root.getBoundingClientRect().top + mainScroll()]));
}

export default function mount({ data, parentElement }) {
  if (!data?.storage_key) return undefined;
  const sessions = (window.signpostSessions ??= new Map());
  if (!sessions.has(data.storage_key)) sessions.set(data.storage_key, new Session(data));
  const session = sessions.get(data.storage_key);
  session.take(data);
  const turn = (parentElement.turn = (parentElement.turn ?? 0) + 1);
  const early = window.signpostEarly;
  if (early && early.shadow !== parentElement) {
    if (early.session === session) {
      early.root.deck.paint();
      early.moveTo(parentElement);
      return () => turn === parentElement.turn && leave(parentElement);
    }
    early.leave(); // the page was opened for somebody else
  }
  const root = furnish(parentElement);
  draw(root, session, data.theme);
  setTimeout(() => notePlace(root), SETTLED_MS);
  return () => turn === parentElement.turn && leave(parentElement); // else a later run has drawn it since
}

function leave(parentElement) {
  if (window.signpostEarly?.target === parentElement) window.signpostEarly.leave();
  const root = parentElement.querySelector(".deck");
  root?.deck?.leave();
  if (root) root.deck = undefined;
}
