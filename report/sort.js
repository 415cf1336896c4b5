// Tables of class "sortable" are sorted by their column heads. A table with
// data-filter gets a field that filters its rows; the attribute says what may be
// typed. A select of class "pick" in the element before the table keeps the rows
// whose data-keys share a word with the data-any of the chosen option.
"use strict";
for (const table of document.querySelectorAll("table.sortable, table[data-filter]")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = table.tHead ? [...table.tHead.rows[0].cells] : [];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);

  let tools = table.previousElementSibling;
  if (!tools || !tools.classList.contains("tools")) {
    tools = make("div", { className: "tools" });
    table.before(tools);
  }
  tools.hidden = false;

  // Sorting: a cell's data-sort counts before its text, numbers come largest first,
  // and empty cells last.
  const compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;
  const sort = (column, down) => {
    const number = heads[column].classList.contains("n");
    const key = (row) => {
      const cell = row.cells[column];
      const text = cell.dataset.sort ?? cell.textContent.trim();
      return number ? Number.parseFloat(text.replace(/[^-+.\d]/g, "")) : text;
    };
    const keyed = rows.map((row) => [key(row), row]);
    const last = (value) => value === "" || Number.isNaN(value);
    keyed.sort(([a], [b]) => last(a) - last(b) || (number ? a - b : compare(a, b)) * (down ? -1 : 1) || 0);
    body.append(...keyed.map(([, row]) => row));
    heads.forEach((head, i) => {
      if (i === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  };
  if (table.classList.contains("sortable")) {
    const order = make("select", { className: "order", ariaLabel: "Sort by" });
    order.append(make("option", { textContent: "Sort by …", value: "" }));
    heads.forEach((head, column) => {
      const label = head.textContent.trim();
      if (!label) return;
      const number = head.classList.contains("n");
      const button = make("button", { type: "button", textContent: label });
      button.addEventListener("click", () => {
        const now = head.getAttribute("aria-sort");
        sort(column, now ? now === "ascending" : number);
      });
      head.replaceChildren(button);
      order.append(make("option", { textContent: label, value: String(column) }));
    });
    order.addEventListener("change", () => {
      const column = Number(order.value);
      if (order.value) sort(column, heads[column].classList.contains("n"));
    });
    tools.append(order);
  }

  // Filtering: a row must have all words that were typed, and match each select.
  const picks = [...tools.querySelectorAll("select.pick")];
  let input;
  if (table.dataset.filter) {
    input = make("input", { type: "search", placeholder: table.dataset.filter, ariaLabel: table.dataset.filter });
    tools.prepend(input);
  }
  if (input || picks.length) {
    const count = make("span", { className: "soft" });
    count.setAttribute("role", "status");
    tools.append(count);
    let texts;
    const filter = () => {
      texts ??= rows.map((row) => fold(row.textContent));
      const words = input ? fold(input.value).split(/\s+/).filter(Boolean) : [];
      const any = picks.map((pick) => pick.selectedOptions[0]?.dataset.any).filter((keys) => keys !== undefined).map((keys) => new Set(keys.split(" ")));
      let shown = 0;
      rows.forEach((row, i) => {
        const keys = (row.dataset.keys ?? "").split(" ");
        row.hidden = !words.every((word) => texts[i].includes(word)) || !any.every((set) => keys.some((key) => set.has(key)));
        if (!row.hidden) shown++;
      });
      count.textContent = shown === rows.length ? "" : `${shown} of ${rows.length}`;
    };
    let wait;
    input?.addEventListener("input", () => {
      clearTimeout(wait);
      wait = setTimeout(filter, rows.length > 500 ? 150 : 0);
    });
    for (const pick of picks) pick.addEventListener("change", filter);
    filter(); // a browser may restore what was typed before
  }
}
