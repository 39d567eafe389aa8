// Painting: what stands on the page for a card, a judgement, a factor and the state of saving. Everything that came from
// outside is written as textContent, and a link is a web link or none.

const LONG_TITLE = 170;
const EMPTY = "Nothing waits. Collect feeds or import headlines.";
const EMPTY_NEXT =
  "The Feeds page starts a collection round now; “signpost headlines import FILE.csv” brings a file. " +
  "This page looks again every 20 seconds.";
const TIME_FLAGS = {
  missing: "no time given, seen ",
  silly: "time not plausible, seen ",
  future: "dated in the future, seen ",
};
const KEEPS_NOTHING = "This browser keeps nothing: tags are sent at once; wait for “all saved” before closing";

const localTime = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

// The state of saving in words, and whether it needs attention.
function stateInWords(outbox) {
  const unsaved = outbox.unsent.length;
  const many = unsaved === 1 ? "1 judgement is" : `${unsaved} judgements are`;
  if (outbox.trouble === "signin")
    return [`Sign in again (reload the page)${unsaved ? `: ${many} kept` : ""}`, true];
  if (!outbox.keeps && !outbox.trouble)
    return [`${KEEPS_NOTHING} · ${unsaved ? `${unsaved} unsaved` : "all saved"}`, true];
  if (!unsaved) return [outbox.trouble ? "all saved · the server does not answer" : "all saved", false];
  if (!outbox.trouble) return [`saving ${unsaved}`, false];
  const what = outbox.trouble === "silent" ? "the server does not answer" : outbox.trouble;
  const then = outbox.unsent.every((item) => item.slot)
    ? `keep this page open or come back later, ${unsaved === 1 ? "it is" : "they are"} kept`
    : "keep this page open: this browser keeps nothing";
  return [`${unsaved} unsaved — ${what}; ${then}`, true];
}

function paintCard(root, card) {
  const part = (name) => root.querySelector(`.${name}`);
  const mute = !card ? ".key, .not-relevant, .later" : card.pair ? ".key, .not-relevant, .weight, .several" : "";
  if (root.dataset.mute !== mute) {
    root.dataset.mute = mute;
    for (const key of root.querySelectorAll(".key, .not-relevant, .later, .weight, .several"))
      setAttribute(key, "aria-disabled", String(mute !== "" && key.matches(mute)));
  }
  for (const name of ["text", "others", "foot"]) part(name).hidden = Boolean(card?.pair);
  part("pair").hidden = !card?.pair;
  part("body").classList.toggle("tall", Boolean(card?.pair)); // by as much as the two lines below it
  if (card?.pair) paintPair(part("pair"), card);
  const text = part("text");
  text.scrollTop = 0;
  const title = card?.pair ? "" : card ? card.title : EMPTY;
  write(part("title"), title, card ?? {});
  part("title").classList.toggle("long", title.length > LONG_TITLE);
  write(part("summary"), card ? card.summary : EMPTY_NEXT, card ?? {});
  part("outlet").textContent = card?.pair ? "Same event?" : card?.outlet ?? "";
  part("perspective").textContent = card?.pair ? PAIR_MEANS : card?.perspective ?? "";
  paintTime(part("time"), card?.pair ? null : card);
  const link = card?.pair ? "" : safeLink(card?.url);
  const open = part("open");
  if (link) open.href = link;
  else open.removeAttribute("href");
  open.hidden = !link;
  part("why").textContent = card?.why ? `Here because it ${card.why}` : "";
}

function paintTime(time, card) {
  const at = card ? new Date(card.at) : null;
  const known = at && !Number.isNaN(at.getTime());
  time.textContent = known ? `${TIME_FLAGS[card.time_flag] ?? ""}${localTime.format(at)}` : "";
  if (known) time.dateTime = at.toISOString();
  time.title = known ? `${at.toISOString().slice(0, 16).replace("T", " ")} UTC` : "";
}

// One line of the last ten: pressing it takes the judgement back, "Add" opens the panel for a signpost or note.
function judgementItem(entry, session, color, { takeBack, add }) {
  const factor = session.factors.find((each) => each.id === entry.factor);
  const words = session.inWords(entry);
  const item = make("li", "judgement", "");
  const line = make("button", "take-back", "", { type: "button", title: "Take back and show again" });
  if (factor) line.style.setProperty("--factor", color(factor));
  const signpost = factor?.signposts.find((each) => each.id === entry.signpost);
  const more = [signpost?.title, entry.note].filter(Boolean).join(" · ");
  const title = make("span", "judged-title", "");
  const about = entry.about ?? entry.card;
  write(title, about.title, about);
  line.append(make("span", "word", words), title, make("span", "more", more));
  line.setAttribute("aria-label", `Take back ${words}: ${about.title}`);
  line.addEventListener("click", takeBack);
  item.append(line);
  if (entry.action === "tag") {
    const button = make("button", "add-to", more ? "Change" : "Add", { type: "button", title: "Signpost or note" });
    button.setAttribute("aria-label", `${button.textContent} signpost or note: ${entry.card.title}`);
    button.addEventListener("click", add);
    item.append(button);
  }
  return item;
}

// The codebook of one factor: what it says, its signposts, and the rules that are about it or about none in particular.
function paintBook(page, { factor, factors, directions, codebook, color, letterOf }) {
  const item = (text, detail) => {
    const li = make("li", "", text);
    if (detail) li.append(make("span", "detail", detail));
    return li;
  };
  const list = (items) => {
    const ul = make("ul", "", "");
    ul.append(...items);
    return ul;
  };
  const label = (id) => lowered(directions.find((direction) => direction.id === id)?.label ?? "");
  const others = factors.filter((other) => other !== factor);
  const about = (rule) => rule.includes(factor.id) || !others.some((other) => rule.includes(other.id));
  const plain = (rule) => factors.reduce((text, each) => text.replaceAll(each.id, each.short), rule).replaceAll("->", "→");
  page.replaceChildren(
    make("h2", "book-title", factor.title),
    make("p", "", factor.summary),
    make("h3", "", "Signposts"),
    list(factor.signposts.map((each) => item(each.title, `${each.statement} Usually ${label(each.direction)}.`))),
    make("h3", "", "Claims"),
    list(factor.claims.map((claim) => item(claim))),
    make("h3", "", "Directions"),
    list(directions.map((direction) => item(direction.label, direction.help))),
    make("h3", "", "Rules"),
    list(codebook.filter(about).map((rule) => item(plain(rule)))),
    make("h3", "", "Keys"),
    keyList(letterOf),
  );
  page.style.setProperty("--factor", color);
  page.scrollTop = 0;
}

const KEYS = [
  [["KeyY"], "same event as the headline that the card asks about"],
  [["KeyU"], "not the same event"],
  [["Space"], "not relevant"],
  [["Enter"], "later; next, once tagged"],
  [["⌫"], "undo"],
  [["1", "2", "3"], "weight of the next tag"],
  [["Shift"], "with a tag key: add it and stay"],
  [["KeyP"], "signpost of the last tag"],
  [["KeyN"], "note on the last tag"],
  [["KeyO"], "open the link"],
  [["KeyH"], "show or hide the codebook"],
  [["←", "→"], "another factor's codebook"],
];

function keyList(letterOf) {
  const lines = KEYS.map(([keys, words]) => {
    const li = make("li", "", "");
    for (const key of keys) {
      const code = key.startsWith("Key") ? key : "";
      li.append(make("kbd", "", code ? letterOf(code) : key, { "data-code": code }), " ");
    }
    li.append(words);
    return li;
  });
  const ul = make("ul", "keylist", "");
  ul.append(...lines);
  return ul;
}

function safeLink(text) {
  try {
    const url = new URL(text);
    return ["http:", "https:"].includes(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

function make(tag, name, text, attributes = {}) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  return element;
}

function write(element, text, { language, rtl }) {
  element.textContent = text ?? "";
  if (language) element.lang = language;
  else element.removeAttribute("lang");
  element.dir = rtl ? "rtl" : "auto";
}

function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
