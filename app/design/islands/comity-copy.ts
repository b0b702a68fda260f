/** `<comity-copy href label done failed>`: replaces the link shown without script by a button that copies its address. */
class CopyLink extends HTMLElement {
  connectedCallback(): void {
    const href = this.getAttribute("href");
    // Browsers give the clipboard to secure pages only; elsewhere the link stays.
    if (href === null || navigator.clipboard === undefined || this.querySelector("button") !== null) return;
    const words = (name: string): string => this.getAttribute(name) ?? "";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button second";
    button.textContent = words("label");
    const outcome = document.createElement("span");
    outcome.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(new URL(href, document.baseURI).href);
        outcome.textContent = words("done");
      } catch {
        outcome.textContent = words("failed");
      }
      setTimeout(() => {
        outcome.textContent = "";
      }, 4000);
    });
    this.replaceChildren(button, " ", outcome);
  }
}

customElements.define("comity-copy", CopyLink);
