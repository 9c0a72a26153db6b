// A table of many rows: filtered and sorted whole, shown a page at a time, so that it opens at once however many
// there are. Text is set as text only; nothing from the data is ever parsed as HTML.
const crosscut = (() => {
  "use strict";
  const SIZE = 50;
  const format = new Intl.NumberFormat("en-US");
  const data = JSON.parse(document.getElementById("data").textContent);

  function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key === "class") made.className = value;
      else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  // spec: { label, total, columns: [{ name, class, order, first }], row(i), text(i), filters: [{ label, options, fits }] }
  // `order` is a column of values to sort by, `first` the direction that a first press gives.
  function table(into, spec) {
    let sorted = null, direction = 1, page = 0, needle = [], shown = [];
    const chosen = spec.filters.map(() => "");
    const search = element("input", { type: "search", autocomplete: "off", spellcheck: "false" });
    const found = element("p", { class: "found", role: "status" });
    const body = element("tbody");
    const before = element("button", { type: "button", onclick: () => turn(-1) }, "Previous");
    const after = element("button", { type: "button", onclick: () => turn(1) }, "Next");
    const where = element("span");
    const heads = spec.columns.map((column) => {
      const cell = element("th", { scope: "col", class: column.class || "" });
      if (column.order) {
        cell.setAttribute("aria-sort", "none");
        cell.append(element("button", { type: "button", onclick: () => sort(column) }, column.name));
      } else cell.append(column.name);
      return cell;
    });
    const selects = spec.filters.map((filter, at) => {
      const select = element("select", {}, element("option", { value: "" }, "all"));
      for (const option of filter.options) select.append(element("option", { value: option }, option));
      select.addEventListener("change", () => { chosen[at] = select.value; filtered(); });
      return element("label", {}, filter.label, select);
    });
    let waiting = 0;
    search.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        needle = search.value.toLowerCase().split(/\s+/).filter(Boolean);
        filtered();
      }, spec.total > 5000 ? 150 : 0);
    });

    function filtered() {
      shown = [];
      for (let i = 0; i < spec.total; i++) {
        if (!spec.filters.every((filter, at) => !chosen[at] || filter.fits(i, chosen[at]))) continue;
        if (needle.length) {
          const text = spec.text(i).toLowerCase();
          if (!needle.every((word) => text.includes(word))) continue;
        }
        shown.push(i);
      }
      if (sorted) arrange();
      page = 0;
      draw();
    }
    function arrange() {
      const of = sorted.order;
      shown.sort((a, b) => (of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0) * direction || a - b);
    }
    function sort(column) {
      direction = sorted === column ? -direction : column.first || 1;
      sorted = column;
      spec.columns.forEach((each, at) => {
        if (each.order) heads[at].setAttribute("aria-sort",
          each !== column ? "none" : direction > 0 ? "ascending" : "descending");
      });
      arrange();
      page = 0;
      draw();
    }
    function turn(by) { page += by; draw(); into.scrollIntoView({ block: "start" }); }
    function draw() {
      const begin = page * SIZE, end = Math.min(shown.length, begin + SIZE);
      body.replaceChildren(...shown.slice(begin, end).map(spec.row));
      found.textContent = shown.length === spec.total ? format.format(spec.total) + " " + spec.label
        : format.format(shown.length) + " of " + format.format(spec.total) + " " + spec.label;
      where.textContent = shown.length
        ? format.format(begin + 1) + " to " + format.format(end) + " of " + format.format(shown.length) : "none";
      before.disabled = page === 0;
      after.disabled = end >= shown.length;
    }
    into.replaceChildren(
      element("div", { class: "controls" },
        element("label", { class: "grow" }, "Filter: every word has to be in it", search), ...selects, found),
      element("table", { class: "data" }, element("caption", { class: "skip" }, spec.label),
        element("thead", {}, element("tr", {}, ...heads)), body),
      element("div", { class: "pager" }, before, after, where));
    filtered();
  }
  return { data, element, table, format };
})();
