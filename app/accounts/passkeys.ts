/** What passkey commands need to know about the site. */
export interface Site {
  origin: string;
  /** Relying party: the host name, without port. */
  id: string;
  name: string;
}

export const siteOf = (origin: string, name: string): Site => ({ origin, id: new URL(origin).hostname, name });
