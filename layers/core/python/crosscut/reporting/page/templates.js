// The table of templates, a sparkline for each, and what its variable parts were.
(() => {
  "use strict";
  const into = document.getElementById("templates");
  if (!into) return;
  const { data, element, table, format } = crosscut;
  const rows = data.templates;
  const [ID, TEXT, SERVICE, LEVEL, NUMBER, COUNT, FIRST, LAST, SPARK, VALUES, CITED] = rows[0].keys();
  const SVG = "http://www.w3.org/2000/svg";

  function spark(counts, level) {
    const most = Math.max(1, ...counts), wide = 120 / Math.max(1, counts.length);
    let path = "";
    counts.forEach((count, at) => {
      if (!count) return;
      const high = Math.max(1.5, 21 * count / most);
      path += "M" + (at * wide).toFixed(1) + " 22v" + (-high).toFixed(1) + "h" + Math.max(0.8, wide - 0.6).toFixed(1) + "V22z";
    });
    const svg = document.createElementNS(SVG, "svg"), drawn = document.createElementNS(SVG, "path");
    svg.setAttribute("class", level === "ERROR" || level === "FATAL" ? "spark err" : "spark");
    svg.setAttribute("viewBox", "0 0 120 22");
    svg.setAttribute("aria-hidden", "true");
    drawn.setAttribute("d", path);
    svg.append(drawn);
    return svg;
  }

  function detail(row) {
    const list = element("dl");
    const say = (name, ...lines) => list.append(element("div", {}, element("dt", {}, name),
      ...lines.filter(Boolean).map((line) => element("dd", {}, line))));
    say("Template " + row[ID], row[FIRST] === row[LAST] ? row[FIRST] : row[FIRST] + " to " + row[LAST] + " UTC",
      row[SPARK].length > 1 ? "records over time: " + row[SPARK].join(" ") : "");
    for (const [name, ...facts] of row[VALUES]) say(name, ...facts);
    return element("tr", { class: "detail" }, element("td", { colspan: "5" }, list));
  }

  function draw(i) {
    const row = rows[i];
    const text = element("code", {}, row[TEXT] || "(an empty line)");
    const button = element("button", { type: "button", "aria-expanded": "false" }, text);
    const made = element("tr", {},
      element("td", { class: "num" }, format.format(row[COUNT])),
      element("td", { class: "level " + row[LEVEL] }, row[LEVEL] || "–"),
      element("td", {}, spark(row[SPARK], row[LEVEL])),
      element("td", { class: "text" }, button,
        ...(row[SERVICE] ? [element("span", { class: "service" }, row[SERVICE])] : []),
        ...(row[CITED] ? [element("span", { class: "cited" }, "cited above")] : [])),
      element("td", { class: "time" }, row[FIRST].slice(5)));
    let open = null;
    button.addEventListener("click", () => {
      if (open) { open.remove(); open = null; } else made.after(open = detail(row));
      button.setAttribute("aria-expanded", String(Boolean(open)));
    });
    return made;
  }

  const services = [...new Set(rows.map((row) => row[SERVICE]).filter(Boolean))].sort();
  const levels = [...new Set(rows.map((row) => row[LEVEL]).filter(Boolean))];
  levels.sort((a, b) => rows.find((r) => r[LEVEL] === b)[NUMBER] - rows.find((r) => r[LEVEL] === a)[NUMBER]);
  table(into, {
    label: rows.length === 1 ? "template" : "templates",
    total: rows.length,
    columns: [
      { name: "Records", class: "num", order: (i) => rows[i][COUNT], first: -1 },
      { name: "Level", order: (i) => rows[i][NUMBER], first: -1 },
      { name: "Over time" },
      { name: "Template", order: (i) => rows[i][TEXT] },
      { name: "First seen", class: "time", order: (i) => rows[i][FIRST] },
    ],
    row: draw,
    text: (i) => rows[i][TEXT] + " " + rows[i][SERVICE] + " " + rows[i][ID],
    filters: [
      { label: "Level", options: levels, fits: (i, level) => rows[i][LEVEL] === level },
      ...(services.length > 1 ? [{ label: "Service", options: services, fits: (i, name) => rows[i][SERVICE] === name }] : []),
      { label: "Cited", options: ["in findings"], fits: (i) => rows[i][CITED] },
    ],
  });
})();
