/** The frame of every page: head, header with navigation and languages, main, footer. */
import type { Context } from "hono";
import { raw } from "hono/html";
import type { Child } from "hono/jsx";
import { ownNames } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";
import { comityVersion } from "../version.ts";
import { Day } from "./day.tsx";
import { themeOf, themes } from "../theme.ts";

/** Parts of the site that stand in the main navigation. */
export const sections = ["places", "topics", "assess", "data", "search"] as const;
export type Section = (typeof sections)[number];

export interface LayoutProps {
  c: Context<Env>;
  /** Title of the page; the instance's name is added. */
  title: string;
  current?: Section | undefined;
  description?: string | undefined;
  /** State of the data shown, for the footer: day (YYYY-MM-DD) and a link to the release or record. */
  data?: { readonly date: string; readonly href?: string | undefined } | undefined;
  /** A line above the page, such as that this is a demonstration. */
  notice?: Child;
  /** Keeps search engines away (pages of an account, results of a profile). */
  hidden?: boolean | undefined;
  children?: Child;
}

const Mark = () => (
  <svg viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="2.4">
    <circle cx="12" cy="16" r="9" />
    <circle cx="20" cy="16" r="9" />
    <path d="M16 8.2v15.6" />
  </svg>
);

const Navigation = ({ c, current }: { c: Context<Env>; current: Section | undefined }) => {
  const t = c.get("t");
  return (
    <ul class="menu">
      {sections.map((one) => (
        <li>
          <a href={c.get("href")(`/${one}`)} aria-current={one === current ? "page" : undefined}>
            {t(`design.nav.${one}`)}
          </a>
        </li>
      ))}
    </ul>
  );
};

const Account = ({ c }: { c: Context<Env> }) => {
  const isKnown = c.get("actor").kind === "account";
  return (
    <a class="account" href={c.get("href")(isKnown ? "/account" : "/sign-in")}>
      {c.get("t")(isKnown ? "design.nav.account" : "design.nav.signIn")}
    </a>
  );
};

const Languages = ({ c }: { c: Context<Env> }) => (
  <nav aria-label={c.get("t")("design.language")}>
    <ul class="languages">
      {c.get("alternates").map(({ lang, href }) => (
        <li>
          <a href={href} lang={lang} hreflang={lang} aria-current={lang === c.get("lang") ? "true" : undefined}>
            {ownNames[lang]}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

const Footer = ({ c, data }: { c: Context<Env>; data: LayoutProps["data"] }) => {
  const t = c.get("t");
  const { pathname, search } = new URL(c.req.url);
  const back = encodeURIComponent(pathname + search);
  const theme = themeOf(c);
  return (
    <footer class="bottom">
      <div class="frame">
        <div class="stack">
          <p>{t("design.footer")}</p>
          <p>{t("design.names")}</p>
        </div>
        <div class="stack">
          {data && (
            <p>
              {t("design.footer.data")}{" "}
              {data.href === undefined ? (
                <Day c={c} day={data.date} />
              ) : (
                <a href={data.href}>
                  <Day c={c} day={data.date} />
                </a>
              )}
            </p>
          )}
          <p>{t("design.footer.version", { version: comityVersion })}</p>
          <p class="themes">
            {t("design.theme")}:{" "}
            {themes.map((one) => (
              <a rel="nofollow" href={`/theme/${one}?back=${back}`} aria-current={one === theme ? "true" : undefined}>
                {t(`design.theme.${one}`)}
              </a>
            ))}
          </p>
        </div>
      </div>
    </footer>
  );
};

/** A whole document. Answer with `c.html(<Layout …/>)`. */
export const Layout = ({ c, title, current, description, data, notice, hidden, children }: LayoutProps) => {
  const t = c.get("t");
  const { assets, settings } = c.get("services");
  const name = settings.get("instance.name");
  // What the administrator tells everyone stands on every page, unless the page has its own line.
  const told = notice ?? (settings.get("instance.notice") || undefined);
  const theme = themeOf(c);
  return (
    <>
      {raw("<!doctype html>")}
      <html lang={c.get("lang")} dir={c.get("dir")} data-theme={theme === "system" ? undefined : theme}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>{title === name ? name : `${title} · ${name}`}</title>
          {description !== undefined && <meta name="description" content={description} />}
          {hidden === true && <meta name="robots" content="noindex" />}
          <link rel="stylesheet" href={assets.url("design/main.css")} />
          <link rel="icon" href={assets.url("design/icon.svg")} type="image/svg+xml" />
          {c.get("alternates").map(({ lang, href }) => (
            <link rel="alternate" hreflang={lang} href={href} />
          ))}
        </head>
        <body>
          <a class="skip" href="#content">
            {t("design.skip")}
          </a>
          <header class="top">
            <div class="frame">
              <a class="brand" href={c.get("href")("/")}>
                <Mark />
                {name}
              </a>
              <nav aria-label={t("design.nav.label")}>
                <div class="menu-wide">
                  <Navigation c={c} current={current} />
                </div>
                <details class="menu-small">
                  <summary>{t("design.menu")}</summary>
                  <Navigation c={c} current={current} />
                </details>
              </nav>
              <Account c={c} />
            </div>
            <div class="frame bar">
              <Languages c={c} />
            </div>
          </header>
          {told !== undefined && (
            <div class="notice" role="note">
              <div class="frame">
                <p dir="auto">{told}</p>
              </div>
            </div>
          )}
          <main class="frame" id="content" tabindex={-1}>
            {children}
          </main>
          <Footer c={c} data={data} />
        </body>
      </html>
    </>
  );
};
