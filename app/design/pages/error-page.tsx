/** The page for any failure: what happened, what to do, the number to tell the administrators. */
import type { Context } from "hono";
import type { Env, ErrorPage } from "../../platform/module.ts";
import { Layout } from "../components/layout.tsx";
import { PageHead } from "../components/page-head.tsx";

interface Failure {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly mend?: string | undefined;
  readonly requestId: string;
}

const FailurePage = ({ c, failure }: { c: Context<Env>; failure: Failure }) => {
  const t = c.get("t");
  const { status, detail, mend, requestId } = failure;
  const title = status === 404 ? t("design.error.notFound") : t("design.error.title");
  // The detail comes from the code and is in English; on a page in another language it is marked so.
  const lang = c.get("lang") === "en" ? undefined : "en";
  return (
    <Layout c={c} title={title} hidden>
      <PageHead title={title} overline={String(status)} />
      <div class="prose">
        <p>
          <bdi lang={lang}>{detail}</bdi>
        </p>
        {mend !== undefined && (
          <p>
            <bdi lang={lang}>{mend}</bdi>
          </p>
        )}
        <p>
          <a href={c.get("href")("/")}>{t("design.error.home")}</a>
        </p>
        <p class="small quiet">{t("design.error.reference", { id: requestId })}</p>
      </div>
    </Layout>
  );
};

export const errorPage: ErrorPage = (c, failure) =>
  c.html(<FailurePage c={c} failure={failure} />, failure.status as 500);
