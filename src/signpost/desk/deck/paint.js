// Painting: what stands on the page for a card, a judgement, a factor and the state of saving. Everything that came from
// outside is written as textContent, and a link is a web link or none.

const LONG_TITLE = 170;
const EMPTY = "Nothing waits. Collect feeds or import headlines.";
const EMPTY_NEXT =
  "The Feeds page starts a collection round now; “signpost headlines import FILE.csv” brings a file. " +
  "This page looks again every 20 seconds.";
const EMPTY_FILTERED = "Nothing that fits the filter waits.";
const EMPTY_FILTERED_NEXT = "Clear or change the filter above; this page looks again every 20 seconds.";
const TIME_FLAGS = {
  missing: "no time given, seen ",
  silly: "time not plausible, seen ",
  future: "dated in the future, seen ",
};
const KEEPS_NOTHING = "This browser keeps nothing: tags are sent at once; wait for “all saved” before closing";

const counted = (number) => number.toLocaleString("en"); // 443,579, as on the other pages
const shortTime = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const shortDay = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const shortDayAlone = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const dayAlone = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const localTime = new Intl.DateTimeFormat(undefined, {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});

// What was given as a day alone is midnight UTC: it is shown as that day, whatever the reader's clock.
const timeInWords = (at) => (at.getTime() % 86_400_000 ? localTime : dayAlone).format(at);

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

// Why a headline is here, and what is suggested for it with the record of that suggestion; nothing is ever prefilled.
function whyInWords(card, factors) {
  const why = card?.why ?? "";
  const here = why.startsWith("names ") ? `Here because it ${why}` : why.charAt(0).toLocaleUpperCase() + why.slice(1);
  const hints = hintsOf(card).map(({ factor, record }) => `${factors.find((f) => f.id === factor)?.short} (${record})`);
  return [here, hints.length ? `suggested: ${hints.join(", ")}` : ""].filter(Boolean).join(" · ");
}

function hintsOf(card) {
  if (!card || card.blind || card.pair) return [];
  return (card.hints ?? []).map(({ factor, right, of }) => ({
    factor,
    record: of ? `right ${right} of ${of} so far` : "no record yet",
  }));
}

// A mark on the heads of the factors that are suggested; with the record for a reader who hears it.
function paintHints(heads, factors, card) {
  const hints = new Map(hintsOf(card).map(({ factor, record }) => [factor, record]));
  factors.forEach((factor, column) => {
    const record = hints.get(factor.id);
    const head = heads[column];
    const words = `Codebook of ${factor.short}${record ? `; suggested, ${record}` : ""}`;
    if (head.getAttribute("aria-label") === words) return;
    head.setAttribute("aria-label", words);
    head.title = record ? `${factor.title}. Suggested; ${record}` : factor.title;
    head.lastElementChild.textContent = record ? "◇" : "";
  });
}

function paintLink(open, url) {
  const link = safeLink(url);
  if (link) open.href = link;
  else open.removeAttribute("href");
  open.hidden = !link;
}

function paintCard(root, card, factors, [empty, next]) {
  const part = (name) => root.querySelector(`.${name}`);
  for (const name of ["text", "others", "foot"]) part(name).hidden = Boolean(card?.pair);
  part("pair").hidden = !card?.pair;
  part("body").classList.toggle("tall", Boolean(card?.pair)); // by as much as the two lines below it
  if (card?.pair) paintPair(part("pair"), card);
  if (part("title").textContent) part("text").scrollTop = 0; // asking costs a layout: not for the first card
  const title = card?.pair ? "" : card ? card.title : empty;
  write(part("title"), title, card ?? {});
  part("title").classList.toggle("long", title.length > LONG_TITLE);
  write(part("summary"), card ? card.summary : next, card ?? {});
  part("outlet").textContent = card?.pair ? "Same event?" : card?.outlet ?? "";
  part("perspective").textContent = card?.pair ? PAIR_MEANS : card?.perspective ?? "";
  paintTime(part("time"), card?.pair ? null : card);
  paintLink(part("open"), card?.pair ? "" : card?.url);
  part("why").textContent = part("why").title = whyInWords(card, factors);
}

// The keys that mean nothing now look so: all where nothing waits, those that judge where a card only asks.
function muteKeys(root, card) {
  const judging = ".key, .not-relevant, .deed";
  const mute = !card ? `${judging}, .later` : card.pair ? `${judging}, .weight, .several` : "";
  if (root.dataset.mute === mute) return;
  root.dataset.mute = mute;
  for (const key of root.querySelectorAll(`${judging}, .later, .weight, .several`))
    setAttribute(key, "aria-disabled", String(mute !== "" && key.matches(mute)));
}

function paintTime(time, card) {
  const at = card ? new Date(card.at) : null;
  const known = at && !Number.isNaN(at.getTime());
  time.textContent = known ? `${TIME_FLAGS[card.time_flag] ?? ""}${timeInWords(at)}` : "";
  if (known) time.dateTime = at.toISOString();
  time.title = known ? `${at.toISOString().slice(0, 16).replace("T", " ")} UTC` : "";
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
