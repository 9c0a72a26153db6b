// Every insight of a deployment.
(() => {
  "use strict";
  const into = document.getElementById("insights");
  const { data, element, table, format } = crosscut;
  const SEVERITIES = ["info", "low", "medium", "high", "critical"];
  const STATUS = { o: "open", a: "acknowledged", r: "resolved" };
  const title = (i) => data.titles[data.title[i]], source = (i) => data.sources[data.source[i]];
  table(into, {
    label: "insights",
    total: data.id.length,
    columns: [
      { name: "Severity", order: (i) => data.severity[i], first: -1 },
      { name: "Insight", order: title },
      { name: "Status", order: (i) => data.status[i] },
      { name: "Records", class: "num", order: (i) => data.count[i], first: -1 },
      { name: "Last seen", class: "time", order: (i) => data.last[i], first: -1 },
    ],
    row: (i) => {
      const name = SEVERITIES[data.severity[i]];
      return element("tr", {},
        element("td", {}, element("span", { class: "badge " + name }, name)),
        element("td", { class: "text" }, title(i),
          element("span", { class: "service" }, source(i) + " · ", element("code", {}, data.id[i]))),
        element("td", {}, STATUS[data.status[i]]),
        element("td", { class: "num" }, format.format(data.count[i])),
        element("td", { class: "time" }, data.last[i]));
    },
    text: (i) => title(i) + " " + source(i) + " " + data.id[i],
    filters: [
      { label: "Severity", options: [...SEVERITIES].reverse(), fits: (i, name) => SEVERITIES[data.severity[i]] === name },
      { label: "Source", options: [...data.sources].sort(), fits: (i, name) => source(i) === name },
      { label: "Status", options: Object.values(STATUS), fits: (i, name) => STATUS[data.status[i]] === name },
    ],
  });
})();
