/** `<comity-filter label none>` around a table: a field that hides the rows without the words typed. */
const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

class TableFilter extends HTMLElement {
  connectedCallback(): void {
    const table = this.querySelector("table");
    if (table === null || this.querySelector("input[type=search]") !== null) return;
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    const texts = rows.map((row) => plain(row.textContent ?? ""));
    const label = document.createElement("label");
    label.className = "table-filter";
    label.append(this.getAttribute("label") ?? "");
    const field = document.createElement("input");
    field.type = "search";
    field.dir = "auto";
    label.append(field);
    const outcome = document.createElement("p");
    outcome.setAttribute("role", "status");
    field.addEventListener("input", () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const [i, row] of rows.entries()) {
        row.hidden = !words.every((word) => texts[i]?.includes(word));
        if (!row.hidden) shown += 1;
      }
      outcome.textContent = shown === 0 ? this.getAttribute("none") : "";
    });
    this.prepend(label);
    this.append(outcome);
  }
}

customElements.define("comity-filter", TableFilter);
