/** The address of the client, past the proxies that the configuration trusts, and only past those. */
import { BlockList, isIP } from "node:net";

/** IPv4 in IPv6 notation (`::ffff:10.0.0.1`) as plain IPv4. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
}

export function trustedNetworks(entries: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const entry of entries) {
    const [address = "", bits] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) networks.addAddress(address, family);
    else networks.addSubnet(address, Number(bits), family);
  }
  return networks;
}

/**
 * `peer` is the address of the connection, `forwarded` the `X-Forwarded-For` header. Reads the header from its end and
 * stops at the first address that is not a trusted proxy: whatever stands before it, the client may have invented.
 */
export function clientAddress(peer: string | undefined, forwarded: string | undefined, trusted: BlockList): string {
  let address = plain(peer ?? "");
  const isTrusted = (candidate: string): boolean =>
    isIP(candidate) !== 0 && trusted.check(candidate, isIP(candidate) === 6 ? "ipv6" : "ipv4");
  const hops = (forwarded ?? "")
    .split(",")
    .map((hop) => plain(hop.trim()))
    .filter((hop) => hop !== "");
  while (isTrusted(address) && hops.length > 0) {
    const next = hops.pop() as string;
    if (isIP(next) === 0) break;
    address = next;
  }
  return address === "" ? "unknown" : address;
}
