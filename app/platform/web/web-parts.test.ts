import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Assets } from "./assets.ts";
import { clientAddress, trustedNetworks } from "./client-address.ts";
import { isSameOrigin } from "./csrf.ts";
import { acceptedCoding, matchesTag } from "./lean-answers.ts";
import { Metrics } from "./metrics.ts";
import { contentSecurityPolicy } from "./security-headers.ts";

test("the client's address: only past trusted proxies", () => {
  const trusted = trustedNetworks(["10.0.0.0/8", "fd00::/8", "192.0.2.1"]);
  assert.equal(clientAddress("203.0.113.9", "1.2.3.4", trusted), "203.0.113.9", "a stranger cannot choose an address");
  assert.equal(clientAddress("10.1.1.1", "1.2.3.4", trusted), "1.2.3.4");
  assert.equal(
    clientAddress("::ffff:10.1.1.1", "6.6.6.6, 1.2.3.4, 10.2.2.2", trusted),
    "1.2.3.4",
    "what stands before a stranger is his invention",
  );
  assert.equal(clientAddress("fd00::1", "2001:db8::5", trusted), "2001:db8::5");
  assert.equal(clientAddress("10.1.1.1", "1.2.3.4, garbage", trusted), "10.1.1.1");
  assert.equal(clientAddress("10.1.1.1", undefined, trusted), "10.1.1.1");
  assert.equal(clientAddress(undefined, undefined, trusted), "unknown");
  assert.equal(clientAddress("127.0.0.1", "1.2.3.4", trustedNetworks([])), "127.0.0.1");
});

test("an address claimed by a client that is no proxy is never taken", () => {
  const trusted = trustedNetworks(["10.0.0.0/8"]);
  fc.assert(
    fc.property(
      fc.ipV4().filter((ip) => !ip.startsWith("10.")),
      fc.array(fc.oneof(fc.ipV4(), fc.string())),
      (peer, hops) => clientAddress(peer, hops.join(","), trusted) === peer,
    ),
  );
});

test("codings by the client's offers", () => {
  for (const [header, coding] of [
    ["gzip, deflate, br", "br"],
    ["gzip", "gzip"],
    ["br;q=0, gzip;q=0.5", "gzip"],
    ["*", "br"],
    ["identity", undefined],
    ["", undefined],
    ["BR;Q=0.1", "br"],
    ["*;q=0", undefined],
    [undefined, undefined],
  ] as const) {
    assert.equal(acceptedCoding(header), coding, String(header));
  }
});

test("tags compare weakly and in lists", () => {
  assert.ok(matchesTag('"a", W/"b"', '"b"') && matchesTag("*", '"x"') && matchesTag('W/"b"', 'W/"b"'));
  assert.ok(!matchesTag(undefined, '"b"') && !matchesTag('"bb"', '"b"') && !matchesTag("", '"b"'));
});

test("same origin by Origin, else by Sec-Fetch-Site", () => {
  const origin = "https://comity.example.org";
  assert.ok(
    isSameOrigin({ origin }, origin) && isSameOrigin({ fetchSite: "same-origin" }, origin) && isSameOrigin({}, origin),
  );
  assert.ok(
    !isSameOrigin({ origin: "https://evil.example" }, origin) &&
      !isSameOrigin({ origin: "null" }, origin) &&
      !isSameOrigin({ fetchSite: "cross-site" }, origin),
  );
  assert.ok(!isSameOrigin({ origin: "https://evil.example", fetchSite: "same-origin" }, origin));
});

test("the policy allows nothing inline and names identity providers", () => {
  const policy = contentSecurityPolicy(["https://login.example"]);
  assert.doesNotMatch(policy, /unsafe|\*/);
  assert.match(policy, /default-src 'none'.*form-action 'self' https:\/\/login\.example;/);
});

test("metrics in Prometheus' format, labels escaped", () => {
  const metrics = new Metrics();
  metrics.counter("c_total", "Count.")({ route: 'a"b\\c\nd' }, 2);
  const observe = metrics.histogram("h_seconds", "Time.");
  observe({}, 0.003);
  observe({}, 20);
  metrics.gauge("g", "Now.", () => [[{ state: "x" }, 3]]);
  const text = metrics.text();
  assert.ok(text.includes('# TYPE c_total counter\nc_total{route="a\\"b\\\\c\\nd"} 2\n'));
  assert.ok(text.includes('h_seconds_bucket{le="0.002"} 0\nh_seconds_bucket{le="0.005"} 1\n'));
  assert.ok(text.includes('h_seconds_bucket{le="+Inf"} 2\nh_seconds_sum 20.003\nh_seconds_count 2\n'));
  assert.ok(text.includes('g{state="x"} 3\n') && text.endsWith("\n"));
  assert.throws(() => metrics.gauge("g", "Again.", () => 1), /exists already/);
});

test("assets: names carry the hash of the content, also inside style sheets", () => {
  const assets = new Assets();
  assets.add("design/font.woff2", Buffer.from("font"));
  assets.add("design/main.css", Buffer.from('a{src:url("./font.woff2")}b{x:url(https://x/y)}c{x:url(none.png)}'));
  const font = assets.url("design/font.woff2");
  assert.match(font, /^\/assets\/design\/font\.[0-9a-f]{12}\.woff2$/);
  assert.throws(
    () => assets.url("design/none.css"),
    /no asset design\/none\.css; known: design\/font\.woff2, design\/main\.css/,
  );
  const before = assets.url("design/main.css");
  assets.add("design/font.woff2", Buffer.from("another font"));
  assets.add("design/main.css", Buffer.from('a{src:url("./font.woff2")}b{x:url(https://x/y)}c{x:url(none.png)}'));
  assert.notEqual(assets.url("design/main.css"), before, "a changed font changes the name of the style sheet");
});
