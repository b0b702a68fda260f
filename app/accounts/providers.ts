/** Sign-in through OpenID Connect providers of the configuration: authorization code with PKCE, state and nonce. */
import * as client from "openid-client";
import type { Config } from "../platform/config.ts";
import { Problem } from "../platform/problem.ts";

type Provider = Config["oidc"][number];

export interface Begun {
  /** Where to send the browser. */
  url: string;
  state: string;
  nonce: string;
  verifier: string;
}

export interface Claims {
  subject: string;
  email: string | null;
  emailVerified: boolean;
  name: string;
}

const unreachable = (provider: Provider, cause: unknown) =>
  new Problem("unavailable", `Signing in through ${provider.name} does not work at the moment.`, {
    mend: "Try again later, or sign in another way.",
    retryAfter: 30,
    cause,
  });

/** The providers of one instance. Their metadata is fetched at first use and kept; a failure is not kept. */
export class Providers {
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #known = new Map<string, Promise<client.Configuration>>();

  constructor(providers: readonly Provider[]) {
    this.#providers = new Map(providers.map((one) => [one.id, one]));
  }

  list(): { id: string; name: string }[] {
    return [...this.#providers.values()].map(({ id, name }) => ({ id, name }));
  }

  #find(id: string): Provider {
    const provider = this.#providers.get(id);
    if (provider === undefined) throw new Problem("not-found", "There is no such way to sign in.");
    return provider;
  }

  async #configuration(provider: Provider): Promise<client.Configuration> {
    let known = this.#known.get(provider.id);
    if (known === undefined) {
      const issuer = new URL(provider.issuer);
      // http only for a provider on this machine.
      const isLocal = issuer.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(issuer.hostname);
      known = client.discovery(
        issuer,
        provider.clientId,
        undefined,
        provider.clientSecret === undefined ? client.None() : client.ClientSecretBasic(provider.clientSecret),
        isLocal ? { execute: [client.allowInsecureRequests] } : {},
      );
      this.#known.set(provider.id, known);
      known.catch(() => this.#known.delete(provider.id));
    }
    return known.catch((error: unknown) => {
      throw unreachable(provider, error);
    });
  }

  /** Throws `Problem` when the provider is unknown or does not answer. */
  async begin(id: string, redirectUri: string): Promise<Begun> {
    const provider = this.#find(id);
    const configuration = await this.#configuration(provider);
    const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: provider.scopes.join(" "),
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      state,
      nonce,
    });
    return { url: url.href, state, nonce, verifier };
  }

  /** Exchanges the code and checks the ID token (signature, issuer, audience, times, nonce). Throws `Problem`. */
  async finish(id: string, answer: URL, kept: Readonly<Record<string, string>>): Promise<Claims> {
    const provider = this.#find(id);
    const configuration = await this.#configuration(provider);
    // The code comes by the browser, so the ID token's signature is checked although TLS would allow to skip it.
    client.enableNonRepudiationChecks(configuration);
    try {
      const tokens = await client.authorizationCodeGrant(configuration, answer, {
        pkceCodeVerifier: kept["verifier"] ?? "",
        expectedState: kept["state"] ?? "",
        expectedNonce: kept["nonce"] ?? "",
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error("no ID token");
      const { email, name } = claims;
      return {
        subject: claims.sub,
        email: typeof email === "string" ? email : null,
        emailVerified: claims["email_verified"] === true,
        name: typeof name === "string" ? name.trim().slice(0, 120) : "",
      };
    } catch (error) {
      throw new Problem("not-permitted", `${provider.name} did not confirm this sign-in.`, {
        mend: "Begin again from the sign-in page.",
        cause: error,
      });
    }
  }
}
