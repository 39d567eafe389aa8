// What the deck asks about stories: is a proposed copy the same event? On the card of its story as one line, or, where
// that story is judged already, as a card of its own with both headlines side by side.

const PAIR_MEANS = "one story until somebody says no";
const QUOTED = 130; // characters of a title within a sentence; the whole of it shows on hover

// "4 outlets, 2 independent publishers: also in …", without what was just said not to belong.
function carriedBy(card, answered) {
  let { outlets = 1, publishers = 1, others = [] } = card ?? {};
  if (card?.members) {
    const left = card.members.filter(([headline]) => answered.get(headline) !== "apart");
    outlets = new Set(left.map(([, outlet]) => outlet)).size;
    publishers = new Set(left.map(([, , publisher]) => publisher)).size;
    const names = new Set(left.map(([, outlet]) => outlet));
    others = others.filter((name) => names.has(name));
  }
  if (outlets < 2) return "";
  const independent = `${publishers} independent publisher${publishers === 1 ? "" : "s"}`;
  return `${outlets} outlets, ${independent}: also in ${others.join(", ")}`;
}

// How much later or earlier than `from` something was: "2 h later", "3 days earlier".
function timeBetween(from, to) {
  const minutes = Math.round((new Date(to) - new Date(from)) / 60_000);
  if (!Number.isFinite(minutes)) return "";
  const far = Math.abs(minutes);
  if (far < 1) return "at the same time";
  const days = Math.round(far / 1440);
  const size = far < 60 ? `${far}\u00a0min` : far < 2880 ? `${Math.round(far / 60)}\u00a0h` : `${days}\u00a0days`;
  return `${size} ${minutes > 0 ? "later" : "earlier"}`;
}

// A title whose words that differ from the other one's are marked; `parts` is [[text, differs], …].
function writeMarked(element, { title, parts, language, rtl }, longest = Infinity) {
  write(element, "", { language, rtl });
  let room = longest;
  for (const [text, differs] of parts ?? [[title, false]]) {
    if (room <= 0) break;
    const shown = text.length > room ? `${text.slice(0, room).trimEnd()}…` : text;
    room -= text.length;
    element.append(differs ? make("mark", "differs", shown) : shown);
  }
}

function paintQuestion(root, card, about, answered) {
  const part = (name) => root.querySelector(`.${name}`);
  const carriers = carriedBy(card, answered);
  part("others").textContent = carriers;
  part("others").title = carriers;
  part("ask").hidden = !about;
  if (!about) return;
  const question = part("question");
  if (card.pair) {
    const both = `“${card.first.title}” (${card.first.outlet}) and “${card.title}” (${card.outlet})`;
    question.replaceChildren("Do both report the same event?", make("span", "unseen", ` ${both}`));
    return;
  }
  const quoted = make("bdi", "quoted", "", { title: about.title });
  writeMarked(quoted, about, QUOTED);
  const when = [about.outlet, timeBetween(card.at, about.at)].filter(Boolean).join(", ");
  const asked = card.proposed.filter((each) => !ANSWERS.includes(answered.get(each.headline))).length;
  const more = asked > 1 ? make("span", "more-asked", ` ${asked - 1} more to ask`) : "";
  question.replaceChildren("Same event as “", quoted, `” (${when})?`, more);
}

function paintPair(box, card) {
  const side = (headline, when) => {
    const element = make("article", "side", "");
    const whence = make("p", "whence", "");
    const name = make("b", "", headline.outlet);
    whence.append(name, when ? ` · ${when}` : "", headline.perspective ? ` · ${headline.perspective}` : "");
    const title = make("h2", "side-title", "");
    writeMarked(title, headline);
    const summary = make("p", "side-summary", "");
    write(summary, headline.summary, headline);
    element.append(whence, title, summary);
    const link = safeLink(headline.url);
    if (link) {
      const open = make("a", "side-open", "Open", { href: link, target: "_blank", rel: "noopener noreferrer" });
      open.setAttribute("aria-label", `Open: ${headline.title}`);
      whence.append(" ", open);
    }
    return element;
  };
  const at = new Date(card.first.at);
  const first = Number.isNaN(at.getTime()) ? "" : timeInWords(at);
  box.replaceChildren(side(card.first, first), side(card, timeBetween(card.first.at, card.at)));
  box.scrollTop = 0;
}
