// The codebook beside the card.

// The codebook of one factor: what it says, its signposts, and the rules that are about it or about none in particular.
function paintBook(page, { factor, factors, directions, codebook, color, bindings }) {
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
  if (page.firstChild) page.scrollTop = 0; // before, while nothing waits to be laid out
  const about = ({ rule, factor: of }) =>
    of ? of === factor.id : rule.includes(factor.id) || !others.some((other) => rule.includes(other.id));
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
    list(codebook.filter(about).map(({ rule, by }) => item(plain(rule), by && `Added by ${by}`))),
    make("h3", "", "Keys"),
    keyList(bindings),
  );
  page.style.setProperty("--factor", color);
}

// The keys of the acts beside the grid, as they are now.
function keyList(bindings) {
  const line = (keys, words) => {
    const li = make("li", "", "");
    for (const [act, name] of keys) li.append(make("kbd", "", name, { "data-act": act }), " ");
    li.append(words);
    return li;
  };
  const ul = make("ul", "keylist", "");
  ul.append(
    ...ACTS.map(([act, , words]) => line([[act, bindings.keyOf(act)]], words)),
    line([["", "Shift"]], "with a tag key: add it and stay"),
    line([["", "←"], ["", "→"]], "another factor's codebook"),
    line([["", "↑"], ["", "↓"]], "list: row before, next row"),
  );
  return ul;
}
