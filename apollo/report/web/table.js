// A table that sorts by any of its columns.
"use strict";

// The parts of a name, which may be broken after its underscores.
const breakable = (text) => String(text).split(/(?<=_)/).flatMap((part, i) => (i > 0 ? [element("wbr"), part] : [part]));

// columns: {title, value(row), text(value, row)?, number?}. Without `text`, numbers and texts as they are. The first column
// heads its row. limit: rows shown at most.
class SortedTable {
  constructor(caption, columns, { limit = Infinity, sortBy = -1, descending = false } = {}) {
    Object.assign(this, { columns, limit, sortBy, descending, rows: [] });
    this.body = element("tbody");
    this.heads = columns.map((column, c) => {
      const head = element("th", { scope: "col", class: column.number ? "number" : null });
      head.append(button(column.title, () => this.sort(c)));
      return head;
    });
    this.element = element(
      "div",
      { class: "table", tabindex: "0", role: "region", "aria-label": caption },
      element("table", {}, element("caption", {}, caption), element("thead", {}, element("tr", {}, ...this.heads)), this.body),
    );
  }

  // Numbers start with the largest.
  sort(c) {
    this.descending = c === this.sortBy ? !this.descending : Boolean(this.columns[c].number);
    this.sortBy = c;
    this.show(this.rows);
  }

  show(rows) {
    this.rows = rows;
    this.heads.forEach((head, c) => {
      if (c === this.sortBy) head.setAttribute("aria-sort", this.descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
    this.body.replaceChildren(...this.sorted().slice(0, this.limit).map((row) => this.line(row)));
  }

  // Rows without a value come last.
  sorted() {
    if (this.sortBy < 0) return this.rows;
    const sign = this.descending ? -1 : 1;
    const { value } = this.columns[this.sortBy];
    const missing = (v) => v === null || v === undefined || v === "";
    return [...this.rows].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (missing(x) || missing(y)) return missing(x) - missing(y);
      return sign * (typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y)));
    });
  }

  line(row) {
    const cells = this.columns.map((column, c) => {
      const value = column.value(row);
      const text = column.text ? column.text(value, row) : numberText(value);
      const attributes = { class: [column.number ? "number" : "", column.class ?? ""].join(" ").trim() || null };
      return c === 0 ? element("th", { scope: "row", ...attributes }, ...breakable(text)) : element("td", attributes, text);
    });
    return element("tr", {}, ...cells);
  }
}
