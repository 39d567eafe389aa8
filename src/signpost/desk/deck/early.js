// The deck before Streamlit has started: Streamlit's scripts take a second and more, the deck's own a few milliseconds.
//
// It is the very same deck on the same session, on a sheet over the page at the place where Streamlit will put it. Once
// Streamlit has drawn the page, the deck's elements move there as they are (`moveTo`), with whatever is open or half
// typed, and the sheet goes. Where anything stands in the way, the sheet goes without: then Streamlit's deck is drawn on
// the same session, as if this had never been.

const MATCH_PX = 0.5;
const STEADY_MS = 400; // in another place than expected: then it will stay there
const STEADY_ELSEWHERE_MS = 1500; // the same where it stood elsewhere the last time: something above may still be missing
const NO_DECK_MS = 1000; // Streamlit has drawn a page without a deck
const TOO_LONG_MS = 15_000; // it has a deck and never draws it
const FONTS_MS = 150;

const themeKept = `stActiveTheme-${location.pathname}-v`; // Streamlit's own name for the reader's choice

function themeChosen() {
  try {
    const slot = Object.keys(localStorage).find((name) => name.startsWith(themeKept));
    const said = slot && JSON.parse(localStorage.getItem(slot));
    if (said === "Light" || said === "Dark") return said.toLowerCase();
  } catch {
    // then the system says
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

// Streamlit says in its page whether the script runs: "initial", "running", "notRunning".
const scriptState = () => document.querySelector("[data-testid='stApp']")?.dataset.testScriptState;
const ran = () => scriptState() === "notRunning";

class Early {
  constructor() {
    this.path = location.pathname;
    this.gone = false;
    this.sheet = make("div", "", "", { id: "signpost-early" });
    this.shadow = this.sheet.attachShadow({ mode: "open" });
    this.size = make("style", "", EARLY.size); // Streamlit says so too, but not at once
    window.signpostEarly = this;
  }

  draw(data, theme) {
    const place = make("div", "place", "");
    place.innerHTML = EARLY.html;
    place.prepend(make("div", "heading", "Tagging", { "aria-hidden": "true" })); // Streamlit's own comes
    const [width, top] = placeNoted();
    const noted = width === innerWidth;
    this.steady = noted ? STEADY_ELSEWHERE_MS : STEADY_MS;
    if (noted) place.style.top = `${top}px`;
    else if (data.demo) place.classList.add("below-banner");
    this.shadow.append(make("style", "", EARLY.css), make("style", "", EARLY.look[theme]), place);
    document.head.append(this.size);
    document.body.append(this.sheet);
    mount({ data, parentElement: this.shadow });
    this.root = this.shadow.querySelector(".deck");
    this.session = this.root.deck.session;
    this.watch = setInterval(() => this.look(), 100);
  }

  // Another page was opened, or this one shows something else: a question for the name, an error.
  look() {
    if (location.pathname !== this.path) return this.leave();
    if (this.target) return undefined;
    this.over = ran() ? this.over ?? Date.now() : undefined;
    const awaited = document.querySelector(".st-key-tagging_deck") ? TOO_LONG_MS : NO_DECK_MS;
    return this.over && Date.now() - this.over > awaited ? this.leave() : undefined;
  }

  // Streamlit's component is there: move in as soon as it stands where it will stay. What is typed meanwhile is heard.
  moveTo(parentElement) {
    if (this.target === parentElement) return;
    this.target = parentElement;
    const from = performance.now();
    let before = "";
    let since = from;
    const step = () => {
      if (this.gone || this.target !== parentElement) return;
      const room = parentElement.querySelector(".room");
      const time = performance.now();
      const [there, here] = [room.getBoundingClientRect(), this.root.getBoundingClientRect()];
      room.style.minHeight = `${here.height}px`;
      const stands = `${there.x} ${there.y} ${there.width}`;
      if (stands !== before) [before, since] = [stands, time];
      const off = [there.x - here.x, there.width - here.width, there.y + mainScroll() - here.y - this.sheet.scrollTop];
      const same = off.every((by) => Math.abs(by) < MATCH_PX);
      const ready = room.isConnected && ran() && time > since && (same || time - since > this.steady);
      if ((ready || time - from > TOO_LONG_MS) && !this.wouldDisturb()) this.moveIn(room);
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }

  // Moving elements takes from them the focus, what an input method has begun, and a button that is held down.
  wouldDisturb() {
    const typing = this.root.contains(deepestFocus()) && deepestFocus().closest(TYPING);
    return Boolean(typing) || this.root.matches(":active");
  }

  moveIn(room) {
    const { root } = this;
    const focused = root.contains(deepestFocus()) ? deepestFocus() : null;
    const scrolled = [...root.querySelectorAll("*")].filter((each) => each.scrollTop).map((each) => [each, each.scrollTop]);
    if (streamlitsMain()) scrolled.push([streamlitsMain(), this.sheet.scrollTop]);
    room.replaceWith(root);
    focused?.focus({ preventScroll: true });
    for (const [each, top] of scrolled) each.scrollTop = top;
    this.clear();
    draw(root, this.session);
    setTimeout(() => notePlace(root), SETTLED_MS);
  }

  leave() {
    if (this.gone) return;
    this.root?.deck?.leave();
    this.clear();
  }

  clear() {
    this.gone = true;
    clearInterval(this.watch);
    this.sheet.remove();
    this.size.remove();
    window.signpostEarly = undefined;
  }
}

function placeNoted() {
  try {
    return JSON.parse(remembered("place")) ?? [];
  } catch {
    return [];
  }
}

// Draws the deck if somebody is known here; else Streamlit's page says what is missing.
async function begin() {
  const answer = await fetch(`${EARLY.start}${location.search}`);
  if (answer.status !== 200) return;
  const data = await answer.json();
  if (window.signpostSessions?.size) return; // too late
  const fonts = ["400 14px 'Source Sans'", "600 14px 'Source Sans'", "600 26px 'Source Serif'"];
  const loaded = Promise.all(fonts.map((font) => document.fonts.load(font)));
  await Promise.race([loaded, new Promise((done) => setTimeout(done, FONTS_MS))]);
  new Early().draw({ ...data, early: true }, themeChosen());
  if (!document.hidden) await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

begin()
  .catch(() => window.signpostEarly?.leave())
  .finally(() => window.signpostRelease?.());
