/**
 * `<comity-passkey data-begin data-finish data-next data-label data-failed [data-session] [data-register]>`: a button that
 * registers a passkey or signs in with one. Without script, or where the browser has no passkeys, its content stays.
 */
async function post(url: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as Record<string, unknown>;
}

class Passkey extends HTMLElement {
  connectedCallback(): void {
    // Older browsers lack the JSON forms of the options.
    if (typeof PublicKeyCredential === "undefined" || !("parseRequestOptionsFromJSON" in PublicKeyCredential)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button second";
    button.textContent = this.dataset["label"] ?? "";
    const message = document.createElement("p");
    message.setAttribute("role", "alert");
    message.className = "error";
    message.hidden = true;
    button.addEventListener("click", () => {
      message.hidden = true;
      this.#run().catch(() => {
        message.textContent = this.dataset["failed"] ?? "";
        message.hidden = false;
      });
    });
    this.replaceChildren(button, message);
  }

  async #run(): Promise<void> {
    const { begin = "", finish = "", next = "/", register } = this.dataset;
    const { challenge, options } = await post(begin, {});
    const credential =
      register === undefined
        ? await navigator.credentials.get({
            publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(
              options as PublicKeyCredentialRequestOptionsJSON,
            ),
          })
        : await navigator.credentials.create({
            publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(
              options as PublicKeyCredentialCreationOptionsJSON,
            ),
          });
    if (!(credential instanceof PublicKeyCredential)) throw new Error("no credential");
    await post(finish, { challenge, response: credential.toJSON() });
    location.assign(next);
  }
}
customElements.define("comity-passkey", Passkey);
