// Copies a chart that stands on the page as a picture, and its sentence as text. Nothing leaves the browser.

const SCALE = 2; // pixels of the picture for one of the page
const EDGE = 24;
const TITLE = 17;
const SMALL = 12;
const TOLD_MS = 6000;

// The lines of a text that fit into a width.
function wrapped(pen, text, width) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (pen.measureText(longer).width <= width || !lines.at(-1)) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.filter(Boolean);
}

// The page's own typeface as rules that carry their files with them: an SVG that is drawn alone knows no others, and
// another typeface is wider than the chart has room for.
async function typeface(chart) {
  const text = chart.querySelector("text");
  const family = text ? getComputedStyle(text).fontFamily.split(",")[0].replace(/["']/g, "").trim() : "";
  const rules = [...document.styleSheets].flatMap((sheet) => {
    try {
      return [...sheet.cssRules];
    } catch {
      return []; // of another site
    }
  });
  const own = rules.filter(
    (rule) =>
      rule instanceof CSSFontFaceRule &&
      rule.style.getPropertyValue("font-family").replace(/["']/g, "").trim() === family &&
      rule.style.getPropertyValue("font-style") !== "italic",
  );
  const carried = own.map(async (rule) => {
    const [, address] = rule.style.getPropertyValue("src").match(/url\(["']?([^"')]+)/) ?? [];
    if (!address) return "";
    const base = rule.parentStyleSheet?.href ?? document.baseURI;
    const bytes = await (await fetch(new URL(address, base))).blob();
    const inline = await new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.readAsDataURL(bytes);
    });
    const weight = rule.style.getPropertyValue("font-weight") || "normal";
    return `@font-face { font-family: "${family}"; font-weight: ${weight}; src: url(${inline}); }`;
  });
  return (await Promise.allSettled(carried)).map((one) => one.value ?? "").join("\n");
}

// The chart as an image: an SVG in the page, drawn alone.
async function image(chart) {
  const box = chart.getBoundingClientRect();
  const copy = chart.cloneNode(true);
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", box.width);
  copy.setAttribute("height", box.height);
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = await typeface(chart);
  copy.prepend(style);
  const source = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  return new Promise((done, failed) => {
    const drawn = new Image();
    drawn.onload = () => done([drawn, box.width, box.height]);
    drawn.onerror = () => failed(new Error("the chart cannot be drawn"));
    drawn.src = source;
  });
}

// The last chart before a place on the page.
function chartAbove(place) {
  const charts = [...document.querySelectorAll("svg.marks")];
  return charts.findLast((one) => one.compareDocumentPosition(place) & Node.DOCUMENT_POSITION_FOLLOWING);
}

// The sentence above, the chart, the source below, as the bytes of a PNG.
async function picture({ sentence, source, paper, ink }, place) {
  const found = chartAbove(place);
  if (!found) throw new Error("the chart is not drawn yet");
  const [drawn, width, height] = await image(found);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const family = getComputedStyle(document.body).fontFamily;
  const title = `600 ${TITLE}px ${family}`;
  const small = `${SMALL}px ${family}`;
  pen.font = title;
  const above = wrapped(pen, sentence, width);
  pen.font = small;
  const below = wrapped(pen, source, width);
  const top = EDGE + above.length * TITLE * 1.35 + 8;
  canvas.width = (width + 2 * EDGE) * SCALE;
  canvas.height = (top + height + below.length * SMALL * 1.4 + 1.4 * EDGE) * SCALE;
  pen.scale(SCALE, SCALE);
  pen.fillStyle = paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = ink;
  pen.textBaseline = "top";
  pen.font = title;
  above.forEach((line, place) => pen.fillText(line, EDGE, EDGE + place * TITLE * 1.35));
  pen.drawImage(drawn, EDGE, top, width, height);
  pen.font = small;
  pen.globalAlpha = 0.8;
  below.forEach((line, place) => pen.fillText(line, EDGE, top + height + 10 + place * SMALL * 1.4));
  return new Promise((done, failed) => {
    canvas.toBlob((bytes) => (bytes ? done(bytes) : failed(new Error("the picture cannot be made"))), "image/png");
  });
}

function saved(bytes, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), TOLD_MS);
  return "Saved as a file";
}

// To the clipboard; where a browser keeps that from the page (no https), into a file.
async function copyPicture(data, place) {
  const made = picture(data, place);
  if (navigator.clipboard?.write && window.ClipboardItem) {
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": made })]);
      return "Picture copied";
    } catch {
      return saved(await made, data.file);
    }
  }
  return saved(await made, data.file);
}

async function copySentence({ sentence }) {
  try {
    await navigator.clipboard.writeText(sentence);
  } catch {
    const field = document.createElement("textarea");
    field.value = sentence;
    field.style.cssText = "position:fixed;opacity:0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy"); // the only way on a page without https
    field.remove();
    if (!done) throw new Error("the browser does not allow it; it stands under Take away");
  }
  return "Sentence copied";
}

export default function mount({ data, parentElement }) {
  const root = parentElement.querySelector(".copying");
  const told = root.querySelector(".told");
  const place = root.getRootNode().host ?? root;
  const tell = async (act) => {
    try {
      told.textContent = await act(data, place);
    } catch (error) {
      told.textContent = `Not copied: ${error.message}`;
    }
    clearTimeout(root.fading);
    root.fading = setTimeout(() => (told.textContent = ""), TOLD_MS);
  };
  const [first, second] = [root.querySelector(".picture"), root.querySelector(".sentence")];
  first.hidden = !data.chart;
  second.hidden = !data.sentence;
  first.onclick = () => tell(copyPicture);
  second.onclick = () => tell(copySentence);
  root.setAttribute("aria-label", data.label);
}
