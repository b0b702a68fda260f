/** `comity mcp`: the atlas for language models, by the Model Context Protocol on standard input and output. */
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { atlasServer } from "../../app/atlas/mcp/atlas-server.ts";
import { loadAtlas } from "../../app/atlas/store/load-atlas.ts";
import type { CliCommand } from "../command-line.ts";

export const mcpCommand: CliCommand = {
  name: "mcp",
  usage: "",
  options: {},
  async run({ terminal }) {
    const server = atlasServer(loadAtlas(), () => terminal.today);
    const transport = new StdioServerTransport();
    const closed = new Promise<void>((done) => {
      transport.onclose = done;
      process.stdin.on("end", done);
    });
    await server.connect(transport);
    await closed;
    await server.close();
    return 0;
  },
};
