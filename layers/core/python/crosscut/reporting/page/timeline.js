// Records and errors over time, drawn by uPlot, with the moments of the most severe finding.
(() => {
  "use strict";
  const into = document.getElementById("timeline");
  if (!into || !crosscut.data.timeline) return;
  const [start, width, records, errors] = crosscut.data.timeline;
  const moments = crosscut.data.moments;
  const times = records.map((_, at) => start + at * width + width / 2);
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let chart = null;

  function mark(plot) {
    const context = plot.ctx;
    context.save();
    context.strokeStyle = color("--mark");
    context.lineWidth = devicePixelRatio;
    context.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    for (const [at] of moments) {
      const x = Math.round(plot.valToPos(at, "x", true));
      if (x < plot.bbox.left || x > plot.bbox.left + plot.bbox.width) continue;
      context.beginPath();
      context.moveTo(x, plot.bbox.top);
      context.lineTo(x, plot.bbox.top + plot.bbox.height);
      context.stroke();
    }
    context.restore();
  }

  function draw() {
    if (chart) chart.destroy();
    const bars = uPlot.paths.bars({ size: [0.85, 60], align: 0 });
    const series = (label, name) => ({
      label, paths: bars, fill: color(name), stroke: color(name), width: 0, points: { show: false },
      value: (_, value) => (value == null ? "–" : crosscut.format.format(value)),
    });
    const axis = { stroke: color("--soft"), grid: { stroke: color("--rule"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
    chart = new uPlot({
      width: Math.max(240, into.clientWidth), height: 190,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      scales: { x: { range: [start, start + records.length * width] }, y: { range: (_, low, high) => [0, Math.max(1, high)] } },
      cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
      series: [{ label: "UTC", value: "{YYYY}-{MM}-{DD} {HH}:{mm}" }, series("records", "--bar"), series("errors", "--err")],
      axes: [
        { ...axis, grid: { show: false }, values: [
          [31536000, "{YYYY}", null, null, null, null, null, null, 1], [2419200, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
          [86400, "{M}-{D}", "\n{YYYY}", null, null, null, null, null, 1], [3600, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", null, "\n{YYYY}-{MM}-{DD}", null, null, null, 1],
          [60, "{HH}:{mm}", "\n{YYYY}-{MM}-{DD}", null, "\n{YYYY}-{MM}-{DD}", null, null, null, 1],
          [1, "{HH}:{mm}:{ss}", "\n{YYYY}-{MM}-{DD}", null, "\n{YYYY}-{MM}-{DD}", null, null, null, 1]] },
        { ...axis, size: 54, values: (_, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? crosscut.format.format(tick) : "")) },
      ],
      hooks: { draw: [mark] },
    }, [times, records, errors], into);
  }
  draw();
  document.addEventListener("crosscut:theme", draw);
  addEventListener("beforeprint", () => requestAnimationFrame(draw));
  let wide = into.clientWidth;
  new ResizeObserver(() => {
    if (into.clientWidth !== wide) { wide = into.clientWidth; chart.setSize({ width: Math.max(240, wide), height: 190 }); }
  }).observe(into);
})();
