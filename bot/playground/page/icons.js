// Small line icons, drawn for this page.

const PATHS = {
  hash: "M7 3 5 17M15 3l-2 14M3 7h15M2 13h15",
  lock: "M5 9h10v8H5zM7 9V6a3 3 0 0 1 6 0v3",
  shared: "M7 7.5a3.5 3.5 0 1 0 0 5l6-5a3.5 3.5 0 1 1 0 5z",
  menu: "M3 5h14M3 10h14M3 15h14",
  close: "M4.5 4.5l11 11M15.5 4.5l-11 11",
  back: "M12 4l-6 6 6 6",
  clock: "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM10 6v4.2l3 1.8",
  log: "M6 4 3 7l3 3M3 7h11M14 10l3 3-3 3M17 13H6",
  reply: "M3 4h14v9H9l-4 3.5V13H3z",
  more: "M10 4.5v.01M10 10v.01M10 15.5v.01",
  send: "M3 3.5 17.5 10 3 16.5 5 10zM5 10h6",
  eye: "M1.5 10S4.5 4.5 10 4.5 18.5 10 18.5 10 15.5 15.5 10 15.5 1.5 10 1.5 10zM10 7.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5z",
  down: "M5 7.5l5 5 5-5",
  left: "M12 5l-5 5 5 5",
  right: "M8 5l5 5-5 5",
  calendar: "M3 5h14v12H3zM3 9h14M7 3v3M13 3v3",
  smile: "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15zM6.5 11.5a3.6 3.6 0 0 0 7 0M7.5 7.5v.5M12.5 7.5v.5",
  slash: "M13 3 7 17M3 3h14v14H3z",
  at: "M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0zm0-3v4.2a2 2 0 0 0 4 0V10a7 7 0 1 0-2.8 5.6",
  file: "M5 2.5h6.5L16 7v10.5H5zM11 2.5V7.5h5",
  check: "M4 10.5l4 4 8-9",
  home: "M3 9.5 10 3l7 6.5V17h-5v-5H8v5H3z",
};

/** A decorative icon of `size` pixels; what it means is said by its button. */
export function icon(name, size = 18) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [key, value] of Object.entries({ viewBox: "0 0 20 20", width: size, height: size, "aria-hidden": "true", class: "icon" })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
