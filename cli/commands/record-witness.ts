/** `comity witness`: a member's own witness in one command. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { formatVerifierKey } from "@comity/record";
import { errorCode, Problem } from "../../app/platform/problem.ts";
import { witnessServer } from "../../app/record/witness/witness-server.ts";
import { openWitness } from "../../app/record/witness/witness-state.ts";
import type { CliCommand } from "../command-line.ts";
import { openPlace, readPolicy, trustedKeys } from "../record-input.ts";

export const witnessCommand: CliCommand = {
  name: "witness",
  usage: "[folder]",
  options: {
    name: { value: "name" },
    log: { value: "URL|folder" },
    key: { value: "vkey" },
    policy: { value: "file" },
    host: { value: "address" },
    port: { value: "number" },
  },
  async run(input) {
    const { terminal, t, options, positionals } = input;
    const port = Number(options["port"] ?? "8081");
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new Problem("invalid-input", `\`${options["port"]}\` is not a port.`, { mend: "Use 0 to 65535." });
    const policy = readPolicy(input);
    const log = options["log"];
    const logs =
      policy !== null && options["key"] === undefined
        ? policy.logs.map((one) => one.key)
        : await trustedKeys(input, null, log === undefined ? null : await openPlace(log));
    if (logs.length === 0)
      throw new Problem("invalid-input", "The policy names no log to witness.", { mend: "Add a line `log <vkey>`." });
    const store = openWitness(positionals[0] ?? "witness", options["name"]);
    try {
      const server = witnessServer(store, logs, () => Math.floor(Date.now() / 1000), {
        answered: (status, detail) => terminal.err(`${new Date().toISOString()} ${status} ${detail}\n`),
        splitView: (file) => terminal.err(`${t("cli.evidence.split")} ${t("cli.record.evidenceWritten", { file })}\n`),
      });
      const host = options["host"] ?? "127.0.0.1";
      server.listen(port, host);
      await once(server, "listening").catch((error: unknown) => {
        throw new Problem("cannot-start", `The witness cannot listen on ${host}:${port} (${errorCode(error)}).`, {
          mend: "Choose another --port or --host.",
          cause: error,
        });
      });
      const { port: open } = server.address() as AddressInfo;
      const vkey = formatVerifierKey(store.signer.verifier);
      terminal.out(
        `${t("cli.witness.listens", { url: `http://${host.includes(":") ? `[${host}]` : host}:${open}` })}\n` +
          `${t("cli.witness.serves", { list: [...new Set(logs.map((key) => key.name))].join(", ") })}\n` +
          `${t("cli.witness.key")}\n${vkey}\n`,
      );
      await new Promise<void>((resolve) => {
        for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
      });
      server.close();
      server.closeAllConnections();
      return 0;
    } finally {
      store.close();
    }
  },
};
